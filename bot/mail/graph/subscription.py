"""Our subscription to notifications about new mail: made, renewed at half its life, made again when it is gone.

https://learn.microsoft.com/graph/change-notifications-lifecycle-events
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from bot.mail.graph.client import Graph
from bot.mail.graph.faults import GraphFault
from bot.mail.ports import Memory

log = logging.getLogger("assistant.mail")

LASTS = timedelta(minutes=4200)
"""Graph gives one for messages a little more than that, and no longer."""

REMOVED, REAUTHORISE = "subscriptionRemoved", "reauthorizationRequired"


@dataclass(frozen=True)
class _Made:
    """A subscription as it was made: its id at Graph, when it is to be renewed, and what it was made with."""

    id: str
    renew_at: str
    made_with: str


class Subscription:
    """`keep_up` is called often; it asks Graph for something only when something is due."""

    def __init__(self, graph: Graph, memory: Memory, *, now: Callable[[], datetime]) -> None:
        self._graph, self._memory, self._now = graph, memory, now
        self._settings = graph.settings
        self._urgent = ""

    def heard(self, event: str) -> None:
        """What Graph said of the subscription itself; the next `keep_up` sees to it."""
        if event in (REMOVED, REAUTHORISE):
            self._urgent = event

    async def keep_up(self) -> None:
        """Never raises what Graph says: without notifications the inbox is still asked, only less soon."""
        event, self._urgent = self._urgent, ""
        try:
            await self._see_to(event)
        except GraphFault as fault:
            self._urgent = self._urgent or event
            log.warning("there are no notifications of new mail now; the inbox is asked instead: %s", fault)

    async def _see_to(self, event: str) -> None:
        made = await self._made()
        if made is None or made.made_with != self._with():
            await self._make(made)
        elif event == REMOVED:
            await self._make(None)
        elif event == REAUTHORISE or self._now() >= datetime.fromisoformat(made.renew_at):
            await self._renew(made)

    async def _made(self) -> _Made | None:
        written = await self._memory.recall(self._key)
        return _Made(**json.loads(written)) if written else None

    async def _make(self, before: _Made | None) -> None:
        if before is not None:
            with suppress(GraphFault):  # it ends by itself
                await self._graph.ask("DELETE", self._address(before.id))
        made = await self._graph.ask("POST", self._address(), self._wanted(), repeatable=False)
        await self._write(str(made["id"]))
        log.info("notifications of new mail are on")

    async def _renew(self, made: _Made) -> None:
        try:
            await self._graph.ask("PATCH", self._address(made.id), {"expirationDateTime": self._ends()})
        except GraphFault as fault:
            if fault.status != 404:
                raise
            await self._make(None)
            return
        await self._write(made.id)

    async def _write(self, subscription_id: str) -> None:
        renew_at = (self._now() + LASTS / 2).isoformat()
        made = _Made(subscription_id, renew_at, self._with())
        await self._memory.remember(self._key, json.dumps(asdict(made)))

    def _wanted(self) -> dict[str, str]:
        return {
            "changeType": "created",
            "notificationUrl": self._settings.notify_url,
            "lifecycleNotificationUrl": self._settings.notify_url,
            "resource": f"users/{self._settings.mailbox}/mailFolders('inbox')/messages",
            "expirationDateTime": self._ends(),
            "clientState": self._settings.client_states[0],
        }

    def _ends(self) -> str:
        return (self._now() + LASTS).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _with(self) -> str:
        """A digest of what a subscription is made with: when that changes, another has to be made."""
        text = f"{self._settings.notify_url} {self._settings.client_states[0]}"
        return hashlib.sha256(text.encode()).hexdigest()

    def _address(self, subscription_id: str = "") -> str:
        address = f"{self._settings.base_url}/subscriptions"
        return f"{address}/{subscription_id}" if subscription_id else address

    @property
    def _key(self) -> str:
        return f"graph subscription {self._settings.mailbox}"
