"""When something went wrong on our side, or somebody may not do what they tried."""

from __future__ import annotations

from dataclasses import dataclass

from cards.message import Block, Button, Heading, Message, Note, Text, Tone


@dataclass(frozen=True)
class Sorry(Message):
    """A fault of ours. `reference` is the one in the log; `support` says whom to tell."""

    reference: str
    support: str

    @property
    def subject(self) -> str:
        return "Sorry, something went wrong on our side"

    def blocks(self) -> tuple[Block, ...]:
        return (
            Heading(self.subject),
            Text("What you had told me before is kept. Please try again in a minute."),
            Text(f"If it happens again, tell {self.support} and give this reference: {self.reference}."),
        )


@dataclass(frozen=True)
class NoBusinessHere(Message):
    """To somebody without a role. Never says what there is to see; `support` is whom to ask."""

    support: str

    @property
    def subject(self) -> str:
        return "You are not set up to use this assistant"

    def blocks(self) -> tuple[Block, ...]:
        return (
            Heading(self.subject),
            Text(f"It is for council staff who plan and manage contracts. If you need it, ask {self.support}."),
        )


@dataclass(frozen=True)
class NotForYou(Message):
    """Somebody tried what they may not do."""

    reason: str
    next_step: str

    @property
    def subject(self) -> str:
        return "You cannot do that"

    def blocks(self) -> tuple[Block, ...]:
        return (Heading(self.subject), Note(self.reason, Tone.WARNING), Text(self.next_step))

    def buttons(self) -> tuple[Button, ...]:
        return (Button("Help", "help"),)


@dataclass(frozen=True)
class OnlyInPersonalChat(Message):
    """Asked where others read along."""

    @property
    def subject(self) -> str:
        return "Let us do that in our own chat"

    def blocks(self) -> tuple[Block, ...]:
        return (
            Heading(self.subject),
            Text("Others read this conversation, and tender values and drafts are not for everybody. "),
            Text("Open a personal chat with me and write the same there."),
            Text("In here I show the Framework and answer questions."),
        )
