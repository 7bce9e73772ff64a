"""A mail in by SMTP, a turn, and the answer out: what somebody sees in their mail program."""

from __future__ import annotations

from dataclasses import replace
from email.parser import BytesParser
from email.policy import default

import pytest

from bot.mail.patience import MOST_ATTEMPTS
from bot.mail.reader import Reader
from cards import set_aside
from domain.conversation import Delivery
from domain.mail import MailState, ReadMail
from tests.bot.mail.post import AMIRA, MAILBOX, Post, later, written


async def test_a_question_is_answered_in_its_thread(post: Post) -> None:
    await post.send(written("What can you do?", "help\n"))
    await post.settle()
    (mail,) = await post.mails()
    (came,) = await post.came()
    assert (came.state, came.understood["reply"], came.understood["trust"]) == (MailState.READ, "help", "internal")
    assert mail["To"] == AMIRA
    assert mail["From"] == f"Social Value Assistant <{MAILBOX}>"
    assert mail["Subject"] == f"Re: What can you do? [SV-{came.thread}]"
    assert (mail["In-Reply-To"], mail["References"]) == ("<1@their.example>", "<1@their.example>")
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-replied", "All")
    assert mail["X-Social-Value-Assistant"] == MAILBOX
    text = mail.get_body(("plain",))
    assert text is not None
    assert "What I can do" in text.get_content()
    assert mail.get_body(("html",)) is not None


async def test_a_signature_is_no_part_of_the_question(post: Post) -> None:
    await post.send(written("Suppliers", "Can I insist on local suppliers?\n\nAmira Hollis\nProcurement\n"))
    await post.settle()
    (mail,) = await post.mails()
    (came,) = await post.came()
    assert came.understood["reply"] == "Can I insist on local suppliers?\n\nAmira Hollis\nProcurement"
    text = mail.get_body(("plain",))
    assert text is not None
    assert "Can I insist on local suppliers?\n================================\n\nNo. " in text.get_content().replace(
        "\r", ""
    )


async def test_a_reply_goes_on_in_the_conversation(post: Post) -> None:
    await post.send(written("Chairs", "I need a quotation for 40 office chairs, £38,000 including VAT, one-off"))
    await post.settle()
    (first,) = await post.mails()
    answer = written(f"RE: {first['Subject']}", "my tenders", number=2, In_Reply_To=first["Message-ID"])
    await post.send(answer, to=first["Reply-To"].strip("<>"))
    await post.settle()
    _, second = await post.mails()
    one, two = await post.came()
    assert one.thread == two.thread
    assert "40 office chairs" in second.get_body(("plain",)).get_content()
    assert second["References"] == "<2@their.example>"


@pytest.mark.parametrize("shown", ["subject", "text"])
async def test_a_reply_of_which_only_a_reference_is_left_goes_on_in_its_thread(post: Post, shown: str) -> None:
    await post.send(written("Help", "help"))
    await post.settle()
    (first,) = await post.mails()
    reference = first["Subject"].rpartition("[")[2].rstrip("]")
    subject = f"RE: Help [{reference}]" if shown == "subject" else "RE: Help"
    text = "my tenders\n" if shown == "subject" else f"my tenders\n\nThe assistant wrote:\n\n> Reference: {reference}\n"
    for number, sender in ((2, AMIRA), (3, "owen@council.example")):
        await post.send(written(subject, text, sender, number), sender)
        await post.settle()
    begun, amira, owen = await post.came()
    assert (amira.thread, owen.thread == begun.thread) == (begun.thread, False)


async def test_a_new_mail_with_a_file_is_read_once(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []
    read = Reader.read

    async def counted(reader: Reader, raw: bytes, sent_text: str = "") -> ReadMail:
        reads.append(sent_text)
        return await read(reader, raw, sent_text)

    monkeypatch.setattr(Reader, "read", counted)
    mail = written("Help", "help\n")
    mail.add_attachment(b"%PDF-1.7\n", maintype="application", subtype="pdf", filename="a.pdf")
    await post.send(mail)
    await post.settle()
    assert (reads, len(await post.mails())) == ([""], 2)


async def test_the_apology_is_an_answer_in_the_thread(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(code: str) -> str:
        raise RuntimeError("no today")

    apologies: list[Delivery] = []

    async def deliver(delivery: Delivery) -> None:
        apologies.append(delivery)

    post.app.house = replace(post.app.house, today=broken)
    monkeypatch.setattr(post.app.worker, "deliver", deliver)
    await post.send(written("Help", "help\n"))
    for _ in range(MOST_ATTEMPTS):
        await post.office.receiver.claims.once()
        later(post, hours=1)
    (apology,) = apologies
    mail = BytesParser(policy=default).parsebytes(post.office.door.outgoing(apology, post.clock()).raw)
    assert mail["Subject"].startswith("Re: Help [SV-") and mail["In-Reply-To"] == "<1@their.example>"


async def test_one_mail_that_came_by_two_ways_is_answered_once(post: Post) -> None:
    dated = {"Date": "Tue, 24 Nov 2026 13:00:00 +0000"}
    for trace in ("one", "two"):
        await post.send(written("Help", "help\n", Received=f"from {trace}.example by mx.example", **dated))
        await post.settle()
    one, two = await post.came()
    assert (two.state, two.reason, two.thread) == (MailState.READ, set_aside.COPY, one.thread)
    assert len(await post.mails()) == 1
    await post.send(written("Another", "help\n", **dated))
    await post.send(written("Help", "help\n", "owen@council.example", **dated), "owen@council.example")
    await post.settle()
    assert len(await post.mails()) == 3


async def test_a_mail_that_was_set_aside_takes_no_other_ones_place(post: Post) -> None:
    dated = {"Date": "Tue, 24 Nov 2026 13:00:00 +0000"}
    forged = written("Help", "help\n", "Amira sofia@council.example <amira@council.example>", **dated)
    await post.send(forged)
    await post.settle()
    await post.send(written("Help", "help\n", **dated))
    await post.settle()
    assert [mail.state for mail in await post.came()] == [MailState.SET_ASIDE, MailState.READ]
    assert len(await post.mails()) == 1
