"""Questions without an answer, from the asking to the file that the contact opens."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.files import load_document
from domain.changes import QuestionAsked
from domain.guidance import AskedQuestion, Tier
from domain.people import CLOCK, Person
from storage.store import Tx
from tests.bot.conftest import Run, Said
from tests.bot.terminals import Terminals
from tests.bot.test_commands import in_database

FIRST, SECOND = "How do I seal a deed?", "what is the process for sealing a deed"
AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
FORMULA = '=HYPERLINK("https://evil.example","deed sealing process")'


async def test_questions_alike_are_one_row_of_the_file_and_no_formula(terminals: Terminals) -> None:
    for who, text in (("amira", FIRST), ("owen", SECOND), ("owen", FORMULA)):
        assert "Our summary of" not in await terminals.say(who, text)
    await terminals.say("amira", "Do we have to use 10%?")
    await terminals.press("amira", "This did not help")
    await terminals.press("amira", "Send", {"comment": "+44 is what I wanted"})
    shown = await terminals.say("sofia", "gaps")
    assert "2 people asked this" in shown
    assert f"> {FIRST}" in shown
    assert "+44 is what I wanted" in shown
    assert [name for name in ("Amira", "Owen", "Hollis") if name in shown] == []
    app = terminals.app
    document = await load_document(app.store, app.files, app.desk(), "gaps.csv", "30")
    assert (document.name, document.type) == ("guidance gaps.csv", "text/csv; charset=utf-8")
    rows = list(csv.DictReader(io.StringIO(document.content.decode("utf-8-sig"))))
    told = {row["question"]: (row["people"], row["times"], row["not answered"], row["no help"]) for row in rows}
    assert told[FIRST][0] == "2"
    assert told["Do we have to use 10%?"] == ("1", "1", "0", "1")
    cells = [cell for row in rows for cell in row.values()]
    assert [cell for cell in cells if cell.startswith(("=", "+", "@"))] == []
    assert "'+44 is what I wanted" in cells


def test_the_command_prints_them_and_writes_the_file(run: Run, database: Path, tmp_path: Path) -> None:
    assert run("guidance", "gaps") == Said(0, "", "")
    in_database(database, keep_questions)
    assert run("guidance", "gaps", "--since", "2026-11-01") == Said(
        0, f"1 person asked this twice: {FIRST}\n    2 not answered; last on 3 November 2026\n", ""
    )
    (row,) = map(json.loads, run("guidance", "gaps", "--since", "2026-11-01", "--json").out.splitlines())
    assert row == {
        "question": FIRST,
        "people": 1,
        "times": 2,
        "not_answered": 2,
        "unsure": 0,
        "no_help": 0,
        "first": "2026-11-02T09:00:00+00:00",
        "last": "2026-11-03T09:00:00+00:00",
        "also_asked_as": [],
        "comments": [],
    }
    assert run("guidance", "gaps", "--since", "2026-11-04").out == ""
    file = tmp_path / "gaps.csv"
    assert run("guidance", "gaps", "--since", "2026-11-01", "--csv", str(file)).out == f"1 written to {file}.\n"
    assert file.read_text("utf-8-sig").splitlines()[1].startswith(f"{FIRST},1,2,2,0,0,2026-11-02T09:00:00+00:00,")
    nowhere = tmp_path / "no folder" / "gaps.csv"
    lost = run("guidance", "gaps", "--csv", str(nowhere))
    assert lost == Said(1, "", f"{nowhere} cannot be written: No such file or directory.\n")


@pytest.mark.parametrize("since", ["yesterday", "2026-02-30", "01/11/2026"])
def test_a_day_that_is_none_is_said_so(run: Run, since: str) -> None:
    said = Said(2, "", f"{since} is no date; write it as 2026-11-01.\n")
    assert run("guidance", "gaps", "--since", since) == said


def keep_questions(tx: Tx) -> None:
    nina = tx.save_person(Person(0, "derbyshire", "Nina Vale", "nina@council.example"), by=CLOCK, at=AT)
    for number in (2, 3):
        at = AT.replace(day=number)
        asked = AskedQuestion(f"Q-{number}", at, FIRST, Tier.DECLINED, "", (), "", "", nina.id)
        tx.record([QuestionAsked(asked)], by=nina, conversation=None, at=at)
