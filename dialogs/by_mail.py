"""What comes by mail from outside: a supplier's words, words that wait to be confirmed, and mail that cannot count.

These verbs are chosen by the mail door, never by a sender.
"""

from __future__ import annotations

from dataclasses import replace

from cards.by_mail import ConfirmWords, NotFromInside, WordsRecorded, WriterUnknown
from dialogs.escalate import raised
from dialogs.intent import Asked, Decision
from domain.escalation import TicketKind


def wrote(asked: Asked) -> Decision:
    """A supplier's words: on the record as they are, to a person who answers, and back to the supplier."""
    fields = asked.fields
    text = fields.get("text", "").strip()
    refused = _lines(fields.get("refused", ""))
    details = {"by": fields.get("by", ""), "files": fields.get("kept", "")}
    ticket, decision = raised(
        asked, TicketKind.QUESTION, text, details={name: value for name, value in details.items() if value}
    )
    kept = tuple(file.name for file in ticket.files)
    told = WordsRecorded(ticket.ref, text, kept, refused, tuple(person.name for person in asked.facts.contacts))
    return replace(decision, replies=(told,))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.split("\n") if line)


def held(asked: Asked) -> Decision:
    """To the contact on file: what somebody wrote, and the address where it can be confirmed."""
    fields = asked.fields
    link = asked.desk.link("mail.confirm", fields.get("mail", ""))
    return Decision(replies=(ConfirmWords(fields.get("by", ""), fields.get("text", ""), link),))


def not_inside(asked: Asked) -> Decision:
    return Decision(replies=(NotFromInside(),))


def stranger(asked: Asked) -> Decision:
    return Decision(replies=(WriterUnknown(),))
