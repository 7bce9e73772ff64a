"""What comes by mail from outside: a supplier's words, words that wait to be confirmed, and mail that cannot count.

These verbs are chosen by the mail door, never by a sender.
"""

from __future__ import annotations

from dataclasses import replace

from cards.by_mail import ConfirmWords, NotFromInside, NothingRecorded, NoWords, WordsRecorded, WriterUnknown
from cards.message import Button
from dialogs.escalate import raised
from dialogs.intent import Asked, Decision
from domain.escalation import TicketKind
from domain.mail import KeptFile


def wrote(asked: Asked) -> Decision:
    """A supplier's words, or files without any: on the record as they are, to a person who answers, and back to the
    supplier."""
    fields = asked.fields
    text = fields.get("text", "").strip()
    refused = _lines(fields.get("refused", ""))
    if not text and not fields.get("kept", ""):
        return Decision(replies=(NothingRecorded(refused),))
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
    kept = tuple(KeptFile.of_line(line).name for line in _lines(fields.get("kept", "")))
    return Decision(replies=(ConfirmWords(fields.get("by", ""), fields.get("text", "").strip(), link, kept),))


def no_words(asked: Asked) -> Decision:
    """To one of the staff: nothing is done, and what their mail answers is asked again."""
    intent = asked.intent
    questions = intent.unanswered.questions if intent.unanswered else ()
    offers = intent.unanswered.offers if intent.unanswered else ()
    buttons = tuple(Button(o.title, o.verb, o.fields, o.sends_answers) for o in offers)
    return Decision(replies=(NoWords(intent.left, questions, buttons),))


def not_inside(asked: Asked) -> Decision:
    return Decision(replies=(NotFromInside(),))


def stranger(asked: Asked) -> Decision:
    return Decision(replies=(WriterUnknown(),))
