"""The search: nearness of meaning plus the share of the question's words found, ranked in the process.

score = support + 0.24 x coverage. Support is the mean cosine of the article's three nearest texts (title, sample
questions, wordings, passages): one lucky sentence is no answer. Coverage is of the article as a whole; it weighs a
word by how rare it is, and a word that no article has counts in full, so it also tells of what we do not hold.
An index is never changed: a change makes a new one that shares what stayed the same.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from domain.guidance import Audience
from knowledge.encoder import DIMENSIONS, Floats
from knowledge.terms import stems, telling_stems

COVERAGE_WEIGHT = 0.24
FOLD_ABOVE = 0.05
"""Share of articles in later segments, or gone, above which the index is made anew as one."""

NEAREST = 3
"""Texts of an article that `Hit.support` looks at, the most."""

WAYS_EACH = 8
"""Ways of asking that an article needs for each further text that supports it: one that somebody has just published
has few, and would never be found beside those that have many."""

SHORTLIST = 40
"""Articles whose support is worked out, beyond those that are wanted: the best by their nearest text alone."""

QUESTION, WORDING = -1, -2
"""The passage number of a title or sample question, and of a further wording."""


@dataclass(frozen=True)
class Text:
    """One text that can be found. `passage` is the number of the passage, QUESTION or WORDING."""

    text: str
    passage: int


@dataclass(frozen=True)
class Entry:
    """An article as the index needs it. `vectors` has a row for each text; a row of noughts while it waits."""

    slug: str
    audience: Audience
    texts: tuple[Text, ...]
    vectors: Floats


@dataclass(frozen=True)
class Hit:
    """An article that was found. `cosine` and `coverage` are of its best text; `passage` is its best passage."""

    slug: str
    score: float
    cosine: float
    coverage: float
    passage: int
    question_cosine: float
    """Of the title and sample questions."""
    passage_cosine: float
    article_coverage: float
    """Coverage by all texts of the article together."""
    support: float = 0.0
    """Mean cosine of the article's nearest texts."""


class _Segment:
    """Articles that came into the index together: their texts in a row, article after article."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.slugs = [entry.slug for entry in entries]
        self.readable = {
            reader: np.array([reader.may_read(entry.audience) for entry in entries], bool) for reader in Audience
        }
        texts = [text for entry in entries for text in entry.texts]
        lengths = [len(entry.texts) for entry in entries]
        self.starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)
        self.of_article = np.repeat(np.arange(len(entries)), lengths)
        self.passages = np.array([text.passage for text in texts], np.int64)
        self.vectors: Floats = np.concatenate([entry.vectors for entry in entries]).astype(np.float32)
        postings: dict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(texts):
            for stem in set(stems(text.text)):
                postings[stem].append(place)
        self.postings = {stem: np.array(places, np.int32) for stem, places in postings.items()}
        self._holders: dict[str, NDArray[np.int32]] = {
            stem: np.unique(self.of_article[places]).astype(np.int32) for stem, places in self.postings.items()
        }
        asks = np.isin(self.passages, (QUESTION, WORDING)).astype(np.int64)
        ways = np.add.reduceat(asks, self.starts) if entries else asks
        self.supporting = np.clip(1 + ways // WAYS_EACH, 1, NEAREST)
        """How many texts support each article."""

    def holders(self, stem: str) -> NDArray[np.int32]:
        """The articles that have the stem anywhere."""
        return self._holders.get(stem, _NONE)


_NONE = np.zeros(0, np.int32)


class Index:
    """Searches entries. Reading is safe from several threads: all that changes is what it remembers of a stem."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._segments = [_Segment(entries)] if entries else []
        self._live = [np.ones(len(segment.slugs), bool) for segment in self._segments]
        self._entries = {entry.slug: entry for entry in entries}
        self._weights: dict[str, float] = {}

    def changed(self, entries: Sequence[Entry], gone: Collection[str] = ()) -> Index:
        """An index with these entries new or in place of older ones, and without those that are gone."""
        without = {entry.slug for entry in entries} | set(gone)
        kept = {slug: entry for slug, entry in self._entries.items() if slug not in without}
        kept.update((entry.slug, entry) for entry in entries)
        rows = sum(len(segment.slugs) for segment in self._segments) + len(entries)
        first = len(self._segments[0].slugs) if self._segments else 0
        if not first or rows - first > FOLD_ABOVE * rows + 10:
            return Index(list(kept.values()))
        new = Index([])
        new._entries = kept
        new._segments, new._live = list(self._segments), []
        for segment, live in zip(self._segments, self._live, strict=True):
            still = np.array([slug not in without for slug in segment.slugs], bool)
            new._live.append(live & still)
        if entries:
            new._segments.append(_Segment(entries))
            new._live.append(np.ones(len(entries), bool))
        return new

    @cached_property
    def count(self) -> int:
        """How many articles can be found."""
        return len(self._entries)

    def weight(self, stem: str) -> float:
        """How rare a stem is; the most for one that no article has."""
        if (known := self._weights.get(stem)) is not None:
            return known
        having = sum(
            int(live[segment.holders(stem)].sum()) for segment, live in zip(self._segments, self._live, strict=True)
        )
        weight = math.log(1 + (self.count - having + 0.5) / (having + 0.5))
        if having:  # words that no article has are without end
            self._weights[stem] = weight
        return weight

    def knows(self, stem: str) -> bool:
        """Whether any article has the stem."""
        return any(live[segment.holders(stem)].any() for segment, live in zip(self._segments, self._live, strict=True))

    def search(self, question: str, vector: Floats, reader: Audience, most: int = 10) -> tuple[Hit, ...]:
        """The best articles that this reader may read, the best first. `vector` is of the question."""
        weights = {stem: self.weight(stem) for stem in telling_stems(question)}
        total = sum(weights.values()) or 1.0
        found: list[Hit] = []
        for segment, live in zip(self._segments, self._live, strict=True):
            found += _search(segment, live, weights, total, vector, reader, most)
        return tuple(sorted(found, key=lambda hit: (-hit.score, hit.slug))[:most])


def _search(
    segment: _Segment,
    live: NDArray[np.bool_],
    weights: Mapping[str, float],
    total: float,
    vector: Floats,
    reader: Audience,
    most: int,
) -> list[Hit]:
    cosine = segment.vectors @ vector.reshape(DIMENSIONS)
    coverage = np.zeros(len(cosine), np.float32)
    together = np.zeros(len(segment.slugs), np.float32)
    for stem, weight in weights.items():
        if stem in segment.postings:
            coverage[segment.postings[stem]] += weight / total
            together[segment.holders(stem)] += weight / total
    likely = np.maximum.reduceat(cosine, segment.starts) + COVERAGE_WEIGHT * together
    allowed = live & segment.readable[reader]
    likely[~allowed] = -np.inf
    few = min(most + SHORTLIST, len(likely))
    wanted = np.argpartition(-likely, few - 1)[:few]
    hits = [
        _hit(segment, article, cosine, coverage, float(together[article])) for article in wanted if allowed[article]
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.slug))[:most]


def _hit(segment: _Segment, article: int, cosine: Floats, coverage: Floats, together: float) -> Hit:
    end = segment.starts[article + 1] if article + 1 < len(segment.starts) else len(cosine)
    places = np.arange(segment.starts[article], end)
    near, covered, kinds = cosine[places], coverage[places], segment.passages[places]
    support = float(np.sort(near)[-segment.supporting[article] :].mean())
    best = int(np.argmax(near + COVERAGE_WEIGHT * covered))
    asks, passages = kinds == QUESTION, np.flatnonzero(kinds >= 0)
    told = passages[np.argmax((near + COVERAGE_WEIGHT * covered)[passages])]
    return Hit(
        slug=segment.slugs[article],
        score=support + COVERAGE_WEIGHT * together,
        cosine=float(near[best]),
        coverage=float(covered[best]),
        passage=int(kinds[told]),
        question_cosine=float(near[asks].max()) if asks.any() else 0.0,
        passage_cosine=float(near[passages].max()),
        article_coverage=together,
        support=support,
    )
