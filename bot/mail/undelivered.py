"""A mail that was given up is told to those who can do something about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.turn import House, tell
from cards.undelivered import Undelivered
from dialogs.intent import Send
from domain.conversation import Delivery, Door
from domain.people import Role
from storage.store import Tx

PREFIX = "undelivered:"


def tell_of_undelivered(house: Callable[[], House], now: Callable[[], datetime]) -> Callable[[Tx, Delivery, str], None]:
    """What the outbox does with a message that it gives up: a note to each administrator, once. That such a note
    could not be delivered is told to nobody."""

    def given_up(tx: Tx, delivery: Delivery, reason: str) -> None:
        if delivery.door is not Door.MAIL or delivery.key.startswith(PREFIX):
            return
        to = str(delivery.payload.get("to") or delivery.reference.get("to", ""))
        message = Undelivered(to, str(delivery.payload.get("subject", "")), reason, delivery.key)
        administrators = [person for person in tx.people() if Role.ADMINISTRATOR in person.roles]
        sends = [Send(person, message) for person in administrators]
        tell(house(), tx, sends, key=PREFIX + delivery.key, at=now())

    return given_up
