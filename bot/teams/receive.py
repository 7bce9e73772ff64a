"""What somebody said or pressed in Teams, in the assistant's own terms.

Works on the plain JSON that Teams sent: the models lose part of it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from bot.teams.serde import Malformed
from domain.conversation import Door, Event, Inbound, Scope, Sender

FEEDBACK = "feedback"
"""The verb of a thumb up or down."""

FILE_ANSWERED = "tender.file_answered"
"""The verb of a yes or no to a file that was offered."""

CARD_ACTION = "adaptiveCard/action"
FEEDBACK_ACTION = "message/submitAction"
FILE_CONSENT = "fileConsent/invoke"

_SCOPES = {"personal": Scope.PERSONAL, "groupChat": Scope.GROUP, "channel": Scope.CHANNEL}
_AT = re.compile(r"</?at[^>]*>")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")

Activity = Mapping[str, Any]


def inbound(activity: Activity, at: datetime) -> Inbound | None:
    """The turn that an activity asks for, or None when it asks for none (a reaction, an edit, somebody typing).

    The sender is as Teams names them and not trusted yet; the roster knows more. Raises `Malformed` for an
    activity that is not built as Teams builds them.
    """
    kind = _text(activity.get("type"))
    if kind == "message":
        return _message(activity, at)
    if kind == "invoke":
        return _invoke(activity, at)
    if _is_installation(kind, activity):
        return _build(activity, at, event=Event.INSTALLED)
    return None


def conversation_of(activity: Activity) -> str:
    """The id of the activity's conversation. Raises `Malformed` without one."""
    conversation = _text(_object(activity.get("conversation")).get("id"))
    if not conversation:
        raise Malformed("an activity without a conversation")
    return conversation


def tenant_of(activity: Activity) -> str:
    """The id of the tenant that the conversation is in; empty when Teams did not name one."""
    tenant = _object(_object(activity.get("channelData")).get("tenant")).get("id")
    return _text(tenant) or _text(_object(activity.get("conversation")).get("tenantId"))


def sender_of(activity: Activity) -> Sender:
    """Who it is from, as Teams names them and not trusted yet."""
    person = _object(activity.get("from"))
    return Sender(_text(person.get("aadObjectId")) or _text(person.get("id")), _text(person.get("name")))


def plain_text(activity: Activity) -> str:
    """What somebody wrote: without the mention of the assistant, other people's mentions as their names, without
    HTML's character names and doubled or hard spaces. Lines stay lines."""
    text = _text(activity.get("text"))
    own = _text(_object(activity.get("recipient")).get("id"))
    for entity in _list(activity.get("entities")):
        entity = _object(entity)
        if entity.get("type") == "mention" and _object(entity.get("mentioned")).get("id") == own and own:
            mention = _text(entity.get("text"))
            text = text.replace(mention, " ") if mention else text
    text = html.unescape(_AT.sub("", text)).replace("\r\n", "\n").replace("\r", "\n")
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _message(activity: Activity, at: datetime) -> Inbound:
    value = activity.get("value")
    if isinstance(value, dict) and isinstance(value.get("verb"), str):
        return _build(activity, at, verb=value["verb"], fields=_fields(value))
    return _build(activity, at, text=plain_text(activity))


def _invoke(activity: Activity, at: datetime) -> Inbound | None:
    name, value = activity.get("name"), _object(activity.get("value"))
    if name == CARD_ACTION:
        action = _object(value.get("action"))
        verb = action.get("verb")
        if not isinstance(verb, str):
            raise Malformed("a card action without a verb")
        return _build(activity, at, verb=verb, fields=_fields(_object(action.get("data"))), in_place=True)
    if name == FEEDBACK_ACTION and value.get("actionName") == "feedback":
        given = _object(value.get("actionValue"))
        fields = {
            "reaction": _text(given.get("reaction")),
            "feedback": _feedback_text(_text(given.get("feedback"))),
            "about": _text(activity.get("replyToId")),
        }
        return _build(activity, at, verb=FEEDBACK, fields=fields, in_place=True)
    return _consent(activity, value, at) if name == FILE_CONSENT else None


def _consent(activity: Activity, value: Mapping[str, Any], at: datetime) -> Inbound:
    """The same answer to the same offer is the same turn, whether Teams tells it again or it is pressed again."""
    given = "accept" if value.get("action") == "accept" else "decline"
    offer = _text(activity.get("replyToId"))
    id = f"{conversation_of(activity)}|{offer}|{given}" if offer else ""
    fields = {**_fields(_object(value.get("context"))), "consent": given}
    return _build(activity, at, id=id, verb=FILE_ANSWERED, fields=fields)


def _feedback_text(given: str) -> str:
    """Teams sends a JSON string with `feedbackText`; other clients send the words."""
    try:
        parsed = orjson.loads(given)
    except orjson.JSONDecodeError:
        return given
    return _text(parsed.get("feedbackText")) if isinstance(parsed, dict) else given


def _is_installation(kind: str, activity: Activity) -> bool:
    """Teams says it in one of two ways, or in both."""
    if kind == "installationUpdate":
        return activity.get("action") == "add"
    own = _object(activity.get("recipient")).get("id")
    added = [_object(member).get("id") for member in _list(activity.get("membersAdded"))]
    return kind == "conversationUpdate" and own is not None and own in added


def _build(activity: Activity, at: datetime, id: str = "", **said: Any) -> Inbound:
    conversation, sender = conversation_of(activity), _object(activity.get("from"))
    if not _text(sender.get("id")):
        raise Malformed("an activity from nobody")
    if not id and not _text(activity.get("id")):
        raise Malformed("an activity without an id")
    kind = _text(_object(activity.get("conversation")).get("conversationType"))
    return Inbound(
        # Teams' message ids are times in milliseconds: only with the conversation do they name one message.
        id=id or f"{conversation}|{activity['id']}",
        door=Door.TEAMS,
        conversation=conversation,
        sender=Sender(key=_text(sender.get("aadObjectId")) or sender["id"], name=_text(sender.get("name"))),
        at=at,
        scope=_SCOPES.get(kind, Scope.PERSONAL),
        reference=_reference(activity),
        **said,
    )


def _reference(activity: Activity) -> dict[str, Any]:
    """Plain JSON of a botbuilder ConversationReference, without anybody's name."""
    conversation, bot = _object(activity.get("conversation")), _object(activity.get("recipient"))
    reference = {
        "channelId": _text(activity.get("channelId")),
        "serviceUrl": _text(activity.get("serviceUrl")),
        "conversation": _texts(conversation, "id", "conversationType", "tenantId"),
        "bot": _texts(bot, "id", "name"),
    }
    if conversation.get("conversationType", "personal") == "personal":
        reference["user"] = {"id": activity["from"]["id"]}
    return reference


def _fields(values: Mapping[str, Any]) -> dict[str, str]:
    """A form's and a button's values as text: Teams sends the same number as 7 or as "7"."""
    return {key: _field(value) for key, value in values.items() if key not in ("verb", "msteams")}


def _field(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ",".join(value)
    try:
        # JSON's own words for the rest: true, 7, 7.5.
        return orjson.dumps(value).decode()
    except TypeError as error:
        raise Malformed("a field that goes too deep") from error


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Mapping[str, Any], *keys: str) -> dict[str, str]:
    return {key: value[key] for key in keys if isinstance(value.get(key), str)}


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
