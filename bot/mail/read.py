"""Bytes of a message as what the assistant can use. Runs in a worker process; see `reader`."""

from __future__ import annotations

import contextlib

from bot.mail.attachments import files_of, winmail_text
from bot.mail.automatic import Automatic, automatic
from bot.mail.bodies import Body, body_of
from bot.mail.charsets import cleaned, decoded
from bot.mail.guards import fault
from bot.mail.kinds import MAIL, kind_of
from bot.mail.mime import Unreadable, opened
from bot.mail.peek import peek
from bot.mail.reply import extracted, without_marks
from cards import set_aside
from domain.mail import MailHeaders, MailKind, ReadMail

_SEALED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})


def read(raw: bytes, sent_text: str = "") -> ReadMail:
    """What the message is. `sent_text` is the text of the mail of ours that it answers, where it is known."""
    headers = peek(raw)
    reason = fault(raw)
    if reason:
        return set_aside_as(reason, headers)
    try:
        message = opened(raw)
    except Unreadable as unreadable:
        return set_aside_as(str(unreadable), headers)
    except RecursionError:
        return set_aside_as(set_aside.DEEP, headers)
    if message.type in _SEALED:
        return set_aside_as(set_aside.ENCRYPTED, headers)
    body = body_of(message)
    try:
        body = body if body.text.strip() else winmail_text(body) or body
    except Unreadable as unreadable:
        return set_aside_as(str(unreadable), headers)
    whole = without_marks(body.text)
    found = automatic(message, headers, whole)
    if found is not None:
        return _by_a_program(found, headers, whole)
    return _by_a_person(body, whole, headers, sent_text)


def text_sent(raw: bytes) -> str:
    """The text of a mail of ours: of the mail itself, or the bytes are the text already."""
    if kind_of(raw) == MAIL and not fault(raw):
        with contextlib.suppress(Unreadable, RecursionError):
            return without_marks(body_of(opened(raw)).text)
    return cleaned(decoded(raw, "utf-8"))


def set_aside_as(reason: str, headers: MailHeaders) -> ReadMail:
    return ReadMail(MailKind.SET_ASIDE, headers, reason=reason)


def _by_a_program(found: Automatic, headers: MailHeaders, whole: str) -> ReadMail:
    return ReadMail(
        found.kind,
        headers,
        whole=whole,
        recipients=found.recipients,
        reason=found.reason,
        bounced=found.bounced,
        away_until=found.away_until,
    )


def _by_a_person(body: Body, whole: str, headers: MailHeaders, sent_text: str) -> ReadMail:
    found = extracted(body.text, sent_text)
    flagged = found.flagged or (set_aside.CUT_SHORT if body.is_cut else "")
    return ReadMail(
        MailKind.MESSAGE,
        headers,
        reply=found.text or None,
        under=found.under,
        whole=whole,
        files=files_of(body),
        flagged=flagged,
    )
