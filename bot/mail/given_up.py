"""A mail that came and could not be handled is told to those who can do something about it."""

from __future__ import annotations

from datetime import datetime

from bot.turn import House, tell
from cards.not_handled import NotHandled
from dialogs.intent import Send
from domain.people import Role
from storage.store import Tx


def tell_of_set_aside(house: House, tx: Tx, mail_id: int, at: datetime) -> None:
    """A note to each administrator about this mail, which was set aside just now; one a day, since what made one mail
    fail may make all of them fail."""
    mail = tx.mail(mail_id)
    if mail is None:
        return
    message = NotHandled(mail.understood.get("from") or mail.sender, mail.understood.get("subject", ""), mail.reason)
    sends = [Send(person, message) for person in tx.people() if Role.ADMINISTRATOR in person.roles]
    tell(house, tx, sends, key=f"set aside:{at:%Y-%m-%d}", at=at)
