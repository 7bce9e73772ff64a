"""What needs somebody's leave, and the words of the tender to edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cards.message import Ask, Block, Button, Heading, Message, Note, Quote, Text, Tone
from domain.question import Question


@dataclass(frozen=True)
class SpecialForm(Message):
    """A form beside the stages: `send` is the title and the verb of its one button."""

    ref: str
    version: int
    title: str
    lead: tuple[str, ...]
    questions: tuple[Question, ...]
    send: tuple[str, str]
    extra: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        return f"{self.title} ({self.ref})"

    @property
    def about(self) -> str:
        return self.ref

    def blocks(self) -> tuple[Block, ...]:
        wrong = (Note("Please check what is marked below.", Tone.WARNING),) if self.errors else ()
        asks = tuple(Ask(q, self.errors.get(q.key, "")) for q in self.questions)
        return (Heading(self.title), *wrong, *(Text(t) for t in self.lead), *asks)

    def buttons(self) -> tuple[Button, ...]:
        title, verb = self.send
        mine = {"tender": self.ref, "version": str(self.version), **self.extra}
        send = Button(title, verb, mine, sends_answers=True, main=True)
        return (send, Button("Back to the tender", "plan.show", {"tender": self.ref}))


@dataclass(frozen=True)
class ChangeSomething(Message):
    """Every part of a plan, to choose the one that is to be changed."""

    ref: str
    version: int
    parts: Question
    error: str = ""

    @property
    def subject(self) -> str:
        return f"Change something in {self.ref}"

    @property
    def about(self) -> str:
        return self.ref

    def blocks(self) -> tuple[Block, ...]:
        text = "You can also write it, for example “change the bidders to mostly small firms”."
        return (Heading(self.subject), Text(text), Ask(self.parts, self.error))

    def buttons(self) -> tuple[Button, ...]:
        mine = {"tender": self.ref, "version": str(self.version)}
        change = Button("Change it", "plan.change", mine, sends_answers=True, main=True)
        return (change, Button("Back to the tender", "plan.show", {"tender": self.ref}))


@dataclass(frozen=True)
class AnotherTender(Message):
    """A sentence about buying, written while tender `ref` is open: `said` may be about it or about another."""

    ref: str
    title: str
    said: str

    @property
    def subject(self) -> str:
        return "Is this another tender?"

    @property
    def about(self) -> str:
        return self.ref

    def blocks(self) -> tuple[Block, ...]:
        text = f"You are planning {self.ref}, “{self.title}”. Nothing in it has changed. You wrote:"
        return (Heading(self.subject), Text(text), Quote(self.said))

    def buttons(self) -> tuple[Button, ...]:
        another = Button("Start another tender", "plan.start", {"text": self.said}, main=True)
        return (
            another,
            Button(f"It is about {self.ref}", "plan.say_of_this", {"tender": self.ref, "text": self.said}),
            Button("Back to the tender", "plan.show", {"tender": self.ref}),
        )


@dataclass(frozen=True)
class RestartConfirm(Message):
    ref: str
    version: int
    title: str

    @property
    def subject(self) -> str:
        return f"Start {self.ref} again?"

    @property
    def about(self) -> str:
        return self.ref

    def blocks(self) -> tuple[Block, ...]:
        text = "All your answers but what you are buying are taken away. The history keeps them."
        return (Heading(self.subject), Quote(self.title), Text(text))

    def buttons(self) -> tuple[Button, ...]:
        mine = {"tender": self.ref, "version": str(self.version)}
        keep = Button("Keep my answers", "plan.show", {"tender": self.ref}, main=True)
        return (keep, Button("Start again", "plan.restart", mine))
