"""What came in, with the replies it got, so that the same message twice is the same turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from domain.conversation import Conversation, Door, Inbound
from domain.people import Person
from storage.once import insert_once
from storage.tables import conversation, inbox, job, person

_OURS = inbox.c.organisation == bindparam("ours")
_EARLIER = select(inbox.c.replies).where(
    _OURS, inbox.c.door == bindparam("door"), inbox.c.external_id == bindparam("external_id")
)
_SAID = select(inbox.c.text).where(
    _OURS, inbox.c.door == bindparam("door"), inbox.c.external_id == bindparam("external_id")
)
_LATEST = (
    select(inbox)
    .where(_OURS, inbox.c.conversation_id == bindparam("conversation_id"))
    .order_by(inbox.c.id.desc())
    .limit(bindparam("limit"))
)
_IN_THREAD = (
    select(func.count())
    .select_from(inbox)
    .join(conversation, conversation.c.id == inbox.c.conversation_id)
    .where(
        conversation.c.organisation == bindparam("ours"),
        conversation.c.door == Door.MAIL.value,
        conversation.c.address == bindparam("address"),
        inbox.c.at > bindparam("since"),
    )
)
_OF_SENDER = select(func.count()).select_from(
    select(inbox.c.id)
    .join_from(person, conversation, conversation.c.person_id == person.c.id)
    .join(inbox, inbox.c.conversation_id == conversation.c.id)
    .where(
        person.c.organisation == bindparam("ours"),
        person.c.email == bindparam("email"),
        conversation.c.door == Door.MAIL.value,
        conversation.c.last_seen > bindparam("since"),
        inbox.c.at > bindparam("since"),
    )
    .limit(bindparam("most"))
    .subquery()
)
_DELIVERED = (
    select(job.c.id, job.c.settled, job.c.payload, job.c.reply_to)
    .where(
        job.c.organisation == bindparam("ours"),
        job.c.conversation_id == bindparam("conversation_id"),
        job.c.settled.is_not(None),
        job.c.state == "done",
    )
    .order_by(job.c.settled.desc(), job.c.id.desc())
    .limit(bindparam("limit"))
)


@dataclass(frozen=True)
class Entry:
    """One exchange of a conversation: what somebody said or pressed and the payloads that answered it.

    For a message that nobody asked for, `text` and `verb` are empty.
    """

    at: datetime
    text: str
    verb: str
    payloads: tuple[Mapping[str, Any], ...]


def earlier(
    connection: Connection, organisation: str, door: Door, external_id: str
) -> tuple[Mapping[str, Any], ...] | None:
    """The replies that a message got; None when it is new."""
    bound = {"ours": organisation, "door": door.value, "external_id": external_id}
    row = connection.execute(_EARLIER, bound).first()
    return tuple(row.replies) if row else None


def said(connection: Connection, organisation: str, door: Door, external_id: str) -> str | None:
    """The words of a message; None when it is new."""
    bound = {"ours": organisation, "door": door.value, "external_id": external_id}
    return connection.execute(_SAID, bound).scalar()


def remember(
    connection: Connection,
    organisation: str,
    inbound: Inbound,
    person: Person,
    conversation: Conversation,
    replies: Sequence[Mapping[str, Any]],
    at: datetime,
) -> bool:
    """Keeps a message with its replies; False when another turn with the same id was committed first."""
    row = {
        "organisation": organisation,
        "door": inbound.door.value,
        "external_id": inbound.id,
        "person_id": person.id,
        "conversation_id": conversation.id,
        "text": inbound.text,
        "verb": inbound.verb,
        "fields": dict(inbound.fields),
        "at": at,
        "replies": list(replies),
    }
    return insert_once(connection, inbox, [row])


def transcript(connection: Connection, organisation: str, conversation_id: int, limit: int) -> tuple[Entry, ...]:
    """The latest exchanges and delivered messages of a conversation, oldest first, at most `limit`."""
    bound = {"ours": organisation, "conversation_id": conversation_id, "limit": limit}
    said = connection.execute(_LATEST, bound).all()
    replies = {row.external_id: row.replies for row in said}
    entries = [Entry(row.at, row.text, row.verb, tuple(row.replies)) for row in said]
    for row in connection.execute(_DELIVERED, bound):
        if row.payload not in replies.get(row.reply_to, ()):
            entries.append(Entry(row.settled, "", "", (row.payload,)))
    return tuple(sorted(entries, key=lambda entry: entry.at)[-limit:])


def in_thread(connection: Connection, organisation: str, address: str, since: datetime) -> int:
    """How many mails of a thread became turns since then."""
    bound = {"ours": organisation, "address": address, "since": since}
    return int(connection.execute(_IN_THREAD, bound).scalar_one())


def of_sender(connection: Connection, organisation: str, email: str, since: datetime, most: int) -> int:
    """How many mails of an address became turns since then, counted up to `most`."""
    bound = {"ours": organisation, "email": email, "since": since, "most": most}
    return int(connection.execute(_OF_SENDER, bound).scalar_one())
