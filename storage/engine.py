"""Engines and column types: the same tables and the same code on SQLite and on PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import orjson
from sqlalchemy import DateTime, Engine, Row, Text, create_engine, event, make_url
from sqlalchemy.engine import URL, Connection, Dialect, ExceptionContext
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")

AnyRow = Row[*tuple[Any, ...]]
"""A row of whatever columns a statement names."""

BUSY_SECONDS = 10
"""How long a SQLite writer waits for a writer of another process."""


class Moment(TypeDecorator[datetime]):
    """Aware datetimes in and aware UTC datetimes out, on either database: SQLite forgets the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value}")
        return value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """Plain JSON as text: what was put in comes out, with its keys in their order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else orjson.dumps(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else orjson.loads(value)


class Exact(TypeDecorator[Decimal]):
    """A decimal number with all its digits, as text: 12.50 comes back as 12.50, on either database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


def writer(url: str) -> Engine:
    """The engine that writes. SQLite has one connection, so that its writers queue fairly inside the process."""
    return _engine(make_url(url), begin="BEGIN IMMEDIATE", connections=1)


def reader(url: str, connections: int) -> Engine:
    """The engine that reads. On SQLite a reader never waits for the writer."""
    return _engine(make_url(url), begin="BEGIN", connections=connections)


def _engine(url: URL, *, begin: str, connections: int) -> Engine:
    kind = url.get_backend_name()
    if kind == "postgresql":
        engine = create_engine(url, pool_size=8, max_overflow=0, pool_pre_ping=True, hide_parameters=True)
        event.listen(engine, "handle_error", _without_values)
        return engine
    if kind != "sqlite":
        raise ValueError(f"only sqlite and postgresql are known, not {kind}")
    if url.database in (None, "", ":memory:"):
        raise ValueError("the SQLite database must be a file: readers and the writer have a connection each")
    with suppress(OSError):  # opening the file says it, as for any other database that is not there
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
    )
    event.listen(engine, "connect", _settings)
    event.listen(engine, "begin", lambda connection: _begin(connection, begin))
    return engine


def _settings(connection: sqlite3.Connection, _record: object) -> None:
    """Without these, SQLite loses concurrent updates silently or answers "database is locked"."""
    connection.isolation_level = None  # we say BEGIN ourselves
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {setting}").close()


def _without_values(context: ExceptionContext) -> None:
    """Leaves an error its first line: in the details PostgreSQL quotes the row, which holds what people wrote, and
    errors are logged."""
    refused, raised = context.original_exception, context.sqlalchemy_exception
    told = str(refused)
    refused.args = (told.partition("\n")[0],)
    if raised is not None:
        raised.args = tuple(str(part).replace(told, str(refused)) for part in raised.args)


def apart(connection: Connection, work: Callable[[], T]) -> T | Exception:
    """What `work` returned; or the error that it raised, and then nothing of it is kept.

    Raises when the database has given up the whole transaction, as SQLite does when the disk is full.
    """
    cursor = connection.connection.cursor()
    cursor.execute("SAVEPOINT apart")
    outcome: T | Exception
    try:
        outcome = work()
    except Exception as error:
        cursor.execute("ROLLBACK TO apart")
        outcome = error
    cursor.execute("RELEASE apart")
    cursor.close()
    return outcome


def _begin(connection: Connection, statement: str) -> None:
    connection.connection.cursor().execute(statement)
