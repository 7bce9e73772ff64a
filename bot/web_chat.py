"""The browser chat's conversations, from the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.turn import House, take_turn
from bot.web.ports import Entry, Said, Waiting
from cards.page import TITLE
from domain.conversation import Delivery, Door, Event, Inbound, Sender
from domain.people import Person
from storage.inbox import Entry as Exchange
from storage.store import Store, Tx

MOST_SHOWN = 60
"""Entries of a conversation on one page; older ones are in the record."""


class WebChat:
    """Speaks as anybody, so it is built on loopback only (`Config.dev_chat`)."""

    def __init__(
        self,
        store: Store,
        house: House,
        deliver: Callable[[Delivery], Awaitable[None]],
        now: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._store, self._house, self._deliver, self._now, self._new_id = store, house, deliver, now, new_id

    async def people(self) -> list[Waiting]:
        def work(tx: Tx) -> list[Waiting]:
            counts = Counter(job.person_id for job in tx.jobs("waiting"))
            return [Waiting(person, counts[person.id]) for person in tx.people()]

        return await self._store.read(work)

    async def transcript(self, person_id: int) -> list[Entry]:
        def work(tx: Tx) -> tuple[Exchange, ...]:
            conversation = tx.conversation(Door.WEB, address(person_id))
            return tx.transcript(conversation.id, MOST_SHOWN) if conversation else ()

        return [entry for exchange in await self._store.read(work) for entry in _entries(exchange)]

    async def open_for(self, person: Person) -> None:
        """Gives somebody their conversation and its one welcome, so that what is for them finds them."""
        at = self._now()
        sender = Sender(person.email, person.name, person.email, trusted=True)
        where = address(person.id)
        installed = f"installed:{where}"
        inbound = Inbound(installed, Door.WEB, where, sender, at, event=Event.INSTALLED, in_place=True)
        await take_turn(self._house, inbound, self._new_id())

    async def say(self, person_id: int, said: Said) -> None:
        person = next((p for p in await self._store.read(lambda tx: tx.people()) if p.id == person_id), None)
        if person is None:
            raise LookupError(person_id)
        inbound = Inbound(
            id=said.request_id,
            door=Door.WEB,
            conversation=address(person_id),
            sender=Sender(person.email, person.name, person.email, trusted=True),
            at=self._now(),
            text=said.text or said.fields.get(TITLE, ""),
            verb=said.verb,
            fields={key: value for key, value in said.fields.items() if key != TITLE},
            in_place=True,
            files=said.files,
        )
        result = await take_turn(self._house, inbound, self._new_id())
        for delivery in result.deliveries:
            await self._deliver(delivery)
        await self._store.flush()  # a page shows what is written, so a colleague's page has it at once


def _entries(exchange: Exchange) -> list[Entry]:
    """What a person said, when they said something, and then what we said."""
    found = []
    if exchange.text or exchange.verb:
        found.append(Entry(exchange.at, False, exchange.text or exchange.verb, pressed=bool(exchange.verb)))
    for payload in exchange.payloads:
        found.append(Entry(exchange.at, True, str(payload.get("text", "")), str(payload.get("html", ""))))
    return found


def address(person_id: int) -> str:
    """The web door's id of a person's conversation."""
    return f"person-{person_id}"
