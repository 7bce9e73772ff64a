"""Mail is read in processes that may be killed; the process that asks never is."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.mail.reader import Reader
from cards import set_aside
from domain.mail import MailKind

PLAIN = b"From: Jo <jo@x.example>\r\nSubject: hello\r\n\r\nTwelve apprentices.\r\n"


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    found = Reader(workers=1)
    yield found
    await found.close()


async def test_a_message_is_read_in_another_process(reader: Reader) -> None:
    read = await reader.read(PLAIN)
    assert (read.kind, read.reply, read.headers.sender) == (MailKind.MESSAGE, "Twelve apprentices.", "jo@x.example")
    assert (await reader.read(b"\r\n")).reason == set_aside.EMPTY
    assert (await reader.read(PLAIN)) == read


async def test_a_worker_that_is_too_slow_is_killed_and_replaced() -> None:
    reader = Reader(workers=1, seconds=0.0)
    late = await reader.read(PLAIN)
    assert (late.kind, late.reason, late.headers.subject) == (MailKind.SET_ASIDE, set_aside.TOO_SLOW, "hello")
    assert (await reader.read(PLAIN)).reason == set_aside.TOO_SLOW
    await reader.close()


async def test_a_worker_that_dies_is_told_as_a_broken_reading() -> None:
    reader = Reader(workers=1, megabytes=1)
    broken = await reader.read(PLAIN + b"more words\r\n" * 1_000_000)
    assert (broken.kind, broken.reason, broken.headers.sender) == (MailKind.SET_ASIDE, set_aside.BROKE, "jo@x.example")
    await reader.close()
