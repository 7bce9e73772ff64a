"""First words, help, and what to say when we did not understand."""

from __future__ import annotations

from dataclasses import dataclass

from cards.message import Block, Bullets, Button, FactList, Heading, Message, Note, Quote, Text, Tone

START = (
    Button("Plan a tender", "plan.start", main=True),
    Button("My tenders", "my_tenders"),
    Button("The Framework", "framework"),
    Button("Ask a person", "ask_person"),
)


@dataclass(frozen=True)
class Welcome(Message):
    """Once, when somebody adds us. `added_by` names who did where a team reads along."""

    name: str = ""
    where_others_read: bool = False
    added_by: str = ""

    @property
    def subject(self) -> str:
        return "Welcome to the Social Value Assistant"

    def blocks(self) -> tuple[Block, ...]:
        hello = f"Hello {self.name}. " if self.name else "Hello. "
        if self.where_others_read:
            who = f"{self.added_by} added me. " if self.added_by else ""
            here = "Here I can answer questions about social value and show the Framework."
            text = f"{who}{here} Tenders are planned with me in a personal chat."
            return (Heading(self.subject), Text(text))
        text = hello + "I help you choose social value outcomes that fit what you buy, and I write the tender pack."
        example = "I'm buying home care for adults, £490,000 including VAT, three years from 1 November 2027"
        return (
            Heading(self.subject),
            Text(text),
            Text("Tell me in a sentence what you are buying, for example:"),
            Quote(example),
            Text("Or ask me about social value, for example: Do we have to use 10%?"),
            Text("I never score or compare bids; people do that.", subtle=True),
        )

    def buttons(self) -> tuple[Button, ...]:
        return (Button("The Framework", "framework"),) if self.where_others_read else START


@dataclass(frozen=True)
class Help(Message):
    """`commands` are what can be written and what it does."""

    commands: tuple[tuple[str, str], ...]

    @property
    def subject(self) -> str:
        return "What I can do"

    def blocks(self) -> tuple[Block, ...]:
        text = "Tell me in a sentence what you are buying, ask me about social value, or write one of these:"
        return (Heading(self.subject), Text(text), FactList(self.commands))

    def buttons(self) -> tuple[Button, ...]:
        return START


@dataclass(frozen=True)
class NotUnderstood(Message):
    said: str = ""

    @property
    def subject(self) -> str:
        return "I did not understand that"

    def blocks(self) -> tuple[Block, ...]:
        said = (Quote(self.said),) if self.said else ()
        text = "Tell me what you are buying, ask a question, or put it to a person as it stands."
        return (Heading(self.subject), *said, Text(text))

    def buttons(self) -> tuple[Button, ...]:
        ask = Button("Ask a person", "ask_person", {"question": self.said})
        return (Button("Help", "help", main=True), Button("Plan a tender", "plan.start"), ask)


@dataclass(frozen=True)
class TooLong(Message):
    most: int

    @property
    def subject(self) -> str:
        return "That is too long for me"

    def blocks(self) -> tuple[Block, ...]:
        text = f"Please keep to {self.most:,} characters. Nothing of it was kept; what you told me before still is."
        return (Heading(self.subject), Text(text))


@dataclass(frozen=True)
class NoScoring(Message):
    """Asked to score, rank or compare bids."""

    @property
    def subject(self) -> str:
        return "I do not score, rank or compare bids"

    def blocks(self) -> tuple[Block, ...]:
        why = (
            "People score bids. A machine's view could be wrong, could not be explained to a bidder, and bids are "
            "confidential, so please do not paste them here."
        )
        ways = (
            "Your evaluation panel scores each answer against the points to look for in the tender pack.",
            "Corporate Procurement advises on evaluation and moderation.",
            "The tender pack has the draft contract schedule that the winner's promises go into.",
        )
        return (Heading(self.subject), Text(why), Text("The right way:"), Bullets(ways))

    def buttons(self) -> tuple[Button, ...]:
        return (Button("My tenders", "my_tenders"), Button("Ask a person", "ask_person"), Button("Help", "help"))


@dataclass(frozen=True)
class Thanks(Message):
    @property
    def subject(self) -> str:
        return "Thank you, your feedback is recorded"

    def blocks(self) -> tuple[Block, ...]:
        return (Note(self.subject, Tone.GOOD),)


@dataclass(frozen=True)
class OutOfDate(Message):
    """A button of something that is not there any more."""

    text: str

    @property
    def subject(self) -> str:
        return "That is no longer there"

    def blocks(self) -> tuple[Block, ...]:
        return (Heading(self.subject), Text(self.text))

    def buttons(self) -> tuple[Button, ...]:
        return (Button("My tenders", "my_tenders"), Button("Help", "help"))
