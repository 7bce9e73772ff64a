"""Every change that can be written, one frozen dataclass each.

The union is closed: `storage` writes each in one `match` that ends in `assert_never`, and the audit trail is
written in the same loop, so no write exists without who and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.conversation import Offer
from domain.escalation import Ticket, TicketState
from domain.guidance import ArticleVersion, AskedQuestion
from domain.tender import Commitment, Tender


@dataclass(frozen=True)
class TenderOpened:
    """A new tender, as it stands. `copied_from` names the tender whose answers it took."""

    tender: Tender
    copied_from: str = ""


@dataclass(frozen=True)
class TenderAnswered:
    """All answers of a draft after this turn. `changed` are the keys that are new, different or gone.

    Raises `Stale` when the stored version is not `version`.
    """

    ref: str
    version: int
    answers: Mapping[str, str]
    changed: tuple[str, ...]


@dataclass(frozen=True)
class TenderFinalised:
    """The selection is final. The commitments are stored as rows and are what every document shows."""

    ref: str
    version: int
    commitments: tuple[Commitment, ...]


@dataclass(frozen=True)
class TenderReopened:
    """A final selection is a draft again; its commitments stay in the record as an earlier revision."""

    ref: str
    version: int


@dataclass(frozen=True)
class TenderWithdrawn:
    ref: str
    version: int
    reason: str


@dataclass(frozen=True)
class TenderShared:
    ref: str
    version: int
    with_person_id: int
    with_name: str


@dataclass(frozen=True)
class TicketRaised:
    ticket: Ticket


@dataclass(frozen=True)
class TicketAdded:
    """The asker has written more before it was settled: their words, and the files, a line for each. Raises `Stale`
    when the ticket is no longer open."""

    ref: str
    text: str
    files: str = ""


@dataclass(frozen=True)
class TicketDecided:
    """Raises `Stale` when the ticket is no longer open in that version.

    `own` says that somebody decided what they had asked for, because nobody else could.
    """

    ref: str
    version: int
    state: TicketState
    answer: str
    own: bool = False


@dataclass(frozen=True)
class ConversationMoved:
    """Where a conversation stands now. Kept, but no part of the audit trail."""

    tender_ref: str = ""
    asking: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    topic: str = ""


@dataclass(frozen=True)
class Welcomed:
    """The conversation has had its one welcome. No part of the audit trail."""


@dataclass(frozen=True)
class Refused:
    """Somebody tried what they may not do. `verb` and `about` say what and on which record."""

    verb: str
    about: str
    reason: str


@dataclass(frozen=True)
class FeedbackGiven:
    """Thumbs up ("like") or down ("dislike") on a reply, with the person's words."""

    about: str
    reaction: str
    text: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class QuestionAsked:
    """A question to the guidance and what it got. The record itself; no part of the audit trail."""

    asked: AskedQuestion


@dataclass(frozen=True)
class QuestionRated:
    """Whether an answer helped. Only its asker rates it; the last word counts. Nothing when it is not theirs."""

    ref: str
    reaction: str
    comment: str = ""


@dataclass(frozen=True)
class ArticleDrafted:
    """A draft of an article. Raises `Stale` when somebody added that version first."""

    draft: ArticleVersion


@dataclass(frozen=True)
class ArticleRevised:
    """A draft's words are others now. `was` is its file as it was read. Raises `Stale` when it is not that any more,
    or no draft.
    """

    slug: str
    version: int
    was: str
    data: str
    title: str


@dataclass(frozen=True)
class ArticlePublished:
    """A draft is approved by a named person and found from the next question on; an older version gives way.

    Raises `Stale` when it is no draft any more.
    """

    slug: str
    version: int


@dataclass(frozen=True)
class ArticleRejected:
    """Raises `Stale` when it is no draft any more."""

    slug: str
    version: int
    reason: str


@dataclass(frozen=True)
class ArticleRetired:
    """Not found any more. Raises `Stale` when that version is not the published one."""

    slug: str
    version: int
    reason: str


Change = (
    TenderOpened
    | TenderAnswered
    | TenderFinalised
    | TenderReopened
    | TenderWithdrawn
    | TenderShared
    | TicketRaised
    | TicketAdded
    | TicketDecided
    | ConversationMoved
    | Welcomed
    | Refused
    | FeedbackGiven
    | QuestionAsked
    | QuestionRated
    | ArticleDrafted
    | ArticleRevised
    | ArticlePublished
    | ArticleRejected
    | ArticleRetired
)
