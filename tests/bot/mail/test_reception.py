"""Who may do what by mail: suppliers, strangers, colleagues from outside, and somebody else's reply."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from email.message import EmailMessage

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.mail.reception import Caps
from domain.conversation import Door, Inbound, Sender
from domain.escalation import Ticket
from domain.mail import MailState
from domain.people import CLOCK, Role
from storage.store import Tx
from tests.bot.mail.files import PDF, office
from tests.bot.mail.post import AMIRA, MAILBOX, Post, later, new_post, written

THEO, SOFIA, ADA = "theo@supplier.example", "sofia@council.example", "ada@council.example"
SERVER = "mx.council.example"


@pytest.fixture
async def outside(database_url: str, tmp_path: object) -> AsyncIterator[Post]:
    """A mail door behind the council's own mail server, which says what it thinks of each mail."""
    post = await new_post(database_url, str(tmp_path), MAIL_AUTHSERV_ID=SERVER, DEV_CHAT="off")
    yield post
    await post.app.close()


def vouched(subject: str, text: str, sender: str, number: int = 1, **headers: str) -> EmailMessage:
    domain = sender.rpartition("@")[2]
    verdict = f"{SERVER}; dmarc=pass header.from={domain}"
    return written(subject, text, sender, number, Authentication_Results=verdict, **headers)


def body(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


async def sent(post: Post, mail: EmailMessage, sender: str, to: str = MAILBOX) -> list[EmailMessage]:
    """What new mails went out because of this one."""
    before = len(await post.mails())
    await post.send(mail, sender, to)
    await post.settle()
    return (await post.mails())[before:]


def to(mails: list[EmailMessage], address: str) -> EmailMessage:
    (mail,) = (mail for mail in mails if mail["To"] == address)
    return mail


def reply(mail: EmailMessage, text: str, sender: str, number: int) -> EmailMessage:
    return vouched(f"RE: {mail['Subject']}", text, sender, number, In_Reply_To=mail["Message-ID"])


async def test_a_suppliers_words_are_recorded_and_reach_a_person_and_the_answer_comes_back(outside: Post) -> None:
    words = "Two apprentices have started.\nWhere do we send their names?"
    mails = await sent(outside, vouched("Apprentices", f"{words}\n", THEO), THEO)
    told, asked = to(mails, THEO), to(mails, SOFIA)
    assert told["Subject"].startswith("Re: Apprentices [SV-")
    assert "We recorded these words of yours:" in body(told) and f"“{words}”" in body(told)
    assert f"“{words}”\n— Theo Grange" in body(asked) and "Mail from: theo@supplier.example" in body(asked)
    assert "You can also reply" not in body(told)

    words = "Please do not send names. The number is enough."
    mails = await sent(outside, reply(asked, words, SOFIA, 2), SOFIA, asked["Reply-To"])
    settled, back = to(mails, SOFIA), to(mails, THEO)
    assert "Done: Answered by Sofia Marsh on 22 November 2026" in body(settled) and words in body(settled)
    assert f"“{words}”\n— Sofia Marsh" in body(back)
    assert back["Subject"] == told["Subject"] and back["Reply-To"] == told["Reply-To"]

    mails = await sent(outside, reply(back, "Thanks\n\nTheo", THEO, 3), THEO, back["Reply-To"])
    assert mails == []
    came = (await outside.came())[-1]
    assert (came.state, came.understood["reply"]) == (MailState.READ, "Thanks\n\nTheo")


async def test_files_that_came_and_that_could_not_be_taken_are_named(outside: Post) -> None:
    mail = vouched("Evidence", "Here it is.", THEO)
    mail.add_attachment(b"name,hours\nA,12\n", maintype="text", subtype="csv", filename="hours.csv")
    mail.add_attachment(b"MZ" + bytes(200), maintype="application", subtype="pdf", filename="tool.pdf")
    told = to(await sent(outside, mail, THEO), THEO)
    assert "We kept these files:\n\n- hours.csv" in body(told)
    assert "We could not take these files." in body(told) and "- tool.pdf: " in body(told)


async def test_somebody_whose_only_conversation_is_dead_is_written_to_anew(outside: Post) -> None:
    (told,) = await sent(outside, vouched("Help", "help", SOFIA), SOFIA)
    thread = told["Subject"][-7:-1]
    await outside.app.store.write(lambda tx: tx.mark_dead(Door.MAIL, thread))
    asked = to(await sent(outside, vouched("Figures", "They follow.", THEO, 2), THEO), SOFIA)
    assert "“They follow.”" in body(asked) and thread not in asked["Subject"]


async def test_somebody_who_was_seen_at_another_door_is_told_there(outside: Post) -> None:
    sender = Sender(SOFIA, "Sofia Marsh", SOFIA, trusted=True)
    await outside.app.turn(Inbound("1", Door.WEB, "chat", sender, outside.clock(), "help", in_place=True), "reference")
    mails = await sent(outside, vouched("Figures", "They follow.", THEO, 2), THEO)
    assert [mail["To"] for mail in mails] == [THEO]


@pytest.fixture
async def question(outside: Post) -> EmailMessage:
    """A question of Theo's, as it has come to Sofia."""
    mails = await sent(outside, vouched("Apprentices", "Where do we send their names?", THEO), THEO)
    return to(mails, SOFIA)


WORDLESS = {
    "nothing": "\n",
    "a phone": "Sent from my iPhone\n",
    "a signature": "Sofia Marsh\nSocial value lead\n01632 960123\n",
}


@pytest.mark.parametrize("name", WORDLESS)
@pytest.mark.parametrize("tagged", [True, False], ids=["tagged", "without our tag"])
async def test_a_reply_without_words_answers_nothing_and_can_be_answered_again(
    outside: Post, question: EmailMessage, name: str, tagged: bool
) -> None:
    empty = reply(question, WORDLESS[name], SOFIA, 2)
    if not tagged:
        empty.replace_header("Subject", question["Subject"].partition(" [SV-")[0])
    (told,) = await sent(outside, empty, SOFIA, question["Reply-To"])
    assert told["To"] == SOFIA and "I found no words in your mail" in body(told)
    assert "Nothing was changed." in body(told) and "Q1: (" in body(told)
    mails = await sent(outside, reply(told, "The number is enough.", SOFIA, 3), SOFIA, told["Reply-To"])
    assert "“The number is enough.”\n— Sofia Marsh" in body(to(mails, THEO))


async def test_thanks_with_a_file_are_no_answer(outside: Post, question: EmailMessage) -> None:
    mail = reply(question, "Thanks\n\nSofia Marsh", SOFIA, 2)
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="how.pdf")
    (told,) = await sent(outside, mail, SOFIA, question["Reply-To"])
    assert told["To"] == SOFIA and "I did not look at these files:\n\n- how.pdf" in body(told)


async def test_a_reference_alone_in_a_new_mail_opens_its_ticket(outside: Post, question: EmailMessage) -> None:
    ref = re.search(r"S-\w{5}", question["Subject"])
    assert ref is not None
    (shown,) = await sent(outside, vouched(ref[0], "\n", SOFIA, 2), SOFIA)
    assert "Q1: (" in body(shown) and "I found no words" not in body(shown)
    mails = await sent(outside, vouched(ref[0], "The number is enough.", SOFIA, 3), SOFIA)
    assert "“The number is enough.”\n— Sofia Marsh" in body(to(mails, THEO))


async def test_a_new_mail_may_say_all_in_its_subject(outside: Post) -> None:
    (told,) = await sent(outside, vouched("my tenders", "\n", AMIRA), AMIRA)
    assert "You have none yet" in body(told)


@pytest.mark.parametrize("subject", ["Re: my tenders", "FW: my tenders"])
async def test_the_subject_of_somebody_elses_mail_is_nobodys_words(outside: Post, subject: str) -> None:
    (told,) = await sent(outside, vouched(subject, "\n", AMIRA), AMIRA)
    assert "I found no words in your mail" in body(told)


async def test_a_suppliers_files_without_words_are_recorded_as_files(outside: Post) -> None:
    (told,) = (m for m in await sent(outside, vouched("Figures", "They follow.", THEO), THEO) if m["To"] == THEO)
    later(outside, days=1)
    mail = reply(told, "Sent from my iPhone", THEO, 2)
    mail.add_attachment(b"name,hours\nA,12\n", maintype="text", subtype="csv", filename="hours.csv")
    mails = await sent(outside, mail, THEO, told["Reply-To"])
    recorded, asked = to(mails, THEO), to(mails, SOFIA)
    assert "We found no words in your mail.\n\nWe kept these files:\n\n- hours.csv" in body(recorded)
    assert "The mail has no words." in body(asked) and "hours.csv" in body(asked)
    mails = await sent(outside, reply(asked, "Thank you, that is all.", SOFIA, 3), SOFIA, asked["Reply-To"])
    assert "You sent files without words." in body(to(mails, THEO))


async def test_a_supplier_who_answers_without_words_is_asked_for_them(outside: Post) -> None:
    (told,) = (m for m in await sent(outside, vouched("Figures", "They follow.", THEO), THEO) if m["To"] == THEO)
    mail = reply(told, "\n", THEO, 2)
    mail.add_attachment(b"MZ" + bytes(200), maintype="application", subtype="pdf", filename="tool.pdf")
    (asked,) = await sent(outside, mail, THEO, told["Reply-To"])
    assert "Nothing was recorded." in body(asked) and "- tool.pdf: " in body(asked)


REFUSED = "- old.docm: The file contains macros."


async def test_a_contact_hears_why_a_document_is_not_taken(outside: Post) -> None:
    mail = vouched("Guidance", "What is a VCSE?", SOFIA)
    mail.add_attachment(office("docm"), maintype="application", subtype="msword", filename="old.docm")
    told, answered = await sent(outside, mail, SOFIA)
    assert REFUSED in body(told) and "VCSE" in body(answered)


async def test_a_contact_hears_why_one_of_two_documents_is_not_taken(outside: Post) -> None:
    mail = vouched("Guidance", "For the guidance.", SOFIA)
    mail.add_attachment(office("docm"), maintype="application", subtype="msword", filename="old.docm")
    mail.add_attachment(
        b"# What is a permit?\n\nIt is a leave.\n", maintype="text", subtype="plain", filename="new.txt"
    )
    refused, _ = await sent(outside, mail, SOFIA)
    assert "old.docm" in body(refused) and "The file contains macros." in body(refused)


async def test_an_officer_and_a_contact_who_answer_hear_which_file_was_refused(
    outside: Post, question: EmailMessage
) -> None:
    mail = reply(question, "The number is enough.", SOFIA, 2)
    mail.add_attachment(office("docm"), maintype="application", subtype="msword", filename="old.docm")
    assert any(REFUSED in body(m) for m in await sent(outside, mail, SOFIA, question["Reply-To"]) if m["To"] == SOFIA)
    mail = vouched("Help", "help", AMIRA, 3)
    mail.add_attachment(office("docm"), maintype="application", subtype="msword", filename="old.docm")
    assert any(REFUSED in body(m) for m in await sent(outside, mail, AMIRA))


async def test_a_colleagues_address_from_outside_is_refused_kindly_once_a_day(outside: Post) -> None:
    mail = written("Plan", "my tenders", AMIRA)  # nobody has vouched for it
    (told,) = await sent(outside, mail, AMIRA)
    assert "it did not come from the council's own mail system" in body(told)
    assert await sent(outside, written("Plan", "my tenders", AMIRA, number=2), AMIRA) == []
    later(outside, days=1)
    assert len(await sent(outside, written("Plan", "my tenders", AMIRA, number=3), AMIRA)) == 1
    reason = "it is from a colleague's address, and not from inside"
    assert [(m.state, m.reason) for m in await outside.came()] == [(MailState.SET_ASIDE, reason)] * 3


async def test_a_forged_mail_is_set_aside_and_gets_no_answer(outside: Post) -> None:
    verdict = f"{SERVER}; dmarc=fail header.from=council.example"
    mail = written("Plan", "my tenders", AMIRA, Authentication_Results=verdict)
    assert await sent(outside, mail, AMIRA) == []
    (came,) = await outside.came()
    assert (came.state, came.reason) == (MailState.SET_ASIDE, "our mail server found its sender forged")


async def test_strangers_are_told_once_a_day_and_only_when_somebody_vouches_for_them(outside: Post) -> None:
    stranger = "kim@elsewhere.example"
    (told,) = await sent(outside, vouched("Hello", "Who are you?", stranger), stranger)
    assert "We do not know your address yet" in body(told)
    assert await sent(outside, vouched("Hello", "Hello?", stranger, number=2), stranger) == []
    assert await sent(outside, written("Hello", "Hello?", "lee@elsewhere.example", number=3), stranger) == []
    assert {m.state for m in await outside.came()} == {MailState.SET_ASIDE}


async def page_of(post: Post, mail: EmailMessage) -> str:
    """The path of the page that a mail asks to open."""
    match = re.search(r"http://127\.0\.0\.1:3978(/mail/confirm/\S+)", body(mail))
    assert match is not None
    return match[1]


async def test_somebody_elses_reply_waits_for_the_contact_on_file(outside: Post) -> None:
    (told,) = (m for m in await sent(outside, vouched("Figures", "They follow.", THEO), THEO) if m["To"] == THEO)
    colleague = "kim@supplier.example"
    mails = await sent(outside, reply(told, "We have 12.", colleague, 2), colleague, told["Reply-To"])
    asked = to(mails, THEO)
    assert len(mails) == 1 and "“We have 12.”\n— kim@supplier.example" in body(asked)
    assert [m.state for m in await outside.came()][-1] is MailState.SET_ASIDE
    path = await page_of(outside, asked)
    async with TestClient(TestServer(outside.app.web_application())) as client:
        for _ in range(2):  # whoever follows links, such as a scanner, changes nothing
            async with client.get(path) as got:
                assert "We have 12." in await got.text()
        await outside.settle()
        assert [m.state for m in await outside.came()][-1] is MailState.SET_ASIDE
        for _ in range(2):
            async with client.post(path) as got:
                assert (got.status, "This mail is confirmed" in await got.text()) == (200, True)
    before = len(await outside.mails())
    await outside.settle()
    new = (await outside.mails())[before:]
    assert "“We have 12.”" in body(to(new, THEO))
    assert "Mail from: kim@supplier.example" in body(to(new, SOFIA))
    assert [m.state for m in await outside.came()][-1] is MailState.READ


async def test_a_contact_whom_nobody_vouches_for_confirms_at_their_own_address(outside: Post) -> None:
    (asked,) = await sent(outside, written("Figures", "We have 12.", THEO), THEO)
    assert asked["To"] == THEO and "See the mail and confirm it" in body(asked)
    path = await page_of(outside, asked)
    async with TestClient(TestServer(outside.app.web_application())) as client, client.post(path) as got:
        assert got.status == 200
    await outside.settle()
    assert "“We have 12.”" in body((await outside.mails())[-1])


async def test_a_page_that_is_not_ours_opens_nothing(outside: Post) -> None:
    wrong = outside.app.tokens.make("pack.docx", "1", outside.clock())
    async with TestClient(TestServer(outside.app.web_application())) as client:
        for path in (f"/mail/confirm/{wrong}", "/mail/confirm/x.y"):
            async with client.get(path) as got, client.post(path) as posted:
                assert (got.status, posted.status) == (410, 410)


async def test_a_stranger_never_gets_into_a_colleagues_mails(outside: Post) -> None:
    (told,) = await sent(outside, vouched("Help", "help", AMIRA), AMIRA)
    stranger = "kim@elsewhere.example"
    assert await sent(outside, reply(told, "my tenders", stranger, 2), stranger, told["Reply-To"]) == []
    came = (await outside.came())[-1]
    assert (came.state, came.reason) == (MailState.SET_ASIDE, "it answers a mail to somebody else")


async def test_a_colleague_answers_a_forwarded_mail_with_their_own_rights(outside: Post) -> None:
    ask = vouched("Question", "ask a person", AMIRA)
    (form,) = await sent(outside, ask, AMIRA)
    mails = await sent(outside, reply(form, "Q1: What is a VCSE?", AMIRA, 2), AMIRA, form["Reply-To"])
    asked = to(mails, SOFIA)
    owen = "owen@council.example"
    (refused,) = await sent(outside, reply(asked, "It is a charity.", owen, 3), owen, asked["Reply-To"])
    assert refused["To"] == owen and "Only the single point of contact can do that." in body(refused)
    mails = await sent(outside, reply(asked, "It is a charity.", SOFIA, 4), SOFIA, asked["Reply-To"])
    assert "“It is a charity.”\n— Sofia Marsh" in body(to(mails, AMIRA))


async def test_a_thread_has_a_cap_within_an_hour(outside: Post) -> None:
    outside.office.receiver.limit(Caps(thread=2, sender=4))
    (told,) = await sent(outside, vouched("Help", "help", AMIRA), AMIRA)
    assert len(await sent(outside, reply(told, "help", AMIRA, 2), AMIRA, told["Reply-To"])) == 1
    assert await sent(outside, reply(told, "help", AMIRA, 3), AMIRA, told["Reply-To"]) == []
    assert len(await sent(outside, vouched("Help", "help", AMIRA, number=4), AMIRA)) == 1
    later(outside, hours=1)
    assert len(await sent(outside, reply(told, "help", AMIRA, 5), AMIRA, told["Reply-To"])) == 1
    assert await sent(outside, vouched("Help", "help", AMIRA, number=6), AMIRA) == []
    assert [m.reason for m in await outside.came() if m.state is MailState.SET_ASIDE] == [
        "more mails than are answered: 2 in an hour in this thread",
        "more mails than are answered: 4 in a day from this sender",
    ]


async def ticket_of(post: Post, mail: EmailMessage) -> Ticket:
    """The ticket that a mail to the single point of contact is about."""
    match = re.search(r"^Ticket: (S-\w+)$", body(mail), re.MULTILINE)
    assert match is not None
    found = await post.app.store.read(lambda tx: tx.ticket(match[1]))
    assert found is not None
    return found


async def test_further_words_of_a_day_join_the_open_ticket_and_are_not_acknowledged(outside: Post) -> None:
    mails = await sent(outside, vouched("Figures", "We have 12.", THEO), THEO)
    told, asked = to(mails, THEO), to(mails, SOFIA)

    (again,) = await sent(outside, reply(told, "No, 13.", THEO, 2), THEO, told["Reply-To"])
    assert (again["To"], again["Reply-To"]) == (SOFIA, asked["Reply-To"])
    assert "“We have 12.\n\nNo, 13.”\n— Theo Grange" in body(again) and "They have written again today." in body(again)
    for number in range(3, 6):  # an autoresponder that says nowhere that it is one
        assert await sent(outside, reply(told, f"I am away {number}.", THEO, number), THEO, told["Reply-To"]) == []
    ticket = await ticket_of(outside, asked)
    assert ticket.text == "We have 12.\n\nNo, 13.\n\nI am away 3.\n\nI am away 4.\n\nI am away 5."

    bad = reply(told, "And this.", THEO, 6)
    bad.add_attachment(b"name,hours\nA,12\n", maintype="text", subtype="csv", filename="hours.csv")
    bad.add_attachment(b"MZ" + bytes(200), maintype="application", subtype="pdf", filename="tool.pdf")
    (refused,) = await sent(outside, bad, THEO, told["Reply-To"])
    assert refused["To"] == THEO and "- tool.pdf: " in body(refused) and "- hours.csv" in body(refused)
    ticket = await ticket_of(outside, asked)
    assert [file.name for file in ticket.files] == ["hours.csv"]

    later(outside, days=1)
    mails = await sent(outside, reply(told, "Now 14.", THEO, 7), THEO, told["Reply-To"])
    assert {mail["To"] for mail in mails} == {THEO, SOFIA}
    assert (await ticket_of(outside, to(mails, SOFIA))).text == "Now 14."


async def test_words_after_a_ticket_of_the_day_was_settled_are_a_new_one_without_a_second_acknowledgement(
    outside: Post,
) -> None:
    mails = await sent(outside, vouched("Figures", "We have 12.", THEO), THEO)
    asked = to(mails, SOFIA)
    back = to(
        await sent(outside, reply(asked, "Please count only those who finish.", SOFIA, 2), SOFIA, asked["Reply-To"]),
        THEO,
    )
    (new,) = await sent(outside, reply(back, "I am away until May.", THEO, 3), THEO, back["Reply-To"])
    assert new["To"] == SOFIA and "“I am away until May.”" in body(new)


AUTOMATIC = {
    "another assistant": {"X_Social_Value_Assistant": "assistant@district.example"},
    "ourselves": {"X_Social_Value_Assistant": MAILBOX},
    "out of office": {"Auto_Submitted": "auto-replied", "Subject": "Automatic reply: Your tender"},
    "a list": {"Precedence": "list", "List_Id": "<all.council.example>"},
}


@pytest.mark.parametrize("name", AUTOMATIC)
async def test_automatic_mail_is_kept_and_never_answered(outside: Post, name: str) -> None:
    (told,) = await sent(outside, vouched("Help", "help", AMIRA), AMIRA)
    answer = reply(told, "my tenders", AMIRA, 2)
    for header, value in AUTOMATIC[name].items():
        del answer[header.replace("_", "-")]
        answer[header.replace("_", "-")] = value
    assert await sent(outside, answer, AMIRA, told["Reply-To"]) == []
    came = (await outside.came())[-1]
    assert (came.state, came.understood["kind"]) == (MailState.READ, "auto-reply")


async def test_two_assistants_that_write_to_each_other_end_after_one_round(outside: Post) -> None:
    """What we send, sent back to us as it is, gets no answer."""
    (told,) = await sent(outside, vouched("Help", "help", AMIRA), AMIRA)
    assert told["X-Social-Value-Assistant"] == MAILBOX
    assert await sent(outside, told, AMIRA, told["Reply-To"]) == []


def bounce(mail: EmailMessage, action: str, status: str) -> bytes:
    """What a mail server writes about a mail of ours that it could not hand over."""
    lines = f"""From: MAILER-DAEMON@mx.council.example
To: {MAILBOX}
Subject: Undelivered Mail
Message-ID: <bounce-{status}@mx.council.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.council.example

Final-Recipient: rfc822; {mail["To"]}
Action: {action}
Status: {status}

--b
Content-Type: text/rfc822-headers

Message-ID: {mail["Message-ID"]}
Subject: {mail["Subject"]}

--b--
"""
    return lines.replace("\n", "\r\n").encode()


REPORTS = [("failed", "5.1.1", False), ("failed", "4.4.7", False), ("delayed", "4.4.1", True)]


@pytest.mark.parametrize(("action", "status", "reached"), REPORTS)
async def test_a_report_belongs_where_the_mail_does_that_it_is_about(
    outside: Post, action: str, status: str, reached: bool
) -> None:
    (told,) = await sent(outside, vouched("Help", "help", SOFIA), SOFIA)
    await outside.send(bounce(told, action, status), "", MAILBOX)
    await outside.settle()
    came = (await outside.came())[-1]
    assert (came.understood["kind"], came.thread) == ("bounce", told["Subject"][-7:-1])
    assert (await outside.letters())[0].state == ("done" if reached else "dead")


async def test_a_mail_that_came_back_is_told_once_to_the_administrator(outside: Post) -> None:
    (told,) = await sent(outside, vouched("Help", "help", AMIRA), AMIRA)
    before = len(await outside.mails())
    for status in ("5.1.1", "5.1.10"):
        await outside.send(bounce(told, "failed", status), "", MAILBOX)
        await outside.settle()
    (note,) = (await outside.mails())[before:]
    assert (note["To"], "A mail to amira@council.example could not be delivered" in body(note)) == (ADA, True)
    assert "amira@council.example: 5.1.1" in body(note) and "python -m bot outbox --revive" in body(note)


async def test_a_suppliers_mail_that_came_back_is_told_to_the_contact(outside: Post) -> None:
    (told,) = (m for m in await sent(outside, vouched("Figures", "They follow.", THEO), THEO) if m["To"] == THEO)
    before = len(await outside.mails())
    await outside.send(bounce(told, "failed", "5.1.1"), "", MAILBOX)
    await outside.settle()
    (note,) = (await outside.mails())[before:]
    assert note["To"] == SOFIA and "Ask them, by telephone" in body(note) and "python" not in body(note)


async def without_role(post: Post, email: str, role: Role) -> None:
    def work(tx: Tx) -> None:
        person = tx.person_by_email(email)
        assert person is not None
        tx.save_person(replace(person, roles=person.roles - {role} | {Role.OFFICER}), by=CLOCK, at=post.clock())

    await post.app.store.write(work)


async def test_without_an_administrator_the_contact_is_told_and_without_both_the_log_and_doctor(
    outside: Post, caplog: pytest.LogCaptureFixture
) -> None:
    await without_role(outside, ADA, Role.ADMINISTRATOR)
    (told,) = await sent(outside, vouched("Help", "help", AMIRA), AMIRA)
    before = len(await outside.mails())
    await outside.send(bounce(told, "failed", "5.1.1"), "", MAILBOX)
    await outside.settle()
    assert [note["To"] for note in (await outside.mails())[before:]] == [SOFIA]

    await without_role(outside, SOFIA, Role.SPOC)
    (told,) = await sent(outside, vouched("Help", "help", AMIRA, 2), AMIRA)
    await outside.send(bounce(told, "failed", "5.1.1"), "", MAILBOX)
    await outside.settle()
    assert "nobody is there to be told that a mail could not be delivered" in caplog.text
    assert len(await outside.app.store.read(lambda tx: tx.jobs("dead"))) == 2  # which doctor counts
