"""Messages that no person wrote: recognised, with what they tell, and never taken for an answer."""

from __future__ import annotations

from datetime import date

import pytest

from bot.mail.away import away_until
from bot.mail.read import read
from cards import set_aside
from domain.mail import BouncedRecipient, MailKind

FROM = "From: Jo <jo@x.example>\nTo: assistant@council.example\nDate: Tue, 24 Nov 2026 13:00:00 +0000\n"
DAEMON = "From: Mail Delivery System <MAILER-DAEMON@mx.example>\nTo: assistant@council.example\n"

REPORT = f"""\
{DAEMON}Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

I'm sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Original-Recipient: rfc822; Jo@x.example
Final-Recipient: rfc822; jo@inner.x.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such user

Final-Recipient: rfc822;kim@x.example
Action: delayed
Diagnostic-Code: smtp; 451 4.7.1 Try again
--b
Content-Type: message/rfc822

From: assistant@council.example
Message-ID: <out.7@council.example>

Q1: (a number)
--b--
"""
EXIM = f"""\
{DAEMON}X-Failed-Recipients: kim@x.example
Auto-Submitted: auto-replied
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  kim@x.example
    host mx.x.example [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<kim@x.example>:
    550 5.7.1 Relaying denied
"""
EXIM_DELAY = f"""\
{DAEMON}Subject: Warning: message 1abc-000 delayed 24 hours

This message was created automatically by mail delivery software.
A message that you sent has not been delivered to one or more of its
recipients after more than 24 hours on the queue on mx.example.

The address to which the message has not yet been delivered is:

  kim@x.example
    Delay reason: Connection timed out

No action is required on your part.
"""
QMAIL = f"""\
{DAEMON}Subject: failure notice

Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<kim@x.example>:
192.0.2.1 does not like recipient.
Remote host said: 552 5.2.2 mailbox full

--- Below this line is a copy of the message.

Return-Path: <assistant@council.example>
Message-ID: <out.8@council.example>
"""
EXCHANGE = """\
From: Microsoft Outlook <MicrosoftExchange329e71@x.example>
To: assistant@council.example
Subject: Undeliverable: Your update
Content-Type: text/html

<p>Delivery has failed to these recipients or groups:</p>
<p><a href="mailto:kim@x.example">Kim Vale (kim@x.example)</a></p><p>The e-mail address couldn't be found.</p>
<p>Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound'</p>
"""


@pytest.mark.parametrize(
    ("raw", "reason", "recipients", "bounced"),
    [
        (
            REPORT,
            set_aside.FAILED,
            (
                BouncedRecipient("jo@x.example", "failed", "5.1.1", "550 5.1.1 No such user"),
                BouncedRecipient("kim@x.example", "delayed", "4.7.1", "451 4.7.1 Try again"),
            ),
            "out.7@council.example",
        ),
        (
            EXIM,
            set_aside.FAILED,
            (
                BouncedRecipient(
                    "kim@x.example",
                    "failed",
                    "5.7.1",
                    "host mx.x.example [192.0.2.1] SMTP error from remote mail server after RCPT TO:<>: 550 5.7.1 "
                    "Relaying denied",
                ),
            ),
            "",
        ),
        (
            QMAIL,
            set_aside.FAILED,
            (
                BouncedRecipient(
                    "kim@x.example",
                    "failed",
                    "5.2.2",
                    "192.0.2.1 does not like recipient. Remote host said: 552 5.2.2 mailbox full",
                ),
            ),
            "out.8@council.example",
        ),
    ],
    ids=["report", "exim", "qmail"],
)
def test_bounces_by_recipient(raw: str, reason: str, recipients: tuple[BouncedRecipient, ...], bounced: str) -> None:
    found = read(raw.encode())
    assert (found.kind, found.reason, found.reply) == (MailKind.BOUNCE, reason, None)
    assert (found.recipients, found.bounced) == (recipients, bounced)


@pytest.mark.parametrize(
    ("raw", "action", "status"), [(EXIM_DELAY, "delayed", "4.0.0"), (EXCHANGE, "failed", "5.1.10")]
)
def test_letters_of_other_systems(raw: str, action: str, status: str) -> None:
    found = read(raw.encode())
    assert found.kind is MailKind.BOUNCE
    assert [(r.address, r.action, r.status) for r in found.recipients] == [("kim@x.example", action, status)]


def test_a_delivery_receipt_in_words_alone_is_no_bounce() -> None:
    told = "Your message has been delivered to the following recipients:\n\nkim@x.example\n"
    found = read(f"{DAEMON}Subject: Delivered: Your update\n\n{told}".encode())
    assert (found.kind, found.reason, found.recipients) == (MailKind.AUTO_REPLY, set_aside.DELIVERY_RECEIPT, ())


def test_a_delivery_receipt_is_no_bounce() -> None:
    found = read(REPORT.replace("failed", "delivered").replace("delayed", "relayed").encode())
    assert (found.kind, found.reason) == (MailKind.AUTO_REPLY, set_aside.DELIVERY_RECEIPT)


@pytest.mark.parametrize(
    ("headers", "kind", "reason"),
    [
        ("Subject: Automatic reply: Your update\n", MailKind.AUTO_REPLY, set_aside.OUT_OF_OFFICE),
        ("Subject: Automatische Antwort: Ihr Stand\n", MailKind.AUTO_REPLY, set_aside.OUT_OF_OFFICE),
        ("Subject: =?utf-8?q?R=C3=A9ponse_automatique_=3A_Votre?=\n", MailKind.AUTO_REPLY, set_aside.OUT_OF_OFFICE),
        ("Subject: x\nAuto-Submitted: auto-generated\n", MailKind.AUTO_REPLY, set_aside.AUTOMATIC),
        ("Subject: x\nX-Autoreply: yes\n", MailKind.AUTO_REPLY, set_aside.AUTOMATIC),
        ("Subject: x\nPrecedence: bulk\n", MailKind.AUTO_REPLY, set_aside.BULK),
        ("Subject: x\nList-Id: <l.x.example>\n", MailKind.AUTO_REPLY, set_aside.LIST),
        ("Subject: x\nX-Social-Value-Assistant: derbyshire\n", MailKind.AUTO_REPLY, set_aside.LOOP),
        ("Subject: x\nReturn-Path: <>\n", MailKind.AUTO_REPLY, set_aside.NO_SENDER),
        (
            "Subject: Read: x\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n",
            MailKind.AUTO_REPLY,
            set_aside.READ_RECEIPT,
        ),
        (
            "Subject: FW: offer\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n",
            MailKind.REPORT,
            set_aside.COMPLAINT,
        ),
        (
            "Subject: Accepted: Review\nContent-Type: text/calendar; method=REPLY\n",
            MailKind.AUTO_REPLY,
            set_aside.MEETING_ANSWER,
        ),
        ("Subject: Re: Your update\nAuto-Submitted: no\n", MailKind.MESSAGE, ""),
        ("Subject: Re: The auto parts delivery\nX-Auto-Response-Suppress: OOF\n", MailKind.MESSAGE, ""),
        ("Subject: Re: Out of hours care failed delivery\n", MailKind.MESSAGE, ""),
        ("Subject: Read this first\n", MailKind.MESSAGE, ""),
        ("Subject: Accepted: our offer\n", MailKind.MESSAGE, ""),
    ],
)
def test_who_wrote_it(headers: str, kind: MailKind, reason: str) -> None:
    found = read(f"{FROM}{headers}\nSome words.\n".encode())
    assert (found.kind, found.reason) == (kind, reason)
    assert found.reply == ("Some words." if kind is MailKind.MESSAGE else None)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Maternity leave cover: which outcomes?", "We need cover while two colleagues are on maternity leave."),
        ("Maternity leave cover", "I am on leave from March, so we buy cover. Which outcomes suit?"),
        ("Out of office hours cleaning contract", "The offices are cleaned when everybody is out of the office."),
        ("Re: Out of office hours cleaning contract", "Yes, please go on."),
        ("Annual leave and employment measures", "Do days of annual leave count as hours?"),
        ("Annual leave: does it count?", "Do days of leave count?"),
        ("Semester 2 placements", "How many placements are there in the second semester?"),
        ("Auto: fleet parts", "We buy parts for the fleet."),
        ("Automated response times: which measure?", "The calls are answered by a machine."),
        ("On holiday activities for children", "We are buying holiday activities."),
        ("Absence: managing it by contract", "Which measures are there for sickness absence?"),
        ("Left the company early: apprentices", "Two apprentices left the company early."),
        ("Vacation scheme", "Does a vacation scheme count as work experience?"),
        ("Opened our new workshop", "Training was delivered to 40 pupils, and successfully delivered to 12 adults."),
        ("Read: our report", "It was read by 40 pupils."),
        ("Abuse report: helpline contract", "What do we ask of a helpline?"),
        ("Complaint about the contractor", "The mail is attached."),
        ("Feedback from pupils", "It was good."),
    ],
)
def test_a_person_writes_about_what_programs_write_about(subject: str, text: str) -> None:
    found = read(f"{FROM}Subject: {subject}\n\n{text}\n".encode())
    assert (found.kind, found.reason, found.reply) == (MailKind.MESSAGE, "", text)


@pytest.mark.parametrize("name", ["Bounce Back Ltd", "Mail Delivery Solutions Ltd", "Postmaster Properties Ltd"])
@pytest.mark.parametrize("address", ["jo@x.example", "bouncebackltd@x.example", "postmasters.arms@x.example"])
@pytest.mark.parametrize("subject", ["Start date", "Delivery delay in March"])
def test_a_company_is_no_mail_system(name: str, address: str, subject: str) -> None:
    text = "The start was delayed, and 12 hours could not be delivered."
    found = read(f"From: {name} <{address}>\nTo: a@council.example\nSubject: {subject}\n\n{text}\n".encode())
    assert (found.kind, found.reply) == (MailKind.MESSAGE, text)


def test_somebody_sends_on_a_complaint_that_they_got() -> None:
    parts = "Please see below.\n--b\nContent-Type: message/rfc822\n\nFrom: kim@x.example\n\nIt is late.\n--b--\n"
    head = f"{FROM}Subject: Complaint about message handling\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n"
    assert read(f"{head}{parts}".encode()).kind is MailKind.MESSAGE


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("Feedback-ID: 1.eu-west-2.x:AmazonSES\n", MailKind.MESSAGE),
        ("List-Unsubscribe: <https://x.example/u>\n", MailKind.MESSAGE),
        ("List-Unsubscribe: <https://x.example/u>\nFeedback-ID: 1:x\n", MailKind.SET_ASIDE),
        (
            "List-Unsubscribe: <https://x.example/u>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n",
            MailKind.SET_ASIDE,
        ),
        ("X-Campaign: spring\n", MailKind.AUTO_REPLY),
    ],
)
def test_one_header_of_a_sending_service_says_nothing(headers: str, kind: MailKind) -> None:
    assert read(f"{FROM}Subject: Hours\n{headers}\nWe have 12.\n".encode()).kind is kind


@pytest.mark.parametrize(
    ("subject", "text", "reason"),
    [
        ("Annual leave", "I am on annual leave until 4 January 2027.", set_aside.PERHAPS_AWAY),
        ("On leave: Your update", "I'm away from my desk and back on Monday.", set_aside.PERHAPS_AWAY),
        ("Abwesend: Ihr Stand", "Ich bin nicht im Büro.", set_aside.PERHAPS_AWAY),
        ("No longer at Elm Ltd", "Jo no longer works here.", set_aside.PERHAPS_AWAY),
        ("Read: Your update", "Your message was read on 24 November 2026.", set_aside.PERHAPS_RECEIPT),
    ],
)
def test_what_only_reads_like_a_programs_is_for_a_person_to_look_at(subject: str, text: str, reason: str) -> None:
    found = read(f"{FROM}Subject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{text}\n".encode())
    assert (found.kind, found.reason) == (MailKind.SET_ASIDE, reason)
    marked = f"{FROM}Subject: {subject}\nAuto-Submitted: auto-replied\nContent-Type: text/plain; charset=utf-8\n\n"
    assert read(f"{marked}{text}\n".encode()).kind is MailKind.AUTO_REPLY


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Re: Your update [SV-7KQ2M4]",
        "Auto-reply: x",
        "[EXTERNAL] Automatic reply",
        "AutoReply from Jo",
        "Out of Office AutoReply: x",
        "Out of office",
        "(OOO)",
        "RE: Automatic response",
        "Your message has been received",
        "Vacation reply: x",
        "Risposta automatica: x",
        "Ateb awtomatig: x",
    ],
)
def test_a_subject_that_says_that_nobody_wrote_it_is_enough(subject: str) -> None:
    found = read(f"{FROM}Subject: {subject}\n\nSome words.\n".encode())
    assert (found.kind, found.reason) == (MailKind.AUTO_REPLY, set_aside.OUT_OF_OFFICE)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("I am away until Monday 4 January 2027.", date(2027, 1, 4)),
        ("I will be back on 3rd January.", date(2027, 1, 3)),
        ("I am on leave from 20/12/2026 to 04/01/2027", date(2027, 1, 4)),
        ("returning to the office on January 5, 2027", date(2027, 1, 5)),
        ("Back on Friday.", date(2026, 11, 27)),
        ("Ich bin bis zum 4. Januar 2027 nicht im Büro.", date(2027, 1, 4)),
        ("Ich bin vom 20.12.2026 bis 4.1.2027 im Urlaub", date(2027, 1, 4)),
        ("Je suis absent jusqu'au 4 janvier 2027 inclus", date(2027, 1, 4)),
        ("Estaré fuera hasta el 4 de enero de 2027", date(2027, 1, 4)),
        ("Sono in ferie fino al 4 gennaio 2027", date(2027, 1, 4)),
        ("Ik ben afwezig tot en met 4 januari 2027", date(2027, 1, 4)),
        ("Jestem na urlopie do 4 stycznia 2027", date(2027, 1, 4)),
        ("Estou de férias até 4 de janeiro de 2027", date(2027, 1, 4)),
        ("out until 2027-01-04", date(2027, 1, 4)),
        ("We are closed until further notice.", None),
        ("back on 31 February 2027", None),
    ],
)
def test_until_when_somebody_is_away(text: str, until: date | None) -> None:
    assert away_until(text, date(2026, 11, 24)) == until
    raw = f"{FROM}Subject: Out of office\nContent-Type: text/plain; charset=utf-8\n\n{text}\n".encode()
    assert read(raw).away_until == until
