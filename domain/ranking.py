"""In which order suggested outcomes are offered, and the facts that say why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from heapq import heapify, heappop, heapreplace

from domain.framework import Category, Framework, Outcome
from domain.matching import phrase_in, telling_words
from domain.phrases import listed, money, months
from domain.tender import Bidders, Brief

# Points. What the contract is about weighs most; an outcome from a priority already offered steps back.
_CATEGORY = 40
_PHRASE = 20
_WORD = 8
_MOST_MATCHES = 2
_SPECIFIC = 20
_SMALL_BIDDERS = 15
_SAME_PRIORITY = 25

_SMALL_BIDDER_WORDS = frozenset({"sme", "vcse"})


@dataclass(frozen=True)
class Ranked:
    """An outcome with the facts that placed it."""

    outcome: Outcome
    why: tuple[str, ...]


@dataclass(frozen=True)
class _Relevance:
    points: int
    why: tuple[str, ...]


def rank(outcomes: Sequence[Outcome], lot_value: Decimal, brief: Brief, framework: Framework) -> tuple[Ranked, ...]:
    """All of them, the best first. Equal ones keep the Framework's order, so the same brief gives the same answer."""
    relevance = _relevance(brief.what, brief.category, brief.bidders, framework)
    waiting: dict[str, list[tuple[int, int, Outcome]]] = {}
    for place, outcome in enumerate(outcomes):
        waiting.setdefault(outcome.priority_id, []).append((-relevance[outcome.id].points, place, outcome))
    best = [(*ordered.pop(0), 0, ordered) for ordered in map(sorted, waiting.values())]
    heapify(best)
    ranked = []
    while best:
        _, _, outcome, taken, others = best[0]
        ranked.append(Ranked(outcome, (*relevance[outcome.id].why, _proportion(outcome, lot_value, brief))))
        if others:
            points, place, following = others.pop(0)
            heapreplace(best, (points + _SAME_PRIORITY * (taken + 1), place, following, taken + 1, others))
        else:
            heappop(best)
    return tuple(ranked)


@lru_cache(maxsize=256)  # what is bought stays the same while its value, length and place are found out
def _relevance(what: str, category_key: str, bidders: Bidders | None, framework: Framework) -> Mapping[str, _Relevance]:
    """How near each outcome, by its id, is to what is bought, whatever its value and length."""
    category = framework.category(category_key)
    return {outcome.id: _fit(outcome, what, category, bidders, framework) for outcome in framework.outcomes}


def _fit(
    outcome: Outcome, what: str, category: Category | None, bidders: Bidders | None, framework: Framework
) -> _Relevance:
    points, why = 0, []
    if category is not None and category.key in outcome.most_relevant:
        share = len(outcome.most_relevant) / len(framework.categories)
        points += _CATEGORY + round(_SPECIFIC * (1 - share))
        why.append(f"most relevant to {category.title}" + (", as to every category" if share == 1 else ""))
    elif category is not None:
        why.append(f"can be relevant to {category.title}")
    phrases, words = _matches(outcome.words, f"{outcome.title} {outcome.statement}", what)
    points += _PHRASE * min(len(phrases), _MOST_MATCHES) + _WORD * min(len(words), _MOST_MATCHES)
    if phrases or words:
        why.append("matches " + listed([f'"{text}"' for text in (*phrases, *words)[:3]]))
    if bidders is Bidders.SMALL and not _SMALL_BIDDER_WORDS.isdisjoint(telling_words(" ".join(outcome.words))):
        points += _SMALL_BIDDERS
        why.append("about the small firms and community organisations that are likely to bid")
    return _Relevance(points, tuple(why))


def _matches(outcome_phrases: tuple[str, ...], outcome_text: str, what: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Phrases of the outcome that the officer wrote, and single words of the officer's that the outcome has."""
    phrases = tuple(phrase for phrase in outcome_phrases if phrase_in(phrase, what))
    in_phrases = set(telling_words(" ".join(phrases)))
    there = set(telling_words(outcome_text)) - in_phrases
    return phrases, tuple(word for word in telling_words(what) if word in there)


def _proportion(outcome: Outcome, lot_value: Decimal, brief: Brief) -> str:
    if brief.months is not None and outcome.minimum_months:
        return f"a contract of {months(brief.months)} is long enough"
    if outcome.minimum_value:
        return f"{money(lot_value)} is above its suggested minimum of {money(outcome.minimum_value)}"
    return "suits a contract of any value and length"
