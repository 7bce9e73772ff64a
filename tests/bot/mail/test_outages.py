"""What a mail needs is away for a while, or a mail cannot be handled at all: how long it is tried, and who is told."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.mail.files import FileStore
from bot.mail.patience import MOST_ATTEMPTS, MOST_DEATHS
from bot.mail.receive import LEASE
from domain.errors import TryLater
from domain.mail import MailState, StoredMail
from storage.jobs import WORKER_DIED
from tests.bot.mail.post import Post, later, new_post
from tests.bot.mail.test_clamd import answering
from tests.bot.mail.test_reception import SERVER, THEO, body, vouched

ADA = "ada@council.example"
HOURS = b"name,hours\nA,12\n"


@pytest.fixture
async def post(database_url: str, tmp_path: Path) -> AsyncIterator[Post]:
    """An app whose virus scanner is not there yet."""
    settings = {"CLAMD": str(tmp_path / "clamd"), "MAIL_AUTHSERV_ID": SERVER, "DEV_CHAT": "off"}
    post = await new_post(database_url, str(tmp_path / "files"), **settings)
    yield post
    await post.app.close()


async def evidence(post: Post, number: int = 1) -> None:
    mail = vouched("Evidence", "Here it is.", THEO, number)
    mail.add_attachment(HOURS, maintype="text", subtype="csv", filename="hours.csv")
    await post.send(mail, THEO)


async def pass_time(post: Post, hours: float) -> int:
    """Lets so many hours pass, and gives how often a mail was tried in them."""
    tried, end = 0, post.clock.at.timestamp() + hours * 3600
    while post.clock.at.timestamp() < end:
        tried += await post.office.receiver.claims.once()
        await post.app.worker.deliver_due()
        later(post, minutes=5)
    return tried


async def latest(post: Post) -> StoredMail:
    return (await post.came())[-1]


async def test_a_mail_is_handled_when_the_scanner_is_back_after_most_of_a_day(post: Post, tmp_path: Path) -> None:
    before = len(await post.mails())
    await evidence(post)
    assert 20 < await pass_time(post, hours=23) < 50
    assert ((await latest(post)).state, len(await post.mails())) == (MailState.NEW, before)
    server = await asyncio.start_unix_server(answering, tmp_path / "clamd")
    await pass_time(post, hours=1)
    server.close()
    assert (await latest(post)).state is MailState.READ
    assert "We kept these files:\n\n- hours.csv" in body((await post.mails())[before])


async def test_after_a_day_it_is_set_aside_and_an_administrator_hears_of_it_once(post: Post) -> None:
    before = len(await post.mails())
    await evidence(post)
    await evidence(post, number=2)
    await pass_time(post, hours=26)
    aside = [mail for mail in await post.came() if mail.state is MailState.SET_ASIDE]
    assert [mail.understood["subject"] for mail in aside] == ["Evidence"] * 2
    assert {mail.reason.partition(":")[0] for mail in aside} == {"TryLater"}
    (told,) = (await post.mails())[before:]
    assert told["To"] == ADA and "A mail could not be handled and was set aside" in told["Subject"]
    assert "From: theo@supplier.example\nSubject: Evidence" in body(told)
    at = post.clock()
    assert await post.app.store.write(lambda tx: tx.read_mail_again(aside[0].id, at)) is True
    await pass_time(post, hours=20)
    assert (await latest(post)).state is MailState.SET_ASIDE
    found = {mail.id: mail.state for mail in await post.came()}
    assert found[aside[0].id] is MailState.NEW


async def test_a_fault_of_ours_is_tried_a_few_times_and_what_was_read_is_kept(post: Post, tmp_path: Path) -> None:
    def broken() -> str:
        raise RuntimeError("no code")

    server = await asyncio.start_unix_server(answering, tmp_path / "clamd")
    post.app.house = replace(post.app.house, new_code=broken)
    await evidence(post)
    assert await pass_time(post, hours=1) == MOST_ATTEMPTS
    server.close()
    aside = await latest(post)
    assert (aside.state, aside.reason.partition(":")[0], aside.understood["reply"]) == (
        MailState.SET_ASIDE,
        "TurnFailed",
        "Here it is.",
    )
    assert [file["digest"] for file in aside.understood["files"]] == [hashlib.sha256(HOURS).hexdigest()]
    assert [mail["To"] for mail in await post.mails()] == [ADA]


async def test_a_mail_that_ends_the_process_each_time_is_told_of_too(post: Post) -> None:
    await evidence(post)

    for _ in range(MOST_DEATHS):
        now = post.clock()
        await post.app.store.write(lambda tx, now=now: tx.claim_mail(9, lease=LEASE, now=now, max_attempts=MOST_DEATHS))
        later(post, minutes=3)
    await pass_time(post, hours=0.1)
    assert ((await latest(post)).state, (await latest(post)).reason) == (MailState.SET_ASIDE, WORKER_DIED)
    assert [mail["To"] for mail in await post.mails()] == [ADA]


async def test_what_cannot_be_stored_is_tried_later(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file where the folder should be")
    with pytest.raises(TryLater, match="a file could not be kept"):
        await FileStore(str(tmp_path / "files")).keep(HOURS)
