"""Mail comes in by Microsoft Graph: the inbox is asked for what is new since the last time, and that is the truth.

A notification only makes us ask sooner. How far the inbox was read is written down after what was read is kept, so
after a crash some of it is read again, which the inbox of ours notices.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from bot.mail.graph.client import Graph
from bot.mail.graph.faults import FOLDER_EXISTS, GraphFault
from bot.mail.graph.subscription import Subscription
from bot.mail.ports import Inbox, Memory
from bot.mail.rounds import Rounds
from domain.mail import MailSource, RawMail

log = logging.getLogger("assistant.mail")

PAGE = "odata.maxpagesize=50"

TRIES = 5
"""Rounds in which one message may fail before the others go on without it; it stays in the inbox."""


class GraphSource:
    """Puts every message of the inbox into `inbox`, then files it away."""

    def __init__(
        self,
        graph: Graph,
        inbox: Inbox,
        memory: Memory,
        *,
        now: Callable[[], datetime],
        random: Callable[[], float],
    ) -> None:
        self._graph, self._inbox, self._memory, self._now = graph, inbox, memory, now
        self.settings = graph.settings
        self.subscription = Subscription(graph, memory, now=now)
        self.rounds = Rounds("mail by Graph", self.round, every=self.settings.poll, random=random)
        self._folder = ""
        self._failures: dict[str, int] = {}

    async def run(self) -> None:
        """Until `stop`."""
        await self.rounds.run()

    def stop(self) -> None:
        """Ends after the round that it is in."""
        self.rounds.stop()

    async def round(self) -> None:
        """Sees that notifications come, and reads what is new. Raises what Graph, sign-in or our inbox raised."""
        if self.settings.notify_url:
            await self.subscription.keep_up()
        await self.read()

    def heard(self, event: str) -> None:
        """A notification came: of new mail, or the lifecycle event `event`. The inbox is read soon."""
        self.subscription.heard(event)
        self.rounds.wake()

    async def read(self) -> None:
        """Reads what is new, page by page."""
        link = await self._memory.recall(self._place) or self._from_the_start()
        while link:
            page = await self._page(link)
            for item in sorted(page["value"], key=lambda item: str(item.get("receivedDateTime", ""))):
                if "@removed" not in item:
                    await self._take(item)
            link = str(page.get("@odata.nextLink", ""))
            await self._memory.remember(self._place, link or str(page["@odata.deltaLink"]))

    @property
    def _place(self) -> str:
        return f"graph place {self.settings.mailbox}"

    def _from_the_start(self) -> str:
        wanted = "changeType=created&$select=id,receivedDateTime"
        return self._graph.mailbox(f"mailFolders/inbox/messages/delta?{wanted}")

    async def _page(self, link: str) -> Any:
        try:
            return await self._graph.ask("GET", link, prefer=PAGE)
        except GraphFault as fault:
            if not fault.out_of_step or link == self._from_the_start():
                raise
        log.warning("Graph no longer knows how far the inbox was read; all of it is read again")
        await self._memory.forget(self._place)
        return await self._graph.ask("GET", self._from_the_start(), prefer=PAGE)

    async def _take(self, item: Mapping[str, Any]) -> None:
        """Keeps one message and files it away. A passing fault is raised, so that nothing is left behind."""
        message_id = str(item["id"])
        most = self.settings.most_bytes
        try:
            raw = await self._graph.read(self._graph.message(message_id, "/$value"), most + 1)
        except GraphFault as fault:
            self._failed(message_id, fault)
            return
        at = _moment(str(item.get("receivedDateTime", ""))) or self._now()
        mailbox, cut = self.settings.mailbox, len(raw) > most
        await self._inbox.keep(RawMail(mailbox, raw[:most], "", (), at, MailSource.GRAPH, message_id, cut))
        self._failures.pop(message_id, None)
        if self.settings.processed_folder:
            await self._file_away(message_id)

    def _failed(self, message_id: str, fault: GraphFault) -> None:
        """Raises the fault while it may pass."""
        if fault.status == 404:  # somebody has deleted it meanwhile
            return
        tries = self._failures[message_id] = self._failures.get(message_id, 0) + 1
        if fault.status in (0, 401, 403, 429) or tries < TRIES:  # that is about all messages, not about this one
            raise fault
        log.error("a message cannot be read and stays in the inbox: %s", fault)
        del self._failures[message_id]

    async def _file_away(self, message_id: str) -> None:
        try:
            if not await self._moved(message_id):
                self._folder = ""  # somebody may have deleted the folder; or the message, which is no trouble
                await self._moved(message_id)
        except GraphFault as fault:
            if fault.passing:
                raise
            log.warning("a message is kept but stays in the inbox: %s", fault)

    async def _moved(self, message_id: str) -> bool:
        """False when there is no such message, or no such folder."""
        self._folder = self._folder or await self._folder_id()
        address = self._graph.message(message_id, "/move")
        try:
            await self._graph.ask("POST", address, {"destinationId": self._folder})
        except GraphFault as fault:
            if fault.status == 404:
                return False
            raise
        return True

    async def _folder_id(self) -> str:
        """The folder of that name, made where there is none."""
        name = self.settings.processed_folder
        filtered = quote("displayName eq '" + name.replace("'", "''") + "'")
        address = self._graph.mailbox("mailFolders")
        find = f"{address}?$filter={filtered}"
        found = await self._graph.ask("GET", find)
        if not found["value"]:
            try:
                return str((await self._graph.ask("POST", address, {"displayName": name}))["id"])
            except GraphFault as fault:
                if fault.code != FOLDER_EXISTS:
                    raise
            found = await self._graph.ask("GET", find)  # another process has made it just now
        return str(found["value"][0]["id"])


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
