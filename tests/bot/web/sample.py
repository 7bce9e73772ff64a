"""A small app with the web door in it, and a chat that is kept in a list."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from aiohttp import web

from bot.web import routes
from bot.web.pages import guarded
from bot.web.ports import Entry, Ports, Said, Waiting
from cards.message import Message
from cards.page import fragment
from cards.plain import text
from cards.public_pages import privacy, support, terms
from domain.conversation import SentFile
from domain.people import Person, Role
from tests.cards.examples import EVERYTHING, FORM

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
OFFICER = Person(1, "council", "Jo Officer", roles=frozenset({Role.OFFICER, Role.CONTRACT_MANAGER}))
HOSTILE = Person(2, "council", '<script>alert("x")</script>', roles=frozenset({Role.SPOC}))


def ours(message: Message, minutes: int) -> Entry:
    return Entry(NOON + timedelta(minutes=minutes), True, text(message), fragment(message))


@dataclass
class ListChat:
    """A chat for tests. `turns` are what was said through it."""

    entries: list[Entry] = field(default_factory=list)
    turns: list[tuple[int, str, str, dict[str, str], str]] = field(default_factory=list)
    files: list[SentFile] = field(default_factory=list)

    async def people(self) -> list[Waiting]:
        return [Waiting(OFFICER, 2), Waiting(HOSTILE)]

    async def transcript(self, person_id: int) -> list[Entry]:
        return self.entries

    async def say(self, person_id: int, said: Said) -> None:
        self.turns.append((person_id, said.text, said.verb, dict(said.fields), said.request_id))
        self.files += said.files


def conversation() -> list[Entry]:
    """One of everything: their words, our messages, a pressed button, a form."""
    return [
        Entry(NOON, False, "I'm buying <b>home care</b>\nfor 3 years"),
        ours(EVERYTHING, 1),
        Entry(NOON + timedelta(minutes=2), False, "Change", pressed=True),
        ours(FORM, 3),
    ]


def app(chat: ListChat | None = None, database: bool = True) -> web.Application:
    numbers = count(1)

    async def ready() -> bool:
        return database

    async def broken(_: web.Request) -> web.Response:
        raise RuntimeError("secret detail")

    ports = Ports(
        privacy=privacy("the procurement team"),
        terms=terms("the procurement team"),
        support=support("the procurement team"),
        ready=ready,
        new_id=lambda: f"id-{next(numbers)}",
        chat=chat,
    )
    found = web.Application(middlewares=[guarded(lambda: "R-1")])
    found.add_routes([*routes(ports), web.get("/broken", broken), web.get("/api/broken", broken)])
    return found
