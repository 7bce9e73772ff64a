"""Work that is committed with what caused it and done afterwards: messages to send, mail to read.

A claim moves `due` past the lease and counts an attempt, so what a killed process had in hand is simply due again.
`attempts` is the fencing token: a process that was paused past its lease can no longer settle. Of a conversation's
jobs, only the first that is not done is ever claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Connection, Text, Update, and_, bindparam, case, delete, exists, func, not_, select, update

from domain.conversation import Door
from storage.engine import AnyRow, Moment
from storage.once import insert_for_id
from storage.tables import DEAD, DONE, READY, WAITING, in_state, job, on_its_way

SEND, READ_MAIL = "send", "read mail"
"""The kinds of work."""

WORKER_DIED = "the process died each time it had this in hand"
STATES = (READY, WAITING, DONE, DEAD)

_NOW = bindparam("now", type_=Moment())
OURS = job.c.organisation == bindparam("ours")
_first = job.alias("first")
_HEAD = (
    select(job.c.id)
    .where(
        job.c.kind == bindparam("its_kind"),
        in_state(job, READY),
        job.c.due <= _NOW,
        job.c.door.in_(bindparam("doors", expanding=True)),
        OURS,
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
    .returning(
        *(
            job.c[name]
            for name in (
                "id",
                "key",
                "payload",
                "attempts",
                "forgiven",
                "state",
                "error",
                "conversation_id",
                "reply_to",
            )
        )
    )
)
_HELD = update(job).where(
    job.c.id == bindparam("job_id"), job.c.attempts == bindparam("its_attempts"), in_state(job, READY)
)
_SETTLE = _HELD.values(state=DONE, settled=bindparam("at"), error=None)
_RETRY = _HELD.values(due=bindparam("at"), error=bindparam("why", type_=Text()))
_PUT_OFF = _RETRY.values(forgiven=job.c.forgiven + 1)
_BURY = _HELD.values(state=DEAD, settled=bindparam("at"), error=bindparam("why", type_=Text()))
_REVIVE = (
    update(job)
    .where(OURS, job.c.key == bindparam("its_key"), in_state(job, DEAD))
    .values(state=READY, forgiven=job.c.attempts, due=bindparam("at"), error=None, settled=None)
)
_UNDO = (
    update(job)
    .where(OURS, job.c.id == bindparam("job_id"), job.c.kind == SEND, job.c.state != DEAD)
    .values(state=DEAD, settled=bindparam("at"), error=bindparam("why", type_=Text()))
)
_LIST = select(job).where(OURS, job.c.state == bindparam("state")).order_by(job.c.due, job.c.id)
_PRUNE = delete(job).where(
    OURS,
    in_state(job, DONE),
    job.c.settled < bindparam("before"),
    # What we wrote in a mail is kept: somebody may answer it after a year.
    not_(and_(job.c.kind == SEND, job.c.door == Door.MAIL.value)),
)


class Held(Protocol):
    """A claim: which job, and the attempt that is its fencing token."""

    @property
    def job_id(self) -> int: ...

    @property
    def attempts(self) -> int: ...


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
    person_id: int | None
    """Whom it is for; None for work that is for nobody, such as reading a mail."""


def add(connection: Connection, organisation: str, row: Mapping[str, Any]) -> int | None:
    """Stores a job and gives its id; None when one of the same key is there already, which is the same work."""
    fixed = {"organisation": organisation, "forgiven": 0, "person_id": None, "conversation_id": None, "reply_to": ""}
    return insert_for_id(connection, job, fixed | dict(row))


def take(
    connection: Connection,
    organisation: str,
    kind: str,
    doors: Iterable[Door],
    *,
    count: int,
    lease: timedelta,
    now: datetime,
    max_attempts: int,
) -> tuple[list[AnyRow], list[AnyRow]]:
    """Claims what is due of a kind, oldest first, and gives what has had all its attempts and is dead now."""
    bound = {
        "ours": organisation,
        "its_kind": kind,
        "doors": [door.value for door in doors],
        "count": count,
        "now": now,
        "until": now + lease,
        "max_attempts": max_attempts,
    }
    rows = sorted(connection.execute(_CLAIM, bound), key=lambda row: row.id)
    return [row for row in rows if row.state == READY], [row for row in rows if row.state == DEAD]


def settle(connection: Connection, done: Sequence[tuple[Held, datetime]]) -> int:
    """Marks as done what is still held by these claims, and says how many that were."""
    rows = [{"job_id": held.job_id, "its_attempts": held.attempts, "at": at} for held, at in done]
    return connection.execute(_SETTLE, rows).rowcount if rows else 0


def retry(connection: Connection, held: Held, due: datetime, error: str, *, forgiven: bool) -> bool:
    """Makes it due again later; False when another process has claimed it since. A forgiven attempt does not count."""
    return _changed(connection, _PUT_OFF if forgiven else _RETRY, held, due, error)


def bury(connection: Connection, held: Held, at: datetime, error: str) -> bool:
    """Gives it up, visibly; False when another process has claimed it since."""
    return _changed(connection, _BURY, held, at, error)


def revive(connection: Connection, organisation: str, key: str, at: datetime) -> bool:
    """Makes a dead job due now with all its attempts; False when there is no dead job of that key."""
    return connection.execute(_REVIVE, {"ours": organisation, "its_key": key, "at": at}).rowcount == 1


def undo(connection: Connection, organisation: str, job_id: int, at: datetime, error: str) -> bool:
    """Gives up a message that was sent and did not arrive; False when it was given up before, or is not there."""
    bound = {"ours": organisation, "job_id": job_id, "at": at, "why": error[:500]}
    return connection.execute(_UNDO, bound).rowcount == 1


def listed(connection: Connection, organisation: str, state: str) -> tuple[JobRow, ...]:
    rows = connection.execute(_LIST, {"ours": organisation, "state": state})
    return tuple(JobRow(r.id, r.key, r.state, r.door, r.due, r.attempts, r.error or "", r.person_id) for r in rows)


def prune(connection: Connection, organisation: str, before: datetime) -> int:
    """Deletes what was done before that moment, and says how much. Its keys are forgotten with it."""
    return connection.execute(_PRUNE, {"ours": organisation, "before": before}).rowcount


def _changed(connection: Connection, statement: Update, held: Held, at: datetime, error: str) -> bool:
    bound = {"job_id": held.job_id, "its_attempts": held.attempts, "at": at, "why": error[:500]}
    return connection.execute(statement, bound).rowcount == 1
