"""What was delivered long ago is forgotten; what is not delivered never is."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.mail.files import FileStore
from bot.tidy import EVERY, KEPT, tidy, tidy_daily
from domain.mail import MailSource, MailState, RawMail
from storage.store import Store, Tx
from tests.storage.builders import LEASE, NOW, met, outgoing

NONE = FileStore("memory://nothing")


async def deliver_one(store: Store) -> None:
    """One of two messages is delivered at NOW."""

    def work(tx: Tx) -> None:
        _, place = met(tx)
        messages = [outgoing(place, {"text": text}) for text in ("first", "second")]
        first, _ = tx.queue(messages, reply_to="1", key="reply", at=NOW, lease=LEASE)
        assert tx.settle(first, NOW) is True

    await store.write(work)


async def keys(store: Store) -> list[str]:
    return [job.key for job in await store.read(lambda tx: tx.jobs("done") + tx.jobs("ready"))]


async def test_only_what_was_delivered_long_ago_is_forgotten(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "assistant.tidy")
    await deliver_one(store)
    assert await tidy(store, NONE, NOW + KEPT, KEPT) == 0
    assert (await keys(store), caplog.messages) == (["reply:1", "reply:2"], [])
    assert await tidy(store, NONE, NOW + KEPT + timedelta(seconds=1), KEPT) == 1
    assert (await keys(store), caplog.messages) == (["reply:2"], ["1 old deliveries were forgotten"])
    assert await tidy(store, NONE, NOW + 2 * KEPT, KEPT) == 0


async def test_old_mail_is_forgotten_after_a_time_of_its_own_with_its_needless_files(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "assistant.tidy")
    files, day = FileStore(str(tmp_path)), timedelta(days=1)
    digest = await files.keep(b"evidence")

    def read_one(tx: Tx) -> None:
        tx.keep_mail(RawMail("a@council.example", b"words", "", (), NOW, MailSource.SMTP), "", at=NOW)
        (held,), _ = tx.claim_mail(1, lease=LEASE, now=NOW, max_attempts=1)
        tx.mail_read(held, MailState.READ, at=NOW, understood={"files": [{"digest": digest}]})

    await store.write(read_one)
    assert await tidy(store, files, NOW + 2 * day, 2 * day) == 0
    (mail,) = await store.read(lambda tx: tx.mail_in(MailState.READ))
    assert await files.read(digest) == b"evidence"
    assert await tidy(store, files, NOW + 3 * day, 2 * day) == 0
    forgotten = await store.read(lambda tx: tx.mail(mail.id))
    assert forgotten is not None and forgotten.raw == b""
    assert caplog.messages == ["1 old mails were forgotten; what was understood of them is kept"]
    with pytest.raises(FileNotFoundError):
        await files.read(digest)


async def test_it_is_done_at_once_and_then_every_day_until_it_is_cancelled(store: Store) -> None:
    slept: list[float] = []
    asked: list[int] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            raise asyncio.CancelledError

    def now() -> datetime:
        asked.append(1)
        return NOW

    with pytest.raises(asyncio.CancelledError):
        await tidy_daily(store, NONE, now, KEPT, sleep)
    assert (slept, len(asked)) == ([EVERY.total_seconds()] * 3, 3)


async def test_a_database_that_is_away_is_logged_and_tried_again_tomorrow(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def away(work: object) -> int:
        raise ConnectionError("the database is away")

    await deliver_one(store)
    with monkeypatch.context() as changed:
        changed.setattr(store, "write", away)
        assert await tidy(store, NONE, NOW + 2 * KEPT, KEPT) == 0
    assert [(r.levelname, r.getMessage()) for r in caplog.records] == [
        ("ERROR", "nothing was tidied; it will be tried again tomorrow")
    ]
    assert await tidy(store, NONE, NOW + 2 * KEPT, KEPT) == 1
