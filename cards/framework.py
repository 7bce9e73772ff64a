"""The Framework for reading: priorities, then outcomes, then one outcome."""

from __future__ import annotations

from dataclasses import dataclass

from cards.message import Ask, Block, Bullets, Button, FactList, Folded, Heading, Message, Note, Table, Text, Tone
from cards.words import DIRECTIONS, duration, listed, money
from domain.framework import Framework, Outcome, Priority
from domain.question import Kind, Option, Question


def standing(framework: Framework) -> Note:
    """What the Framework is: the council's own, or a proposal."""
    version = f"Version {framework.version} ({framework.label})"
    if framework.adopted:
        return Note(f"{version} of the council's Social Value Framework.")
    return Note(f"{version}. This is a proposal: the council has not adopted it.", Tone.WARNING)


@dataclass(frozen=True)
class Priorities(Message):
    framework: Framework

    @property
    def subject(self) -> str:
        return "The Social Value Framework"

    def blocks(self) -> tuple[Block, ...]:
        options = tuple(Option(p.id, f"{p.id} {p.title}") for p in self.framework.priorities)
        ask = Question("priority", "Which priority do you want to read?", Kind.CHOICE, options)
        text = "To search instead, write “search” and what you look for, such as “search apprenticeships”."
        return (Heading(self.subject), standing(self.framework), Ask(ask), Text(text, subtle=True))

    def buttons(self) -> tuple[Button, ...]:
        return (Button("Show its outcomes", "framework.priority", sends_answers=True, main=True),)


@dataclass(frozen=True)
class OutcomeList(Message):
    """The outcomes of a priority, or what a search found."""

    title: str
    statement: str
    outcomes: tuple[Outcome, ...]
    framework: Framework

    @property
    def subject(self) -> str:
        return self.title

    def blocks(self) -> tuple[Block, ...]:
        found: list[Block] = [Heading(self.title), standing(self.framework)]
        if self.statement:
            found.append(Text(self.statement))
        if not self.outcomes:
            found.append(Text("Nothing found. Try another word, or look at the priorities."))
        else:
            found.append(FactList(tuple((f"{o.id} {o.title}", o.statement) for o in self.outcomes)))
        return tuple(found)

    def buttons(self) -> tuple[Button, ...]:
        opens = tuple(Button(f"{o.id} {o.title}"[:60], "framework.outcome", {"outcome": o.id}) for o in self.outcomes)
        return (*opens[:5], Button("All priorities", "framework"))


def priority_outcomes(priority: Priority, framework: Framework) -> OutcomeList:
    return OutcomeList(f"{priority.id} {priority.title}", priority.statement, priority.outcomes, framework)


@dataclass(frozen=True)
class OutcomeDetail(Message):
    outcome: Outcome
    framework: Framework

    @property
    def feedback(self) -> bool:
        return True

    @property
    def subject(self) -> str:
        return f"{self.outcome.id} {self.outcome.title}"

    def blocks(self) -> tuple[Block, ...]:
        outcome = self.outcome
        found: list[Block] = [Heading(self.subject), standing(self.framework), Text(outcome.statement)]
        if outcome.guardrail:
            found.append(Note(outcome.guardrail, Tone.WARNING))
        found.append(FactList(self._fit()))
        rows = tuple(
            (f"{m.id} {m.name}", f"{m.unit}; {DIRECTIONS[m.direction]}", listed(m.evidence)) for m in outcome.measures
        )
        found.append(Table("Measures", ("Measure", "Unit", "Evidence"), rows))
        look_for = Bullets(outcome.points)
        asked = (Text(outcome.question), Heading("What assessors look for", 3), look_for)
        found.append(Folded("The tender question", asked))
        return tuple(found)

    def _fit(self) -> tuple[tuple[str, str], ...]:
        outcome = self.outcome
        titles = {c.key: c.title for c in self.framework.categories}
        best = listed([titles[k] for k in outcome.most_relevant])
        everywhere = len(outcome.most_relevant) == len(titles)
        return (
            ("Suggested from", f"{money(outcome.minimum_value)} and {duration(outcome.minimum_months, 0)}"),
            ("Most relevant to", "every category" if everywhere else best),
            ("Rarely relevant to", listed([titles[k] for k in outcome.rarely_relevant]) or "none"),
        )

    def buttons(self) -> tuple[Button, ...]:
        back = Button("Others of this priority", "framework.priority", {"priority": self.outcome.priority_id})
        return (Button("Plan a tender", "plan.start", main=True), back, Button("All priorities", "framework"))
