"""What comes by mail from outside: a supplier's words, words that wait to be confirmed, and mail that cannot count.

These verbs are chosen by the mail door, never by a sender.
"""

from __future__ import annotations

from dataclasses import replace

from cards.by_mail import ConfirmWords, NotFromInside, NothingRecorded, NoWords, WordsRecorded, WriterUnknown
from cards.message import Button
from cards.tickets import SOMEBODY_ELSE, WROTE_AGAIN, TicketToDecide
from dialogs.escalate import files as files_of
from dialogs.escalate import raised
from dialogs.intent import Asked, Decision, Send
from domain.changes import TicketAdded
from domain.escalation import Ticket, TicketKind, TicketState
from domain.mail import KeptFile

WRONG_PERSON = "mail.wrong_person"
"""The verb, and the kind of signed address, by which the reader of a mail says that it is not for them."""


def wrote(asked: Asked) -> Decision:
    """A supplier's words, or files without any: on the record as they are, to a person who answers, and back to the
    supplier."""
    fields = asked.fields
    text = fields.get("text", "").strip()
    refused = _lines(fields.get("refused", ""))
    if not text and not fields.get("kept", ""):
        return Decision(replies=(NothingRecorded(refused),))
    ticket, recorded = asked.facts.ticket, int(fields.get("recorded") or 0)
    if ticket is not None and ticket.state is TicketState.OPEN:
        return _added(asked, ticket, text, refused, again=recorded > 1)
    details = {"by": fields.get("by", ""), "files": fields.get("kept", "")}
    ticket, decision = raised(
        asked, TicketKind.QUESTION, text, details={name: value for name, value in details.items() if value}
    )
    kept = tuple(file.name for file in ticket.files)
    told = WordsRecorded(ticket.ref, text, kept, refused, tuple(person.name for person in asked.facts.contacts))
    return replace(decision, replies=() if recorded and not kept and not refused else (told,))


def _added(asked: Asked, ticket: Ticket, text: str, refused: tuple[str, ...], *, again: bool) -> Decision:
    """Further words of the same day: on the ticket that is open already. The person who decides it is shown it once
    more, and not at each of them; the supplier hears only of files, which no autoresponder sends."""
    kept = asked.fields.get("kept", "")
    joined = _joined(asked, ticket, text, kept, WROTE_AGAIN)
    names = tuple(file.name for file in ticket.with_more(text, kept).files[len(ticket.files) :])
    told = WordsRecorded(ticket.ref, text, names, refused, tuple(person.name for person in asked.facts.contacts))
    return Decision(joined.changes, (told,) if names or refused else (), () if again else joined.sends)


def _joined(asked: Asked, ticket: Ticket, text: str, kept: str, notice: str) -> Decision:
    """More on a ticket that is open, shown once more to who decides it."""
    after = ticket.with_more(text, kept)
    card = TicketToDecide(after, files=files_of(asked, after), notice=notice)
    sends = tuple(Send(p, card, about=f"ticket {ticket.ref}", replaces=True) for p in asked.facts.contacts)
    return Decision((TicketAdded(ticket.ref, text, kept),), sends=sends)


def wrong_person(asked: Asked) -> Decision:
    """Somebody who reads the mails to a contact says who deals with it instead: on the ticket that is open in that
    thread, or on a new one. The page on which they say so shows what was recorded."""
    ticket, text = asked.facts.ticket, asked.intent.text
    if ticket is not None and ticket.state is TicketState.OPEN:
        return _joined(asked, ticket, text, "", SOMEBODY_ELSE)
    details = {"page": asked.fields.get("about", "")}
    return replace(raised(asked, TicketKind.QUESTION, text, details=details)[1], replies=())


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
