"""By what a mail is known to belong to a thread: each mark, in order, changed on its way, and forged."""

from __future__ import annotations

import pytest

from bot.mail.threads import Mark, Shown, Threads
from domain.mail import MailHeaders

MAILBOX = "assistant@council.example"
AMIRA = "amira@council.example"
THREADS = Threads(("a" * 40,), MAILBOX)
THREAD = "7KQ2M4"
ADDRESS = THREADS.reply_address(THREAD, AMIRA)
MESSAGE_ID = THREADS.message_id(41, THREAD)
BY_ID = Mark(THREAD, Shown.MESSAGE_ID, 41, MESSAGE_ID.split(".")[2].partition("@")[0])


def shown(headers: MailHeaders, *recipients: str) -> list[tuple[str, Shown, int]]:
    return [(mark.thread, mark.shown, mark.job_id) for mark in THREADS.marks(headers, recipients)]


def test_a_reply_address_is_of_one_thread_and_one_person() -> None:
    (mark,) = THREADS.marks(MailHeaders(), [ADDRESS])
    assert (mark.thread, mark.shown) == (THREAD, Shown.ADDRESS)
    assert THREADS.proves(mark, AMIRA)
    assert not THREADS.proves(mark, "owen@council.example")
    assert len(mark.signature) * 5 >= 80


@pytest.mark.parametrize("address", [ADDRESS.upper(), ADDRESS.lower(), ADDRESS.title()])
def test_letters_are_read_as_capitals_or_not(address: str) -> None:
    (mark,) = THREADS.marks(MailHeaders(), [address])
    assert THREADS.proves(mark, AMIRA.upper())


def test_an_address_is_made_for_answering_only() -> None:
    forged = ADDRESS.replace(ADDRESS.partition("+r.")[2][6:22], MESSAGE_ID.split(".")[2].partition("@")[0])
    (mark,) = THREADS.marks(MailHeaders(), [forged])
    assert not THREADS.proves(mark, AMIRA)


CHANGED = {
    "another thread": ADDRESS.replace(THREAD.lower(), "7kq2m5"),
    "another signature": THREADS.reply_address("222222", AMIRA).replace("222222", THREAD.lower()),
    "no token": MAILBOX,
    "an empty token": "assistant+r.@council.example",
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_changed_address_proves_nothing(name: str) -> None:
    assert [mark for mark in THREADS.marks(MailHeaders(), [CHANGED[name]]) if THREADS.proves(mark, AMIRA)] == []


CASES = {
    "the envelope": (MailHeaders(), [ADDRESS], [(THREAD, Shown.ADDRESS, 0)]),
    "a header of the last hop": (MailHeaders(recipients=(ADDRESS,)), [], [(THREAD, Shown.ADDRESS, 0)]),
    "in reply to": (MailHeaders(in_reply_to=(MESSAGE_ID,)), [], [(THREAD, Shown.MESSAGE_ID, 41)]),
    "references": (
        MailHeaders(references=("x@y.example", MESSAGE_ID.upper(), "z@y.example")),
        [],
        [(THREAD, Shown.MESSAGE_ID, 41)],
    ),
    "the newest reference first": (
        MailHeaders(references=(THREADS.message_id(40, THREAD), MESSAGE_ID)),
        [],
        [(THREAD, Shown.MESSAGE_ID, 41), (THREAD, Shown.MESSAGE_ID, 40)],
    ),
    "the address, with what it answers": (
        MailHeaders(in_reply_to=(MESSAGE_ID,), subject="Re: Chairs [SV-7KQ2M4]"),
        [ADDRESS],
        [(THREAD, Shown.ADDRESS, 41), (THREAD, Shown.MESSAGE_ID, 41), (THREAD, Shown.SUBJECT, 41)],
    ),
    "the address of one, the id of another": (
        MailHeaders(in_reply_to=(THREADS.message_id(9, "222222"),)),
        [ADDRESS],
        [(THREAD, Shown.ADDRESS, 0), ("222222", Shown.MESSAGE_ID, 9)],
    ),
    "the subject": (MailHeaders(subject="AW: chairs [sv-7kq2m4]"), [], [(THREAD, Shown.SUBJECT, 0)]),
    "no tag": (MailHeaders(subject="SV-7KQ2M4 [SV-7KQ2] [SV-7KQ2M44] [SV-7KQ2MI]"), [MAILBOX], []),
    "a forged id": (MailHeaders(in_reply_to=(MESSAGE_ID.replace("41.", "42."),)), [], []),
    "another's id": (MailHeaders(in_reply_to=("41.7kq2m4@council.example",)), [], []),
    "nothing": (MailHeaders(), [], []),
}


@pytest.mark.parametrize("name", CASES)
def test_marks(name: str) -> None:
    headers, recipients, expected = CASES[name]
    assert shown(headers, *recipients) == expected


def test_a_reference_alone_proves_nothing() -> None:
    (by_subject,) = THREADS.marks(MailHeaders(subject="[SV-7KQ2M4]"), [])
    (by_text,) = THREADS.in_text("> Reference: SV-7KQ2M4\n")
    assert by_text == Mark(THREAD, Shown.TEXT)
    assert not THREADS.proves(by_subject, AMIRA) and not THREADS.proves(by_text, AMIRA)


def test_what_was_signed_with_the_secret_before_counts() -> None:
    later = Threads(("b" * 40, "a" * 40), MAILBOX)
    (mark,) = later.marks(MailHeaders(), [ADDRESS])
    assert later.proves(mark, AMIRA) and later.proves(BY_ID, "")
    assert later.reply_address(THREAD, AMIRA) != ADDRESS
    forgotten = Threads(("b" * 40,), MAILBOX)
    assert not forgotten.proves(mark, AMIRA) and not forgotten.proves(BY_ID, "")


def test_marks_are_made_of_what_every_mail_system_takes() -> None:
    local = ADDRESS.partition("@")[0]
    assert local == local.lower() and len(local) <= 64 and set(local) <= set("abcdefghijklmnopqrstuvwxyz234567.+89")
    assert MESSAGE_ID.lower() == MESSAGE_ID
