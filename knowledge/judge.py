"""How sure we are that the best article answers the question: a logistic rule over what the search found.

Its weights are fitted on labelled questions (`make bench` says how well they hold on questions it never saw).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from domain.guidance import Tier
from knowledge.faults import Faults
from knowledge.index import Hit
from knowledge.safe_yaml import open_section

JUDGE_FILE = Path(__file__).with_name("judge.yaml")


_ADVICE = re.compile(
    r"\b(?:can|could|may|must|should|shall|need(?:s|ed)? to|allowed|permitted|ha(?:ve|s) to|do (?:i|we)|am i|are we|"
    r"is it (?:ok|okay|all right|legal|fair|fine|enough|right)|supposed to|ought)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Signs:
    """What speaks for and against the best hit. All but `words` and `gap` are between -1 and 1."""

    cosine: float
    question_cosine: float
    passage_cosine: float
    coverage: float
    article_coverage: float
    gap: float
    """How far the score of the next article is behind."""
    next_cosine: float
    support: float
    support_gap: float
    """How far the support of the next article is behind, negative when it has more."""
    coverage_gap: float
    """The same for the coverage by the whole article."""
    unseen: float
    """Share of the question's weight in words that no article has."""
    absent: float
    """Weight of the heaviest word that the best article lacks, as a share of the heaviest possible."""
    missing: float
    """1 when a year, a reference or a name of the question is not held."""
    boundary: float
    """How much nearer the question is to a boundary than to the article (negative: further)."""
    unheld: float
    """Nearness of the nearest question that no article answers."""
    unheld_support: float
    """The same of the nearest three together."""
    words: float
    """Logarithm of the number of telling words."""
    advice: float
    """1 when the question asks what one may or should do: the articles hold that, and seldom facts of the day."""

    def values(self) -> tuple[float, ...]:
        return tuple(getattr(self, name) for name in SIGNS)


SIGNS = tuple(Signs.__dataclass_fields__)


@dataclass(frozen=True)
class Judge:
    """`weights` by sign; a confidence of `answer_from` is an answer, of `suggest_from` a suggestion."""

    weights: Mapping[str, float]
    constant: float
    answer_from: float
    suggest_from: float

    def confidence(self, signs: Signs) -> float:
        """Between 0 and 1."""
        total = self.constant + sum(self.weights[name] * getattr(signs, name) for name in SIGNS)
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))

    def tier(self, confidence: float) -> Tier:
        if confidence >= self.answer_from:
            return Tier.ANSWERED
        return Tier.UNSURE if confidence >= self.suggest_from else Tier.DECLINED


def signs(
    question: str,
    hits: Sequence[Hit],
    weights: Mapping[str, float],
    unseen: float,
    absent: float,
    missing: bool,
    boundary: float,
    unheld: tuple[float, float],
) -> Signs:
    """`weights` are of the question's telling stems; `hits` has at least one; `boundary` is a cosine, and `unheld`
    are those of `Unheld.nearness`."""
    best = hits[0]
    following = hits[1] if len(hits) > 1 else None
    return Signs(
        cosine=best.cosine,
        question_cosine=best.question_cosine,
        passage_cosine=best.passage_cosine,
        coverage=best.coverage,
        article_coverage=best.article_coverage,
        gap=best.score - (following.score if following else 0.0),
        next_cosine=following.cosine if following else 0.0,
        support=best.support,
        support_gap=best.support - (following.support if following else 0.0),
        coverage_gap=best.article_coverage - (following.article_coverage if following else 0.0),
        unseen=unseen,
        absent=absent,
        missing=1.0 if missing else 0.0,
        boundary=boundary - best.cosine,
        unheld=unheld[0],
        unheld_support=unheld[1],
        words=math.log(1 + len(weights)),
        advice=1.0 if _ADVICE.search(question) else 0.0,
    )


def parse_judge(text: str) -> Judge:
    """Raises `Faults`."""
    file = open_section(text)
    weights = file.section("weights", "Weights")
    found = Judge(
        weights={name: _signed(weights.text(name)) for name in SIGNS},
        constant=_signed(file.text("constant")),
        answer_from=float(file.number("answer_from")),
        suggest_from=float(file.number("suggest_from")),
    )
    weights.finish()
    file.finish()
    if file.faults:
        raise Faults(tuple(file.faults))
    return found


def _signed(text: str) -> float:
    """Weights are written as words ("-5.83"), since a plain number of ours is never negative."""
    return float(Decimal(text)) if text else 0.0
