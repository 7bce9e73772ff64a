"""An assistant behind the Teams door, with turns that the test decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from bot.teams.adapter import Adapter
from bot.teams.endpoint import PATH, Endpoint, routes
from bot.teams.handler import Services
from bot.teams.send import TeamsDoor
from domain.conversation import Delivery, Door, Inbound, Sender
from tests.bot.teams.fake_connector import FakeTeams


@dataclass(frozen=True)
class Result:
    """As `bot.turn.TurnResult`."""

    replies: tuple[Mapping[str, Any], ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    repeated: bool = False
    failed: bool = False


class Timers:
    """Timers that go off when the test says so."""

    def __init__(self) -> None:
        self.waiting: dict[int, tuple[float, Callable[[], None]]] = {}

    def call_later(self, seconds: float, call: Callable[[], None]) -> Any:
        number = len(self.waiting)
        self.waiting[number] = (seconds, call)
        timers = self

        class Timer:
            def cancel(self) -> None:
                timers.waiting.pop(number, None)

        return Timer()

    def go_off(self) -> None:
        for _, call in list(self.waiting.values()):
            call()


def echo(inbound: Inbound) -> Mapping[str, Any]:
    return {"text": f"You said {inbound.text or inbound.verb}"}


@dataclass
class Assistant:
    """Answers everything with `reply`, and nothing where that is None; a repeat gets what it got before. `turns` are
    those that came."""

    teams: FakeTeams
    reply: Callable[[Inbound], Mapping[str, Any] | None] = echo
    turns: list[Inbound] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)
    sent: list[tuple[str, str]] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)
    searchers: list[Sender] = field(default_factory=list)
    error: Exception | None = None
    no_file: Exception | None = None
    timers: Timers = field(default_factory=Timers)
    now: datetime | None = None

    async def start(self, **changes: Any) -> None:
        """Listens for this Teams, with these changes to its settings."""
        self._earlier: dict[str, Result] = {}
        settings = self.teams.settings(**changes)
        self.adapter = Adapter(settings, now=self.clock, sleep=self._sleep, random=lambda: 0.5)
        self.door = TeamsDoor(self.adapter, self._mark_dead, self._sent)
        services = Services(self.turn, self.door.send, self._search, self._file_bytes)
        self.endpoint = Endpoint(
            self.adapter,
            services,
            now=self.clock,
            new_reference=lambda: "R-7",
            call_later=self.timers.call_later,
        )
        app = web.Application()
        app.add_routes(routes(self.endpoint))
        self.teams.bot_url = await self.teams.serve(app) + PATH

    async def stop(self) -> None:
        await self.endpoint.drain()
        await self.adapter.close()

    async def restart(self, **changes: Any) -> None:
        await self.stop()
        await self.start(**changes)

    def clock(self) -> datetime:
        return self.now or datetime.now(UTC)

    async def turn(self, inbound: Inbound, reference: str) -> Result:
        if self.error is not None:
            raise self.error
        self.turns.append(inbound)
        if inbound.id in self._earlier:
            return Result(self._earlier[inbound.id].replies, (), repeated=True)
        payload = self.reply(inbound)
        delivered = payload is not None and not inbound.in_place
        result = Result((payload,) if payload else (), (delivery(inbound, payload),) if delivered else ())
        self._earlier[inbound.id] = result
        return result

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def _mark_dead(self, address: str) -> None:
        self.dead.append(address)

    async def _sent(self, delivery: Delivery, activity_id: str) -> None:
        self.sent.append((delivery.key, activity_id))

    async def _search(self, text: str, sender: Sender) -> list[tuple[str, str, Mapping[str, Any]]]:
        self.searched.append(text)
        self.searchers.append(sender)
        return [("Local jobs", "An outcome", {"type": "AdaptiveCard", "version": "1.5", "body": []})]

    async def _file_bytes(self, offered: Mapping[str, str]) -> tuple[str, bytes]:
        if self.no_file is not None:
            raise self.no_file
        return f"{offered['tender']}.docx", b"content"


def delivery(inbound: Inbound, payload: Mapping[str, Any], number: int = 1) -> Delivery:
    key = f"reply {number}"
    return Delivery(number, key, Door.TEAMS, inbound.conversation, inbound.reference, payload, 1, inbound.id)
