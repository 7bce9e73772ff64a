"""What somebody said, where, and what a decision about it may know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.escalation import Ticket
from domain.guidance import ArticleVersion, AskedQuestion
from domain.people import Person
from domain.question import Question
from domain.tender import Tender


class Door(StrEnum):
    TEAMS = "teams"
    WEB = "web"
    CONSOLE = "console"
    MAIL = "mail"


class Scope(StrEnum):
    """Who reads along: one person, the people of a group chat, or everybody in a channel."""

    PERSONAL = "personal"
    GROUP = "group"
    CHANNEL = "channel"


class Event(StrEnum):
    """What happened, apart from words and buttons."""

    SAID = "said"
    INSTALLED = "installed"


@dataclass(frozen=True)
class Sender:
    """Whom the door saw. `key` is the door's own lasting id of that person (Entra object id, e-mail address).

    `trusted` is the door's word that this is a member of the organisation's staff: a guest, or somebody the
    door could not resolve, is not. `vouched` is its word that this is who it says, though not one of the staff: then
    it is a contact on file, if there is one of that address.
    """

    key: str
    name: str = ""
    email: str = ""
    trusted: bool = False
    vouched: bool = False


@dataclass(frozen=True)
class SentFile:
    """A file that came with a message. `type` is what the sender said it is: never trusted."""

    name: str
    type: str
    content: bytes = field(repr=False)
    fault: str = ""
    """Why it did not arrive, in a sentence; then there is no content."""


@dataclass(frozen=True)
class Offer:
    """A button of the last message, so that its title can be typed instead of pressed."""

    title: str
    verb: str
    fields: Mapping[str, str] = field(default_factory=dict)
    sends_answers: bool = False


@dataclass(frozen=True)
class Answered:
    """The mail of ours that somebody answers: its questions with the answers that stood on it, and its buttons.

    `whole` is the answer with all that it quotes, for what was written between our lines; `text` what we sent.
    """

    questions: tuple[Question, ...] = ()
    offers: tuple[Offer, ...] = ()
    text: str = ""
    whole: str = ""


@dataclass(frozen=True)
class Inbound:
    """One thing that somebody said, pressed or sent. The same `door` and `id` twice is the same turn."""

    id: str
    door: Door
    conversation: str
    """The door's id of the conversation."""
    sender: Sender
    at: datetime
    text: str = ""
    verb: str = ""
    """The name of the button that was pressed; empty when somebody wrote words."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """What a form held, and what a button carried. Comes from the client: never trusted."""
    event: Event = Event.SAID
    scope: Scope = Scope.PERSONAL
    reference: Mapping[str, Any] = field(default_factory=dict)
    """Plain JSON with which the door can reach this conversation again."""
    in_place: bool = False
    """True when the answer is the body of the same HTTP exchange and replaces the card that was pressed."""
    files: tuple[SentFile, ...] = ()
    """What came with it. Only a verb that takes files looks at them."""
    answered: Answered | None = None
    """What it answers, where a door knows that: then this is what was asked and offered, whatever was said since."""


@dataclass(frozen=True)
class Conversation:
    """Where a conversation stands. Answers are not kept here but with what they are about.

    `tender_ref` is what "it" means just now; `asking` are the keys of the questions last asked, first first;
    `offers` are the buttons last shown.
    """

    id: int
    door: Door
    address: str
    person_id: int
    scope: Scope = Scope.PERSONAL
    tender_ref: str = ""
    asking: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    welcomed: bool = False
    reference: Mapping[str, Any] = field(default_factory=dict)
    topic: str = ""
    """The last question that was asked of the guidance, for one that goes on from it; "" when none was."""


@dataclass(frozen=True)
class Outgoing:
    """A message on its way, already rendered, so that a release cannot change what was decided to be said.

    `payloads` has one rendering for each door it may leave by. `conversation` is None for a person who has
    not been in touch by any door yet: it waits until they are.
    """

    person_id: int
    conversation: Conversation | None
    payloads: Mapping[Door, Mapping[str, Any]]


@dataclass(frozen=True)
class Delivery:
    """One claimed row of the outbox: what to send, where, and which attempt this is (the fencing token)."""

    job_id: int
    key: str
    door: Door
    address: str
    """The door's id of the conversation."""
    reference: Mapping[str, Any]
    payload: Mapping[str, Any]
    attempts: int
    reply_to: str = ""
    """Id of the inbound message that this answers; empty when nobody asked."""
    forgiven: int = 0
    """Attempts that were made before it was last taken up again by hand."""

    @property
    def tries(self) -> int:
        """Attempts that count, this one included."""
        return self.attempts - self.forgiven


@dataclass(frozen=True)
class Needs:
    """What a decision wants loaded, and no more."""

    tender_ref: str = ""
    ticket_ref: str = ""
    my_tenders: bool = False
    open_tickets: bool = False
    my_tickets: bool = False
    """Every ticket that the person has raised."""
    tender_tickets: bool = False
    """The open tickets of the tender that is named."""
    history_of: str = ""
    """Subject of the audit trail, such as "tender T-4K7QX"."""
    colleague: str = ""
    """E-mail address of somebody to look up."""
    drafts: bool = False
    """The versions of articles that wait for approval."""
    article: str = ""
    """Slug of an article whose versions are wanted, with the people who wrote those that are drafts."""
    asked: bool = False
    """Questions to the guidance that found no answer, or none that helped."""
    people: bool = False
    """The contacts and the administrators; they come with a ticket and with the open tickets anyway."""


@dataclass(frozen=True)
class Recorded:
    """One line of the audit trail, for people to read."""

    at: datetime
    by: str
    verb: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Facts:
    """All that a decision may know, loaded before it."""

    person: Person
    conversation: Conversation
    contacts: tuple[Person, ...] = ()
    """The people set as single point of contact; empty when nobody is."""
    administrators: tuple[Person, ...] = ()
    framework_version: int = 0
    guidance_version: int = 0
    tender: Tender | None = None
    ticket: Ticket | None = None
    ticket_asker: Person | None = None
    """Who raised `ticket`."""
    owner: Person | None = None
    """The owner of `tender`."""
    tenders: tuple[Tender, ...] = ()
    """The person's own and those shared with them, newest first."""
    tickets: tuple[Ticket, ...] = ()
    """All that are open, or those of the person or of the tender, as was asked for."""
    history: tuple[Recorded, ...] = ()
    colleague: Person | None = None
    articles: tuple[ArticleVersion, ...] = ()
    """Drafts, or the versions of one article, newest first."""
    authors: tuple[Person, ...] = ()
    """Who wrote those of `articles` that are drafts, when they are of one article."""
    asked: tuple[AskedQuestion, ...] = ()
    """Questions to the guidance that found no answer, or none that helped, newest first."""
