"""What the web door needs from the app, and no more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from cards.message import Message
from domain.conversation import SentFile
from domain.mail import StoredMail
from domain.people import Person


@dataclass(frozen=True)
class Entry:
    """One thing that was said. `html` is what `cards.page.fragment` gave, for what we said; empty for others.

    `text` is a person's words, or the title of the button that was pressed (`pressed`).
    """

    at: datetime
    ours: bool
    text: str
    html: str = ""
    pressed: bool = False


@dataclass(frozen=True)
class Waiting:
    """Somebody who can be chosen, and the number of messages that they have not seen."""

    person: Person
    messages: int = 0


@dataclass(frozen=True)
class Said:
    """One form that was sent: `text` with `files`, or a button's `verb` with `fields`. The same `request_id` twice is
    one turn."""

    request_id: str
    text: str = ""
    verb: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    files: tuple[SentFile, ...] = ()


class Chat(Protocol):
    """The conversations of the browser chat. Each method raises LookupError for a person who is not there."""

    async def people(self) -> list[Waiting]:
        """Everybody who can be chosen."""

    async def transcript(self, person_id: int) -> list[Entry]:
        """What was said in this person's conversation, oldest first."""

    async def say(self, person_id: int, said: Said) -> None:
        """Takes one turn."""


@dataclass(frozen=True)
class SentLetter:
    """A mail of ours. `state` is ready, done or dead; `at` is when it was sent or given up, or when it is due.
    `raw` is the whole mail as it leaves; empty, with a reason in `error`, when none can be made of it."""

    id: int
    at: datetime
    state: str
    to: str
    subject: str
    text: str
    html: str
    raw: bytes
    error: str = ""


class Mail(Protocol):
    """All mail of an assistant whose mail stays on this machine."""

    async def people(self) -> list[Person]:
        """Who can write; those with an address."""

    async def came(self) -> Sequence[StoredMail]:
        """The newest first, without their bytes."""

    async def went(self) -> Sequence[SentLetter]:
        """The newest first."""

    async def one_that_came(self, mail_id: int) -> StoredMail:
        """Raises LookupError."""

    async def one_that_went(self, letter_id: int) -> SentLetter:
        """Raises LookupError."""

    async def write(self, sender: str, subject: str, text: str) -> None:
        """Sends a new mail to the assistant, by its SMTP door. Raises LookupError for an unknown sender, and
        ConnectionError when the door did not take it."""

    async def reply(self, letter_id: int, text: str) -> None:
        """The same, as an answer to a mail of ours by the one who got it."""


@dataclass(frozen=True)
class Ports:
    """`ready` says whether the database can be reached. `chat` is None where there is no browser chat, and `mail`
    where there are no pages that show all mail.

    `new_id` gives a random text that nobody can guess: references of faults, ids of requests.
    """

    privacy: Message
    terms: Message
    support: Message
    ready: Callable[[], Awaitable[bool]]
    new_id: Callable[[], str]
    chat: Chat | None = None
    mail: Mail | None = None
