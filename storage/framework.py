"""The versions of the Framework, numbered from 1. A version is never changed: a newer one is added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from domain.errors import Stale
from storage.once import insert_once
from storage.tables import framework_version

_OURS = framework_version.c.organisation == bindparam("ours")
_ALL = (
    select(*[c for c in framework_version.c if c.name not in ("organisation", "data")])
    .where(_OURS)
    .order_by(framework_version.c.version)
)
_DATA = select(framework_version.c.data).where(_OURS, framework_version.c.version == bindparam("version"))


@dataclass(frozen=True)
class FrameworkRow:
    """One stored version, without its data. `label` is the data set's own version, such as "0.1.0"."""

    version: int
    label: str
    author: str
    reason: str
    at: datetime


def versions(connection: Connection, organisation: str) -> tuple[FrameworkRow, ...]:
    """All versions, oldest first."""
    rows = connection.execute(_ALL, {"ours": organisation})
    return tuple(FrameworkRow(r.version, r.label, r.author, r.reason, r.at) for r in rows)


def data(connection: Connection, organisation: str, version: int) -> str:
    """The data of a version. Raises KeyError when there is no such version."""
    found: str | None = connection.execute(_DATA, {"ours": organisation, "version": version}).scalar()
    if found is None:
        raise KeyError(f"the Framework has no version {version}")
    return found


def add(
    connection: Connection,
    organisation: str,
    version: int,
    text: str,
    *,
    label: str,
    author: str,
    reason: str,
    at: datetime,
) -> None:
    """Raises `Stale` when somebody else added a version of that number first."""
    row = {
        "organisation": organisation,
        "version": version,
        "label": label,
        "data": text,
        "author": author,
        "reason": reason,
        "at": at,
    }
    if not insert_once(connection, framework_version, [row]):
        raise Stale(f"version {version} of the Framework was added a moment before")
