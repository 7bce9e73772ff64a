"""Everybody at a terminal of one app: the whole house with a database, without a door's protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bot.app import App
from bot.config import read_config
from bot.samples import sample_people
from bot.setup import teams_settings
from bot.turn import TurnResult
from domain.conversation import Conversation, Door, Inbound, Sender
from domain.people import CLOCK, Person
from storage.store import Tx
from tests.speakers import Clock, outside

CHAIRS = (
    "I need a quotation for 40 office chairs, £38,000 including VAT, one-off, delivered to Chesterfield "
    "from 1 March 2027, mostly small firms"
)
TESTS = "relevant,proportionate,fair,additional,measurable"


@dataclass
class Terminals:
    app: App
    clock: Clock
    people: Mapping[str, Person]
    """By first name, in small letters."""
    _ids: count[int] = field(default_factory=lambda: count(1))

    def inbound(self, who: str, text: str = "", *, id: str = "", **values: Any) -> Inbound:
        """What somebody writes at their terminal; the answer is in its place."""
        person = self.people[who]
        sender = Sender(person.email, person.name, person.email, trusted=True)
        given: dict[str, Any] = {"in_place": True, "text": text, "conversation": f"terminal of {who}"} | values
        return Inbound(id=id or f"word {next(self._ids)}", door=Door.CONSOLE, sender=sender, at=self.clock(), **given)

    async def turn(self, inbound: Inbound) -> TurnResult:
        self.clock.passes()
        return await self.app.turn(inbound, "REF-1")

    async def say(self, who: str, text: str, **values: Any) -> str:
        """What is answered; several messages as one text."""
        return words(await self.turn(self.inbound(who, text, **values)))

    async def press(self, who: str, title: str, answers: Mapping[str, str] | None = None) -> str:
        """Presses a button of the last message, with what is filled in."""
        return words(await self.turn(await self.pressed(who, title, answers or {})))

    async def pressed(self, who: str, title: str, answers: Mapping[str, str]) -> Inbound:
        conversation = await self.conversation(who)
        offer = next(offer for offer in conversation.offers if offer.title == title)
        return self.inbound(who, verb=offer.verb, fields={**answers, **offer.fields})

    async def conversation(self, who: str) -> Conversation:
        found = await self.app.store.read(lambda tx: tx.conversation(Door.CONSOLE, f"terminal of {who}"))
        assert found is not None
        return found

    async def final_tender(self, who: str) -> str:
        """A small purchase, from the first sentence to the tender pack; gives its reference."""
        await self.say(who, CHAIRS)
        await self.press(who, "Continue", {"outcomes.1": "P6.3", "tests.1": TESTS})
        await self.say(who, "ok")
        await self.say(who, "ok")
        assert "Your tender pack is ready" in await self.press(who, "Make the tender pack")
        return (await self.conversation(who)).tender_ref

    async def count(self, table: str) -> int:
        """How many rows there are of a kind that tests ask for."""
        counts = await self.app.store.read(_counts)
        return counts[table]


def _counts(tx: Tx) -> dict[str, int]:
    tenders = {t.ref for p in tx.people() for t in tx.tenders_of(p.id)}
    return {"tenders": len(tenders), "events": tx.verify_history().events}


def words(result: TurnResult) -> str:
    return "\n\n".join(str(reply["text"]) for reply in result.replies)


async def new_terminals(database_url: str, **settings: str) -> Terminals:
    """Opens an app on this database, with the sample people in it and chance that repeats. `settings` are further
    ones, without their prefix."""
    environ = {"SVA_DATABASE_URL": database_url, "SVA_SECRET": "s" * 40}
    environ |= {f"SVA_{name}": value for name, value in settings.items()}
    config = read_config(environ, lambda name: "")
    clock = Clock()
    app = App(config, config.secret, teams_settings(config), outside(clock))
    await app.open()

    def add(tx: Tx) -> dict[str, Person]:
        people = [tx.save_person(p, by=CLOCK, at=clock()) for p in sample_people(config.organisation)]
        return {p.name.split()[0].lower(): p for p in people}

    return Terminals(app, clock, await app.store.write(add))
