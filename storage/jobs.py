"""Messages on their way out: rows that are committed with what caused them and delivered afterwards.

A claim moves `due` past the lease and counts an attempt, so what a killed process had in hand is simply due again.
`attempts` is the fencing token: a process that was paused past its lease can no longer settle. A message leaves
only when no earlier one to the same conversation is still to be sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Text, Update, bindparam, case, delete, exists, func, select, update

from domain.conversation import Conversation, Delivery, Door, Outgoing
from storage.engine import AnyRow, Moment
from storage.once import insert_for_id
from storage.tables import DEAD, DONE, READY, WAITING, conversation, in_state, job, on_its_way

SEND = "send"
WORKER_DIED = "the process died each time it had this in hand"
STATES = (READY, WAITING, DONE, DEAD)

_NOW = bindparam("now", type_=Moment())
_OURS = job.c.organisation == bindparam("ours")
_first = job.alias("first")
_HEAD = (
    select(job.c.id)
    .where(
        job.c.kind == SEND,
        in_state(job, READY),
        job.c.due <= _NOW,
        job.c.door.in_(bindparam("doors", expanding=True)),
        _OURS,
        ~exists().where(_first.c.conversation_id == job.c.conversation_id, on_its_way(_first), _first.c.id < job.c.id),
    )
    .order_by(job.c.due, job.c.id)
    .limit(bindparam("count"))
    .with_for_update(skip_locked=True)  # SQLite has one writer and leaves this out
    .cte("head")
)
_SPENT = job.c.attempts - job.c.forgiven >= bindparam("max_attempts")
_CLAIM = (
    update(job)
    .where(job.c.id.in_(select(_HEAD.c.id)), in_state(job, READY))
    .values(
        due=bindparam("until"),
        attempts=job.c.attempts + 1,
        state=case((_SPENT, DEAD), else_=READY),
        error=case((_SPENT, func.coalesce(job.c.error, WORKER_DIED)), else_=job.c.error),
        settled=case((_SPENT, _NOW), else_=job.c.settled),
    )
    .returning(job.c.id, job.c.key, job.c.payload, job.c.attempts, job.c.state, job.c.conversation_id, job.c.reply_to)
)
_ADDRESSES = select(conversation.c.id, conversation.c.door, conversation.c.address, conversation.c.reference).where(
    conversation.c.id.in_(bindparam("ids", expanding=True))
)
_HELD = update(job).where(
    job.c.id == bindparam("job_id"), job.c.attempts == bindparam("its_attempts"), in_state(job, READY)
)
_SETTLE = _HELD.values(state=DONE, settled=bindparam("at"), error=None)
_RETRY = _HELD.values(due=bindparam("at"), error=bindparam("why", type_=Text()))
_BURY = _HELD.values(state=DEAD, settled=bindparam("at"), error=bindparam("why", type_=Text()))
_AHEAD = select(job.c.id).where(job.c.conversation_id == bindparam("conversation_id"), on_its_way(job))
_WAITING_FOR = (
    select(job.c.id, job.c.payload)
    .where(_OURS, job.c.person_id == bindparam("person_id"), in_state(job, WAITING))
    .order_by(job.c.id)
)
_RELEASE = (
    update(job)
    .where(job.c.id == bindparam("job_id"), in_state(job, WAITING))
    .values({c: bindparam(c) for c in ("payload", "conversation_id", "door", "due")} | {"state": READY})
)
_REVIVE = (
    update(job)
    .where(_OURS, job.c.key == bindparam("its_key"), in_state(job, DEAD))
    .values(state=READY, forgiven=job.c.attempts, due=bindparam("at"), error=None, settled=None)
)
_LIST = select(job).where(_OURS, job.c.state == bindparam("state")).order_by(job.c.due, job.c.id)
_PRUNE = delete(job).where(_OURS, in_state(job, DONE), job.c.settled < bindparam("before"))


@dataclass(frozen=True)
class JobRow:
    """A job as an administrator sees it."""

    id: int
    key: str
    state: str
    door: str
    due: datetime
    attempts: int
    error: str
    person_id: int


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
        "organisation": organisation,
        "kind": SEND,
        "key": key,
        "payload": payload,
        "state": WAITING if place is None else READY,
        "due": claimed_until if claimed else at,
        "attempts": 1 if claimed else 0,
        "forgiven": 0,
        "person_id": outgoing.person_id,
        "conversation_id": None if place is None else place.id,
        "door": "" if place is None else place.door.value,
        "reply_to": reply_to,
    }
    job_id = insert_for_id(connection, job, row)
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
) -> tuple[list[Delivery], list[str]]:
    """Takes what is due, and the keys of what has had all its attempts and is dead now."""
    bound = {
        "ours": organisation,
        "doors": [door.value for door in doors],
        "count": count,
        "now": now,
        "until": now + lease,
        "max_attempts": max_attempts,
    }
    rows = sorted(connection.execute(_CLAIM, bound), key=lambda row: row.id)
    live = [row for row in rows if row.state == READY]
    dead = [row.key for row in rows if row.state == DEAD]
    if not live:
        return [], dead
    places = {row.id: row for row in connection.execute(_ADDRESSES, {"ids": [r.conversation_id for r in live]})}
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
    )


def settle(connection: Connection, done: Sequence[tuple[Delivery, datetime]]) -> int:
    """Marks as done what is still held by these claims, and says how many that were."""
    rows = [{"job_id": d.job_id, "its_attempts": d.attempts, "at": at} for d, at in done]
    return connection.execute(_SETTLE, rows).rowcount if rows else 0


def retry(connection: Connection, delivery: Delivery, due: datetime, error: str) -> bool:
    """Makes it due again later; False when another process has claimed it since."""
    return _held(connection, _RETRY, delivery, due, error)


def bury(connection: Connection, delivery: Delivery, at: datetime, error: str) -> bool:
    """Gives it up, visibly; False when another process has claimed it since."""
    return _held(connection, _BURY, delivery, at, error)


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


def revive(connection: Connection, organisation: str, key: str, at: datetime) -> bool:
    """Makes a dead job due now with all its attempts; False when there is no dead job of that key."""
    return connection.execute(_REVIVE, {"ours": organisation, "its_key": key, "at": at}).rowcount == 1


def listed(connection: Connection, organisation: str, state: str) -> tuple[JobRow, ...]:
    rows = connection.execute(_LIST, {"ours": organisation, "state": state})
    return tuple(JobRow(r.id, r.key, r.state, r.door, r.due, r.attempts, r.error or "", r.person_id) for r in rows)


def prune(connection: Connection, organisation: str, before: datetime) -> int:
    """Deletes what was done before that moment, and says how much. Its keys are forgotten with it."""
    return connection.execute(_PRUNE, {"ours": organisation, "before": before}).rowcount


def _held(connection: Connection, statement: Update, delivery: Delivery, at: datetime, error: str) -> bool:
    bound = {"job_id": delivery.job_id, "its_attempts": delivery.attempts, "at": at, "why": error[:500]}
    return connection.execute(statement, bound).rowcount == 1
