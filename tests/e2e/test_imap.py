"""The assistant's whole way by a real IMAP server: a mail is delivered there, and its answer leaves by SMTP."""

from __future__ import annotations

import asyncio
import queue
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession

from bot.mail.imap.receive import ImapSource
from bot.mail.imap.session import Session
from bot.mail.imap.settings import ImapSettings
from domain.mail import RawMail
from tests.bot.mail.parts import Remembered, raw_mail
from tests.e2e.assistant import Assistant, free_port
from tests.e2e.dovecot import PASSWORD, USER, Dovecot

LONG = "3600"
"""Seconds: so long nobody asks, so that only what the server tells is heard."""


def question(subject: str) -> bytes:
    """As the council's own mail server hands over what one of its people asked."""
    return raw_mail(subject, "help").replace(
        b"From: Sam <sam@supplier.example>",
        b"Authentication-Results: mx.council.example; dmarc=pass header.from=council.example\r\n"
        b"From: Amira <amira@council.example>",
    )


class Relay:
    """A mail server that takes what the assistant sends."""

    def __init__(self) -> None:
        self._came: queue.Queue[EmailMessage] = queue.Queue()
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    async def handle_DATA(self, server: SMTP, session: SmtpSession, envelope: Envelope) -> str:
        self._came.put(BytesParser(_class=EmailMessage, policy=default).parsebytes(envelope.original_content or b""))
        return "250 OK"

    def next(self) -> EmailMessage:
        return self._came.get(timeout=60)

    def close(self) -> None:
        self._controller.stop()


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    with tempfile.TemporaryDirectory(prefix="dovecot-") as folder:
        Path(folder).chmod(0o755)
        dovecot = Dovecot(Path(folder))
        dovecot.start()
        yield dovecot
        dovecot.kill()


@pytest.fixture
def relay() -> Iterator[Relay]:
    with closing(Relay()) as relay:
        yield relay


@pytest.fixture
def by_imap(dovecot: Dovecot, relay: Relay, tmp_path: Path) -> Iterator[Assistant]:
    assistant = Assistant(
        tmp_path,
        MAIL_IN="imap",
        MAIL_IMAP_HOST="127.0.0.1",
        MAIL_IMAP_PORT=str(dovecot.port),
        MAIL_IMAP_TLS="none",
        MAIL_IMAP_USER=USER,
        MAIL_IMAP_PASSWORD=PASSWORD,
        MAIL_AUTHSERV_ID="mx.council.example",
        MAIL_POLL=LONG,
        MAIL_OUT="smtp",
        MAIL_SMTP_HOST="127.0.0.1",
        MAIL_SMTP_PORT=str(relay.port),
    )
    assistant.start()
    yield assistant
    assert assistant.stop() == 0


def until(found: Callable[[], object]) -> None:
    """Asks other processes until they have done something."""
    for _ in range(600):
        if found():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen within a minute")


def test_mail_is_answered_as_it_comes_moved_and_answered_again_after_the_server_was_killed(
    dovecot: Dovecot, relay: Relay, by_imap: Assistant
) -> None:
    dovecot.deliver(question("What can you do"))
    first = relay.next()
    assert (first["To"], first["In-Reply-To"]) == ("amira@council.example", "<What.can.you.do@supplier.example>")
    until(lambda: dovecot.subjects("Processed") == ["What can you do"])
    assert dovecot.subjects("INBOX") == []

    dovecot.deliver(question("And now"))  # by now it is the server that tells of it
    assert relay.next()["In-Reply-To"] == "<And.now@supplier.example>"

    dovecot.kill()
    dovecot.start()
    dovecot.deliver(question("Are you still there"), to=first["Reply-To"].strip("<>"))
    assert relay.next()["In-Reply-To"] == "<Are.you.still.there@supplier.example>"
    until(lambda: dovecot.count("Processed") == 3)
    assert dovecot.subjects("INBOX") == []


class Counted:
    """An inbox that forgets at once what it is given."""

    def __init__(self) -> None:
        self.mails = self.bytes = 0

    async def keep(self, mail: RawMail) -> bool:
        self.mails += 1
        self.bytes += len(mail.raw)
        return True


def test_ten_thousand_messages_that_waited_are_read_in_little_memory(dovecot: Dovecot) -> None:
    raws = [raw_mail(f"Message {number}", "x" * 20_000) for number in range(100)]
    for hundred in range(100):
        dovecot.put(raws, first=hundred * 100)
    inbox = Counted()
    settings = ImapSettings(USER, "127.0.0.1", USER, PASSWORD, dovecot.port, security="none")

    async def read() -> int:
        at = datetime(2026, 11, 24, tzinfo=UTC)
        source = ImapSource(settings, inbox, Remembered(), now=lambda: at, random=lambda: 0)
        session = await asyncio.to_thread(Session, settings)
        tracemalloc.start()
        await source.read(session)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        session.close()
        return most

    with ThreadPoolExecutor(1) as thread:  # a browser of another test may have this thread's event loop
        most = thread.submit(asyncio.run, read()).result()
    assert (inbox.mails, inbox.bytes > 200_000_000) == (10_000, True)
    assert most < 8_000_000
    assert (dovecot.count("INBOX"), dovecot.count("Processed")) == (0, 10_000)
