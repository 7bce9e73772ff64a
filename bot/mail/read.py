"""Bytes of a message as what the assistant can use. Runs in a worker process; see `reader`."""

from __future__ import annotations

from dataclasses import replace

from bot.mail.bodies import body_of
from bot.mail.guards import fault
from bot.mail.mime import Part, Unreadable, opened
from bot.mail.peek import peek
from bot.mail.reply import extracted, without_marks
from cards import set_aside
from domain.mail import MailHeaders, MailKind, ReadMail


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
    return _written(message, headers, sent_text)


def set_aside_as(reason: str, headers: MailHeaders) -> ReadMail:
    return ReadMail(MailKind.SET_ASIDE, headers, reason=reason)


def _written(message: Part, headers: MailHeaders, sent_text: str) -> ReadMail:
    body = body_of(message)
    found = extracted(body.text, sent_text)
    read_mail = ReadMail(
        MailKind.MESSAGE,
        headers,
        reply=found.text or None,
        under=found.under,
        whole=without_marks(body.text),
        flagged=found.flagged,
    )
    return replace(read_mail, flagged=set_aside.CUT_SHORT) if body.is_cut and not found.flagged else read_mail
