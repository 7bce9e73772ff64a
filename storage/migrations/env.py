"""Run by Alembic for every command; the connection is given by `storage.migrate` or by a test."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy.types import TypeDecorator

from storage.tables import metadata


def _plain_type(kind: str, item: Any, _context: Any) -> Any:
    """A migration names the database's own types, so that it stays what it was when our types change."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    transaction_per_migration=False,
    render_as_batch=True,
    compare_type=True,
    render_item=_plain_type,
)
with context.begin_transaction():
    context.run_migrations()
