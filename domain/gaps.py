"""What the guidance lacks: questions alike that it did not answer, or whose answer helped nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.guidance import AskedQuestion, Tier

DISLIKE = "dislike"


@dataclass(frozen=True)
class Gap:
    """Questions that ask the same, in the order in which they were asked. `example` is the most usual of them."""

    example: str
    questions: tuple[AskedQuestion, ...]

    @property
    def people(self) -> int:
        """How many different people asked; never who."""
        return len({asked.person_id for asked in self.questions})

    @property
    def unanswered(self) -> int:
        return sum(asked.tier is Tier.DECLINED for asked in self.questions)

    @property
    def unsure(self) -> int:
        """Those that were shown articles which may be meant, and no answer."""
        return sum(asked.tier is Tier.UNSURE for asked in self.questions)

    @property
    def no_help(self) -> int:
        """Answers that the asker said were no help."""
        return sum(asked.tier is Tier.ANSWERED for asked in self.questions)

    @property
    def first(self) -> datetime:
        return self.questions[0].at

    @property
    def last(self) -> datetime:
        return self.questions[-1].at

    @property
    def others(self) -> tuple[str, ...]:
        """The other wordings, each once."""
        found: dict[str, str] = {}
        for asked in self.questions:
            found.setdefault(plain_words(asked.question), asked.question.strip())
        found.pop(plain_words(self.example), None)
        return tuple(found.values())

    @property
    def comments(self) -> tuple[str, ...]:
        """What askers said was wrong or missing."""
        return tuple(dict.fromkeys(asked.comment.strip() for asked in self.questions if asked.comment.strip()))


def plain_words(question: str) -> str:
    """The words alone, so that small differences of writing are none."""
    return " ".join(re.findall(r"\w+", question.casefold())) or question.strip()


def lacking(asked: Iterable[AskedQuestion], subjects: frozenset[str], since: datetime) -> tuple[AskedQuestion, ...]:
    """Of these the questions that show a gap, oldest first: asked since then, and not answered or to nobody's help.

    A question of a kind that is never answered shows none, unless its kind is among `subjects`.
    """
    found = [q for q in asked if q.at >= since and q.question.strip()]
    found = [q for q in found if q.reaction == DISLIKE or (q.tier is not Tier.ANSWERED and _held(q, subjects))]
    return tuple(sorted(found, key=lambda q: (q.at, q.ref)))


def _held(asked: AskedQuestion, subjects: frozenset[str]) -> bool:
    return not asked.reason or asked.reason in subjects
