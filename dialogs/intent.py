"""The values that a turn passes along: what was meant, what is decided, what is at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from cards.message import Message
from domain.changes import Change
from domain.conversation import Answered, Facts, Needs, SentFile
from domain.document import ReadDocument
from domain.guidance import Answer
from domain.people import Person
from knowledge.shelf import Shelf

LINKS_LAST = timedelta(days=7)
"""How long the signed address of a document works."""


@dataclass(frozen=True)
class Desk:
    """What every decision may use: the shelf, the time, fresh codes and signed links; all handed in.

    `today` is the date in the United Kingdom at `now`. `new_code` gives a short random code for a new
    record. `link` gives the signed address of a document: of a kind ("pack.docx"), about a record ("T-…").
    """

    shelf: Shelf
    now: datetime
    today: date
    new_code: Callable[[], str]
    link: Callable[[str, str], str]
    organisation_name: str = ""
    """The council's name as documents give it; its id where none is set."""
    answer: Answer | None = None
    """What was prepared for the question that this turn asks."""
    documents: tuple[ReadDocument, ...] = ()
    """What was made of the files that this turn brings."""
    support: str = ""
    """Whom people turn to, such as "the procurement team"."""
    files: bool = False
    """True where the door can put a document into the person's own files."""


@dataclass(frozen=True)
class Given:
    """An answer that a mail gave: to the question of this key, code and label, in these words; "" where the mail
    left it as it stood."""

    key: str
    code: str
    label: str
    words: str = ""


@dataclass(frozen=True)
class Intent:
    """What somebody wants. `fields` came from the client; `text` are the words, for verbs that read words."""

    verb: str
    fields: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    needs: Needs = field(default_factory=Needs)
    question: str = ""
    """Words to be looked up in the guidance before this is decided; empty when nothing is."""
    before: str = ""
    """What the question goes on from."""
    given: tuple[Given, ...] = ()
    """What a mail answered, for it to be said again in the reply."""
    remarks: tuple[str, ...] = ()
    """What could not be taken from it, and what to do."""
    files: tuple[SentFile, ...] = ()
    """Documents to be read before this is decided."""
    left: tuple[str, ...] = ()
    """Names of files that came along and that this does not look at, with the reason where there is one."""
    unanswered: Answered | None = None
    """What a mail without words answers, for it to be asked again."""


@dataclass(frozen=True)
class Send:
    """A message to somebody other than the one who is talking with us now."""

    to: Person
    message: Message
    about: str = ""
    """The record that it stands for in the reader's conversation, such as "ticket S-9M2TR"."""
    replaces: bool = False
    """True when it takes the place of the message that stood there for the same record, where a door can do that."""


@dataclass(frozen=True)
class Decision:
    """All that follows from a turn: what changes, what is answered, who else is told."""

    changes: tuple[Change, ...] = ()
    replies: tuple[Message, ...] = ()
    sends: tuple[Send, ...] = ()
    accepted: Mapping[str, str] = field(default_factory=dict)
    """Answers that were read and kept, by key, as people write them."""


@dataclass(frozen=True)
class Asked:
    """What a journey gets to decide from."""

    intent: Intent
    facts: Facts
    desk: Desk

    @property
    def fields(self) -> Mapping[str, str]:
        return self.intent.fields

    @property
    def person(self) -> Person:
        return self.facts.person


Handler = Callable[[Asked], Decision]
NeedsOf = Callable[[Mapping[str, str]], Needs]


def no_needs(_: Mapping[str, str]) -> Needs:
    return Needs()


@dataclass(frozen=True)
class Verb:
    """Something that can be asked of us, by a button or in words.

    `may` names who may; `where_others_read` allows it in channels and group chats; `writes` says that it
    changes a record, so that a stale card is caught.
    """

    name: str
    handle: Handler
    needs: NeedsOf = no_needs
    may: str = "staff"
    where_others_read: bool = False
