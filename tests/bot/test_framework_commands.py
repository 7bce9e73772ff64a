"""The Framework in and out of the database by command: every fault named, and no version changed or lost."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from pathlib import Path

import pytest

from bot.app import App
from bot.config import read_config
from bot.setup import new_app
from bot.shelf import KNOWLEDGE
from domain.conversation import Door, Inbound, Sender
from tests.bot.conftest import Run, Said

OURS = (KNOWLEDGE / "framework.yaml").read_bytes()
CHANGED = OURS.replace(b"title: Less loneliness", b"title: Fewer lonely people").replace(b"0.2.0", b"0.3.0", 1)
NOTHING = "Nothing differs from the version in force; no new version was made.\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "framework.yaml"


def test_the_first_version_is_the_one_that_comes_with_us(run: Run) -> None:
    (line,) = run("framework").out.splitlines()
    assert re.fullmatch(
        r"  1  0\.2\.0      \d{4}-\d\d-\d\d \d\d:\d\d  The assistant's set-up: "
        r"The proposal that comes with the assistant",
        line,
    )
    assert json.loads(run("framework", "list", "--json").out)["version"] == 1


def test_a_version_comes_out_as_it_went_in(run: Run, file: Path) -> None:
    assert run("framework", "export", str(file)) == Said(0, f"Version 1 is in {file}.\n", "")
    assert file.read_bytes() == OURS
    with_other_line_ends = CHANGED.replace(b"\n", b"\r\n")
    file.write_bytes(with_other_line_ends)
    assert run("framework", "import", str(file), "--reason", "Plainer").code == 0
    file.unlink()
    assert run("framework", "export", str(file), "--version", "2").code == 0
    assert file.read_bytes() == with_other_line_ends
    assert run("framework", "export", str(file), "--version", "9") == Said(1, "", "There is no version 9.\n")
    assert file.read_bytes() == with_other_line_ends


def test_an_import_without_a_change_makes_no_version(run: Run, file: Path) -> None:
    file.write_bytes(OURS + b"# a remark\n")
    assert run("framework", "diff", str(file)) == Said(0, "Nothing differs.\n", "")
    assert run("framework", "import", str(file), "--reason", "none") == Said(0, NOTHING, "")
    assert len(run("framework").out.splitlines()) == 1


def test_a_changed_outcome_makes_a_version_with_author_date_and_reason(run: Run, file: Path) -> None:
    file.write_bytes(CHANGED)
    differences = [
        'The Framework: label "0.2.0" → "0.3.0"',
        'P4.2 Fewer lonely people: title "Less loneliness" → "Fewer lonely people"',
    ]
    assert run("framework", "diff", str(file)).out.splitlines() == differences
    assert len(run("framework").out.splitlines()) == 1
    words = ("framework", "import", str(file), "--reason", "Plainer words", "--author", "Sofia Marsh")
    last = "This is version 2 now. Tenders that were started before keep theirs."
    assert run(*words).out.splitlines() == [*differences, last]
    assert run(*words) == Said(0, NOTHING, "")
    newest = json.loads(run("framework", "--json").out.splitlines()[1])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00", newest.pop("at"))
    assert newest == {"version": 2, "label": "0.3.0", "author": "Sofia Marsh", "reason": "Plainer words"}


def test_the_author_is_the_one_who_is_logged_in_and_a_reason_is_needed(
    run: Run, file: Path, database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(CHANGED)
    with pytest.raises(SystemExit) as ended:
        run("framework", "import", str(file))
    assert ended.value.code == 2
    assert "--reason" in capsys.readouterr().err
    run("framework", "import", str(file), "--reason", "Plainer words")
    with sqlite3.connect(database) as rows:
        found = rows.execute("SELECT actor, data FROM event WHERE subject = 'framework' AND seq = 2").fetchall()
    rows.close()
    assert found == [("clerk", '{"version":2,"label":"0.3.0","reason":"Plainer words"}')]


@pytest.mark.parametrize("action", [("import", "--reason", "none"), ("diff",)])
def test_a_broken_file_is_refused_with_every_fault_by_its_line(run: Run, file: Path, action: tuple[str, ...]) -> None:
    broken = OURS.replace(b"adopted: false", b"adopted: perhaps", 1).replace(b"kind: output", b"kind: guess", 1)
    file.write_bytes(broken)
    lines = [n for n, text in enumerate(broken.splitlines(), 1) if b"perhaps" in text or b"kind: guess" in text]
    refused = run("framework", *action, str(file))
    first, *faults = refused.err.splitlines()
    assert (refused.code, refused.out) == (1, "")
    assert first == f"{file} cannot be used; nothing was changed:"
    assert [line.split(": ", 1)[0] for line in faults] == [f"{file}:{number}" for number in lines]
    assert len(lines) == 2
    assert len(run("framework").out.splitlines()) == 1


@pytest.mark.parametrize("content", [b"\xff\xfe", b"- [", b"", b"a: &x [*x]", b"%" * 100])
def test_what_is_no_framework_at_all_is_refused(run: Run, file: Path, content: bytes) -> None:
    file.write_bytes(content)
    refused = run("framework", "import", str(file), "--reason", "none")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith(str(file))
    assert len(run("framework").out.splitlines()) == 1


def test_a_file_that_is_not_there(run: Run, file: Path) -> None:
    refused = run("framework", "import", str(file), "--reason", "none")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == f"{file}: [Errno 2] No such file or directory: '{file}'\n"


def test_a_tender_keeps_its_version_and_a_new_one_gets_the_newest(run: Run, file: Path, database: Path) -> None:
    environ = {"SVA_DATABASE_URL": f"sqlite:///{database}", "SVA_SECRET": "s" * 40}

    async def plan(number: int) -> None:
        app: App = new_app(read_config(environ, lambda name: ""))
        await app.open()
        sender = Sender("nina@council.example", "Nina Vale", "nina@council.example", trusted=True)
        text = "I am buying home care for £300,000"
        inbound = Inbound(str(number), Door.CONSOLE, f"chat {number}", sender, app.now(), text=text, in_place=True)
        assert len((await app.turn(inbound, "reference")).replies) == 1
        await app.close()

    asyncio.run(plan(1))
    file.write_bytes(CHANGED)
    run("framework", "import", str(file), "--reason", "Plainer words")
    asyncio.run(plan(2))
    with sqlite3.connect(database) as rows:
        found = rows.execute("SELECT framework_version FROM tender ORDER BY created_at").fetchall()
    rows.close()
    assert found == [(1,), (2,)]
