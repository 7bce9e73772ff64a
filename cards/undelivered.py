"""To those who can act: a mail of ours that will not arrive, or a message in Teams."""

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
    to_administrator: bool = True
    """Anybody else has no command line, and asks."""

    @property
    def subject(self) -> str:
        return f"A mail to {self.to} could not be delivered"

    def blocks(self) -> tuple[Block, ...]:
        said = (
            Heading(self.subject),
            FactList((("Subject", self.title), ("Key", self.key))),
            Quote(self.reason, "the mail server"),
        )
        if not self.to_administrator:
            ask = "Ask them, by telephone, for the address that is right. Then ask an administrator to put it right."
            return (*said, Text(ask))
        return (
            *said,
            Text("Check the address, and put it right where the person is kept. Then send the mail again: "),
            Text(f"python -m bot outbox --revive {self.key}"),
        )


@dataclass(frozen=True)
class NotReached(Message):
    """A message that `name` will not see in Teams and cannot have by mail. `reason` is in Teams' words, or ours."""

    name: str
    title: str
    reason: str
    key: str
    """The outbox's key of it."""

    @property
    def subject(self) -> str:
        return f"A message to {self.name} in Teams could not be delivered"

    def blocks(self) -> tuple[Block, ...]:
        return (
            Heading(self.subject),
            FactList((("About", self.title), ("Key", self.key))),
            Quote(self.reason, "Teams"),
            Text("It could not go by mail either: they have no e-mail address here, or mail is off. Please tell them."),
            Text("Once they have the assistant in Teams again, it can be sent again: "),
            Text(f"python -m bot outbox --revive {self.key}"),
        )
