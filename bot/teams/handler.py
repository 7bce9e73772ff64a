"""What is done with an activity whose sender has been authenticated."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import Activity, ActivityTypes

from bot.teams.adapter import Adapter
from bot.teams.background import Background
from bot.teams.files import fetch_files
from bot.teams.invoke import (
    NOT_IMPLEMENTED,
    SEARCH,
    Answer,
    Found,
    card_answer,
    is_for_more,
    search_answer,
    searched_text,
)
from bot.teams.receive import FEEDBACK, FILE_CONSENT, conversation_of, inbound, sender_of
from bot.teams.roster import Roster
from bot.teams.send import dress, file_info, send
from bot.teams.serde import Malformed
from bot.teams.transport import ConnectorFault
from cards.message import Message
from cards.own_files import FileNotSaved
from domain.conversation import Delivery, Inbound, Scope, Sender
from domain.errors import NotAllowed

if TYPE_CHECKING:
    from bot.turn import TurnResult

log = logging.getLogger("assistant.teams")

TYPING_AFTER = 2.0
"""Seconds. Teams' store rules ask for an answer or a sign of work by then; at a button that was pressed Teams shows
one itself."""


class Timer(Protocol):
    def cancel(self) -> None: ...


CallLater = Callable[[float, Callable[[], None]], Timer]


@dataclass(frozen=True)
class Services:
    """What the rest of the house does for this door.

    `turn` takes a turn and a reference for the log, and never raises for what a person did; `deliver` sends
    one committed row of the outbox and sees to its being tried again; `search` looks in what is published, for
    that person; `file_bytes` gives the name and the content of a file that a turn has let somebody have, from the
    fields of its offer, and raises `NotAllowed` when there is none just now.
    """

    turn: Callable[[Inbound, str], Awaitable[TurnResult]]
    deliver: Callable[[Delivery], Awaitable[None]]
    search: Callable[[str, Sender], Awaitable[Iterable[Found]]]
    file_bytes: Callable[[Mapping[str, str]], Awaitable[tuple[str, bytes]]]


class Handler:
    """`call_later` is the event loop's, or a test's: after so many seconds call this, unless cancelled."""

    def __init__(
        self, adapter: Adapter, services: Services, now: Callable[[], datetime], call_later: CallLater | None = None
    ) -> None:
        self._adapter, self._services, self._now = adapter, services, now
        self._call_later = call_later
        self._roster = Roster(adapter.settings, now)
        self.background = Background()

    async def handle(self, context: TurnContext, activity: Mapping[str, Any], reference: str) -> Answer:
        """Raises `Malformed` for an activity that is not built as Teams builds them."""
        if activity.get("type") != "invoke":
            return await self._said(context, activity, reference)
        name, value = activity.get("name"), activity.get("value")
        if name == SEARCH and isinstance(value, dict):
            return await self._searched(context, activity, value)
        if name == FILE_CONSENT and isinstance(value, dict):
            return await self._file_consent(context, activity, value, reference)
        return await self._pressed(context, activity, reference)

    async def _searched(self, context: TurnContext, activity: Mapping[str, Any], value: Mapping[str, Any]) -> Answer:
        """All that was found comes at once: for more, Teams gets nothing."""
        if is_for_more(value):
            return search_answer(())
        sender = await self._resolve(context, activity, sender_of(activity))
        return search_answer(await self._services.search(searched_text(value), sender))

    async def _said(self, context: TurnContext, activity: Mapping[str, Any], reference: str) -> Answer:
        said = inbound(activity, self._now())
        if said is None:
            return Answer()
        timer = self._timer()(TYPING_AFTER, lambda: self.background.start(_type(context), reference))
        try:
            said = replace(said, sender=await self._resolve(context, activity, said.sender))
            if said.scope is Scope.PERSONAL:
                files = await fetch_files(activity, self._adapter.settings, self._adapter.transport)
                said = replace(said, files=files)
            result = await self._services.turn(said, reference)
        finally:
            timer.cancel()
        await self._deliver(result.deliveries, reference)
        return Answer()

    async def _pressed(self, context: TurnContext, activity: Mapping[str, Any], reference: str) -> Answer:
        pressed = inbound(activity, self._now())
        if pressed is None:
            return NOT_IMPLEMENTED
        pressed = replace(pressed, sender=await self._resolve(context, activity, pressed.sender))
        result = await self._services.turn(pressed, reference)
        if result.deliveries:
            # Messages to others do not keep the one who pressed waiting.
            self.background.start(self._deliver(result.deliveries, reference), reference)
        return Answer(200, {}) if pressed.verb == FEEDBACK else card_answer(result.replies)

    async def _deliver(self, deliveries: tuple[Delivery, ...], reference: str) -> None:
        """In order; one that cannot be handed over now is left to the outbox's worker, which finds it there."""
        for delivery in deliveries:
            try:
                await self._services.deliver(delivery)
            except Exception:
                log.exception("delivery failed", extra={"reference": reference, "job": delivery.job_id})

    async def _file_consent(
        self, context: TurnContext, activity: Mapping[str, Any], value: Mapping[str, Any], reference: str
    ) -> Answer:
        """A yes is followed once, when its turn has nothing to say against it."""
        upload = self._upload_of(value)
        answered = inbound(activity, self._now())
        if answered is None:
            return NOT_IMPLEMENTED
        answered = replace(answered, sender=await self._resolve(context, activity, answered.sender))
        result = await self._services.turn(answered, reference)
        if not result.failed:
            self.background.start(self._take_back(context, activity), reference)
        if upload is not None and not result.repeated and not result.replies:
            self.background.start(self._upload(context, answered.fields, upload, reference), reference)
        self.background.start(self._deliver(result.deliveries, reference), reference)
        return Answer()

    def _upload_of(self, value: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Where Teams wants the file that was agreed to; None for a no."""
        if value.get("action") != "accept":
            return None
        upload = value.get("uploadInfo")
        if not isinstance(upload, dict) or not isinstance(value.get("context"), dict):
            raise Malformed("a file consent without its upload or its context")
        if not self._adapter.settings.allows_file_store(str(upload.get("uploadUrl"))):
            raise Malformed("an upload address that is not one of Microsoft's")
        return upload

    async def _take_back(self, context: TurnContext, activity: Mapping[str, Any]) -> None:
        """Deletes the card that asked, so that it cannot be answered again; when Teams will not, it stays."""
        offer = activity.get("replyToId")
        if not isinstance(offer, str) or not offer:
            return
        try:
            await context.delete_activity(offer)
        except ConnectorFault as fault:
            log.info("the card of a file stays: %s", fault)

    async def _upload(
        self, context: TurnContext, wanted: Mapping[str, str], upload: Mapping[str, Any], reference: str
    ) -> None:
        try:
            name, content = await self._services.file_bytes(wanted)
            await self._adapter.transport.upload(upload["uploadUrl"], content)
        except NotAllowed as error:
            await _say(context, FileNotSaved(str(error)))
        except Exception:
            await _say(context, FileNotSaved(reference=reference))
            raise
        else:
            await context.send_activity(file_info(name, upload))

    async def _resolve(self, context: TurnContext, activity: Mapping[str, Any], sender: Sender) -> Sender:
        connector = context.turn_state[BotAdapter.BOT_CONNECTOR_CLIENT_KEY]
        return await self._roster.resolve(sender, conversation_of(activity), activity["from"]["id"], connector)

    def _timer(self) -> CallLater:
        return self._call_later or asyncio.get_running_loop().call_later


async def _type(context: TurnContext) -> None:
    await context.send_activity(Activity(type=ActivityTypes.typing))


async def _say(context: TurnContext, message: Message) -> None:
    await send(context, dress(message))
