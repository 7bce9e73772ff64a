"""The audit trail: append-only events, one hash chain for each subject.

The unique key of subject and sequence number is at once the order, the link of the chain and the check that
nobody else wrote at the same time. A chain shows any change of its past, but not that its newest events were cut
off or that somebody wrote all of it anew: for that the root over all chains is published outside, in the reports.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, select

from domain.conversation import Recorded
from domain.errors import Stale
from domain.people import Person
from storage.once import insert_once
from storage.tables import event

_OURS = event.c.organisation == bindparam("ours")
_HEAD = (
    select(event.c.seq, event.c.hash)
    .where(_OURS, event.c.subject == bindparam("subject"))
    .order_by(event.c.seq.desc())
    .limit(1)
)
_HISTORY = select(event).where(_OURS, event.c.subject == bindparam("subject")).order_by(event.c.seq)
_ALL = select(event).where(_OURS).order_by(event.c.subject, event.c.seq)


@dataclass(frozen=True)
class Entry:
    """What is to be written about one subject, such as "tender T-4K7QX"."""

    subject: str
    verb: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Verified:
    """What reading the whole trail showed. `broken` names the first event of each chain that does not fit."""

    events: int
    root: str
    broken: tuple[str, ...]


def append(connection: Connection, organisation: str, entries: Sequence[Entry], *, by: Person, at: datetime) -> None:
    """Adds events to their chains. Raises `Stale` when somebody else wrote to one of them meanwhile."""
    heads = {e.subject: _head(connection, organisation, e.subject) for e in entries}
    rows = []
    for entry in entries:
        seq, prev = heads[entry.subject]
        row: dict[str, Any] = {
            "organisation": organisation,
            "subject": entry.subject,
            "seq": seq + 1,
            "at": at,
            "actor_id": by.id,
            "actor": by.name,
            "verb": entry.verb,
            "data": entry.data,
            "prev": prev,
        }
        row["hash"] = digest(row)
        heads[entry.subject] = (seq + 1, row["hash"])
        rows.append(row)
    if rows and not insert_once(connection, event, rows):
        raise Stale("somebody else wrote to the same history")


def digest(row: Mapping[str, Any]) -> str:
    """SHA-256 over everything an event says and the hash before it, in a fixed order and with sorted keys."""
    said = [row[name] for name in ("organisation", "subject", "seq", "actor_id", "actor", "verb", "data", "prev")]
    when = row["at"].astimezone(UTC).isoformat()
    return hashlib.sha256(orjson.dumps([when, *said], option=orjson.OPT_SORT_KEYS)).hexdigest()


def history(connection: Connection, organisation: str, subject: str) -> tuple[Recorded, ...]:
    """The events of one subject, oldest first."""
    rows = connection.execute(_HISTORY, {"ours": organisation, "subject": subject})
    return tuple(Recorded(r.at, r.actor, r.verb, r.data) for r in rows)


def verify(connection: Connection, organisation: str) -> Verified:
    """Reads every chain and counts its links anew."""
    heads: dict[str, str] = {}
    broken: dict[str, str] = {}
    events = 0
    for row in connection.execute(_ALL, {"ours": organisation}):
        events += 1
        if row.prev != heads.get(row.subject, "") or row.hash != digest(row._asdict()):
            broken.setdefault(row.subject, f"{row.subject} #{row.seq}")
        heads[row.subject] = row.hash
    ends = [f"{subject} {end}" for subject, end in sorted(heads.items())]
    root = hashlib.sha256("\n".join(ends).encode()).hexdigest()
    return Verified(events, root, tuple(broken.values()))


def _head(connection: Connection, organisation: str, subject: str) -> tuple[int, str]:
    row = connection.execute(_HEAD, {"ours": organisation, "subject": subject}).first()
    return (row.seq, row.hash) if row else (0, "")
