"""A mail of ours that will never arrive is told to those who can do something about it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.turn import House, tell
from cards.undelivered import Undelivered
from dialogs.intent import Send
from domain.conversation import Delivery, Door
from domain.mail import MailKind, ReadMail
from domain.people import Person, Role
from storage.store import Tx

log = logging.getLogger("assistant.mail")

PREFIX = "undelivered:"

GivenUp = Callable[[Tx, Delivery, str], None]
"""What is done with a message that is given up, and why it was."""


def tell_of_undelivered(house: Callable[[], House], now: Callable[[], datetime]) -> GivenUp:
    """A note to each who can act, once. That such a note could not be delivered is told to nobody."""

    def given_up(tx: Tx, delivery: Delivery, reason: str) -> None:
        if delivery.door is not Door.MAIL or delivery.key.startswith(PREFIX):
            return
        to = str(delivery.payload.get("to") or delivery.reference.get("to", ""))
        title = str(delivery.payload.get("subject", ""))
        able = _who_can_act(tx, to)
        if not able:
            log.error("nobody is there to be told that a mail could not be delivered", extra={"key": delivery.key})
        sends = [
            Send(person, Undelivered(to, title, reason, delivery.key, Role.ADMINISTRATOR in person.roles))
            for person in able
        ]
        tell(house(), tx, sends, key=PREFIX + delivery.key, at=now())

    return given_up


def _who_can_act(tx: Tx, to: str) -> Sequence[Person]:
    """For a supplier's address the single point of contact, who knows whom to ask; for any other the administrators.
    Where there are none, the others; never those whose address it is."""
    reader = tx.person_by_email(to)
    people = [person for person in tx.people() if person.email != to]
    of_supplier = reader is not None and reader.contact
    roles = (Role.SPOC, Role.ADMINISTRATOR) if of_supplier else (Role.ADMINISTRATOR, Role.SPOC)
    groups = ([person for person in people if role in person.roles] for role in roles)
    return next((group for group in groups if group), [])


def failure(read: ReadMail) -> str:
    """Why a mail that came back will never arrive, in the words of the other server; "" for anything else.

    What is only delayed may still arrive, whatever its status is; what has failed will not.
    """
    if read.kind is not MailKind.BOUNCE:
        return ""
    failed = [one for one in read.recipients if one.action == "failed"]
    if read.recipients and not failed:
        return ""
    return "; ".join(f"{one.address}: {one.diagnostic or one.status}" for one in failed) or read.reason


def take_back(tx: Tx, thread: str, job_id: int, reason: str, at: datetime, given_up: GivenUp) -> None:
    """A mail of ours came back: as if it had been refused when it was sent. Nothing more is sent in its thread until
    its person writes again."""
    tx.mark_dead(Door.MAIL, thread)
    letter = tx.letter(job_id)
    if letter is not None and tx.undo(job_id, at, reason):
        given_up(tx, letter.delivery, reason)
