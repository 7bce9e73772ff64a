"""Guidance: articles of the good-practice knowledge base, what was asked of it, and what was answered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Audience(StrEnum):
    """Who may read an article. Staff read everything; suppliers theirs and what is public."""

    PUBLIC = "public"
    SUPPLIER = "supplier"
    STAFF = "staff"

    def may_read(self, article: Audience) -> bool:
        """Whether a reader of this kind may read an article for that audience."""
        order = tuple(Audience)
        return order.index(article) <= order.index(self)


FEWEST_QUESTIONS, MOST_QUESTIONS = 2, 5
"""Sample questions of an article."""

NO_DAY = date.min
"""The source date of a draft whose source date is not known yet."""


class Consent(StrEnum):
    """Whether the supplier and everybody else who is named in a case study agreed to its publication."""

    AGREED = "agreed"
    NOBODY_NAMED = "nobody named"
    WAITING = "waiting"


@dataclass(frozen=True)
class Passage:
    """A part of an article that makes sense alone. `number` counts from 0; the first has no heading.

    `text` is plain Markdown (paragraphs, bullets, numbered lists, tables) and may name dated figures in braces.
    """

    number: int
    heading: str
    text: str


@dataclass(frozen=True)
class Article:
    """One subject. `slug` names it for good; `version` counts its publications, 0 while it is on no shelf.

    `source_date` is the day from which the source says so; `review_by` the day by which a person must check it.
    `verbatim` says that the words are the source's own; else they are our summary of it. `illustrative` says
    that it tells of no real contract.
    """

    slug: str
    title: str
    questions: tuple[str, ...]
    audience: Audience
    source: str
    source_date: date
    review_by: date | None
    passages: tuple[Passage, ...]
    applies_to: tuple[str, ...] = ()
    """Keys of categories of buying; empty for everything."""
    next_step: str = ""
    related: tuple[str, ...] = ()
    illustrative: bool = False
    verbatim: bool = False
    version: int = 0
    owner: str = ""
    """Who approved this version, or where it came from."""
    recorded_by: str = ""
    """For a case study, the colleague who recorded it; it tells of a real contract."""
    recorded_on: date | None = None
    consent: Consent | None = None
    """For a case study, whether those who are named have agreed to it."""

    def overdue(self, today: date) -> bool:
        """Past its review date."""
        return self.review_by is not None and today > self.review_by

    def gaps(self, today: date) -> tuple[str, ...]:
        """What is still to be given before it can be published, by the names that the article's file uses."""
        wanted = {
            "title": bool(self.title),
            "questions": FEWEST_QUESTIONS <= len(self.questions) <= MOST_QUESTIONS,
            "source": bool(self.source),
            "source_date": self.source_date != NO_DAY,
            "review_by": self.review_by is not None and self.review_by > today,
            "consent": self.consent is not Consent.WAITING,
        }
        return tuple(name for name, given in wanted.items() if not given)


class ArticleState(StrEnum):
    """A draft is seen by those who care for the content only; an older or retired version by nobody who asks."""

    DRAFT = "draft"
    PUBLISHED = "published"
    OLDER = "older"
    RETIRED = "retired"
    REJECTED = "rejected"


@dataclass(frozen=True)
class ArticleVersion:
    """One version of an article as it is stored. `data` is its file; `version` 0 means the next one.

    `origin` says what it came from, such as the name of the file that somebody sent.
    """

    slug: str
    version: int
    state: ArticleState
    title: str
    data: str
    origin: str
    author: str
    author_id: int
    at: datetime
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""
    notes: tuple[str, ...] = ()
    """What of its document could not be read, in sentences."""

    @property
    def mark(self) -> str:
        """Changes with every change of its words: by it a button knows whether it is still about the same ones."""
        return hashlib.sha256(self.data.encode("utf-8", "surrogatepass")).hexdigest()[:12]


@dataclass(frozen=True)
class Difference:
    """How two versions of an article differ in one part: a line of its front matter, or a passage by its heading."""

    part: str
    taken_out: tuple[str, ...] = ()
    put_in: tuple[str, ...] = ()


class Tier(StrEnum):
    """How sure we are. Only ANSWERED shows words as an answer."""

    ANSWERED = "answered"
    UNSURE = "unsure"
    DECLINED = "declined"


@dataclass(frozen=True)
class Boundary:
    """A kind of question that we never answer: why not, and the right way instead.

    `to_contact` says that the single point of contact can help with it.
    """

    key: str
    reason: str
    way: str
    to_contact: bool = False


@dataclass(frozen=True)
class Figure:
    """A dated figure that an answer shows. `stale` says that it is past its review date."""

    words: str
    source: str
    since: date
    stale: bool = False


@dataclass(frozen=True)
class Citation:
    """The passage that an answer is made of."""

    slug: str
    passage: int
    title: str
    source: str
    source_date: date
    verbatim: bool = False
    illustrative: bool = False
    overdue: date | None = None
    """The review date, when it has passed."""
    recorded_by: str = ""
    recorded_on: date | None = None
    """Who recorded it and when, for a real case study."""


@dataclass(frozen=True)
class Suggestion:
    """An article that may be meant, and the passage of it that fits best."""

    slug: str
    passage: int
    title: str


@dataclass(frozen=True)
class Answer:
    """What is said to one question.

    `read_as` are the words as we understood them: spelling mended, abbreviations written out, and what the
    conversation was about added. `sentences` and `citations` are empty unless `tier` is ANSWERED.
    `confidence` is between 0 and 1. `boundary` is set when the question is of a kind that we never answer.
    `missing` are terms of the question that nothing we hold speaks of.
    """

    question: str
    read_as: str
    tier: Tier
    confidence: float
    sentences: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    figures: tuple[Figure, ...] = ()
    next_step: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    boundary: Boundary | None = None
    missing: tuple[str, ...] = ()
    mended: Mapping[str, str] = field(default_factory=dict)
    """Words that were taken for misspelt, and what they were read as."""
    worded: bool = False
    """True when a language model worded it from the cited passages."""
    marks: tuple[tuple[int, ...], ...] = ()
    """For each sentence the numbers of its citations, counted from 1; empty when every sentence is from all."""
    vector: bytes = field(default=b"", repr=False)
    """What the question means, as `knowledge.gaps` keeps it; empty when it was not looked up."""

    @property
    def answered(self) -> bool:
        return self.tier is Tier.ANSWERED


@dataclass(frozen=True)
class AskedQuestion:
    """One question as the record keeps it, with what was answered and what the asker thought of it."""

    ref: str
    at: datetime
    question: str
    tier: Tier
    slug: str
    passages: tuple[str, ...]
    """Such as "ppn-002/0@3": the article, the number of its passage, and its version."""
    answer: str
    reason: str
    """Why it was declined; empty otherwise."""
    person_id: int
    reaction: str = ""
    comment: str = ""
    vector: bytes = field(default=b"", repr=False)
    """What it means, for finding others that ask the same; empty when that is not kept."""
    worded: bool = False
    """True when a language model worded the answer."""
