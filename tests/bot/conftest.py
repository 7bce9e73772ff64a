"""The command line in this process with a database of its own, and an app on either database."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import bot.shelf
from bot.__main__ import main
from bot.commands import serve
from knowledge.load import parse
from tests.bot.terminals import Terminals, new_terminals


@dataclass(frozen=True)
class Said:
    """What a command ended with and printed."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


read_once = cache(parse)
"""A Framework never changes, and reading one takes longer than all else that a test of a command does."""


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.shelf, "parse", read_once)


@pytest.fixture
async def terminals(database_url: str, quick: None) -> AsyncIterator[Terminals]:
    """An app with the sample people, each at a terminal of their own; nobody has said anything yet."""
    terminals = await new_terminals(database_url)
    yield terminals
    await terminals.app.close()


@pytest.fixture
def database(tmp_path: Path, sqlite_template: Path) -> Path:
    """The file that the commands work on; migrated, without rows."""
    file = tmp_path / "assistant.db"
    file.write_bytes(sqlite_template.read_bytes())
    return file


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], database: Path, quick: None) -> Run:
    """Runs `python -m bot` with these words; keyword arguments are settings without their prefix."""
    for name in [name for name in os.environ if name.startswith("SVA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SVA_DATABASE_URL", f"sqlite:///{database}")
    monkeypatch.setenv("SVA_SECRET", "a secret for the tests, long enough")
    monkeypatch.setenv("SVA_MAIL_PORT", "1")  # where nobody listens
    monkeypatch.setenv("LOGNAME", "clerk")
    monkeypatch.setattr(serve, "set_up_logs", lambda level: None)  # the logs of this process are the test's

    def run(*words: str, **settings: str) -> Said:
        with monkeypatch.context() as changed:
            for name, value in settings.items():
                changed.setenv(f"SVA_{name}", value)
            code = main(words)
        told = capsys.readouterr()
        return Said(code, told.out, told.err)

    return run
