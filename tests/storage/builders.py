"""The people and things that the storage tests speak of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from domain.conversation import Conversation, Door, Inbound, Outgoing, Scope, Sender
from domain.escalation import Ticket, TicketKind
from domain.people import CLOCK, Person, Role
from domain.tender import Commitment, TargetBy, Tender
from storage.store import Tx

NOW = datetime(2026, 11, 22, 9, 30, 0, 123456, tzinfo=UTC)
LEASE = timedelta(seconds=60)
OFFICER = frozenset({Role.OFFICER})

AMIRA = Sender("entra-amira", "Amira Khan", "amira@council.example", trusted=True)
BEN = Sender("entra-ben", "Ben Cole", "ben@council.example", trusted=True)
GUEST = Sender("entra-guest", "Gale Guest", "gale@supplier.example", trusted=False)


def inbound(id: str = "1", sender: Sender = AMIRA, conversation: str = "", **values: Any) -> Inbound:
    address = conversation or f"chat of {sender.key}"
    values = {"door": Door.TEAMS, "at": NOW, "text": "Hello", "reference": {"address": address}} | values
    return Inbound(id=id, conversation=address, sender=sender, **values)


def met(tx: Tx, sender: Sender = AMIRA, **values: Any) -> tuple[Person, Conversation]:
    return tx.who(inbound(sender=sender, **values), unknown_staff=OFFICER)


def contact(tx: Tx, name: str = "Sam Point", email: str = "sam@council.example") -> Person:
    person = Person(0, tx.organisation, name, email, frozenset({Role.SPOC, Role.OFFICER}))
    return tx.save_person(person, by=CLOCK, at=NOW)


def tender(owner: Person, ref: str = "T-4K7QX", **values: Any) -> Tender:
    values = {"title": "Care at home", "framework_version": 1, "created_at": NOW, "changed_at": NOW} | values
    return Tender(ref=ref, organisation=owner.organisation, owner_id=owner.id, owner_name=owner.name, **values)


def commitment(**values: Any) -> Commitment:
    plain: Mapping[str, Any] = {
        "lot": 1,
        "lot_name": "High Peak",
        "outcome_id": "E1",
        "outcome_title": "Local jobs",
        "measure_id": "E1.1",
        "name": "Jobs for local people",
        "original_name": "Jobs for people of the county",
        "unit": "jobs",
        "direction": "increase",
        "kind": "output",
        "roll_up": "sum",
        "evidence": ("payroll extract", "HR statement"),
        "definition": "Full-time equivalents",
        "target_by": TargetBy.COUNCIL,
        "target": Decimal("12.50"),
        "question": "How will you recruit locally?",
        "original_question": "How will you recruit in the county?",
        "framework_version": 1,
    }
    return Commitment(**{**plain, **values})


def ticket(asker: Person, ref: str = "S-9M2TR", **values: Any) -> Ticket:
    values = {"kind": TicketKind.WAIVER, "text": "It does not fit", "raised_at": NOW} | values
    return Ticket(ref=ref, organisation=asker.organisation, asker_id=asker.id, asker_name=asker.name, **values)


def group(sender: Sender, **values: Any) -> Inbound:
    return inbound(sender=sender, conversation="the team's chat", scope=Scope.GROUP, **values)


def outgoing(conversation: Conversation, payload: Mapping[str, Any]) -> Outgoing:
    return Outgoing(conversation.person_id, conversation, {conversation.door: payload})
