"""The real process, killed at any moment while mail is sent to it: nothing is lost, and everything counts once."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import aiosmtplib
import pytest
from sqlalchemy import create_engine, text

from tests.bot.mail.post import MAILBOX, written
from tests.bot.mail.sink import Sink
from tests.e2e.assistant import PROJECT, free_port

KILLS = 8
EACH_LIFE = 6
MAILS = KILLS * EACH_LIFE
SEED = 20261124
VOUCHED = "mx.council.example; dmarc=pass header.from=council.example"
TIMES_UP = 600.0
"""Seconds; only so that a fault ends the test."""


class Served:
    """`python -m bot serve`, started again each time it was killed."""

    def __init__(self, database_url: str, folder: Path, sink: Sink) -> None:
        self.port, self.mail_port = free_port(), free_port()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SVA_")}
        self._environ = inherited | {
            "SVA_DATABASE_URL": database_url,
            "SVA_SECRET": "a secret for the tests, long enough",
            "SVA_PORT": str(self.port),
            "SVA_MAIL_PORT": str(self.mail_port),
            "SVA_MAIL_IN": "smtp",
            "SVA_MAIL_OUT": "smtp",
            "SVA_MAIL_SMTP_HOST": "127.0.0.1",
            "SVA_MAIL_SMTP_PORT": str(sink.port),
            "SVA_MAIL_AUTHSERV_ID": "mx.council.example",
            "SVA_FILES": str(folder / "files"),
        }
        self._process: asyncio.subprocess.Process | None = None
        self.log = (folder / "log").open("ab")

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "serve", cwd=PROJECT, env=self._environ, stdout=self.log, stderr=self.log
        )

    async def kill(self) -> None:
        assert self._process is not None
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    async def end(self) -> int:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return await self._process.wait()


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    sink = Sink()
    await sink.open()
    yield sink
    await sink.close()


@pytest.fixture
async def served(database_url: str, tmp_path: Path, sink: Sink) -> AsyncIterator[Served]:
    served = Served(database_url, tmp_path, sink)
    yield served
    await served.kill()
    served.log.close()


async def deliver(served: Served, number: int) -> None:
    """Sends one mail until the server says that it has it, as every mail server does."""
    words = f"I need a quotation for {number + 20} office chairs, £38,000 including VAT, one-off, mostly small firms"
    mail = written(f"Chairs {number}", words, f"officer{number}@council.example", number)
    mail["Authentication-Results"] = VOUCHED
    while True:
        with suppress(aiosmtplib.SMTPException, OSError):
            await aiosmtplib.send(
                mail, hostname="127.0.0.1", port=served.mail_port, recipients=[MAILBOX], use_tls=False,
                start_tls=False, timeout=10,
            )  # fmt: skip
            return
        await asyncio.sleep(0.05)


async def test_killed_at_any_moment_it_loses_nothing_and_does_everything_once(
    database_url: str, served: Served, sink: Sink
) -> None:
    chance = random.Random(SEED)
    await served.start()
    sending = []
    async with asyncio.timeout(TIMES_UP):
        for life in range(KILLS):
            await until_it_listens(served)
            new = range(life * EACH_LIFE, (life + 1) * EACH_LIFE)
            sending += [asyncio.create_task(deliver(served, number)) for number in new]
            await asyncio.sleep(chance.uniform(0.0, 0.6))
            await served.kill()
            expire(database_url)  # as if the time of what it had in hand had passed
            await served.start()
        await asyncio.gather(*sending)
        while unfinished(database_url):
            await asyncio.sleep(0.1)
        await until_it_listens(served)  # before that it does not yet hear that it should end
    assert await served.end() == 0

    # Nothing is lost, and everything counts once: for each mail one row, one turn, one tender and one reply.
    assert rows(database_url, "SELECT state, count(*) FROM mail GROUP BY state") == [("read", MAILS)]
    assert rows(database_url, "SELECT count(*), count(DISTINCT external_id) FROM inbox WHERE door = 'mail'") == [
        (MAILS, MAILS)
    ]
    assert rows(database_url, "SELECT count(*), count(DISTINCT owner_id) FROM tender") == [(MAILS, MAILS)]
    assert rows(database_url, "SELECT state, count(*) FROM job WHERE kind = 'send' GROUP BY state") == [("done", MAILS)]

    # A reply can come twice when the process was killed between sending and writing it down; then it is the same mail.
    replies = Counter((mail["To"], mail["Message-ID"], mail["In-Reply-To"]) for mail in sink.got)
    assert sorted(answered for _, _, answered in replies) == sorted(
        f"<{number}@their.example>" for number in range(MAILS)
    )
    assert len({message_id for _, message_id, _ in replies}) == MAILS
    assert sum(times - 1 for times in replies.values()) <= MAILS // 2


async def until_it_listens(served: Served) -> None:
    while True:
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", served.mail_port)
            writer.close()
            return
        await asyncio.sleep(0.02)


def rows(url: str, statement: str) -> list[tuple[object, ...]]:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]
    finally:
        engine.dispose()


def expire(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE job SET due = '2026-01-01 00:00:00' WHERE state = 'ready'"))
    engine.dispose()


def unfinished(url: str) -> bool:
    return rows(url, "SELECT count(*) FROM job WHERE state = 'ready'") != [(0,)]
