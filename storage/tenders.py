"""Tenders: drafts with a version that guards against overwriting, and the commitments of each final selection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, and_, bindparam, cast, exists, func, insert, or_, select, update

from domain.changes import TenderAnswered, TenderFinalised, TenderReopened, TenderShared, TenderWithdrawn
from domain.errors import Stale
from domain.people import Person
from domain.tender import Commitment, TargetBy, Tender, TenderStatus
from storage import people
from storage.engine import AnyRow
from storage.once import insert_once
from storage.tables import commitment, person, tender, tender_share

_OURS = tender.c.organisation == bindparam("ours")
_ITS_SHARES = and_(tender_share.c.organisation == tender.c.organisation, tender_share.c.tender_ref == tender.c.ref)
_SHARED_WITH = (
    select(func.aggregate_strings(cast(tender_share.c.person_id, Text), ","))
    .where(_ITS_SHARES)
    .scalar_subquery()
    .label("shared_with")
)
_COLUMNS = [c for c in tender.c if c.name != "organisation"] + [_SHARED_WITH]
_WITH_OWNER = select(person, *_COLUMNS).join_from(tender, person, person.c.id == tender.c.owner_id)
_ONE = _WITH_OWNER.where(_OURS, tender.c.ref == bindparam("ref"))
_MINE = _WITH_OWNER.where(
    _OURS,
    or_(
        tender.c.owner_id == bindparam("person_id"),
        exists().where(_ITS_SHARES, tender_share.c.person_id == bindparam("person_id")),
    ),
).order_by(tender.c.changed_at.desc(), tender.c.ref)
_COMMITMENTS = (
    select(commitment)
    .join(
        tender,
        and_(
            tender.c.organisation == commitment.c.organisation,
            tender.c.ref == commitment.c.tender_ref,
            tender.c.revision == commitment.c.revision,
        ),
    )
    .where(_OURS, tender.c.ref.in_(bindparam("refs", expanding=True)))
    .order_by(commitment.c.tender_ref, commitment.c.position)
)

_THIS_VERSION = update(tender).where(
    _OURS, tender.c.ref == bindparam("its_ref"), tender.c.version == bindparam("its_version")
)
_NEXT = {"version": tender.c.version + 1, "changed_at": bindparam("at")}
_ANSWER = _THIS_VERSION.values(
    _NEXT
    | {
        "answers": bindparam("answers"),
        "title": func.coalesce(func.nullif(bindparam("title", type_=Text()), ""), tender.c.title),
    }
)
_FINALISE = _THIS_VERSION.values(
    _NEXT | {"status": TenderStatus.FINAL.value, "revision": tender.c.revision + 1}
).returning(tender.c.revision)
_REOPEN = _THIS_VERSION.values(_NEXT | {"status": TenderStatus.DRAFT.value})
_WITHDRAW = _THIS_VERSION.values(
    _NEXT | {"status": TenderStatus.WITHDRAWN.value, "withdrawn_reason": bindparam("reason")}
)
_SHARE = _THIS_VERSION.values(_NEXT)
_ADD_COMMITMENTS = insert(commitment)


def one(connection: Connection, organisation: str, ref: str) -> tuple[Tender, Person] | None:
    """A tender and its owner."""
    row = connection.execute(_ONE, {"ours": organisation, "ref": ref}).first()
    if row is None:
        return None
    return _tenders(connection, organisation, [row])[0], people.from_row(row)


def mine(connection: Connection, organisation: str, person_id: int) -> tuple[Tender, ...]:
    """Somebody's own tenders and those shared with them, the last changed first."""
    rows = connection.execute(_MINE, {"ours": organisation, "person_id": person_id}).all()
    return _tenders(connection, organisation, rows)


def open_new(connection: Connection, organisation: str, new: Tender) -> None:
    """Raises `Stale` when the reference is taken, so that the turn is run again with another."""
    row = {
        "organisation": organisation,
        "ref": new.ref,
        "owner_id": new.owner_id,
        "owner_name": new.owner_name,
        "title": new.title,
        "framework_version": new.framework_version,
        "created_at": new.created_at,
        "changed_at": new.changed_at,
        "status": new.status.value,
        "version": new.version,
        "revision": new.revision,
        "answers": dict(new.answers),
        "withdrawn_reason": new.withdrawn_reason,
    }
    if not insert_once(connection, tender, [row]):
        raise Stale(f"the reference {new.ref} is taken")


def answer(connection: Connection, organisation: str, change: TenderAnswered, at: datetime) -> None:
    """The answer to `what` is the tender's title as well."""
    bound = _this(organisation, change.ref, change.version, at)
    bound |= {"answers": dict(change.answers), "title": change.answers.get("what", "")}
    _one_row(connection.execute(_ANSWER, bound).rowcount, change.ref, change.version)


def finalise(connection: Connection, organisation: str, change: TenderFinalised, at: datetime) -> None:
    """Keeps the commitments, in their order, under the next revision; earlier ones stay. Raises `Stale`."""
    bound = _this(organisation, change.ref, change.version, at)
    revision = connection.execute(_FINALISE, bound).scalar()
    _one_row(0 if revision is None else 1, change.ref, change.version)
    rows = [
        asdict(promise)
        | {
            "organisation": organisation,
            "tender_ref": change.ref,
            "revision": revision,
            "position": position,
            "target_by": promise.target_by.value,
        }
        for position, promise in enumerate(change.commitments, 1)
    ]
    if rows:
        connection.execute(_ADD_COMMITMENTS, rows)


def reopen(connection: Connection, organisation: str, change: TenderReopened, at: datetime) -> None:
    """Makes a draft of it; the commitments that were made stay on the record. Raises `Stale`."""
    bound = _this(organisation, change.ref, change.version, at)
    _one_row(connection.execute(_REOPEN, bound).rowcount, change.ref, change.version)


def withdraw(connection: Connection, organisation: str, change: TenderWithdrawn, at: datetime) -> None:
    """Keeps the reason; the answers and commitments stay. Raises `Stale`."""
    bound = _this(organisation, change.ref, change.version, at) | {"reason": change.reason}
    _one_row(connection.execute(_WITHDRAW, bound).rowcount, change.ref, change.version)


def share(connection: Connection, organisation: str, change: TenderShared, at: datetime) -> None:
    """Sharing twice with the same person is sharing once."""
    bound = _this(organisation, change.ref, change.version, at)
    _one_row(connection.execute(_SHARE, bound).rowcount, change.ref, change.version)
    row = {"organisation": organisation, "tender_ref": change.ref, "person_id": change.with_person_id}
    insert_once(connection, tender_share, [row])


def _this(organisation: str, ref: str, version: int, at: datetime) -> dict[str, Any]:
    return {"ours": organisation, "its_ref": ref, "its_version": version, "at": at}


def _one_row(changed: int, ref: str, version: int) -> None:
    if changed != 1:
        raise Stale(f"tender {ref} has no version {version} any more")


def _tenders(connection: Connection, organisation: str, rows: Sequence[AnyRow]) -> tuple[Tender, ...]:
    final = [row.ref for row in rows if row.revision]
    promises: dict[str, list[Commitment]] = {}
    if final:
        for row in connection.execute(_COMMITMENTS, {"ours": organisation, "refs": final}):
            promises.setdefault(row.tender_ref, []).append(_commitment(row))
    return tuple(_tender(row, tuple(promises.get(row.ref, ()))) for row in rows)


def _tender(row: AnyRow, commitments: tuple[Commitment, ...]) -> Tender:
    return Tender(
        ref=row.ref,
        organisation=row.organisation,
        owner_id=row.owner_id,
        owner_name=row.owner_name,
        title=row.title,
        framework_version=row.framework_version,
        created_at=row.created_at,
        changed_at=row.changed_at,
        status=TenderStatus(row.status),
        version=row.version,
        revision=row.revision,
        answers=row.answers,
        commitments=commitments,
        shared_with=frozenset(int(p) for p in (row.shared_with or "").split(",") if p),
        withdrawn_reason=row.withdrawn_reason,
    )


def _commitment(row: AnyRow) -> Commitment:
    values = dict(row._mapping)
    for name in ("organisation", "tender_ref", "revision", "position"):
        del values[name]
    values |= {"target_by": TargetBy(row.target_by), "evidence": tuple(row.evidence)}
    return Commitment(**values)
