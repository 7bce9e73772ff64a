"""What the parts of the mail door need from each other, and no more."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from domain.mail import RawMail


class Inbox(Protocol):
    """Where every source puts what came, before it says that it has it."""

    async def keep(self, mail: RawMail) -> bool:
        """Stores it and sees that it is read; False when it was there already. Raises `TryLater` when it could not
        be stored: then the source must not say that it has it."""


@dataclass(frozen=True)
class OutgoingMail:
    """One message on its way. `raw` is the whole message with every header; `message_id` is made from the outbox
    row, so a repeat is the same mail. `answers` is the source's id of the message that it answers, if it has one.
    """

    key: str
    message_id: str
    sender: str
    recipient: str
    raw: bytes = field(repr=False)
    answers: str = ""


class Transport(Protocol):
    """A way out. The same `key` twice is one mail wherever the other side can tell."""

    async def send(self, mail: OutgoingMail) -> None:
        """Raises `TryLater` (with the wait that the other side asked for) or `GiveUp` with its words."""


class Memory(Protocol):
    """A few short texts that have to outlast the process: how far a mailbox was read, which draft was sent."""

    async def recall(self, key: str) -> str:
        """What was kept under this key; empty when nothing is."""

    async def remember(self, key: str, text: str) -> None:
        """Keeps it, in place of what was there."""

    async def forget(self, key: str) -> None: ...
