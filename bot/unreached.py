"""A message in Teams that its reader will never see: it goes by mail, or those who can act are told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.turn import BY_MAIL, House, tell
from cards.undelivered import NotReached
from dialogs.intent import Send
from domain.conversation import Delivery, Door, Outgoing
from domain.people import Person, Role
from storage.store import Tx

log = logging.getLogger("assistant.outbox")

PREFIX = "unreached:"


def reach_otherwise(house: Callable[[], House], now: Callable[[], datetime]) -> Callable[[Tx, Delivery, str], None]:
    """For a message that nobody asked for; who asked for one misses it, and asks again. That the administrators could
    not be told is told to nobody."""

    def given_up(tx: Tx, delivery: Delivery, reason: str) -> None:
        place = tx.conversation(delivery.door, delivery.address)
        reader = tx.person(place.person_id) if place is not None else None
        if reader is None or delivery.reply_to:
            return
        by_mail = delivery.payload.get(BY_MAIL)
        if by_mail and reader.email:
            _send_by_mail(house(), tx, reader, delivery, by_mail, now())
        elif not delivery.key.startswith(PREFIX):
            _tell_administrators(house(), tx, reader, delivery, reason, now())

    return given_up


def _send_by_mail(
    house: House, tx: Tx, reader: Person, delivery: Delivery, payload: Mapping[str, Any], at: datetime
) -> None:
    about, subject = str(delivery.payload.get("about", "")), str(payload["subject"])
    thread = tx.thread(reader, about, house.new_thread(), subject, at)
    mail = Outgoing(reader.id, thread, {Door.MAIL: payload})
    tx.queue([mail], reply_to="", key=PREFIX + delivery.key, at=at, lease=timedelta(0))


def _tell_administrators(house: House, tx: Tx, reader: Person, delivery: Delivery, reason: str, at: datetime) -> None:
    told = [person for person in tx.people() if Role.ADMINISTRATOR in person.roles and person.id != reader.id]
    if not told:
        log.error("nobody is there to be told that somebody cannot be reached", extra={"key": delivery.key})
    message = NotReached(reader.name, str(delivery.payload.get("text", "")), reason, delivery.key)
    tell(house, tx, [Send(person, message) for person in told], key=PREFIX + delivery.key, at=at)
