"""To the administrators: a mail of ours that will not arrive."""

from __future__ import annotations

from dataclasses import dataclass

from cards.message import Block, FactList, Heading, Message, Quote, Text


@dataclass(frozen=True)
class Undelivered(Message):
    """`reason` is in the words of the mail server that refused it, or of ours."""

    to: str
    title: str
    reason: str
    key: str
    """The outbox's key of it."""

    @property
    def subject(self) -> str:
        return f"A mail to {self.to} could not be delivered"

    def blocks(self) -> tuple[Block, ...]:
        return (
            Heading(self.subject),
            FactList((("Subject", self.title), ("Key", self.key))),
            Quote(self.reason, "the mail server"),
            Text("Check the address, and put it right where the person is kept. Then send the mail again: "),
            Text(f"python -m bot outbox --revive {self.key}"),
        )
