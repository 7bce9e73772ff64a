"""Mail on its way out to a real server: what is tried again, what is given up, and who is told."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trustme

import bot.shelf
from bot.mail.ports import OutgoingMail
from bot.mail.send import PATIENCE
from bot.mail.transports import SmtpRelay, SmtpTransport
from domain.errors import GiveUp, TryLater
from tests.bot.conftest import read_once
from tests.bot.mail.post import AMIRA, MAILBOX, Post, later, new_post, written
from tests.bot.mail.sink import Sink

VOUCHED = "mx.council.example; dmarc=pass header.from=council.example"
MAIL = OutgoingMail("mail:1:1", "1@council.example", MAILBOX, AMIRA, b"Subject: hello\r\n\r\nhello\r\n")


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    sink = Sink()
    await sink.open()
    yield sink
    await sink.close()


@pytest.fixture
async def relayed(
    database_url: str, tmp_path: Path, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Post]:
    """An app whose mail leaves through the sink."""
    monkeypatch.setattr(bot.shelf, "parse", read_once)
    settings = {"MAIL_SMTP_HOST": "127.0.0.1", "MAIL_SMTP_PORT": str(sink.port), "MAIL_OUT": "smtp"}
    post = await new_post(database_url, str(tmp_path / "files"), MAIL_AUTHSERV_ID="mx.council.example", **settings)
    yield post
    await post.app.close()


def test_a_mail_is_tried_for_a_day() -> None:
    waits = [PATIENCE.after(attempt) / 60 for attempt in range(1, PATIENCE.attempts)]
    assert (waits[:7], sum(waits) / 60) == ([1, 2, 5, 15, 60, 60, 60], 24 + 23 / 60)


async def test_what_the_server_cannot_take_now_it_gets_later_as_the_same_mail(relayed: Post, sink: Sink) -> None:
    sink.answers = ["451 4.3.0 busy", "421 4.3.2 going down"]
    await relayed.send(written("Help", "help", Authentication_Results=VOUCHED))
    await relayed.settle()
    assert sink.got == []
    for minutes in (1, 2):
        later(relayed, minutes=minutes)
        await relayed.settle()
    assert [mail["To"] for mail in sink.got] == [AMIRA]
    (letter,) = await relayed.letters()
    assert (letter.state, letter.delivery.attempts) == ("done", 3)
    assert sink.got[0]["Message-ID"] == (await relayed.mails())[0]["Message-ID"]


async def test_a_mail_that_is_refused_is_given_up_and_told_to_the_administrator(relayed: Post, sink: Sink) -> None:
    ada = written("Help", "help", "ada@council.example", 2, Authentication_Results=VOUCHED)
    await relayed.send(ada, "ada@council.example")
    await relayed.settle()
    sink.answers = ["550 5.1.1 no such person"]
    await relayed.send(written("Help", "help", Authentication_Results=VOUCHED))
    await relayed.settle()
    await relayed.settle()
    _, dead, told = await relayed.letters()
    assert (dead.state, dead.error) == ("dead", "550 5.1.1 no such person")
    assert (told.state, told.delivery.key) == ("done", f"undelivered:{dead.delivery.key}:1")
    note = sink.got[-1]
    assert note["To"] == "ada@council.example"
    assert note["Subject"].startswith("A mail to amira@council.example could not be delivered")
    text = note.get_body(("plain",))
    assert text is not None
    assert "550 5.1.1 no such person" in text.get_content()
    assert f"python -m bot outbox --revive {dead.delivery.key}" in text.get_content()


async def test_that_such_a_note_is_refused_is_told_to_nobody(relayed: Post, sink: Sink) -> None:
    ada = written("Help", "help", "ada@council.example", 2, Authentication_Results=VOUCHED)
    await relayed.send(ada, "ada@council.example")
    await relayed.settle()
    sink.answers = ["550 5.1.1 no such person"] * 2
    await relayed.send(written("Help", "help", Authentication_Results=VOUCHED))
    for _ in range(3):
        await relayed.settle()
    assert [letter.state for letter in await relayed.letters()] == ["done", "dead", "dead"]


async def test_without_starttls_nothing_is_said_to_a_server_elsewhere(sink: Sink) -> None:
    transport = SmtpTransport(SmtpRelay("127.0.0.1", sink.port, security="starttls"))
    with pytest.raises(TryLater, match="STARTTLS"):
        await transport.send(MAIL)
    assert sink.got == []


async def test_with_starttls_the_mail_is_taken(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    sink = Sink()
    await sink.open(tls_context=context, require_starttls=True)
    await SmtpTransport(SmtpRelay("127.0.0.1", sink.port, ca_file=str(tmp_path / "ca.pem"))).send(MAIL)
    with pytest.raises(TryLater, match="certificate"):
        await SmtpTransport(SmtpRelay("127.0.0.1", sink.port)).send(MAIL)
    assert [mail["Subject"] for mail in sink.got] == ["hello"]
    await sink.close()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("550 5.7.1 no", GiveUp),
        ("552 5.3.4 too big", GiveUp),
        ("451 4.3.0 later", TryLater),
        ("421 4.7.0 no", TryLater),
    ],
)
async def test_what_a_server_says_decides_whether_it_is_tried_again(
    sink: Sink, answer: str, kind: type[Exception]
) -> None:
    sink.answers = [answer]
    with pytest.raises(kind, match=answer):
        await SmtpTransport(SmtpRelay("127.0.0.1", sink.port, security="none")).send(MAIL)


async def test_a_server_that_is_not_there_is_tried_again() -> None:
    with pytest.raises(TryLater, match=r"127\.0\.0\.1:1: "):
        await SmtpTransport(SmtpRelay("127.0.0.1", 1, security="none")).send(MAIL)
