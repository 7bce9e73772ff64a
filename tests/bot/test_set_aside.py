"""set-aside: what could not be read is listed, shown as it came, and read again."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from domain.mail import MailSource, MailState, RawMail
from storage.store import Store
from tests.bot.conftest import Run
from tests.storage.builders import LEASE, NOW

RAW = b"Subject: strange\r\n\r\n\xff\xfe\r\n"


def put_aside(database: Path, *raws: bytes) -> None:
    async def work() -> None:
        store = Store(f"sqlite:///{database}", organisation="derbyshire")
        for number, raw in enumerate(raws):
            mail = RawMail("assistant@council.example", raw, "theo@supplier.example", (), NOW, MailSource.SMTP)
            await store.write(lambda tx, m=mail, n=number: tx.keep_mail(m, f"{n}@x", at=NOW))
        jobs, _ = await store.write(lambda tx: tx.claim_mail(9, lease=LEASE, now=NOW, max_attempts=3))
        for held in jobs:
            told = {"from": "theo@supplier.example", "subject": "strange"}
            await store.write(
                lambda tx, h=held, t=told: tx.mail_read(
                    h, MailState.SET_ASIDE, at=NOW, understood=t, reason="It has too many parts."
                )
            )
        await store.close()

    asyncio.run(work())


def test_nothing_is_set_aside(run: Run) -> None:
    said = run("set-aside")
    assert (said.code, said.out, said.err) == (0, "", "")


def test_what_was_set_aside_is_listed_and_shown(run: Run, database: Path) -> None:
    put_aside(database, RAW)
    listed = run("set-aside")
    assert (listed.code, listed.out) == (
        0,
        f"1      {NOW:%Y-%m-%d %H:%M} theo@supplier.example  strange\n       It has too many parts.\n",
    )
    row = json.loads(run("set-aside", "--json").out)
    assert (row["number"], row["reason"], row["bytes"], row["state"]) == (1, "It has too many parts.", 24, "set aside")
    shown = run("set-aside", "--show", "1").out
    assert "reason: It has too many parts.\n" in shown
    assert "Subject: strange" in shown
    assert json.loads(run("set-aside", "--show", "1", "--json").out)["raw"].encode("latin-1") == RAW


def test_doctor_says_that_some_wait_to_be_looked_at(run: Run, database: Path) -> None:
    assert "ok     mail that was set aside: none\n" in run("doctor", MAIL_IN="off", MAIL_OUT="off").out
    put_aside(database, RAW, b"other")
    line = "to do  mail that was set aside: 2 to be looked at -> python -m bot set-aside\n"
    assert line in run("doctor", MAIL_IN="off", MAIL_OUT="off").out


def test_it_is_read_again_once(run: Run, database: Path) -> None:
    put_aside(database, RAW, b"other")
    assert run("set-aside", "--again", "1").out == "Will be read again: 1.\n"
    assert run("set-aside", "--again", "all").out == "Will be read again: 2.\n"
    assert run("set-aside").out == ""
    assert run("set-aside", "--dismiss", "1", "--because", "spam").code == 1
    again = run("set-aside", "--again", "1")
    assert (again.code, again.err) == (1, "There is no mail 1 that was set aside and can be read.\n")
    assert run("set-aside", "--show", "7").err == "There is no mail 7.\n"


def test_one_is_let_go_with_a_reason_for_the_record(run: Run, database: Path) -> None:
    put_aside(database, RAW, b"other")
    unsaid = run("set-aside", "--dismiss", "1")
    assert (unsaid.code, unsaid.err) == (1, 'Say why, for the record: --because "WORDS".\n')
    said = run("set-aside", "--dismiss", "1", "--because", "A circular.")
    assert (said.code, said.out) == (0, "Dismissed: 1. It is forgotten with other old mail.\n")
    assert run("set-aside").out.split()[0] == "2"
    assert "A circular." in run("history", "1").out
    again = run("set-aside", "--dismiss", "1", "--because", "A circular.")
    assert (again.code, again.err) == (1, "There is no mail 1 that was set aside.\n")
