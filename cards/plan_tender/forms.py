"""The cards of each stage of planning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from cards.message import Ask, Block, Bullets, Button, FactList, Folded, Heading, Message, Note, Table, Text, Tone
from domain.question import Question


class StageWords(NamedTuple):
    """What a stage is called as a task, and as a thing to change."""

    title: str
    name: str


STAGES = {
    "brief": StageWords("What you are buying", "What is bought"),
    "outcomes": StageWords("Choose the outcomes", "Outcomes and tests"),
    "measures": StageWords("Choose the measures", "Measures"),
    "targets": StageWords("Set the targets", "Targets"),
    "weighting": StageWords("Set the weighting", "Weighting"),
    "act": StageWords("The Social Value Act", "Answers for the Social Value Act"),
}
"""By kind of stage, in the order of planning."""


@dataclass(frozen=True)
class PlanForm(Message):
    """One stage of a tender: what leads up to it, its questions, and the ways on.

    `version` is the tender's, so that a stale card is noticed. `notice` tells of what has just happened.
    """

    ref: str
    version: int
    stage: str
    title: str
    lead: tuple[Block, ...] = ()
    questions: tuple[Question, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    more: tuple[Button, ...] = ()
    notice: str = ""
    first: bool = False

    @property
    def subject(self) -> str:
        return f"{self.title} ({self.ref})"

    @property
    def about(self) -> str:
        return self.ref

    def blocks(self) -> tuple[Block, ...]:
        notice = (Note(self.notice),) if self.notice else ()
        wrong = (Note("Please check what is marked below. The rest is kept.", Tone.WARNING),) if self.errors else ()
        asks = tuple(Ask(q, self.errors.get(q.key, "")) for q in self.questions)
        return (Heading(self.title), *notice, *wrong, *self.lead, *asks, Text(f"Tender {self.ref}", subtle=True))

    def buttons(self) -> tuple[Button, ...]:
        mine = self.fields()
        on = Button("Continue", "plan.answer", {**mine, "stage": self.stage}, sends_answers=True, main=True)
        back = () if self.first else (Button("Back", "plan.back", {**mine, "stage": self.stage}),)
        return (on, *back, *self.more)

    def fields(self) -> dict[str, str]:
        return {"tender": self.ref, "version": str(self.version)}


STILL_NEEDED = "What I still need"
WHAT_FOLLOWS = "What follows from it"


def understood_lead(facts: tuple[tuple[str, str], ...], doubts: tuple[str, ...], after: str) -> tuple[Block, ...]:
    """What is known of the tender, what of it is to be checked, and the heading of what comes after."""
    found: list[Block] = []
    if facts:
        found += [Heading("What I understood", 2), FactList(facts)]
    found += [Note(doubt, Tone.WARNING) for doubt in doubts]
    return (*found, Heading(after, 2)) if facts or after == STILL_NEEDED else tuple(found)


def outcomes_lead(
    limits: tuple[str, ...],
    suggested: tuple[tuple[str, str, str], ...],
    possible: tuple[tuple[str, str], ...],
    others: tuple[tuple[str, str], ...],
    against: tuple[str, ...],
) -> tuple[Block, ...]:
    """`limits` are the rules that applied; `suggested` are title, reason and "Recommended" or ""; `possible` are title
    and reason; `others` are title and the reason against."""
    found: list[Block] = [Bullets(limits)]
    if suggested:
        headers = ("Outcome", "Why", "Advice")
        found.append(Table("Outcomes that suit, best first", headers, suggested))
    if possible:
        table = Table("Outcomes that are possible, but fit less well", ("Outcome", "Why"), possible)
        found.append(Folded(f"{len(possible)} more that fit less well", (table,)))
    if others:
        table = Table("Outcomes that are not suggested", ("Outcome", "Why not"), others)
        found.append(Folded(f"{len(others)} not suggested, and why", (table,)))
    if against:
        found += [Note("Your choice goes against this advice. You may keep it, with a reason.", Tone.WARNING)]
        found.append(Bullets(against))
    return tuple(found)


def measures_lead(advice: tuple[str, ...], against: tuple[str, ...], guardrails: tuple[str, ...]) -> tuple[Block, ...]:
    found: list[Block] = [Text("The ones that suit are chosen already. Change what you like.")]
    if advice:
        found.append(Bullets(advice))
    found += [Note(text, Tone.WARNING) for text in guardrails]
    if against:
        found += [Note("Your choice goes against this advice. You may keep it, with a reason.", Tone.WARNING)]
        found.append(Bullets(against))
    return tuple(found)


def weighting_lead(range_words: str, outside: bool) -> tuple[Block, ...]:
    found: list[Block] = [Text(f"People score the answers. {range_words}")]
    if outside:
        found.append(Note("Your weighting is outside the usual range. You may keep it, with a reason.", Tone.WARNING))
    return tuple(found)


def act_lead(why: str, source: str) -> tuple[Block, ...]:
    text = "These answers go on the record. The selection cannot be final without them."
    return (Text(text), Text(why), Text(f"Source: {source}", subtle=True))
