"""What we say, as part of a page."""

from __future__ import annotations

from typing import Any

from cards.message import Message
from cards.page import fragment
from cards.plain import text
from domain.conversation import Delivery


def dress_web(message: Message) -> dict[str, Any]:
    """A message as a payload for this door: {"html": part of a page, "text": plain text}."""
    return {"html": fragment(message), "text": text(message)}


class WebDoor:
    """A page shows what the record holds, so a delivery is done when it is written."""

    async def send(self, delivery: Delivery) -> None:
        """The row in the outbox is the delivery; the next page shows it."""
