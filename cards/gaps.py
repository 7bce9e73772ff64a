"""What people asked that the guidance does not answer, for the single point of contact: counts, and never who."""

from __future__ import annotations

from dataclasses import dataclass

from cards.message import Block, Bullets, Button, Heading, Link, Message, Quote, Text
from cards.words import day, listed
from domain.gaps import Gap

MOST_SHOWN = 5
MOST_WORDINGS = 3
LONGEST = 200
"""Characters of a question or a comment that a list shows."""

PERIODS = {30: "the last 30 days", 90: "the last 90 days", 365: "the last 12 months"}
"""How far back can be looked, in days."""


@dataclass(frozen=True)
class GapList(Message):
    """`link` is the address of all of them as a file; `days` one of `PERIODS`."""

    gaps: tuple[Gap, ...]
    days: int
    link: str

    @property
    def subject(self) -> str:
        return f"What the guidance did not answer in {PERIODS[self.days]}"

    def blocks(self) -> tuple[Block, ...]:
        if not self.gaps:
            return (Heading(self.subject), Text("Nothing: every question was answered, or is one I never answer."))
        found: list[Block] = [Heading(self.subject), Text(self._summary())]
        for number, gap in enumerate(self.gaps[:MOST_SHOWN], 1):
            found += [Heading(f"Subject {number}: {headline(gap)}", 2), *_told(gap)]
        rest = len(self.gaps) - MOST_SHOWN
        if rest > 0:
            found.append(Text(f"{rest} more {'subject is' if rest == 1 else 'subjects are'} in the file."))
        return (*found, Link("All of them as a CSV file", self.link))

    def _summary(self) -> str:
        asked = sum(len(gap.questions) for gap in self.gaps)
        questions = "1 question" if asked == 1 else f"{asked} questions"
        subjects = "1 subject" if len(self.gaps) == 1 else f"{len(self.gaps)} subjects"
        return f"{questions} about {subjects}. Those that most people asked come first."

    def buttons(self) -> tuple[Button, ...]:
        others = [Button(_title(days), "gaps", {"days": str(days)}) for days in PERIODS if days != self.days]
        write = [
            Button("Write guidance on subject 1", "guidance.add_form", {"question": gap.example[:200]})
            for gap in self.gaps[:1]
        ]
        return (*write, *others, Button("Help", "help"))


def _title(days: int) -> str:
    return PERIODS[days].removeprefix("the ").capitalize()


def headline(gap: Gap) -> str:
    """Such as "12 people asked about this 15 times"."""
    people = "1 person" if gap.people == 1 else f"{gap.people} people"
    times = {1: "", 2: " twice"}.get(len(gap.questions), f" {len(gap.questions)} times")
    return f"{people} asked this{times}"


def became(gap: Gap) -> str:
    """What became of the questions, in words."""
    kinds = (
        (gap.unanswered, "not answered"),
        (gap.unsure, "offered other articles"),
        (gap.no_help, "answered without helping"),
    )
    return listed([f"{count} {what}" for count, what in kinds if count])


def _told(gap: Gap) -> list[Block]:
    wordings = tuple(_short(text) for text in gap.others[:MOST_WORDINGS])
    found: list[Block] = [
        Quote(_short(gap.example)),
        Text(f"{became(gap).capitalize()}; last asked on {day(gap.last)}."),
    ]
    if wordings:
        found += [Text("Also asked as:"), Bullets(wordings)]
    if gap.comments:
        found += [Text("What was wrong or missing:"), Bullets(tuple(_short(c) for c in gap.comments[:MOST_WORDINGS]))]
    return found


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1].rstrip() + "…"
