"""Tickets: to the single point of contact once, settled where they arrive, and back to the asker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cards.message import Link
from cards.plan_tender import understood
from cards.tickets import AskAPerson, NobodySet, OpenTickets, TicketSent, TicketSettled, TicketToDecide
from cards.welcome import OutOfDate
from dialogs.intent import Asked, Decision, Send
from dialogs.plan_tender.keep import with_answers
from dialogs.plan_tender.settle import answers_after
from dialogs.plan_tender.show import plan_of
from domain.changes import Change, TicketDecided, TicketRaised
from domain.escalation import DECISIONS, Ticket, TicketKind, TicketState
from domain.people import Role
from domain.tender import TenderStatus

TICKET_FILE = "ticket.file"
"""The kind of document that a file of a ticket is; it is about the ticket and the file's number in it: "S-…/1"."""

GONE = "I have no such ticket. Write “tickets” for those that are open."
WHICH = "Please say which of these it is."
NEEDED = "Please write your answer: it goes to the asker and on the record."


def raised(
    asked: Asked,
    kind: TicketKind,
    text: str,
    *,
    tender_ref: str = "",
    details: Mapping[str, str] | None = None,
    about: tuple[tuple[str, str], ...] = (),
) -> tuple[Ticket, Decision]:
    """A new ticket with everything that follows from it: who gets it, and what the asker is told."""
    facts = asked.facts
    ticket = Ticket(
        ref=f"S-{asked.desk.new_code()}",
        organisation=facts.person.organisation,
        kind=kind,
        text=text,
        asker_id=facts.person.id,
        asker_name=facts.person.name,
        raised_at=asked.desk.now,
        tender_ref=tender_ref,
        details=details or {},
    )
    if facts.contacts:
        sends = tuple(
            Send(person, TicketToDecide(ticket, about, files=files(asked, ticket)), about=f"ticket {ticket.ref}")
            for person in facts.contacts
        )
    else:
        sends = tuple(Send(person, NobodySet(ticket.ref, kind)) for person in facts.administrators)
    told = TicketSent(ticket.ref, tuple(p.name for p in facts.contacts), text, tender_ref)
    return ticket, Decision((TicketRaised(ticket),), (told,), sends)


def ask_person(asked: Asked) -> Decision:
    """The form for a question, with what was already written filled in."""
    return Decision(replies=(AskAPerson(asked.fields.get("question", "")),))


def ask(asked: Asked) -> Decision:
    text = (asked.fields.get("question") or asked.intent.text).strip()
    if not text:
        return Decision(replies=(AskAPerson(error="Please write your question."),))
    return raised(asked, TicketKind.QUESTION, text)[1]


def open_tickets(asked: Asked) -> Decision:
    return Decision(replies=(OpenTickets(asked.facts.tickets),))


def about(asked: Asked) -> tuple[tuple[str, str], ...]:
    """What the tender of the ticket is about, in rows; nothing for a ticket without one."""
    tender = asked.facts.tender
    if tender is None:
        return ()
    plan = plan_of(tender, asked.desk)
    return understood.rows(plan.brief, plan.framework)


def files(asked: Asked, ticket: Ticket) -> tuple[Link, ...]:
    """A fresh link for each file that came with a ticket."""
    return tuple(
        Link(f"File {number}: {file.name}", asked.desk.link(TICKET_FILE, f"{ticket.ref}/{number}"))
        for number, file in enumerate(ticket.files, 1)
    )


def _card(asked: Asked, ticket: Ticket, *, notice: str = "", said: str = "", error: str = "") -> TicketToDecide:
    return TicketToDecide(ticket, about(asked), error, notice, said, files(asked, ticket))


def show_ticket(asked: Asked) -> Decision:
    ticket = asked.facts.ticket
    return Decision(replies=(OutOfDate(GONE) if ticket is None else _card(asked, ticket),))


def decide_ticket(asked: Asked) -> Decision:
    """Grants, refuses or answers. The first decision counts; a later one gets the card as it is now."""
    ticket, fields = asked.facts.ticket, asked.fields
    if ticket is None:
        return Decision(replies=(OutOfDate(GONE),))
    if ticket.state is not TicketState.OPEN:
        return Decision(replies=(_card(asked, ticket, notice="This ticket is settled already."),))
    wanted, answer = fields.get("decision", ""), fields.get("answer", "").strip()
    if wanted not in DECISIONS[ticket.kind]:
        return Decision(replies=(_card(asked, ticket, said=answer, error=WHICH),))
    if not answer:
        return Decision(replies=(_card(asked, ticket, error=NEEDED),))
    return _settled(asked, ticket, TicketState(wanted), answer)


def _settled(asked: Asked, ticket: Ticket, state: TicketState, answer: str) -> Decision:
    by = asked.person.name
    after = replace(ticket, state=state, answer=answer, decided_by=by, decided_at=asked.desk.now)
    changes: tuple[Change, ...] = (TicketDecided(ticket.ref, ticket.version, state, answer),)
    tender = asked.facts.tender
    if tender is not None and tender.ref == ticket.tender_ref and tender.status is TenderStatus.DRAFT:
        changes += with_answers(tender, answers_after(tender.answers, after))[1]
    asker = asked.facts.ticket_asker
    card, record = _card(asked, after), f"ticket {ticket.ref}"
    outside = asker is not None and Role.SUPPLIER in asker.roles and not asker.staff
    settled = TicketSettled(after, staff=not outside)
    sends: tuple[Send, ...] = (Send(asker, settled, about=record),) if asker else ()
    others = (person for person in asked.facts.contacts if person.id != asked.person.id)
    sends += tuple(Send(person, card, about=record, replaces=True) for person in others)
    return Decision(changes, (_card(asked, after),), sends)
