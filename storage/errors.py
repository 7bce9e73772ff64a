"""The error of a database that cannot be reached, for those who may not know how it is spoken to."""

from __future__ import annotations

from sqlalchemy.exc import OperationalError as DatabaseAway

__all__ = ["DatabaseAway"]
