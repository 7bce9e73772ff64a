"""The commands as an administrator runs them: what they print, how they end, and what they leave behind."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS, main
from domain.changes import TenderOpened, TicketRaised
from domain.conversation import Door, Inbound, Outgoing, Sender
from domain.escalation import Ticket, TicketKind
from domain.people import CLOCK, Person, Role
from domain.tender import Tender
from storage.migrate import migrate
from storage.store import Store, Tx
from tests.bot.conftest import Run, Said

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
NINA = f"{'Nina Vale':<24} {'nina@council.example':<34}"
APP = {"APP_ID": "12345678-1234-1234-1234-123456789abc", "PUBLIC_URL": "https://sva.council.example"}


def in_database(database: Path, work: Callable[[Tx], None]) -> None:
    """One unit of work, in the organisation that the commands have when nothing is set."""

    async def write() -> None:
        store = Store(f"sqlite:///{database}", organisation="derbyshire")
        await store.write(work)
        await store.close()

    asyncio.run(write())


def test_migrate_makes_the_tables_and_says_where_they_stand(run: Run, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/folder/new.db"
    assert run("migrate", DATABASE_URL=url) == Said(0, f"The database is at revision {migrate(url)}.\n", "")
    assert run("migrate", DATABASE_URL=url).code == 0


def test_people_are_added_given_roles_and_listed(run: Run) -> None:
    assert run("people", "list") == Said(0, "", "")
    assert run("people", "add", "Nina@Council.example", "Nina Vale", "officer") == Said(0, f"{NINA} officer\n", "")
    given = Said(0, f"{NINA} officer, single point of contact\n", "")
    assert run("people", "role", "nina@council.example", "single point of contact") == given
    assert run("people", "role", "NINA@council.example", "single point of contact") == given
    assert run("people") == given
    taken = Said(0, f"{NINA} single point of contact\n", "")
    assert run("people", "drop-role", "nina@council.example", "officer") == taken
    assert run("people", "drop-role", "nina@council.example", "officer") == taken
    assert run("people", "drop-role", "nina@council.example", "single point of contact").out == f"{NINA} no role\n"


def test_whoever_becomes_the_single_point_of_contact_is_told_once_of_what_waits(run: Run, database: Path) -> None:
    run("people", "add", "nina@council.example", "Nina Vale", "officer")
    run("people", "add", "amira@council.example", "Amira Hollis", "officer")

    def ask(tx: Tx) -> None:
        amira = next(person for person in tx.people() if person.name == "Amira Hollis")
        for ref in ("S-FIRST", "S-SECOND"):
            ticket = Ticket(ref, "derbyshire", TicketKind.QUESTION, "Who pays?", amira.id, amira.name, NOW)
            tx.record([TicketRaised(ticket)], by=amira, conversation=None, at=NOW)

    in_database(database, ask)
    for action in ("role", "role", "drop-role", "role"):
        run("people", action, "nina@council.example", "single point of contact")
    told: list[str] = []
    in_database(database, lambda tx: told.extend(job.key for job in tx.jobs("waiting")))
    assert sorted(told) == ["waiting:S-FIRST:1:1", "waiting:S-SECOND:1:1"]


@pytest.mark.parametrize("words", [("--json", "list"), ("list", "--json"), ("--json",)])
def test_people_as_json_wherever_it_is_asked_for(run: Run, words: tuple[str, ...]) -> None:
    run("people", "add", "nina@council.example", "Nína Vale", "supplier", "officer")
    expected = {"name": "Nína Vale", "email": "nina@council.example", "roles": ["officer", "supplier"]}
    assert [json.loads(line) for line in run("people", *words).out.splitlines()] == [expected]


def test_an_address_is_added_once_and_has_to_be_known_to_get_a_role(run: Run) -> None:
    run("people", "add", "nina@council.example", "Nina Vale")
    again = run("people", "add", "NINA@council.example", "Somebody Else", "administrator")
    assert again == Said(1, "", "nina@council.example is there already; use role or drop-role.\n")
    unknown = run("people", "role", "owen@council.example", "officer")
    assert unknown == Said(
        1, "", "Nobody has the address owen@council.example. Use: python -m bot people add owen@council.example NAME.\n"
    )
    assert run("people").out == f"{NINA} no role\n"


def test_who_changed_people_is_on_the_record(run: Run, database: Path) -> None:
    run("people", "add", "nina@council.example", "Nina Vale", "officer")
    with sqlite3.connect(database) as rows:
        found = rows.execute("SELECT actor, verb, data FROM event WHERE subject LIKE 'person %'").fetchall()
    rows.close()
    assert found == [("clerk at the command line", "PersonSaved", '{"roles":["officer"]}')]


def test_the_history_of_a_record(run: Run, database: Path) -> None:
    run("people", "add", "nina@council.example", "Nina Vale", "officer")
    in_database(database, _planned)
    ref = "T-4K7QX"
    assert run("history", ref.lower()) == Said(0, "22 November 2026 at 09:30  Nina Vale: started planning\n", "")
    told = json.loads(run("history", ref, "--json").out)
    assert (told["at"], told["by"], told["change"]) == ("2026-11-22T09:30:00+00:00", "Nina Vale", "TenderOpened")
    assert run("history", "T-ZZZZZ") == Said(1, "", "Nothing is recorded of T-ZZZZZ.\n")
    assert run("history", "S-ZZZZZ") == Said(1, "", "Nothing is recorded of S-ZZZZZ.\n")
    assert run("history") == Said(2, "", "Give the reference of a record, or --verify.\n")


def test_a_changed_record_is_named(run: Run, database: Path) -> None:
    run("people", "add", "nina@council.example", "Nina Vale", "officer")
    whole = run("history", "--verify")
    assert (whole.code, re.sub("[0-9a-f]{64}", "…", whole.out), whole.err) == (0, "3 events; root ….\n", "")
    with sqlite3.connect(database) as rows:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            rows.execute("UPDATE event SET actor = 'nobody'")
        rows.execute("DROP TRIGGER event_no_update")
        rows.execute("UPDATE event SET actor = 'nobody' WHERE subject = 'person 1'")
    rows.close()
    broken = run("history", "--verify")
    assert (broken.code, broken.out.splitlines()[1:]) == (1, ["Changed or missing: person 1 #1"])
    found = run("doctor")
    assert found.code == 1
    line = "WRONG  audit trail: broken at person 1 #1 -> compare with a backup: somebody changed the record"
    assert line in found.out.splitlines()


def test_deliveries_are_listed_by_their_state_and_taken_up_again(run: Run, database: Path) -> None:
    run("people", "list")
    in_database(database, _deliveries)
    waits, failed = "note:1", "reply:1"
    assert run("jobs") == Said(
        0,
        f"waiting           2026-11-22 09:30 attempt 0   {waits}  \n"
        f"dead     teams    2026-11-22 09:31 attempt 1   {failed}  Teams said no\n",
        "",
    )
    assert run("outbox", "--state", "done") == Said(0, "", "")
    dead = json.loads(run("outbox", "--state", "dead", "--json").out)
    assert (dead["key"], dead["state"], dead["door"], dead["error"]) == (failed, "dead", "teams", "Teams said no")
    assert run("jobs", "--revive", waits) == Said(1, "", f"There is no dead job {waits}.\n")
    assert run("jobs", "--revive", failed) == Said(0, f"{failed} is due again.\n", "")
    assert [json.loads(line)["key"] for line in run("jobs", "--state", "ready", "--json").out.splitlines()] == [failed]


def test_a_package_is_written_or_every_fault_named(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "sva.zip"
    refused = run("package", "--out", str(out), APP_ID="app", PUBLIC_URL="http://sva.council.example")
    assert (refused.code, refused.out, out.exists()) == (1, "", False)
    assert refused.err.splitlines() == [
        "No app can be made of these settings:",
        "SVA_APP_ID must be the app's id, such as 12345678-1234-1234-1234-123456789abc.",
        "SVA_PUBLIC_URL must be an https address; Teams takes no other.",
    ]
    written = run("package", "--out", str(out), **APP)
    assert written == Said(0, f"{out} is ready to be uploaded in the Teams admin centre.\n", "")
    with zipfile.ZipFile(out) as archive:
        assert archive.namelist() == ["manifest.json", "color.png", "outline.png"]
    nowhere = tmp_path / "no folder" / "sva.zip"
    lost = run("package", "--out", str(nowhere), **APP)
    assert lost == Said(1, "", f"{nowhere} cannot be written: No such file or directory.\n")


def test_doctor_says_what_is_to_be_done(run: Run) -> None:
    found = run("doctor")
    told = dict(line.split(": ", 1) for line in found.out.splitlines())
    assert found.code == 0
    assert told["ok     database"] == "sqlite, up to date"
    assert told["to do  single point of contact"] == (
        'nobody is set, so tickets wait -> python -m bot people role EMAIL "single point of contact"'
    )
    assert re.match(r"past their review date: .*rlw\.\w+", told["to do  figures"])
    assert told["ok     deliveries"] == "none has failed"
    assert told["ok     audit trail"] == "2 events, none changed"
    assert told["to do  address"] == "http://127.0.0.1:3978, this machine only -> set SVA_PUBLIC_URL to let others in"


def test_doctor_says_whether_a_language_model_answers(run: Run) -> None:
    told = [line for line in run("doctor").out.splitlines() if "wording" in line]
    assert told == ["ok     wording: no language model; answers are in the guidance's own words"]
    away = run("doctor", MODEL_URL="http://127.0.0.1:1/v1", MODEL_NAME="small")
    told = [line for line in away.out.splitlines() if "wording" in line]
    todo = "check SVA_MODEL_URL, its name and key; until then answers are in the guidance's own words"
    assert (away.code, told) == (0, [f"to do  wording: small does not answer (ClientConnectorError) -> {todo}"])


def test_doctor_as_json_names_the_contact(run: Run) -> None:
    run("people", "add", "nina@council.example", "Nina Vale", "single point of contact")
    found = {row["check"]: row for row in map(json.loads, run("doctor", "--json").out.splitlines())}
    expected = {"check": "single point of contact", "found": "Nina Vale", "todo": "", "wrong": False}
    assert found["single point of contact"] == expected


WRONG = "postgresql+psycopg://nobody:hush@127.0.0.1:1/none"


def test_a_database_that_is_away_is_one_line_of_doctor(run: Run) -> None:
    found = run("doctor", DATABASE_URL=WRONG)
    checks = [line.partition(":")[0] for line in found.out.splitlines()]
    assert (found.code, checks) == (1, ["WRONG  database", "to do  teams", "ok     wording", "to do  address"])
    assert found.out.splitlines()[0].endswith("-> check SVA_DATABASE_URL")
    assert "hush" not in found.out + found.err


@pytest.mark.parametrize("command", ["people", "framework", "jobs", "migrate", "talk", "worker", "serve"])
def test_a_database_that_is_away_is_said_in_words(run: Run, command: str) -> None:
    said = run(command, DATABASE_URL=WRONG)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("The database cannot be used: connection failed")
    assert said.err.endswith("Check SVA_DATABASE_URL.\n")
    assert ("Traceback" in said.err, "hush" in said.err) == (False, False)


def test_settings_that_cannot_be_used_are_told_together(run: Run) -> None:
    assert run("people", PORT="web", COLOUR="green") == Said(
        1,
        "",
        "The settings cannot be used:\nSVA_COLOUR is no setting of ours; see RUNNING.md.\n"
        "SVA_PORT is 'web'; give a number from 0 to 65535.\n",
    )


def test_start_is_for_this_machine_only(run: Run) -> None:
    said = run("start", HOST="0.0.0.0", **APP)
    assert said == Said(1, "", "start is for trying the assistant out on loopback; use serve.\n")


@pytest.mark.parametrize("words", [("fly",), (), ("people", "fire", "a@b.example"), ("people", "role", "a@b", "king")])
def test_a_command_line_that_cannot_be_read(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: python -m bot ")


@pytest.mark.parametrize("command", [name for name, *_ in COMMANDS])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: python -m bot {command} ")


def _planned(tx: Tx) -> None:
    """Nina starts a tender."""
    (nina,) = tx.people()
    opened = TenderOpened(
        Tender("T-4K7QX", tx.organisation, nina.id, nina.name, "Chairs", 1, created_at=NOW, changed_at=NOW)
    )
    tx.record([opened], by=nina, conversation=None, at=NOW)


def _deliveries(tx: Tx) -> None:
    """A note for somebody who has not come yet, and a reply that Teams refused."""
    absent = tx.save_person(Person(0, tx.organisation, "Ben Cole", "ben@council.example"), by=CLOCK, at=NOW)
    sender = Sender("entra-amira", "Amira Khan", trusted=True)
    inbound = Inbound("1", Door.TEAMS, "chat", sender, NOW, text="Hello")
    person, place = tx.who(inbound, unknown_staff=frozenset({Role.OFFICER}))
    note = Outgoing(absent.id, None, {Door.TEAMS: {"text": "for Ben"}})
    tx.queue([note], reply_to="1", key="note", at=NOW, lease=timedelta(minutes=1))
    reply = Outgoing(person.id, place, {Door.TEAMS: {"text": "Hello"}})
    (delivery,) = tx.queue([reply], reply_to="1", key="reply", at=NOW, lease=timedelta(minutes=1))
    assert tx.bury(delivery, NOW, "Teams said no") is True
