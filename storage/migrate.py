"""Brings a database to the newest tables. Safe when many processes start at once: one migrates, the rest wait."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage import engine

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 20261122
"""Number of PostgreSQL's advisory lock for migrating; any that nobody else uses."""


def configuration(connection: Connection) -> Config:
    """Alembic's settings, without a file, for a connection that is in a transaction."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def migrate(url: str) -> str:
    """Upgrades in one transaction, all or nothing, and returns the revision that the database has now."""
    writer = engine.writer(url)
    try:
        with writer.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            config = configuration(connection)
            command.upgrade(config, "head")
            head = ScriptDirectory.from_config(config).get_current_head()
    finally:
        writer.dispose()
    return str(head)
