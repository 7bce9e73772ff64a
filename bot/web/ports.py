"""What the web door needs from the app, and no more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cards.message import Message
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


class Chat(Protocol):
    """The conversations of the browser chat. Each method raises LookupError for a person who is not there."""

    async def people(self) -> list[Waiting]:
        """Everybody who can be chosen."""

    async def transcript(self, person_id: int) -> list[Entry]:
        """What was said in this person's conversation, oldest first."""

    async def say(self, person_id: int, text: str, verb: str, fields: Mapping[str, str], request_id: str) -> None:
        """Takes one turn: `text`, or a button's `verb` with `fields`. The same `request_id` twice is one turn."""


@dataclass(frozen=True)
class Ports:
    """`ready` says whether the database can be reached. `chat` is None where there is no browser chat.

    `new_id` gives a random text that nobody can guess: references of faults, ids of requests.
    """

    privacy: Message
    terms: Message
    support: Message
    ready: Callable[[], Awaitable[bool]]
    new_id: Callable[[], str]
    chat: Chat | None = None
