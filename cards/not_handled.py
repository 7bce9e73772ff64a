"""To the administrators: a mail that came and could not be handled."""

from __future__ import annotations

from dataclasses import dataclass

from cards.message import Block, FactList, Heading, Message, Quote, Text


@dataclass(frozen=True)
class NotHandled(Message):
    """`reason` is in the words of what failed."""

    sender: str
    title: str
    reason: str

    @property
    def subject(self) -> str:
        return "A mail could not be handled and was set aside"

    def blocks(self) -> tuple[Block, ...]:
        return (
            Heading(self.subject),
            FactList((("From", self.sender or "nobody"), ("Subject", self.title or "none"))),
            Quote(self.reason, "the assistant"),
            Text("Its sender has had no answer. You hear of this once a day; there may be more. To see all of them:"),
            Text("python -m bot set-aside"),
            Text("When the cause is gone, have them read again:"),
            Text("python -m bot set-aside --again all"),
        )
