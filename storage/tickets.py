"""Tickets for the single point of contact, and what people said about our replies."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Text, bindparam, cast, exists, insert, select, update

from domain.changes import FeedbackGiven, TicketAdded, TicketDecided
from domain.conversation import Door
from domain.errors import Stale
from domain.escalation import Ticket, TicketKind, TicketState
from domain.people import Person
from storage import people
from storage.engine import AnyRow
from storage.once import insert_once
from storage.tables import conversation, feedback, person, standing, ticket

_OURS = ticket.c.organisation == bindparam("ours")
_ONE = (
    select(person, *[c for c in ticket.c if c.name != "organisation"])
    .join_from(ticket, person, person.c.id == ticket.c.asker_id)
    .where(_OURS, ticket.c.ref == bindparam("ref"))
)
_OPEN = select(ticket).where(_OURS, ticket.c.state == TicketState.OPEN.value).order_by(ticket.c.raised_at, ticket.c.ref)
_OPEN_OF_TENDER = _OPEN.where(ticket.c.tender_ref == bindparam("tender_ref"))
_OF_ASKER = (
    select(ticket)
    .where(_OURS, ticket.c.asker_id == bindparam("asker_id"))
    .order_by(ticket.c.raised_at.desc(), ticket.c.ref)
)
_DECIDE = (
    update(ticket)
    .where(
        _OURS,
        ticket.c.ref == bindparam("its_ref"),
        ticket.c.version == bindparam("its_version"),
        ticket.c.state == TicketState.OPEN.value,
    )
    .values({c: bindparam(c) for c in ("answer", "decided_by", "decided_at")})
    .values(state=bindparam("new_state"), version=ticket.c.version + 1)
)
_ADD = (
    update(ticket)
    .where(_OURS, ticket.c.ref == bindparam("its_ref"), ticket.c.state == TicketState.OPEN.value)
    .values(text=bindparam("words"), details=bindparam("more", type_=ticket.c.details.type))
)
_OPEN_IN = (
    select(ticket.c.ref)
    .join(standing, standing.c.about == "ticket " + ticket.c.ref)
    .join(conversation, conversation.c.id == standing.c.conversation_id)
    .where(
        _OURS,
        ticket.c.state == TicketState.OPEN.value,
        conversation.c.organisation == bindparam("ours"),
        conversation.c.door == Door.MAIL.value,
        conversation.c.address == bindparam("address"),
        conversation.c.person_id == ticket.c.asker_id,
    )
    .order_by(ticket.c.raised_at.desc(), ticket.c.ref)
    .limit(1)
)
_HAVE_FILE = select(exists().where(_OURS, cast(ticket.c.details, Text).contains(bindparam("digest"), autoescape=False)))
_GIVE_FEEDBACK = insert(feedback)


def one(connection: Connection, organisation: str, ref: str) -> tuple[Ticket, Person] | None:
    """A ticket and who raised it."""
    row = connection.execute(_ONE, {"ours": organisation, "ref": ref}).first()
    return (_ticket(row), people.from_row(row)) if row else None


def have_file(connection: Connection, organisation: str, digest: str) -> bool:
    """True when a file of a ticket is kept under this digest."""
    return bool(connection.execute(_HAVE_FILE, {"ours": organisation, "digest": digest}).scalar())


def still_open(connection: Connection, organisation: str) -> tuple[Ticket, ...]:
    """Open tickets, the oldest first."""
    return tuple(_ticket(row) for row in connection.execute(_OPEN, {"ours": organisation}))


def open_of_tender(connection: Connection, organisation: str, tender_ref: str) -> tuple[Ticket, ...]:
    """The open tickets of a tender, the oldest first."""
    bound = {"ours": organisation, "tender_ref": tender_ref}
    return tuple(_ticket(row) for row in connection.execute(_OPEN_OF_TENDER, bound))


def of_asker(connection: Connection, organisation: str, person_id: int) -> tuple[Ticket, ...]:
    """Every ticket that somebody raised, the newest first."""
    bound = {"ours": organisation, "asker_id": person_id}
    return tuple(_ticket(row) for row in connection.execute(_OF_ASKER, bound))


def raise_new(connection: Connection, organisation: str, new: Ticket) -> None:
    """Raises `Stale` when the reference is taken, so that the turn is run again with another."""
    row = {c.name: getattr(new, c.name) for c in ticket.c} | {
        "organisation": organisation,
        "kind": new.kind.value,
        "state": new.state.value,
        "details": dict(new.details),
    }
    if not insert_once(connection, ticket, [row]):
        raise Stale(f"the reference {new.ref} is taken")


def decide(connection: Connection, organisation: str, change: TicketDecided, by: Person, at: datetime) -> None:
    """Only an open ticket, and once. Raises `Stale` when somebody was quicker."""
    bound = {
        "ours": organisation,
        "its_ref": change.ref,
        "its_version": change.version,
        "new_state": change.state.value,
        "answer": change.answer,
        "decided_by": by.name,
        "decided_at": at,
    }
    if connection.execute(_DECIDE, bound).rowcount != 1:
        raise Stale(f"ticket {change.ref} is not open in version {change.version} any more")


def add(connection: Connection, organisation: str, change: TicketAdded) -> None:
    """Raises `Stale` when it is no longer open."""
    found = one(connection, organisation, change.ref)
    after = found[0].with_more(change.text, change.files) if found else None
    bound = {"ours": organisation, "its_ref": change.ref}
    if (
        after is None
        or connection.execute(_ADD, bound | {"words": after.text, "more": dict(after.details)}).rowcount != 1
    ):
        raise Stale(f"ticket {change.ref} is not open any more")


def open_in(connection: Connection, organisation: str, address: str) -> str:
    """The reference of the newest open ticket that the mails of this thread are about, of their own person; empty
    without one."""
    return connection.execute(_OPEN_IN, {"ours": organisation, "address": address}).scalar() or ""


def give_feedback(connection: Connection, organisation: str, change: FeedbackGiven, by: Person, at: datetime) -> None:
    row = {
        "organisation": organisation,
        "person_id": by.id,
        "about": change.about,
        "reaction": change.reaction,
        "text": change.text,
        "details": dict(change.details),
        "at": at,
    }
    connection.execute(_GIVE_FEEDBACK, row)


def _ticket(row: AnyRow) -> Ticket:
    return Ticket(
        ref=row.ref,
        organisation=row.organisation,
        kind=TicketKind(row.kind),
        text=row.text,
        asker_id=row.asker_id,
        asker_name=row.asker_name,
        raised_at=row.raised_at,
        state=TicketState(row.state),
        tender_ref=row.tender_ref,
        details=row.details,
        answer=row.answer,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        version=row.version,
    )
