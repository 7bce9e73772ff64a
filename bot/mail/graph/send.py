"""Mail goes out by Microsoft Graph: a draft, its id written down, then sent, so that it is not sent twice."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.mail.graph.client import WITHIN_A_LEASE, Graph
from bot.mail.graph.draft import Draft, DraftFile, draft_of
from bot.mail.graph.faults import GraphFault, as_outbox_error
from bot.mail.graph.pace import Pace
from bot.mail.ports import Memory, OutgoingMail
from bot.sign_in import SignInFailed
from domain.errors import GiveUp, TryLater

log = logging.getLogger("assistant.mail")

SETTLES = timedelta(minutes=1)
"""For so long after it was told to send a draft, Graph may still show it as one."""

LATE = timedelta(minutes=5)
"""The copy in Sent Items may be that late; until then nobody knows what has become of the draft."""

ASK_AGAIN = 60.0
"""Seconds."""

SMALL = 3 * 1024 * 1024
RANGE = 12 * 320 * 1024
"""Bytes: from SMALL on, a file goes in ranges, whose length has to be a multiple of 320 KiB."""


@dataclass(frozen=True)
class _Told:
    """What is written down before a draft is told to go: its id, and when that was."""

    draft: str
    at: datetime


class GraphTransport:
    """`memory` must last as long as the outbox keeps a message."""

    def __init__(self, graph: Graph, memory: Memory, now: Callable[[], datetime]) -> None:
        self._graph, self._memory, self._now = graph, memory, now
        self._pace = Pace(graph.settings.sends_a_minute, now)

    async def send(self, mail: OutgoingMail) -> None:
        """Raises `TryLater` or `GiveUp`. A message that has left already is not sent again."""
        try:
            await self._send(mail)
        except SignInFailed as fault:
            raise TryLater(f"cannot sign in to send mail: {fault}") from fault
        except GraphFault as fault:
            error = as_outbox_error(fault)
            if isinstance(error, GiveUp):
                await self._drop(mail)
            raise error from fault

    async def _send(self, mail: OutgoingMail) -> None:
        told = await self._told(mail)
        if told is not None and await self._has_left(told):
            return
        if wait := self._pace.wait(mail.key):
            raise TryLater("the mailbox has sent as much as it may within a minute", wait)
        draft = told.draft if told is not None else await self._new_draft(mail)
        await self._memory.remember(_key(mail), json.dumps([draft, self._now().isoformat()]))
        address = self._graph.message(draft, "/send")
        await self._graph.ask("POST", address, patience=WITHIN_A_LEASE, repeatable=False)

    async def _told(self, mail: OutgoingMail) -> _Told | None:
        written = await self._memory.recall(_key(mail))
        if not written:
            return None
        draft, at = json.loads(written)
        return _Told(draft, datetime.fromisoformat(at))

    async def _has_left(self, told: _Told) -> bool:
        """Whether a draft that was perhaps told to go has gone. Raises `TryLater` while that cannot be known."""
        since = self._now() - told.at
        address = self._graph.message(told.draft, "?$select=isDraft")
        try:
            found = await self._graph.ask("GET", address, patience=WITHIN_A_LEASE)
        except GraphFault as fault:
            if fault.status != 404:
                raise
            if since < LATE:
                raise TryLater("it is on its way or has gone; the copy is not there yet", ASK_AGAIN) from fault
            log.warning("a message left and no copy of it appeared; it is taken as sent")
            return True
        if not found["isDraft"]:
            return True
        if since < SETTLES:
            raise TryLater("it was told to go a moment ago", (SETTLES - since).total_seconds())
        return False

    async def _new_draft(self, mail: OutgoingMail) -> str:
        draft = draft_of(mail)
        made = await self._reply_draft(mail.answers, draft) if mail.answers else None
        if made is None:
            made = await self._ask("POST", self._graph.mailbox("messages"), _whole(draft))
        draft_id = str(made["id"])
        try:
            for file in draft.files:
                await self._attach(draft_id, file)
        except (GraphFault, SignInFailed):
            await self._remove(draft_id)
            raise
        return draft_id

    async def _reply_draft(self, answers: str, draft: Draft) -> Any:
        """A draft that mail programs show under what it answers; None when that message is there no more."""
        message = {"internetMessageHeaders": draft.headers} if draft.headers else {}
        try:
            made = await self._ask("POST", self._graph.message(answers, "/createReply"), {"message": message})
        except GraphFault as fault:
            if fault.status != 404:
                raise
            return None
        try:
            await self._ask("PATCH", self._graph.message(made["id"]), draft.fields)
        except (GraphFault, SignInFailed):
            await self._remove(str(made["id"]))  # the next attempt makes another
            raise
        return made

    async def _attach(self, draft_id: str, file: DraftFile) -> None:
        about = {"name": file.name, "contentType": file.type}
        if len(file.content) < SMALL:
            content = base64.b64encode(file.content).decode()
            body = {"@odata.type": "#microsoft.graph.fileAttachment", **about, "contentBytes": content}
            await self._ask("POST", self._graph.message(draft_id, "/attachments"), body)
            return
        item = {"AttachmentItem": {"attachmentType": "file", **about, "size": len(file.content)}}
        session = await self._ask("POST", self._graph.message(draft_id, "/attachments/createUploadSession"), item)
        for first in range(0, len(file.content), RANGE):
            part = file.content[first : first + RANGE]
            await self._graph.upload(session["uploadUrl"], part, first, len(file.content))

    async def _drop(self, mail: OutgoingMail) -> None:
        """Nothing is left of a message that Graph will not send, so that it can be sent anew."""
        told = await self._told(mail)
        if told is not None:
            await self._remove(told.draft)
            await self._memory.forget(_key(mail))

    async def _remove(self, draft_id: str) -> None:
        with suppress(GraphFault, SignInFailed):  # it is only a draft that nobody needs
            await self._graph.ask("DELETE", self._graph.message(draft_id), patience=WITHIN_A_LEASE)

    async def _ask(self, method: str, url: str, body: dict[str, Any]) -> Any:
        return await self._graph.ask(method, url, body, patience=WITHIN_A_LEASE)


def _whole(draft: Draft) -> dict[str, Any]:
    return {**draft.fields, "internetMessageHeaders": draft.headers} if draft.headers else draft.fields


def _key(mail: OutgoingMail) -> str:
    return f"draft {mail.key}"
