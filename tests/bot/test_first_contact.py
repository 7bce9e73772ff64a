"""Somebody new in Teams: welcomed once, reached again when they come back, and an officer only where that is set."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from bot.app import App
from bot.config import read_config
from cards.adaptive import card
from cards.sorry import NoBusinessHere
from cards.welcome import Welcome
from domain.conversation import Door
from domain.people import Role
from tests.bot.teams.fake_connector import FakeTeams, Fault
from tests.bot.teams.fake_people import User, installed
from tests.speakers import Clock, outside

STAFF_ONLY = "Can I leave social value out of a procurement?"
"""The title of an article that is not for everybody."""

WELCOME = card(Welcome("Amira", False, ""))


@dataclass
class Council:
    """An assistant in Teams, and somebody who has not added it yet."""

    app: App
    teams: FakeTeams
    amira: User

    async def reached(self) -> bool:
        """Whether a message that nobody asked for would find her chat."""
        known = await self.app.store.read(lambda tx: tx.person_by_key(Door.TEAMS, self.amira.entra_id))
        return known is not None and await self.app.store.read(lambda tx: tx.reach(known.id)) is not None

    async def found(self) -> list[str]:
        """The titles of what she finds from the message box when she looks for an article."""
        value = {"parameters": [{"name": "words", "value": STAFF_ONLY}]}
        answered = await self.teams.invoke(self.amira, "composeExtension/query", value)
        return [one["preview"]["content"]["title"] for one in answered.body["composeExtension"]["attachments"]]

    @property
    def cards(self) -> list[object]:
        return [m["attachments"][0]["content"] for m in self.teams.sent(self.amira) if m.get("attachments")]


@pytest.fixture
async def council(database_url: str, quick: None) -> AsyncIterator[Council]:
    async with opened(database_url) as council:
        yield council


@pytest.fixture
async def strict_council(database_url: str, quick: None) -> AsyncIterator[Council]:
    """Lets in only whom an administrator has added."""
    async with opened(database_url, SVA_UNKNOWN_STAFF="none", SVA_SUPPORT="the desk") as council:
        yield council


@asynccontextmanager
async def opened(database_url: str, **settings: str) -> AsyncIterator[Council]:
    clock = Clock()
    async with FakeTeams() as teams:
        teams.keys.now = lambda: clock.at.timestamp()
        settings |= {"SVA_DATABASE_URL": database_url, "SVA_SECRET": "s" * 40}
        config = read_config(settings, lambda name: "")
        app = App(config, config.secret, teams.settings(), outside(clock))
        await app.open()
        teams.bot_url = await teams.serve(app.web_application()) + "/api/messages"
        yield Council(app, teams, teams.user("Amira", email="amira@council.example"))
        await app.close()


async def test_an_installation_is_welcomed_once_however_often_it_is_told(council: Council) -> None:
    told = installed(council.teams, council.amira, None)
    await asyncio.gather(*(council.teams.post(one) for one in told * 2))
    assert council.cards == [WELCOME]


async def test_who_wrote_before_is_welcomed_once_too(council: Council) -> None:
    await council.teams.say(council.amira, "help")
    await asyncio.gather(*(council.teams.post(one) for one in installed(council.teams, council.amira, None)))
    assert council.cards[1:] == [WELCOME]


async def test_each_time_it_is_added_again_the_chat_can_be_written_to(council: Council) -> None:
    await council.teams.install(council.amira)
    for _ in range(2):
        council.teams.fail(council.amira, Fault(403, code="MessageWritesBlocked"))
        await council.teams.say(council.amira, "help")
        assert await council.reached() is False
        await council.teams.install(council.amira)
        assert await council.reached() is True
    assert council.cards == [WELCOME]


async def test_unknown_staff_have_no_role_where_that_is_set(strict_council: Council) -> None:
    council = strict_council
    await council.teams.install(council.amira)
    await council.teams.say(council.amira, "I'm buying home care in High Peak for £300,000 including VAT")
    assert council.cards == [card(NoBusinessHere("the desk"))] * 2
    known = await council.app.store.read(lambda tx: tx.person_by_key(Door.TEAMS, council.amira.entra_id))
    assert known is not None and known.roles == frozenset()
    assert STAFF_ONLY not in await council.found()


async def test_unknown_staff_are_officers_where_nothing_is_set(council: Council) -> None:
    await council.teams.say(council.amira, "help")
    known = await council.app.store.read(lambda tx: tx.person_by_key(Door.TEAMS, council.amira.entra_id))
    assert known is not None and known.roles == {Role.OFFICER}
    assert STAFF_ONLY in await council.found()
