"""The migrations make exactly the tables, go down and up again, and bear six processes that start at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, inspect

from storage import engine
from storage.migrate import configuration, migrate
from storage.tables import metadata

ROOT = Path(__file__).parent.parent.parent
TABLES = sorted(metadata.tables)


def differences(connection: Connection) -> list[object]:
    options = {"compare_type": True, "target_metadata": metadata}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def tables(connection: Connection) -> list[str]:
    return sorted(name for name in inspect(connection).get_table_names() if name != "alembic_version")


def test_migrating_makes_the_tables_and_names_the_newest_revision(empty_database_url: str) -> None:
    head = migrate(empty_database_url)
    assert migrate(empty_database_url) == head
    database: Engine = create_engine(empty_database_url)
    with database.connect() as connection:
        assert differences(connection) == []
        assert MigrationContext.configure(connection).get_current_revision() == head
    database.dispose()


def test_each_step_goes_up_and_down_and_up_again(empty_database_url: str) -> None:
    database = engine.writer(empty_database_url)
    with database.begin() as connection:
        settings = configuration(connection)
        scripts = ScriptDirectory.from_config(settings)
        assert len(scripts.get_heads()) == 1
        for revision in reversed(list(scripts.walk_revisions())):
            command.upgrade(settings, revision.revision)
            command.downgrade(settings, str(revision.down_revision or "base"))
            command.upgrade(settings, revision.revision)
        assert differences(connection) == []
        assert tables(connection) == TABLES
        command.downgrade(settings, "base")
        assert tables(connection) == []
        command.upgrade(settings, "head")
        assert tables(connection) == TABLES
    database.dispose()


def test_a_migration_that_fails_leaves_nothing(empty_database_url: str) -> None:
    database = engine.writer(empty_database_url)
    with database.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE ticket (ref TEXT)")
    failed = subprocess.run(_command(empty_database_url), cwd=ROOT, capture_output=True, text=True, check=False)
    assert failed.returncode == 1
    assert "already exists" in failed.stderr
    with database.begin() as connection:
        assert inspect(connection).get_table_names() == ["ticket"]
    database.dispose()


def test_six_processes_that_start_at_once_all_find_it_migrated(empty_database_url: str) -> None:
    started = [
        subprocess.Popen(
            _command(empty_database_url), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(6)
    ]
    ended = [(*process.communicate(), process.returncode) for process in started]
    head = migrate(empty_database_url)
    assert ended == [(f"{head}\n", "", 0)] * 6


def _command(url: str) -> list[str]:
    program = "import sys; from storage.migrate import migrate; print(migrate(sys.argv[1]))"
    return [sys.executable, "-c", program, url]
