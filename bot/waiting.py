"""Tickets that waited: whoever becomes the single point of contact is told of each, once."""

from __future__ import annotations

from datetime import datetime

from bot.turn import House, tell
from dialogs.escalate import waiting
from dialogs.intent import Desk, Send
from domain.people import Person
from storage.store import Tx


def tell_of_waiting(house: House, tx: Tx, person: Person, desk: Desk, at: datetime) -> None:
    """Each open ticket, the oldest first; the outbox keeps a key only once, so the role given again tells nothing."""
    for ticket in tx.open_tickets():
        tender = tx.tender(ticket.tender_ref) if ticket.tender_ref else None
        send = Send(person, waiting(ticket, tender, desk), about=f"ticket {ticket.ref}")
        tell(house, tx, [send], key=f"waiting:{ticket.ref}:{person.id}", at=at)
