"""What we send leaves once, looks as it should, and is never sent again after a crash."""

from __future__ import annotations

import asyncio
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from bot.mail.graph.send import RANGE, SMALL
from bot.mail.ports import OutgoingMail
from domain.errors import GiveUp, TryLater
from tests.bot.mail.graph.conftest import Ends
from tests.bot.mail.graph.fake_graph import ADDRESS, FakeGraph
from tests.bot.mail.parts import raw_mail


def message(subject: str = "Your question [SV-7KQ2M4]", html: str = "<p>Twelve – at least.</p>") -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"Social Value Assistant <{ADDRESS}>"
    mail["To"] = "Sam <sam@supplier.example>"
    mail["Reply-To"] = "assistant+r.k2m4@council.example"
    mail["Subject"] = subject
    mail["Auto-Submitted"] = "auto-replied"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["X-Social-Value-Assistant"] = "council"
    mail.set_content("Twelve – at least.")
    if html:
        mail.add_alternative(html, subtype="html")
    return mail


def outgoing(mail: EmailMessage | None = None, key: str = "reply:1", answers: str = "") -> OutgoingMail:
    return OutgoingMail(
        key,
        f"{key.replace(':', '.')}@council.example",
        ADDRESS,
        "sam@supplier.example",
        bytes(mail or message()),
        answers,
    )


async def test_new_mail_is_a_draft_that_is_sent(graph: FakeGraph, ends: Ends) -> None:
    await ends.transport.send(outgoing())
    (sent,) = graph.mailbox.sent
    assert dict(sent.items()) == {
        "From": ADDRESS,
        "To": "sam@supplier.example",
        "Subject": "Your question [SV-7KQ2M4]",
        "Date": "Tue, 24 Nov 2026 09:00:00 +0000",
        "Message-ID": "<reply.1@council.example>",
        "Reply-To": "assistant+r.k2m4@council.example",
        "X-Auto-Response-Suppress": "All",
        "X-Social-Value-Assistant": "council",
        "Content-Type": 'text/html; charset="utf-8"',
        "Content-Transfer-Encoding": "8bit",
        "MIME-Version": "1.0",
    }
    assert sent.get_content() == "<p>Twelve – at least.</p>\n"
    assert graph.calls == ["POST messages", "POST send"]


async def test_an_answer_is_a_reply_so_that_it_is_shown_in_its_thread(graph: FakeGraph, ends: Ends) -> None:
    graph.mailbox.receive(raw_mail("A question"))
    await ends.source.read()
    await ends.transport.send(outgoing(answers=ends.inbox.mails[0].source_id))
    (sent,) = graph.mailbox.sent
    assert (sent["In-Reply-To"], sent["References"]) == 2 * ("<A.question@supplier.example>",)
    assert (sent["Subject"], sent["To"], sent["Reply-To"], sent["Message-ID"]) == (
        "Your question [SV-7KQ2M4]",
        "sam@supplier.example",
        "assistant+r.k2m4@council.example",
        "<reply.1@council.example>",
    )
    assert sent["X-Social-Value-Assistant"] == "council"
    assert sent["Auto-Submitted"] is None
    assert graph.calls[-3:] == ["POST createReply", "PATCH message", "POST send"]


async def test_an_answer_to_what_was_deleted_is_new_mail(graph: FakeGraph, ends: Ends) -> None:
    await ends.transport.send(outgoing(answers="AAk/99="))
    assert [sent["Subject"] for sent in graph.mailbox.sent] == ["Your question [SV-7KQ2M4]"]


async def test_text_without_html_goes_as_text(graph: FakeGraph, ends: Ends) -> None:
    await ends.transport.send(outgoing(message(html="")))
    (sent,) = graph.mailbox.sent
    assert (sent.get_content_type(), sent.get_content()) == ("text/plain", "Twelve – at least.\n")


async def test_graph_takes_five_headers_of_ours_and_no_more(graph: FakeGraph, ends: Ends) -> None:
    mail = message()
    for number in range(9):
        mail[f"X-Number-{number}"] = str(number)
    await ends.transport.send(outgoing(mail))
    (sent,) = graph.mailbox.sent
    assert [name for name in sent if name.startswith("X-")] == [
        "X-Auto-Response-Suppress",
        "X-Social-Value-Assistant",
        "X-Number-0",
        "X-Number-1",
        "X-Number-2",
    ]


async def test_files_go_along_the_large_ones_in_ranges(graph: FakeGraph, ends: Ends) -> None:
    mail, small, large = message(), b"a,b\r\n1,2\r\n", b"%PDF" + bytes(2 * RANGE)
    assert len(large) > SMALL
    mail.add_attachment(small, "text", "csv", filename="schedule.csv")
    mail.add_attachment(large, "application", "pdf", filename="pack.pdf")
    await ends.transport.send(outgoing(mail))
    (sent,) = graph.mailbox.sent
    files = {part.get_filename(): part.get_payload(decode=True) for part in sent.iter_attachments()}
    assert files == {"schedule.csv": small, "pack.pdf": large}
    assert graph.count("PUT upload") == 3


async def test_a_file_that_does_not_get_through_leaves_no_half_of_a_message(graph: FakeGraph, ends: Ends) -> None:
    mail = message()
    mail.add_attachment(b"a,b", "text", "csv", filename="schedule.csv")
    graph.fail("POST attachments", 400, "ErrorInvalidRequest")
    with pytest.raises(GiveUp):
        await ends.transport.send(outgoing(mail))
    assert (graph.mailbox.items, graph.mailbox.sent) == ([], [])


async def test_a_reply_whose_words_do_not_get_through_leaves_no_empty_draft(graph: FakeGraph, ends: Ends) -> None:
    asked = graph.mailbox.receive(raw_mail("A question"))
    await ends.source.read()
    mail = outgoing(answers=ends.inbox.mails[0].source_id)
    for _ in range(2):
        graph.fail("PATCH message", 400, "ErrorInvalidRequest")
        with pytest.raises(GiveUp):
            await ends.transport.send(mail)
    assert graph.mailbox.items == [asked]
    await ends.transport.send(mail)
    assert len(graph.mailbox.sent) == 1


CALLS = ["POST createReply", "PATCH message", "POST send"]


@pytest.mark.parametrize("late", [False, True], ids=["copy at once", "copy late"])
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_process_that_dies_at_any_call_sends_once(
    graph: FakeGraph, ends: Ends, call: str, moment: str, late: bool
) -> None:
    item = graph.mailbox.receive(raw_mail("A question"))
    mail = outgoing(answers=item.id(immutable=True))
    graph.mailbox.late = late
    sending = asyncio.create_task(ends.transport.send(mail))
    graph.at_call[f"{moment} {call}"] = sending.cancel
    with pytest.raises(asyncio.CancelledError):
        await sending
    graph.at_call.clear()
    ends.again()
    for _ in range(10):  # the outbox tries again
        try:
            await ends.transport.send(mail)
            break
        except TryLater as later:
            assert later.after is not None
            graph.clock.move(later.after)
            graph.mailbox.settle()
    assert [sent["Message-ID"] for sent in graph.mailbox.sent] == ["<reply.1@council.example>"]


async def test_what_was_sent_before_the_outbox_wrote_it_down_is_not_sent_again(graph: FakeGraph, ends: Ends) -> None:
    await ends.transport.send(outgoing())
    ends.again()
    await ends.transport.send(outgoing())
    assert len(graph.mailbox.sent) == 1


async def test_a_copy_that_never_appears_counts_as_sent_after_a_while(
    graph: FakeGraph, ends: Ends, caplog: pytest.LogCaptureFixture
) -> None:
    graph.mailbox.late = True
    await ends.transport.send(outgoing())
    ends.again()
    with pytest.raises(TryLater, match="the copy is not there yet") as raised:
        await ends.transport.send(outgoing())
    assert raised.value.after == 60
    graph.clock.move(300)
    await ends.transport.send(outgoing())
    assert len(graph.mailbox.sent) == 1
    assert [r.message for r in caplog.records] == ["a message left and no copy of it appeared; it is taken as sent"]


async def test_an_answer_that_was_lost_after_sending_is_found_out(graph: FakeGraph, ends: Ends) -> None:
    graph.fail("POST send", 504, "", done=True)
    with pytest.raises(TryLater):
        await ends.transport.send(outgoing())
    assert graph.count("POST send") == 1
    await ends.transport.send(outgoing())
    assert len(graph.mailbox.sent) == 1


async def test_a_draft_that_was_not_taken_is_sent_later_and_not_made_again(graph: FakeGraph, ends: Ends) -> None:
    graph.fail("POST send", 504, "")
    with pytest.raises(TryLater):
        await ends.transport.send(outgoing())
    with pytest.raises(TryLater, match="a moment ago") as raised:
        await ends.transport.send(outgoing())
    assert (raised.value.after, graph.mailbox.sent) == (60.0, [])
    graph.clock.move(60)
    await ends.transport.send(outgoing())
    assert (len(graph.mailbox.sent), graph.count("POST messages")) == (1, 1)


async def test_throttled_while_sending_waits_within_the_attempt_or_says_for_how_long(
    graph: FakeGraph, ends: Ends
) -> None:
    graph.fail("POST send", 429, "ApplicationThrottled", retry_after="3")
    await ends.transport.send(outgoing())
    assert (len(graph.mailbox.sent), graph.clock.slept) == (1, [3.25])
    graph.fail("POST messages", 429, "ApplicationThrottled", retry_after="40")
    with pytest.raises(TryLater) as raised:
        await ends.transport.send(outgoing(key="reply:2"))
    assert raised.value.after == 40


async def test_a_refused_message_is_given_up_and_can_be_sent_anew(graph: FakeGraph, ends: Ends) -> None:
    graph.fail("POST send", 400, "ErrorInvalidRecipients")
    with pytest.raises(GiveUp, match="Graph answered 400 ErrorInvalidRecipients"):
        await ends.transport.send(outgoing())
    assert (graph.mailbox.items, ends.memory.kept) == ([], {})
    await ends.transport.send(outgoing())
    assert len(graph.mailbox.sent) == 1


async def test_without_permission_it_is_tried_until_somebody_gives_it(graph: FakeGraph, ends: Ends) -> None:
    graph.fail("POST messages", 403, "ErrorAccessDenied")
    with pytest.raises(TryLater, match="403 ErrorAccessDenied"):
        await ends.transport.send(outgoing())
    graph.entra.refuses = True
    ends.again()
    with pytest.raises(TryLater, match="cannot sign in to send mail: no token: invalid_client"):
        await ends.transport.send(outgoing())


async def test_a_mailbox_sends_only_so_many_a_minute_and_each_waits_for_its_own_turn(
    graph: FakeGraph, ends: Ends
) -> None:
    ends.again(sends_a_minute=3)
    waits = []
    for number in range(8):
        try:
            await ends.transport.send(outgoing(key=f"news:{number}"))
            waits.append(0.0)
        except TryLater as later:
            waits.append(later.after or 0.0)
        graph.clock.move(1)
    assert waits == [0, 0, 0, 57, 57, 57, 114, 114]
    assert len(graph.mailbox.sent) == 3
    graph.clock.move(52)
    await ends.transport.send(outgoing(key="news:3"))
    with pytest.raises(TryLater) as raised:
        await ends.transport.send(outgoing(key="news:5"))
    assert (len(graph.mailbox.sent), raised.value.after) == (4, 2.0)
