"""Tickets: to the single point of contact once, settled where they arrive, and back to the asker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cards.message import Link
from cards.plan_tender import understood
from cards.tickets import (
    AskAPerson,
    MyTickets,
    NobodySet,
    OpenTickets,
    TicketSent,
    TicketSettled,
    TicketStatus,
    TicketToDecide,
)
from cards.welcome import OutOfDate
from dialogs.intent import Asked, Decision, Desk, Send
from dialogs.plan_tender.keep import with_answers
from dialogs.plan_tender.settle import answers_after
from dialogs.plan_tender.show import plan_of
from domain.changes import Change, TicketDecided, TicketRaised
from domain.errors import NotAllowed
from domain.escalation import DECISIONS, Ticket, TicketKind, TicketState
from domain.people import Person, Role
from domain.tender import Tender, TenderStatus

TICKET_FILE = "ticket.file"
"""The kind of document that a file of a ticket is; it is about the ticket and the file's number in it: "S-…/1"."""

GONE = "I have no such ticket. Write “tickets” for those that are open."
WHICH = "Please say which of these it is."
NOT_YOUR_OWN = "You cannot decide what you asked for yourself. Another single point of contact must."
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
    deciders = _others(asked) or facts.contacts
    if deciders:
        sends = tuple(
            Send(person, TicketToDecide(ticket, about, files=files(asked, ticket)), about=f"ticket {ticket.ref}")
            for person in deciders
        )
    else:
        sends = tuple(Send(person, NobodySet(ticket.ref, kind)) for person in facts.administrators)
    told = TicketSent(ticket.ref, tuple(p.name for p in deciders), text, tender_ref, bool(facts.administrators))
    return ticket, Decision((TicketRaised(ticket),), (told,), sends)


def _others(asked: Asked) -> tuple[Person, ...]:
    """Who can decide, apart from whoever is talking with us."""
    return tuple(person for person in asked.facts.contacts if person.id != asked.person.id)


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
    return _rows(asked.facts.tender, asked.desk)


def _rows(tender: Tender | None, desk: Desk) -> tuple[tuple[str, str], ...]:
    if tender is None:
        return ()
    plan = plan_of(tender, desk)
    return understood.rows(plan.brief, plan.framework)


def files(asked: Asked, ticket: Ticket) -> tuple[Link, ...]:
    """A fresh link for each file that came with a ticket."""
    return _links(ticket, asked.desk)


def _links(ticket: Ticket, desk: Desk) -> tuple[Link, ...]:
    return tuple(
        Link(f"File {number}: {file.name}", desk.link(TICKET_FILE, f"{ticket.ref}/{number}"))
        for number, file in enumerate(ticket.files, 1)
    )


def _card(asked: Asked, ticket: Ticket, *, notice: str = "", said: str = "", error: str = "") -> TicketToDecide:
    return TicketToDecide(ticket, about(asked), error, notice, said, files(asked, ticket))


def waiting(ticket: Ticket, tender: Tender | None, desk: Desk) -> TicketToDecide:
    """The card of a ticket for somebody who has come to decide tickets since it was raised."""
    return TicketToDecide(ticket, _rows(tender, desk), files=_links(ticket, desk))


def my_tickets(asked: Asked) -> Decision:
    return Decision(replies=(MyTickets(asked.facts.tickets),))


def show_ticket(asked: Asked) -> Decision:
    """The ticket to decide for the single point of contact, where it stands for its asker, nothing for others."""
    ticket, mine = asked.facts.ticket, asked.facts.ticket is not None and asked.facts.ticket.asker_id == asked.person.id
    if Role.SPOC in asked.person.roles and not (mine and _others(asked)):
        return Decision(replies=(OutOfDate(GONE) if ticket is None else _card(asked, ticket),))
    if ticket is None or not mine:
        raise NotAllowed(f"I have no ticket {asked.intent.needs.ticket_ref} of yours. Write “my tickets” for a list.")
    return Decision(replies=(TicketStatus(ticket, asked.person.staff),))


def decide_ticket(asked: Asked) -> Decision:
    """Grants, refuses or answers. The first decision counts; a later one gets the card as it is now."""
    ticket, fields = asked.facts.ticket, asked.fields
    if ticket is None:
        return Decision(replies=(OutOfDate(GONE),))
    if ticket.state is not TicketState.OPEN:
        return Decision(replies=(_card(asked, ticket, notice="This ticket is settled already."),))
    if _asked_for_it(asked, ticket) and _others(asked):
        return Decision(replies=(TicketStatus(ticket, notice=NOT_YOUR_OWN),))
    wanted, answer = fields.get("decision", ""), fields.get("answer", "").strip()
    if wanted not in DECISIONS[ticket.kind]:
        return Decision(replies=(_card(asked, ticket, said=answer, error=WHICH),))
    if not answer:
        return Decision(replies=(_card(asked, ticket, error=NEEDED),))
    return _settled(asked, ticket, TicketState(wanted), answer)


def _asked_for_it(asked: Asked, ticket: Ticket) -> bool:
    """True when somebody would give themselves leave: for what they asked for, or for a tender of their own."""
    owner = asked.facts.owner
    mine = ticket.asker_id == asked.person.id or (owner is not None and owner.id == asked.person.id)
    return mine and TicketState.GRANTED in DECISIONS[ticket.kind]


def withdrawn(asked: Asked, reason: str) -> Decision:
    """Ends every open ticket of the tender, because its asker needs it no more; whoever had it to decide is told."""
    state, by, at = TicketState.WITHDRAWN, asked.person.name, asked.desk.now
    changes = tuple(TicketDecided(t.ref, t.version, state, reason) for t in asked.facts.tickets)
    after = [replace(t, state=state, answer=reason, decided_by=by, decided_at=at) for t in asked.facts.tickets]
    sends = tuple(
        Send(person, _card(asked, ticket), about=f"ticket {ticket.ref}", replaces=True)
        for ticket in after
        for person in _others(asked)
    )
    return Decision(changes, sends=sends)


def _settled(asked: Asked, ticket: Ticket, state: TicketState, answer: str) -> Decision:
    by, own = asked.person.name, _asked_for_it(asked, ticket)
    after = replace(ticket, state=state, answer=answer, decided_by=by, decided_at=asked.desk.now)
    changes: tuple[Change, ...] = (TicketDecided(ticket.ref, ticket.version, state, answer, own),)
    tender = asked.facts.tender
    if tender is not None and tender.ref == ticket.tender_ref and tender.status is TenderStatus.DRAFT:
        changes += with_answers(tender, answers_after(tender.answers, after, own=own))[1]
    asker = asked.facts.ticket_asker
    card, record = _card(asked, after), f"ticket {ticket.ref}"
    outside = asker is not None and asker.contact
    settled = TicketSettled(after, staff=not outside)
    sends: tuple[Send, ...] = (Send(asker, settled, about=record),) if asker else ()
    sends += tuple(Send(person, card, about=record, replaces=True) for person in _others(asked))
    return Decision(changes, (_card(asked, after),), sends)
