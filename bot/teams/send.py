"""Messages on their way to Teams."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from copy import copy
from functools import lru_cache
from typing import Any

from botbuilder.core import TurnContext
from botbuilder.schema import Activity, ActivityTypes, Attachment, TextFormatTypes

from bot.sign_in import SignInFailed
from bot.teams.adapter import Adapter
from bot.teams.serde import Malformed
from bot.teams.transport import ConnectorFault
from cards.adaptive import card, card_below
from cards.fit import cut
from cards.message import Message
from cards.welcome import Help
from domain.conversation import Delivery
from domain.errors import GiveUp, TryLater

CARD = "application/vnd.microsoft.card.adaptive"
FILE_CONSENT = "application/vnd.microsoft.teams.card.file.consent"
FILE_INFO = "application/vnd.microsoft.teams.card.file.info"

MOST_CITATIONS, LONGEST_NAME, LONGEST_ABSTRACT = 20, 80, 160
"""What Teams takes of the sources of a message; names and abstracts in characters."""

DEAD = ("MessageWritesBlocked", "ConversationBlockedByUser", "BotNotInConversationRoster", "ConversationNotFound")
"""Teams' words for a conversation that nothing can be sent to any more, until the person comes back."""


def dress(message: Message) -> Mapping[str, Any]:
    """A message as a payload for this door: {"text": one line, "card": Adaptive Card} and, when the reader is
    asked whether it helped, "feedback": True.

    A payload may also have "file": {"name", "size" in bytes, "context": what comes back with the consent}, and
    "update": the id of the activity that it replaces. It is not to be changed: who asks for help gets the one that
    is kept.
    """
    return _kept(message) if isinstance(message, Help) else _dressed(message)


@lru_cache(maxsize=16)
def _kept(message: Help) -> dict[str, Any]:
    return _dressed(message)


def _dressed(message: Message) -> dict[str, Any]:
    payload: dict[str, Any] = {"text": message.subject, "card": card(message)}
    if message.feedback:
        payload["feedback"] = True
    if message.spoken:
        payload["spoken"] = message.spoken
        payload["below"] = card_below(message)
        payload["citations"] = [list(citation) for citation in message.citations[:MOST_CITATIONS]]
        payload["ai"] = message.ai_worded
    if message.rated:
        payload["about"] = message.rated
    if (file := message.file) is not None:
        context = {"kind": file.kind, "tender": file.about}
        return {"text": message.subject, "file": {"name": file.name, "size": file.size, "context": context}}
    return payload


class TeamsDoor:
    """Sends what the outbox holds. `mark_dead` is told the address of a conversation that is closed to us, and
    `sent` the id that Teams gave to what was sent, by which it can be updated in place."""

    def __init__(
        self,
        adapter: Adapter,
        mark_dead: Callable[[str], Awaitable[None]],
        sent: Callable[[Delivery, str], Awaitable[None]] | None = None,
    ) -> None:
        self._adapter, self._mark_dead, self._sent = adapter, mark_dead, sent

    async def send(self, delivery: Delivery) -> None:
        """Raises `TryLater` when Teams is busy or out of reach, `GiveUp` when it will never take this."""
        activity_id = ""
        try:
            activity_id = await self._hand_over(delivery)
        except ConnectorFault as fault:
            await self._failed(fault, delivery)
        except SignInFailed as error:
            raise TryLater(str(error)) from error
        except (Malformed, PermissionError) as error:
            raise GiveUp(f"the stored conversation cannot be reached: {error}") from error
        if self._sent is not None:
            await self._sent(delivery, activity_id)

    async def _hand_over(self, delivery: Delivery) -> str:
        connector, known = await self._adapter.place(delivery.reference)
        activity = activity_of(delivery.payload)
        activity.channel_id, activity.service_url = known.channel_id, known.service_url
        activity.conversation, activity.from_property, activity.recipient = known.conversation, known.bot, known.user
        before = str(delivery.payload.get("update", ""))
        if before:
            activity.id = before
            await connector.conversations.update_activity(known.conversation.id, before, activity)
            return before
        response = await connector.conversations.send_to_conversation(known.conversation.id, activity)
        return response.id or ""

    async def _failed(self, fault: ConnectorFault, delivery: Delivery) -> None:
        # 401 is a fault of our registration, which a person puts right: what waits is then sent.
        if fault.passing or fault.status == 401:
            raise TryLater(str(fault), fault.after) from fault
        if any(word in fault.code for word in DEAD):
            await self._mark_dead(delivery.address)
        raise GiveUp(str(fault)) from fault


async def send(context: TurnContext, payload: Mapping[str, Any]) -> str:
    """Sends a payload into the conversation of a turn and gives the id of the activity."""
    activity = activity_of(payload)
    if payload.get("update"):
        activity.id = payload["update"]
        await context.update_activity(activity)
        return str(payload["update"])
    response = await context.send_activity(activity)
    return (response.id if response else "") or ""


def activity_of(payload: Mapping[str, Any]) -> Activity:
    """The message activity of a payload: with a card, its text is the line of the notification."""
    activity = _Activity(type=ActivityTypes.message)
    if payload.get("spoken"):
        activity.text, activity.text_format = payload["spoken"], TextFormatTypes.plain
        activity.summary = payload["text"]
        activity.entities = [_cited(payload["citations"], payload.get("ai") is True)]
        activity.attachments = [_Attachment(content_type=CARD, content=payload["below"])]
    elif "card" in payload:
        activity.summary = payload["text"]
        activity.attachments = [_Attachment(content_type=CARD, content=payload["card"])]
    elif "file" in payload:
        activity.summary = payload.get("text")
        activity.attachments = [_consent(payload)]
    else:
        # Plain, because "<" in Markdown text makes Teams drop what follows.
        activity.text, activity.text_format = payload["text"], TextFormatTypes.plain
    if payload.get("feedback"):
        activity.channel_data = {"feedbackLoop": {"type": "default"}}
    return activity


def file_info(name: str, upload: Mapping[str, Any]) -> Activity:
    """The card of a file that has been uploaded, from Teams' upload information."""
    content = {"uniqueId": upload.get("uniqueId"), "fileType": upload.get("fileType")}
    attachment = _Attachment(content_type=FILE_INFO, content_url=upload.get("contentUrl"), name=name, content=content)
    return Activity(type=ActivityTypes.message, summary=name, attachments=[attachment])


class _Activity(Activity):  # type: ignore[misc]  # the SDK has no types
    def __deepcopy__(self, memo: dict[int, Any]) -> _Activity:
        """A shallow copy: the turn context copies each activity before it addresses it, and changes nothing inside."""
        return copy(self)


class _Attachment(Attachment):  # type: ignore[misc]  # the SDK has no types
    def __deepcopy__(self, memo: dict[int, Any]) -> _Attachment:
        """Itself: a card is never changed."""
        return self


def _cited(citations: Sequence[Sequence[str]], ai: bool) -> dict[str, Any]:
    """The one entity of a message that cites: its sources, and the label when a language model wrote the words.

    Plain JSON, because the SDK's own entity loses what it does not know.
    """
    claims = [
        {
            "@type": "Claim",
            "position": position,
            "appearance": {
                "@type": "DigitalDocument",
                "name": cut(name, LONGEST_NAME),
                "abstract": cut(abstract, LONGEST_ABSTRACT),
            },
        }
        for position, (name, abstract) in enumerate(citations, 1)
    ]
    entity = {
        "type": "https://schema.org/Message",
        "@type": "Message",
        "@context": "https://schema.org",
        "citation": claims,
    }
    return {**entity, "additionalType": ["AIGeneratedContent"]} if ai else entity


def _consent(payload: Mapping[str, Any]) -> Attachment:
    file = payload["file"]
    content = {
        "description": payload.get("text", ""),
        "sizeInBytes": file["size"],
        "acceptContext": file["context"],
        "declineContext": file["context"],
    }
    return _Attachment(content_type=FILE_CONSENT, name=file["name"], content=content)
