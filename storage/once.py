"""Inserts that do nothing when the row is there already: the one place that knows two dialects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

_INSERTS: dict[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


@cache
def _insert(table: Table, dialect: str) -> Insert:
    return _INSERTS[dialect](table).on_conflict_do_nothing().inline().execution_options(preserve_rowcount=True)


@cache
def _insert_for_id(table: Table, dialect: str) -> ReturningInsert[Any]:
    return _INSERTS[dialect](table).on_conflict_do_nothing().returning(table.c.id)


def insert_once(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> bool:
    """True when all of the rows are new. On False the caller raises, so that the rest is not kept either."""
    done = connection.execute(_insert(table, connection.dialect.name), list(rows))
    return done.rowcount == len(rows)


def insert_for_id(connection: Connection, table: Table, row: Mapping[str, Any]) -> int | None:
    """The new row's id, or None when a row with the same unique key is there already."""
    found: int | None = connection.execute(_insert_for_id(table, connection.dialect.name), dict(row)).scalar()
    return found
