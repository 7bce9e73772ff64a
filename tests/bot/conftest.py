"""The command line in this process: its own settings and database, and what it says."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.__main__ import main


@dataclass(frozen=True)
class Said:
    """What a command ended with and printed."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def database(tmp_path: Path, sqlite_template: Path) -> Path:
    """The file that the commands work on; migrated, without rows."""
    file = tmp_path / "assistant.db"
    file.write_bytes(sqlite_template.read_bytes())
    return file


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], database: Path) -> Run:
    """Runs `python -m bot` with these words; keyword arguments are settings without their prefix."""
    for name in [name for name in os.environ if name.startswith("SVA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SVA_DATABASE_URL", f"sqlite:///{database}")
    monkeypatch.setenv("SVA_SECRET", "a secret for the tests, long enough")
    monkeypatch.setenv("LOGNAME", "clerk")

    def run(*words: str, **settings: str) -> Said:
        with monkeypatch.context() as changed:
            for name, value in settings.items():
                changed.setenv(f"SVA_{name}", value)
            code = main(words)
        told = capsys.readouterr()
        return Said(code, told.out, told.err)

    return run
