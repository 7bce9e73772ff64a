"""The short answer: the sentences of one passage that answer, in their order and in our words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from domain.framework import Framework
from domain.guidance import Article, Figure
from domain.prose import sentences, with_figures
from knowledge.index import Hit
from knowledge.terms import stems, telling_stems

WHOLE_BELOW = 75
"""Words of a passage that is short enough to be the answer as a whole."""

WHOLE_BESIDE = 40
"""The same of a passage that is told after the short answer."""

LEAST_WORDS = 25
MOST_ITEMS = 6
"""Items of a list that are shown after the sentence that introduces it."""

CLEARLY_NEARER = 0.06
"""How much nearer a passage must be than the article's title and sample questions, to be shown before its short
answer: the short answer was written for them."""


WORTH_TELLING = 0.8
"""Weight of the words of a question for which a second passage is told: one that not every third article has."""


def nearest_passage(article: Article, hit: Hit) -> int:
    """The number of the passage that answers."""
    if hit.question_cosine > hit.passage_cosine - CLEARLY_NEARER:
        return article.passages[0].number
    return hit.passage


def answering_passages(article: Article, hit: Hit, question: str, weight: Callable[[str], float]) -> tuple[int, ...]:
    """The numbers of the passages whose sentences answer, one or two.

    The short answer was written for the article's title and sample questions. Where another passage is nearer and
    holds words of the question that the short answer lacks, its sentences are told after it.
    """
    nearest = nearest_passage(article, hit)
    first = article.passages[0]
    if nearest != first.number or hit.passage == first.number:
        return (nearest,)
    asked = set(telling_stems(question)) - set(stems(article.title))
    other = article.passages[hit.passage]
    lacks = asked - set(stems(first.text))
    gained = sum(weight(stem) for stem in lacks & set(stems(f"{other.heading} {other.text}")))
    return (first.number, other.number) if gained >= WORTH_TELLING else (nearest,)


def short_answer(
    article: Article,
    passage: int,
    question: str,
    weight: Callable[[str], float],
    framework: Framework,
    today: date,
    whole: int = WHOLE_BELOW,
) -> tuple[tuple[str, ...], tuple[Figure, ...]]:
    """At most a few sentences of the passage, with their figures as they are today. `whole` is the number of words
    below which all of it is told."""
    told, _ = with_figures(article.passages[passage].text, framework, today)
    chosen = _chosen(sentences(told), question, weight, whole)
    wanted = _same_place(article.passages[passage].text, told, chosen)
    return chosen, with_figures(wanted, framework, today)[1]


def _chosen(told: tuple[str, ...], question: str, weight: Callable[[str], float], whole: int) -> tuple[str, ...]:
    if sum(len(sentence.split()) for sentence in told) <= whole:
        return told
    wanted = {stem: weight(stem) for stem in telling_stems(question)}
    points = [sum(wanted.get(stem, 0.0) for stem in set(stems(sentence))) for sentence in told]
    best = max(range(len(told)), key=lambda place: (points[place], -place))
    if told[best].endswith(":"):
        return told[best : best + 1 + MOST_ITEMS]
    first = last = best
    while sum(len(sentence.split()) for sentence in told[first : last + 1]) < LEAST_WORDS:
        before = points[first - 1] if first else -1.0
        after = points[last + 1] if last + 1 < len(told) else -1.0
        if before < 0 and after < 0:
            break
        first, last = (first - 1, last) if before > after else (first, last + 1)
    return told[first : last + 1]


def _same_place(raw: str, told: str, chosen: tuple[str, ...]) -> str:
    """The raw sentences of those that were chosen, so that only figures which are shown are dated."""
    pairs = zip(sentences(raw), sentences(told), strict=False)
    return " ".join(before for before, after in pairs if after in chosen)
