"""The SMTP door against whoever connects: what it takes, what it refuses, and what nobody can do to it."""

from __future__ import annotations

import asyncio

import aiosmtplib
import pytest

from bot.mail import smtp
from bot.mail.smtp import SmtpServer, SmtpSettings
from domain.errors import TryLater
from domain.mail import MailState, RawMail
from tests.bot.mail.post import AMIRA, MAILBOX, Post, written
from tests.storage.builders import NOW

HELLO = b"From: amira@council.example\r\nSubject: hello\r\n\r\nhelp\r\n"


async def refused(post: Post, to: str) -> tuple[int, str]:
    async with post.client() as client:
        await client.mail(AMIRA)
        try:
            answer = await client.rcpt(to)
        except aiosmtplib.SMTPRecipientRefused as error:
            return error.code, error.message
        return answer.code, answer.message


async def test_only_our_own_addresses_are_taken(post: Post) -> None:
    expected = {
        MAILBOX: 250,
        "Assistant@Council.Example": 250,
        "assistant+r.token@council.example": 250,
        "postmaster@council.example": 250,
        "somebody@council.example": 550,
        "assistant@elsewhere.example": 550,
        "assistants@council.example": 550,
    }
    assert {to: (await refused(post, to))[0] for to in expected} == expected


async def test_an_unknown_recipient_is_told_so(post: Post) -> None:
    assert await refused(post, "x@council.example") == (550, "5.1.1 There is no such mailbox here")


async def test_what_is_too_large_is_refused_before_and_after_it_was_sent(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with post.client() as client:
        with pytest.raises(aiosmtplib.SMTPSenderRefused) as said:
            await client.mail(AMIRA, options=[f"SIZE={smtp.MOST_BYTES + 1}"])
    assert said.value.code == 552
    monkeypatch.setattr(smtp, "MOST_BYTES", 1000)
    async with post.client() as client:
        await client.mail(AMIRA)
        await client.rcpt(MAILBOX)
        with pytest.raises(aiosmtplib.SMTPDataError) as late:
            await client.data(HELLO + b"x\r\n" * 500)
    assert late.value.code == 552
    assert await post.came() == []


async def test_the_same_bytes_twice_are_one_mail(post: Post) -> None:
    for _ in range(2):
        await post.send(HELLO)
    await post.settle()
    assert len(await post.came()) == len(await post.letters()) == 1


async def test_while_the_database_is_away_the_sender_is_told_to_try_again() -> None:
    class Away:
        async def keep(self, mail: RawMail) -> bool:
            raise TryLater("the disk is full")

    server = SmtpServer(SmtpSettings("127.0.0.1", 0, MAILBOX), Away(), lambda: NOW)
    await server.open()
    with pytest.raises(aiosmtplib.SMTPDataError) as said:
        await aiosmtplib.send(
            HELLO, sender=AMIRA, recipients=[MAILBOX], hostname="127.0.0.1", port=server.port, start_tls=False
        )
    assert (said.value.code, said.value.message) == (
        451,
        "4.3.0 The message could not be stored; please try again later",
    )
    await server.close()


async def test_a_hundred_at_once(post: Post) -> None:
    mails = [written(f"Mail {n}", "help", number=n) for n in range(100)]
    await asyncio.gather(*map(post.send, mails))
    assert sorted(mail.message_id for mail in await post.came()) == sorted(f"{n}@their.example" for n in range(100))


async def test_a_crowd_is_told_to_come_again(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "MOST_AT_ONCE", 2)
    async with post.client(), post.client():
        reader, writer = await asyncio.open_connection("127.0.0.1", post.port)
        assert await reader.read() == smtp.CROWDED
        writer.close()
    await post.send(HELLO)
    assert len(await post.came()) == 1


async def test_a_second_message_cannot_be_smuggled_in(post: Post) -> None:
    """What other servers took for the end of a message is a line of it here."""
    async with post.client() as client:
        await client.mail(AMIRA)
        await client.rcpt(MAILBOX)
    reader, writer = await asyncio.open_connection("127.0.0.1", post.port)
    await reader.readline()
    inside = (
        b"\n.\nMAIL FROM:<ada@council.example>\nRCPT TO:<assistant@council.example>\nDATA\nSubject: forged\n\nx\n.\n"
    )
    for line in (b"HELO x\r\n", b"MAIL FROM:<amira@council.example>\r\n", b"RCPT TO:<assistant@council.example>\r\n"):
        writer.write(line)
        assert (await reader.readline())[:3] == b"250"
    writer.write(b"DATA\r\n")
    assert (await reader.readline())[:3] == b"354"
    writer.write(HELLO + inside + b"\r\n.\r\nQUIT\r\n")
    assert [(await reader.readline())[:3] for _ in range(2)] == [b"250", b"221"]
    writer.close()
    (mail,) = await post.came()
    assert mail.sender == AMIRA


async def test_lines_of_any_length_are_taken_or_refused_and_the_door_goes_on(post: Post) -> None:
    await post.send(HELLO + b"x" * 60_000 + b"\r\n")
    with pytest.raises(aiosmtplib.SMTPDataError) as said:
        await post.send(HELLO + b"x" * 200_000 + b"\r\n")
    assert said.value.code == 500
    await post.send(HELLO)
    assert len(await post.came()) == 2


async def test_a_line_that_never_ends_ends_the_connection(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "MOST_BYTES", 100_000)
    reader, writer = await asyncio.open_connection("127.0.0.1", post.port)
    await reader.readline()
    for line in (
        b"HELO x\r\n",
        b"MAIL FROM:<a@b.example>\r\n",
        b"RCPT TO:<assistant@council.example>\r\n",
        b"DATA\r\n",
    ):
        writer.write(line)
        await reader.readline()
    with pytest.raises(ConnectionError):
        for _ in range(100):
            writer.write(b"x" * 100_000)
            await writer.drain()
            await asyncio.sleep(0)
    writer.close()
    assert await post.came() == []


async def test_without_a_message_id_it_is_answered_all_the_same(post: Post) -> None:
    await post.send(written("Help", "help", Message_ID=""))
    await post.settle()
    (mail,) = await post.mails()
    assert (mail["To"], mail["In-Reply-To"]) == (AMIRA, None)


async def test_mail_for_the_postmaster_is_kept_for_a_person(post: Post) -> None:
    await post.send(HELLO, to="postmaster@council.example")
    await post.settle()
    (mail,) = await post.came()
    assert (mail.mailbox, mail.state) == ("postmaster@council.example", MailState.SET_ASIDE)
    assert await post.letters() == []


def test_without_relays_only_this_machine_may_connect() -> None:
    here = SmtpSettings("127.0.0.1", 25, MAILBOX)
    assert [here.lets_in(peer) for peer in ("127.0.0.1", "::1", "10.0.0.1", "")] == [True, True, False, False]
    relays = SmtpSettings("0.0.0.0", 25, MAILBOX, ("10.0.0.0/24", "192.0.2.7"))
    assert [relays.lets_in(peer) for peer in ("10.0.0.9", "192.0.2.7", "192.0.2.8")] == [True, True, False]
