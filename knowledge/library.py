"""The library: every article that can be cited, and the way from a question to an answer made of its passages.

In this order: boundaries, terms that an answer must hold, then how sure we are. Nothing is cited with a decline.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from domain.framework import Framework
from domain.guidance import Answer, Article, Audience, Boundary, Citation, Figure, Suggestion, Tier
from domain.prose import citation_of, with_figures
from knowledge.boundaries import LIKELY, NEAR_ENOUGH
from knowledge.compose import WHOLE_BELOW, WHOLE_BESIDE, answering_passages, nearest_passage, short_answer
from knowledge.encoder import DIMENSIONS, Floats
from knowledge.index import QUESTION, WORDING, Entry, Hit, Index, Text
from knowledge.judge import Signs, signs
from knowledge.reading import Reader, Reading, bare, foreign, strange
from knowledge.specific import missing
from knowledge.spelling import Spelling
from knowledge.terms import telling_stems
from knowledge.tools import Tools
from knowledge.wordings import Wordings, wordings_of

SUGGESTED = 3
BESIDE_WITHIN = 0.08
"""How far behind the best an article may be and still be told beside it: so near to each other, the second answers
the question about as often as the first does."""

SUGGEST_WITHIN = 0.25
"""How far behind the best an article may be and still be suggested."""

Vectors = Mapping[str, Floats]
"""Vectors by the digest of their text."""

NO_LANGUAGE = Boundary(
    "language",
    "I could not read that: I answer questions in English.",
    "Please ask again in English, or put it to a person as it stands.",
    to_contact=True,
)


@dataclass(frozen=True)
class Found:
    """What a search gives, before it is judged."""

    hits: tuple[Hit, ...]
    signs: Signs
    missing: tuple[str, ...]
    boundary: Boundary | None
    likely: Boundary | None
    """The kind of question that this is when no article answers it."""


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def texts_of(article: Article, framework: Framework, today: date, wordings: Wordings) -> tuple[Text, ...]:
    """What of an article is searched: title, sample questions, further wordings, each passage under its headings."""
    asked = [Text(question, QUESTION) for question in (article.title, *article.questions)]
    asked += [Text(wording, WORDING) for wording in wordings_of(article, framework, wordings)]
    told = []
    for passage in article.passages:
        words, _ = with_figures(passage.text, framework, today)
        heading = f"{article.title} {passage.heading}".strip()
        told.append(Text(f"{heading}\n{words}", passage.number))
    return (*asked, *told)


class Library:
    """A snapshot: it never changes. `changed` makes the next one and shares what stayed the same."""

    def __init__(
        self, articles: Mapping[str, Article], framework: Framework, index: Index, tools: Tools, version: int = 0
    ) -> None:
        self.articles = articles
        self.framework = framework
        self.version = version
        self._index = index
        self.tools = tools

    @property
    def wordings(self) -> Wordings:
        """Further ways of asking for the articles."""
        return self.tools.wordings

    @cached_property
    def _reader(self) -> Reader:
        texts = [" ".join((a.title, *a.questions, *(p.text for p in a.passages))) for a in self.articles.values()]
        return Reader(Spelling(texts, self.tools.english), self.tools.jargon.short)

    @cached_property
    def _places(self) -> frozenset[str]:
        named = (*self.framework.districts, self.framework.county, *self.tools.jargon.places)
        return frozenset(stem for place in named for stem in telling_stems(place))

    def read(self, question: str, before: str = "") -> Reading:
        """The question as it is searched for; `before` is what the conversation was about."""
        return self._reader.read(question, before)

    def ask(self, question: str, reading: Reading, vector: Floats, reader: Audience, today: date) -> Answer:
        """What is said to it. `vector` is of `reading.text`."""
        found = self.search(question, reading, vector, reader)
        confidence = self.tools.judge.confidence(found.signs) if found.hits else 0.0
        answer = Answer(question, reading.text, Tier.DECLINED, confidence, mended=reading.mended)
        if found.boundary is not None:
            return replace(answer, boundary=found.boundary, confidence=0.0)
        tier = self.tools.judge.tier(confidence) if found.hits else Tier.DECLINED
        if tier is Tier.ANSWERED and found.missing:
            tier = Tier.UNSURE
        answer = replace(answer, tier=tier, missing=found.missing)
        if tier is Tier.DECLINED:
            return replace(answer, boundary=found.likely)
        if tier is Tier.UNSURE:
            return replace(answer, suggestions=self._suggestions(found.hits, told=0))
        return self._answered(answer, found.hits, reading, today)

    def search(self, question: str, reading: Reading, vector: Floats, reader: Audience, most: int = 10) -> Found:
        """The hits with everything that judges them."""
        boundary = self.tools.boundaries.by_words(question) or self.tools.boundaries.by_words(reading.text)
        turned = self.tools.lens(vector)
        nearest, nearness = self.tools.boundaries.nearest(turned)
        hits = self._index.search(reading.text, turned, reader, most)
        nearer = not hits or nearness > hits[0].cosine
        if boundary is None and nearer and nearness >= NEAR_ENOUGH:
            boundary = nearest
        if boundary is None and (foreign(bare(question)) or strange(reading.text, self.tools.english)):
            boundary = NO_LANGUAGE
        lacking = self._missing(bare(question), hits)
        likely = nearest if nearer and nearness >= LIKELY else None
        told = self._signs(reading, hits, lacking, nearness, self.tools.unheld.nearness(turned))
        return Found(hits, told, lacking, boundary, likely)

    def changed(
        self, changed: Sequence[Article], gone: Collection[str], vectors: Vectors, version: int, today: date
    ) -> Library:
        """The next snapshot. Texts whose vector is not there yet are found by their words alone."""
        entries = [entry_of(article, self.framework, vectors, today, self.tools.wordings) for article in changed]
        articles = {slug: a for slug, a in self.articles.items() if slug not in gone}
        articles.update((article.slug, article) for article in changed)
        return Library(articles, self.framework, self._index.changed(entries, gone), self.tools, version)

    def _missing(self, question: str, hits: Sequence[Hit]) -> tuple[str, ...]:
        if not hits:
            return ()
        text = " ".join(_everything(self.articles[hit.slug]) for hit in told_of(hits))
        return missing(question, text, lambda stem: stem in self._places or self._index.knows(stem))

    def _signs(
        self,
        reading: Reading,
        hits: Sequence[Hit],
        lacking: Sequence[str],
        nearness: float,
        unheld: tuple[float, float],
    ) -> Signs:
        weights = {stem: self._index.weight(stem) for stem in telling_stems(reading.text)}
        total = sum(weights.values()) or 1.0
        unseen = sum(weight for stem, weight in weights.items() if not self._index.knows(stem)) / total
        absent = 0.0
        if hits:
            article = self.articles[hits[0].slug]
            asked = wordings_of(article, self.framework, self.tools.wordings)
            held = set(telling_stems(" ".join((_everything(article), *asked))))
            most = self._index.weight("\0") or 1.0
            absent = max((weight / most for stem, weight in weights.items() if stem not in held), default=0.0)
        return signs(reading.text, hits or (_NOTHING,), weights, unseen, absent, bool(lacking), nearness, unheld)

    def _suggestions(self, hits: Sequence[Hit], told: int) -> tuple[Suggestion, ...]:
        """The articles that may be meant, after those that are told already."""
        near = [hit for hit in hits if hit.score >= hits[0].score - SUGGEST_WITHIN]
        chosen = near[told : SUGGESTED + told]
        return tuple(Suggestion(hit.slug, hit.passage, self.articles[hit.slug].title) for hit in chosen)

    def _answered(self, answer: Answer, hits: Sequence[Hit], reading: Reading, today: date) -> Answer:
        shown = told_of(hits)
        article = self.articles[shown[0].slug]
        numbers = answering_passages(article, shown[0], reading.text, self._index.weight)
        said = [
            self._said(article, number, whole, reading, today)
            for number, whole in zip(numbers, (WHOLE_BELOW, WHOLE_BESIDE), strict=False)
        ]
        for hit in shown[1:]:
            beside = self.articles[hit.slug]
            said.append(self._said(beside, nearest_passage(beside, hit), WHOLE_BESIDE, reading, today))
        from_which: dict[str, int] = {}
        for place, (_, sentences, _) in enumerate(said, 1):
            for sentence in sentences:
                from_which.setdefault(sentence, place)
        return replace(
            answer,
            sentences=tuple(from_which),
            marks=tuple((place,) for place in from_which.values()) if len(shown) > 1 else (),
            figures=tuple(dict.fromkeys(figure for _, _, figures in said for figure in figures)),
            citations=tuple(citation for citation, _, _ in said),
            next_step=article.next_step,
            suggestions=self._suggestions(hits, told=len(shown)),
        )

    def _said(
        self, article: Article, passage: int, whole: int, reading: Reading, today: date
    ) -> tuple[Citation, tuple[str, ...], tuple[Figure, ...]]:
        """A passage to cite, its sentences that answer, and their figures."""
        sentences, figures = short_answer(
            article, passage, reading.text, self._index.weight, self.framework, today, whole
        )
        return citation_of(article, passage, today), sentences, figures


def told_of(hits: Sequence[Hit]) -> Sequence[Hit]:
    """Those of the hits that an answer is made of: the best, and the second where it is as likely meant."""
    return [hit for hit in hits[:2] if hit.score > hits[0].score - BESIDE_WITHIN]


_NOTHING = Hit("", 0.0, 0.0, 0.0, 0, 0.0, 0.0, 0.0)


def entry_of(article: Article, framework: Framework, vectors: Vectors, today: date, wordings: Wordings) -> Entry:
    texts = texts_of(article, framework, today, wordings)
    waiting = np.zeros(DIMENSIONS, np.float32)
    rows = np.stack([vectors.get(digest(text.text), waiting) for text in texts])
    return Entry(article.slug, article.audience, texts, rows)


def build(
    articles: Sequence[Article], framework: Framework, vectors: Vectors, tools: Tools, version: int, today: date
) -> Library:
    """A library made anew."""
    entries = [entry_of(article, framework, vectors, today, tools.wordings) for article in articles]
    return Library({a.slug: a for a in articles}, framework, Index(entries), tools, version)


def _everything(article: Article) -> str:
    """All words of an article, its source among them."""
    told = (f"{passage.heading} {passage.text}" for passage in article.passages)
    return " ".join((article.title, *article.questions, article.source, *told))
