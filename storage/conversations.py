"""Conversations: where they stand, and by which door their person can be reached again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, or_, select, update

from domain.changes import ConversationMoved
from domain.conversation import Conversation, Door, Inbound, Offer, Scope
from domain.errors import Stale
from storage.engine import AnyRow
from storage.once import insert_for_id
from storage.tables import conversation, framework_version, guidance_state, job, on_its_way, person, standing

STALE_AFTER = timedelta(hours=1)
"""`last_seen` is written again after this long, not with every turn."""

_OURS = conversation.c.organisation == bindparam("ours")
_KEPT = ("person_id", "scope", "reference", "last_seen", "dead", "tender_ref", "asking", "offers", "welcomed", "topic")
_COLUMNS = [
    conversation.c.id.label("conversation_id"),
    *(conversation.c[name] for name in ("door", "address", *_KEPT)),
]
_NEWEST_FRAMEWORK = (
    select(func.coalesce(func.max(framework_version.c.version), 0))
    .where(framework_version.c.organisation == bindparam("ours"))
    .scalar_subquery()
    .label("newest_framework")
)
_GUIDANCE = (
    select(func.coalesce(func.max(guidance_state.c.version), 0))
    .where(guidance_state.c.organisation == bindparam("ours"))
    .scalar_subquery()
    .label("guidance_version")
)
_BUSY = exists().where(job.c.conversation_id == conversation.c.id, on_its_way(job)).label("busy")

_NEWEST = select(_NEWEST_FRAMEWORK, _GUIDANCE)
_FIND = (
    select(person, *_COLUMNS, _NEWEST_FRAMEWORK, _GUIDANCE, _BUSY)
    .join_from(conversation, person, person.c.id == conversation.c.person_id)
    .where(_OURS, conversation.c.door == bindparam("door"), conversation.c.address == bindparam("address"))
)
_REACH = (
    select(*_COLUMNS, _BUSY)
    .where(
        _OURS,
        conversation.c.person_id == bindparam("person_id"),
        conversation.c.scope == Scope.PERSONAL.value,
        conversation.c.dead.is_(False),
    )
    .order_by(conversation.c.last_seen.desc(), conversation.c.id.desc())
    .limit(1)
)
_THREAD = (
    select(*_COLUMNS, _BUSY)
    .where(_OURS, conversation.c.door == Door.MAIL.value)
    .order_by(conversation.c.last_seen.desc(), conversation.c.id.desc())
    .limit(1)
)
_STANDS = exists().where(standing.c.conversation_id == conversation.c.id, standing.c.about == bindparam("record"))
_THREAD_OF = _THREAD.where(conversation.c.person_id == bindparam("person_id"), _STANDS)
_THREAD_ABOUT = _THREAD.where(
    conversation.c.person_id
    == select(person.c.id)
    .where(person.c.organisation == bindparam("ours"), person.c.email == bindparam("email"), person.c.trusted.is_(True))
    .scalar_subquery(),
    or_(conversation.c.tender_ref == bindparam("ref"), _STANDS),
)
_REFRESH = (
    update(conversation)
    .where(conversation.c.id == bindparam("conversation_id"))
    .values({c: bindparam(c) for c in ("person_id", "scope", "reference", "last_seen")} | {"dead": False})
)
_HAND_OVER = (
    update(conversation)
    .where(conversation.c.id == bindparam("conversation_id"))
    .values(tender_ref="", asking=[], offers=[], topic="")
)
_MOVE = (
    update(conversation)
    .where(conversation.c.id == bindparam("conversation_id"))
    .values({c: bindparam(c) for c in ("tender_ref", "asking", "offers", "topic")})
)
_WELCOME = (
    update(conversation)
    .where(conversation.c.id == bindparam("conversation_id"), conversation.c.welcomed.is_(False))
    .values(welcomed=True)
)
_MARK_DEAD = (
    update(conversation)
    .where(_OURS, conversation.c.door == bindparam("its_door"), conversation.c.address == bindparam("its_address"))
    .values(dead=True)
)


@dataclass(frozen=True)
class Found:
    """A conversation with what else its one select brought. `busy` says that messages to it are on their way."""

    conversation: Conversation
    row: AnyRow

    @property
    def busy(self) -> bool:
        return bool(self.row.busy)

    def fresh(self, inbound: Inbound) -> bool:
        """True when nothing about it needs to be written now."""
        return (
            not self.row.dead
            and self.conversation.scope is inbound.scope
            and self.conversation.reference == inbound.reference
            and inbound.at - self.row.last_seen < STALE_AFTER
        )


def from_row(row: AnyRow) -> Conversation:
    return Conversation(
        id=row.conversation_id,
        door=Door(row.door),
        address=row.address,
        person_id=row.person_id,
        scope=Scope(row.scope),
        tender_ref=row.tender_ref,
        asking=tuple(row.asking),
        offers=tuple(Offer(**offer) for offer in row.offers),
        welcomed=row.welcomed,
        reference=row.reference,
        topic=row.topic,
    )


def find(connection: Connection, organisation: str, door: Door, address: str) -> Found | None:
    bound = {"ours": organisation, "door": door.value, "address": address}
    row = connection.execute(_FIND, bound).first()
    return Found(from_row(row), row) if row else None


def published(connection: Connection, organisation: str) -> tuple[int, int]:
    """The newest version number of the Framework and that of the guidance; 0 when none is stored."""
    row = connection.execute(_NEWEST, {"ours": organisation}).one()
    return row.newest_framework, row.guidance_version


def reach(connection: Connection, organisation: str, person_id: int) -> Found | None:
    """The latest personal conversation with somebody that can still be written to."""
    row = connection.execute(_REACH, {"ours": organisation, "person_id": person_id}).first()
    return Found(from_row(row), row) if row else None


def thread_of(connection: Connection, organisation: str, person_id: int, record: str) -> Conversation | None:
    """The newest mails with somebody that stand for a record, such as "ticket S-9M2TR"."""
    bound = {"ours": organisation, "person_id": person_id, "record": record}
    row = connection.execute(_THREAD_OF, bound).first()
    return from_row(row) if row else None


def thread_about(connection: Connection, organisation: str, email: str, ref: str) -> Conversation | None:
    """The newest mails with somebody known about a ticket or tender."""
    bound = {"ours": organisation, "email": email, "ref": ref, "record": f"ticket {ref}"}
    row = connection.execute(_THREAD_ABOUT, bound).first()
    return from_row(row) if row else None


def open_thread(
    connection: Connection, organisation: str, address: str, person_id: int, reference: Mapping[str, Any], at: datetime
) -> Conversation:
    """Mails that we begin. Raises `Stale` when the address is taken."""
    new = Conversation(0, Door.MAIL, address, person_id, reference=dict(reference))
    return _added(connection, organisation, new, at)


def open_new(connection: Connection, organisation: str, inbound: Inbound, person_id: int) -> Conversation:
    """Raises `Stale` when another turn opened it a moment before."""
    new = Conversation(
        0, inbound.door, inbound.conversation, person_id, inbound.scope, reference=dict(inbound.reference)
    )
    return _added(connection, organisation, new, inbound.at)


def _added(connection: Connection, organisation: str, new: Conversation, at: datetime) -> Conversation:
    row: dict[str, Any] = {
        "organisation": organisation,
        "door": new.door.value,
        "address": new.address,
        "person_id": new.person_id,
        "scope": new.scope.value,
        "reference": new.reference,
        "tender_ref": "",
        "asking": [],
        "offers": [],
        "welcomed": False,
        "dead": False,
        "last_seen": at,
        "topic": "",
    }
    new_id = insert_for_id(connection, conversation, row)
    if new_id is None:
        raise Stale("another turn opened the same conversation")
    return replace(new, id=new_id)


def refresh(connection: Connection, known: Conversation, inbound: Inbound, person_id: int) -> Conversation:
    """Brings it up to date, and to life again. What was asked of one person is not asked of the next."""
    bound = {
        "conversation_id": known.id,
        "person_id": person_id,
        "scope": inbound.scope.value,
        "reference": dict(inbound.reference),
        "last_seen": inbound.at,
    }
    connection.execute(_REFRESH, bound)
    same = known.person_id == person_id
    if not same:
        connection.execute(_HAND_OVER, {"conversation_id": known.id})
    return Conversation(
        id=known.id,
        door=known.door,
        address=known.address,
        person_id=person_id,
        scope=inbound.scope,
        tender_ref=known.tender_ref if same else "",
        asking=known.asking if same else (),
        offers=known.offers if same else (),
        welcomed=known.welcomed,
        reference=dict(inbound.reference),
        topic=known.topic if same else "",
    )


def move(connection: Connection, known: Conversation, change: ConversationMoved) -> None:
    """Writes where it stands now; no statement when it stands there already."""
    before = (known.tender_ref, known.asking, known.offers, known.topic)
    if before == (change.tender_ref, change.asking, change.offers, change.topic):
        return
    bound = {
        "conversation_id": known.id,
        "tender_ref": change.tender_ref,
        "asking": change.asking,
        "offers": [vars(offer) for offer in change.offers],
        "topic": change.topic,
    }
    connection.execute(_MOVE, bound)


def welcome(connection: Connection, known: Conversation) -> None:
    """Raises `Stale` when another turn welcomed them a moment before."""
    if not known.welcomed and connection.execute(_WELCOME, {"conversation_id": known.id}).rowcount == 0:
        raise Stale("another turn has welcomed this conversation")


def mark_dead(connection: Connection, organisation: str, door: Door, address: str) -> None:
    """Its person has blocked us or left. The next word from them revives it."""
    connection.execute(_MARK_DEAD, {"ours": organisation, "its_door": door.value, "its_address": address})
