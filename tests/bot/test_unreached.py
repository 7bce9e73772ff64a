"""A note in Teams to somebody who has blocked the assistant: by mail, or to the administrators, and never lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest

from bot.app import App
from bot.config import read_config
from bot.samples import sample_people
from cards.adaptive import card
from cards.undelivered import NotReached
from domain.conversation import Conversation, Door, Needs
from domain.escalation import Ticket
from domain.people import CLOCK, Role
from storage.store import Tx
from tests.bot.teams.fake_connector import FakeTeams, Fault
from tests.bot.teams.fake_people import User
from tests.speakers import Clock, outside

BLOCKED = Fault(403, code="MessageWritesBlocked")
SOFIA = "sofia@council.example"
QUESTION = "What counts as additional?"


@dataclass
class Council:
    app: App
    teams: FakeTeams
    amira: User
    sofia: User
    ada: User

    async def ask(self) -> None:
        """Amira asks a person, which is Sofia; whatever comes of it is delivered."""
        await self.teams.say(self.amira, "ask a person")
        await self.teams.say(self.amira, QUESTION)
        await self.app.endpoint.drain()
        for _ in range(3):
            await self.app.worker.deliver_due()

    async def letters(self) -> list[tuple[str, str, bool]]:
        """State, address, and whether Amira's question is in it, of each mail of ours."""
        letters = await self.app.store.read(lambda tx: tx.letters(10))
        return [(one.state, one.delivery.reference["to"], QUESTION in one.delivery.payload["text"]) for one in letters]

    async def tickets(self) -> list[str]:
        return [ticket.ref for ticket in await self.app.store.read(open_tickets)]

    async def dead(self) -> list[str]:
        return [job.key for job in await self.app.store.read(lambda tx: tx.jobs("dead"))]


def open_tickets(tx: Tx) -> tuple[Ticket, ...]:
    person, conversation = tx.people()[0], Conversation(0, Door.TEAMS, "", 0)
    return tx.facts(person, conversation, Needs(open_tickets=True)).tickets


@asynccontextmanager
async def council_of(database_url: str, folder: str, **settings: str) -> AsyncIterator[Council]:
    clock = Clock()
    async with FakeTeams() as teams:
        teams.keys.now = lambda: clock.at.timestamp()
        environ = {"SVA_DATABASE_URL": database_url, "SVA_SECRET": "s" * 40, "SVA_FILES": folder} | settings
        config = read_config(environ, lambda name: "")
        app = App(config, config.secret, teams.settings(), outside(clock))
        await app.open()

        def add(tx: Tx) -> None:
            for person in sample_people(config.organisation):
                tx.save_person(person, by=CLOCK, at=clock())

        await app.store.write(add)
        teams.bot_url = await teams.serve(app.web_application()) + "/api/messages"
        names = ("Amira Hollis", "Sofia Marsh", "Ada Winter")
        users = [teams.user(name, email=f"{name.split()[0].lower()}@council.example") for name in names]
        for user in users:
            await teams.install(user)
        yield Council(app, teams, *users)
        await app.close()


@pytest.fixture
async def council(database_url: str, tmp_path_factory: pytest.TempPathFactory, quick: None) -> AsyncIterator[Council]:
    """Mail is on."""
    folder = str(tmp_path_factory.mktemp("files"))
    async with council_of(database_url, folder, SVA_MAIL_PORT="0") as council:
        yield council


@pytest.fixture
async def without_mail(
    database_url: str, tmp_path_factory: pytest.TempPathFactory, quick: None
) -> AsyncIterator[Council]:
    folder = str(tmp_path_factory.mktemp("files"))
    async with council_of(database_url, folder, SVA_MAIL_IN="off", SVA_MAIL_OUT="off") as council:
        yield council


async def test_who_takes_nothing_in_teams_any_more_gets_it_by_mail(council: Council) -> None:
    council.teams.fail(council.sofia, BLOCKED)
    await council.ask()
    assert await council.letters() == [("done", SOFIA, True)]
    (key,) = await council.dead()
    assert [job.key for job in await council.app.store.read(lambda tx: tx.jobs("done"))][-1] == f"unreached:{key}:1"
    assert len(council.teams.sent(council.ada)) == 1  # the welcome


async def test_without_mail_the_administrators_are_told(without_mail: Council) -> None:
    council = without_mail
    council.teams.fail(council.sofia, BLOCKED)
    await council.ask()
    (key,) = await council.dead()
    (ticket,) = await council.tickets()
    about, reason = f"{ticket}: Amira Hollis needs your decision", "Teams answered 403 MessageWritesBlocked"
    assert council.teams.card(council.ada) == card(NotReached("Sofia Marsh", about, reason, key))


async def test_without_an_address_the_administrators_are_told(council: Council) -> None:
    def forget(tx: Tx) -> None:
        sofia = next(person for person in tx.people() if Role.SPOC in person.roles)
        tx.save_person(replace(sofia, email=""), by=CLOCK, at=council.app.now())

    await council.app.store.write(forget)
    council.teams.fail(council.sofia, BLOCKED)
    await council.ask()
    assert await council.letters() == []
    assert "Sofia Marsh" in str(council.teams.card(council.ada))


async def test_that_an_administrator_cannot_be_told_is_told_to_nobody(without_mail: Council) -> None:
    council = without_mail
    for user in (council.sofia, council.ada):
        council.teams.fail(user, BLOCKED)
    await council.ask()
    question, note = await council.dead()
    assert note == f"unreached:{question}:1"
    assert await council.app.store.read(lambda tx: tx.jobs("ready")) == ()


async def test_who_asked_and_takes_no_answer_is_nobody_s_business(council: Council) -> None:
    council.teams.fail(council.amira, BLOCKED)
    await council.teams.say(council.amira, "help")
    assert len(await council.dead()) == 1
    assert await council.app.worker.deliver_due() == 0
