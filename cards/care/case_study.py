"""Good-practice case studies: recorded by anybody on the staff, published by the single point of contact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cards.message import Ask, Block, Button, FactList, Heading, Message, Note, Quote, Text, Tone
from cards.words import answer, listed
from domain.question import Kind, Option, Question


def case_study_questions(
    outcomes: tuple[Option, ...], categories: tuple[Option, ...], values: Mapping[str, str], consent: Question
) -> tuple[Question, ...]:
    """`values` are the answers so far, in their stored form or as they were written."""

    def ask(key: str, label: str, kind: Kind, options: tuple[Option, ...] = (), hint: str = "") -> Question:
        return Question(key, label, kind, options, hint=hint, value=values.get(key, ""))

    return (
        ask("name", "A short name for it", Kind.TEXT, hint="for example Laptops for community groups"),
        ask("what", "What was done, and by whom?", Kind.LONG_TEXT),
        ask("result", "What came of it?", Kind.LONG_TEXT, hint="with figures where you have them"),
        ask("outcome", "Which outcome of the Framework does it belong to?", Kind.CHOICE, outcomes),
        ask("category", "What kind of buying was it?", Kind.CHOICE, categories),
        consent,
    )


HELD = "held."
"""Before the keys of answers that the form carries instead of asking them again."""


@dataclass(frozen=True)
class CaseStudyForm(Message):
    """`held` are answers that were given one at a time, in words: told, carried along, and not asked again."""

    questions: tuple[Question, ...]
    errors: Mapping[str, str] = field(default_factory=dict)
    held: tuple[Question, ...] = ()

    @property
    def subject(self) -> str:
        return "Record a case study"

    def blocks(self) -> tuple[Block, ...]:
        lead = (
            "A real contract that others can learn from. The single point of contact decides whether it is published."
        )
        told = (FactList(tuple((q.label.rstrip("?"), answer(q)) for q in self.held)),) if self.held else ()
        asks = (Ask(question, self.errors.get(question.key, "")) for question in self.questions)
        return (Heading(self.subject), Text(lead), *told, *asks)

    def buttons(self) -> tuple[Button, ...]:
        carried = {f"{HELD}{question.key}": question.value for question in self.held}
        title = "Go on" if self.held else "Record it"
        record = Button(title, "case_study.record", carried, sends_answers=True, main=True)
        return (record, Button("Start again", "case_study") if self.held else Button("Help", "help"))


@dataclass(frozen=True)
class CaseStudySent(Message):
    """To whoever recorded it."""

    title: str
    contacts: tuple[str, ...]
    waiting: bool = False
    """True when somebody's consent is still to come."""

    @property
    def subject(self) -> str:
        return f"Recorded: {self.title}"

    def blocks(self) -> tuple[Block, ...]:
        if self.contacts:
            who = f"{listed(self.contacts)} (single point of contact)"
            note = Note(f"{who} has it now and decides whether it is published. You hear of it here.", Tone.GOOD)
        else:
            words = "Nobody is set as the single point of contact, so it waits. I have told the administrator."
            note = Note(words, Tone.WARNING)
        consent = (Text("It can be published when everybody who is named has agreed."),) if self.waiting else ()
        return (Heading(self.subject), note, *consent)

    def buttons(self) -> tuple[Button, ...]:
        return (Button("Record another", "case_study"), Button("Help", "help"))


@dataclass(frozen=True)
class DraftWaits(Message):
    """To an administrator: a draft waits because there is no single point of contact."""

    title: str
    by: str

    @property
    def subject(self) -> str:
        return "A case study waits for a single point of contact"

    def blocks(self) -> tuple[Block, ...]:
        how = 'Give somebody the role: python -m bot people role EMAIL "single point of contact". They then find it.'
        return (Heading(self.subject), Quote(self.title, self.by), Text(how))
