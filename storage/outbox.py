"""Messages on their way out: jobs that carry what to say, already rendered, and the conversation to say it in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from domain.conversation import Conversation, Delivery, Door, Outgoing
from storage import jobs
from storage.engine import AnyRow
from storage.jobs import OURS, SEND
from storage.tables import READY, WAITING, conversation, in_state, job, on_its_way

_ADDRESSES = select(conversation.c.id, conversation.c.door, conversation.c.address, conversation.c.reference).where(
    conversation.c.id.in_(bindparam("ids", expanding=True))
)
_AHEAD = select(job.c.id).where(job.c.conversation_id == bindparam("conversation_id"), on_its_way(job))
_WAITING_FOR = (
    select(job.c.id, job.c.payload)
    .where(OURS, job.c.person_id == bindparam("person_id"), in_state(job, WAITING))
    .order_by(job.c.id)
)
_RELEASE = (
    update(job)
    .where(job.c.id == bindparam("job_id"), in_state(job, WAITING))
    .values({c: bindparam(c) for c in ("payload", "conversation_id", "door", "due")} | {"state": READY})
)

_SAID = (
    select(job.c.payload)
    .where(job.c.conversation_id == bindparam("conversation_id"), job.c.kind == SEND)
    .order_by((job.c.id == bindparam("job_id")).desc(), job.c.id.desc())
    .limit(1)
)
_MAILS = (
    select(job, conversation.c.address, conversation.c.reference)
    .join_from(job, conversation, conversation.c.id == job.c.conversation_id)
    .where(OURS, job.c.kind == SEND, job.c.door == Door.MAIL.value)
)
_LETTERS = _MAILS.order_by(job.c.id.desc()).limit(bindparam("limit"))
_ONE_LETTER = _MAILS.where(job.c.id == bindparam("job_id"))


@dataclass(frozen=True)
class Letter:
    """A mail of ours as the outbox holds it. `at` is when it was sent or given up, or when it is due."""

    delivery: Delivery
    state: str
    at: datetime
    error: str


def queue(
    connection: Connection,
    organisation: str,
    outgoing: Outgoing,
    *,
    key: str,
    reply_to: str,
    at: datetime,
    claimed_until: datetime | None,
) -> Delivery | None:
    """Adds a message. It is returned, claimed, when `claimed_until` is given and it has somewhere to go.

    A message with a key that is there already is the same message: it is not added again.
    """
    place = outgoing.conversation
    claimed = place is not None and claimed_until is not None
    payload: Mapping[str, Any]
    if place is None:
        payload = {door.value: dict(rendered) for door, rendered in outgoing.payloads.items()}
    else:
        payload = dict(outgoing.payloads[place.door])
    row = {
        "kind": SEND,
        "key": key,
        "payload": payload,
        "state": WAITING if place is None else READY,
        "due": claimed_until if claimed else at,
        "attempts": 1 if claimed else 0,
        "person_id": outgoing.person_id,
        "conversation_id": None if place is None else place.id,
        "door": "" if place is None else place.door.value,
        "reply_to": reply_to,
    }
    job_id = jobs.add(connection, organisation, row)
    if job_id is None or place is None or not claimed:
        return None
    return Delivery(job_id, key, place.door, place.address, place.reference, payload, 1, reply_to)


def claim(
    connection: Connection,
    organisation: str,
    doors: Iterable[Door],
    *,
    count: int,
    lease: timedelta,
    now: datetime,
    max_attempts: int,
) -> tuple[list[Delivery], list[tuple[Delivery, str]]]:
    """Takes what is due, and what has had all its attempts and is dead now, with its last error."""
    live, spent = jobs.take(
        connection, organisation, SEND, doors, count=count, lease=lease, now=now, max_attempts=max_attempts
    )
    if not live and not spent:
        return [], []
    ids = [row.conversation_id for row in (*live, *spent)]
    places = {row.id: row for row in connection.execute(_ADDRESSES, {"ids": ids})}
    dead = [(_delivery(row, places[row.conversation_id]), row.error) for row in spent]
    return [_delivery(row, places[row.conversation_id]) for row in live], dead


def _delivery(row: AnyRow, place: AnyRow) -> Delivery:
    return Delivery(
        job_id=row.id,
        key=row.key,
        door=Door(place.door),
        address=place.address,
        reference=place.reference,
        payload=row.payload,
        attempts=row.attempts,
        reply_to=row.reply_to,
        forgiven=row.forgiven,
    )


def ahead(connection: Connection, conversation_id: int) -> set[int]:
    """Ids of the messages to a conversation that are still to be sent."""
    return set(connection.execute(_AHEAD, {"conversation_id": conversation_id}).scalars())


def release(connection: Connection, organisation: str, place: Conversation, now: datetime) -> bool:
    """Makes ready what waited for the first conversation with its person, in the rendering for its door.

    True when there was any.
    """
    waiting = connection.execute(_WAITING_FOR, {"ours": organisation, "person_id": place.person_id}).all()
    bound = [
        {
            "job_id": row.id,
            "payload": row.payload[place.door.value],
            "conversation_id": place.id,
            "door": place.door.value,
            "due": now,
        }
        for row in waiting
        if place.door.value in row.payload
    ]
    if bound:
        connection.execute(_RELEASE, bound)
    return bool(bound)


def sent(connection: Connection, job_id: int, conversation_id: int) -> Mapping[str, Any]:
    """A mail that went out in a conversation: that of the job, or the latest; empty when there is none."""
    bound = {"job_id": job_id, "conversation_id": conversation_id}
    row = connection.execute(_SAID, bound).first()
    return dict(row.payload) if row else {}


def letters(connection: Connection, organisation: str, limit: int) -> tuple[Letter, ...]:
    """The newest mails on their way or sent."""
    rows = connection.execute(_LETTERS, {"ours": organisation, "limit": limit})
    return tuple(_letter(row) for row in rows)


def letter(connection: Connection, organisation: str, job_id: int) -> Letter | None:
    row = connection.execute(_ONE_LETTER, {"ours": organisation, "job_id": job_id}).first()
    return _letter(row) if row else None


def _letter(row: AnyRow) -> Letter:
    return Letter(_delivery(row, row), row.state, row.settled or row.due, row.error or "")
