"""What we say, in a terminal."""

from __future__ import annotations

from typing import Any

from cards.message import Message
from cards.plain import text
from domain.conversation import Delivery


def dress_console(message: Message) -> dict[str, Any]:
    """A message as a payload for this door: {"text": plain text}."""
    return {"text": text(message)}


class ConsoleDoor:
    """Nobody sits at a terminal all the time: what comes unasked waits in the record until `talk` shows it."""

    async def send(self, delivery: Delivery) -> None:
        """The row in the outbox is the delivery; the terminal reads it from there."""
