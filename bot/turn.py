"""One turn: load, decide, save; nothing else. The doors deliver what was committed."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from cards.message import Message
from cards.sorry import Sorry
from dialogs.ask_guidance import audience
from dialogs.by_mail import WRONG_PERSON
from dialogs.decide import decide, why_not
from dialogs.hear import hear
from dialogs.intent import Desk, Intent, Send
from dialogs.reply import recalled
from dialogs.verbs import VERBS
from domain.changes import TicketRaised
from domain.conversation import Conversation, Delivery, Door, Inbound, Outgoing, Scope, SentFile
from domain.document import ReadDocument
from domain.errors import Stale
from domain.guidance import Answer, Audience
from domain.people import Person, Role
from knowledge.shelf import Shelf
from storage.store import Seen, Store, Tx

log = logging.getLogger("assistant.turn")

LEASE = timedelta(seconds=60)
"""How long a delivery is ours before another process may take it up."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

BY_MAIL = "by_mail"
"""The key of a payload for Teams under which the same message is dressed for mail, in case Teams never takes it."""

ATTEMPTS = 5
"""Tries of one turn: somebody else was quicker, something newer was published, or a question was looked up."""

Dress = Callable[[Message, Conversation | None, str], Mapping[str, Any]]
"""A message as one door's payload. The conversation is where it goes, where that is known; the text is the address
where its reader can say that it is not for them, "" where there is none."""


def anywhere(dress: Callable[[Message], Mapping[str, Any]]) -> Dress:
    """For a door whose payloads are the same wherever they go."""
    return lambda message, place, wrong_person: dress(message)


@dataclass(frozen=True)
class TurnResult:
    """What came of a turn. Everything in it is committed.

    `replies` are payloads for an answer in place (the body of an invoke, a page, a terminal); `deliveries`
    are claimed rows of the outbox, which the caller sends now and the worker retries; `repeated` says that
    this message had been answered before, and then `replies` are those earlier ones; `failed` that there was a
    fault of ours, nothing was kept, and `replies` are the apology.
    """

    replies: tuple[Mapping[str, Any], ...]
    deliveries: tuple[Delivery, ...]
    repeated: bool = False
    failed: bool = False


@dataclass(frozen=True)
class House:
    """What a turn works with. `shelf` gives what the council has published; `refresh` loads it anew.

    `answer` looks a question up in the guidance: its words, what it goes on from, and who reads the answer.
    `read_files` reads documents that somebody sent; one comes back for each.
    """

    store: Store
    shelf: Callable[[], Shelf]
    refresh: Callable[[], Awaitable[None]]
    library_version: Callable[[], int]
    answer: Callable[[str, str, Audience], Awaitable[Answer]]
    read_files: Callable[[Sequence[SentFile]], Awaitable[tuple[ReadDocument, ...]]]
    dress: Mapping[Door, Dress]
    now: Callable[[], datetime]
    today: Callable[[datetime], Any]
    new_code: Callable[[], str]
    new_thread: Callable[[], str]
    """The reference of a new thread of mails."""
    link: Callable[[str, str, datetime], str]
    unknown_staff: frozenset[Role]
    support: str
    mails_first: bool = False
    """True where a note goes by mail to somebody on file who cannot be reached otherwise; else it waits for them."""


class _ShelfChanged(Exception):
    """Another process has published a newer Framework or guidance."""


@dataclass(frozen=True)
class _Question:
    """A question, what it goes on from, and who reads the answer."""

    question: str
    before: str
    reader: Audience


@dataclass(frozen=True)
class _Prepared:
    """What was made ready outside the transaction: the answer to which question, and what was read of which files."""

    question: _Question | None = None
    answer: Answer | None = None
    files: tuple[SentFile, ...] = ()
    documents: tuple[ReadDocument, ...] = ()


class _Unprepared(Exception):
    """The turn needs an answer looked up, or files read, before its transaction. `wanted` says which."""

    def __init__(self, wanted: _Prepared) -> None:
        super().__init__("not made ready yet")
        self.wanted = wanted


async def take_turn(house: House, inbound: Inbound, reference: str) -> TurnResult:
    """Answers one inbound message. Never raises for what a person did; a fault of ours is logged under
    `reference` and answered with an apology that carries it. Nothing that was stored is lost by it.
    """
    inbound = _storable(inbound)
    prepared = _Prepared()
    try:
        for attempt in range(ATTEMPTS):
            try:
                return await house.store.write(partial(_turn, house, inbound, prepared, again=attempt > 0))
            except (Stale, Seen):
                continue
            except _ShelfChanged:
                await house.refresh()
            except _Unprepared as unprepared:
                prepared = await _prepare(house, unprepared.wanted)
        raise Stale(f"somebody else was quicker {ATTEMPTS} times")
    except Exception:
        log.exception("turn failed", extra={"reference": reference, "door": inbound.door.value})
        return _apology(house, inbound, reference)


def _storable(inbound: Inbound) -> Inbound:
    """Without what no database keeps as text: the null character, and halves of characters."""
    fields = {_text(key): _text(value) for key, value in inbound.fields.items()}
    return replace(inbound, id=_text(inbound.id), text=_text(inbound.text), verb=_text(inbound.verb), fields=fields)


def _text(given: str) -> str:
    return given if given.isascii() and "\0" not in given else _UNSTORABLE.sub("", given)


async def _prepare(house: House, wanted: _Prepared) -> _Prepared:
    if wanted.question is not None and wanted.answer is None:
        asked = wanted.question
        return replace(wanted, answer=await house.answer(asked.question, asked.before, asked.reader))
    return replace(wanted, documents=await house.read_files(wanted.files))


def _turn(house: House, inbound: Inbound, prepared: _Prepared, tx: Tx, *, again: bool) -> TurnResult:
    # A message that was answered already is rare, and `remember` refuses it: then the turn, undone, comes here again.
    earlier = tx.earlier(inbound.door, inbound.id) if again else None
    if earlier is not None:
        return TurnResult(earlier, (), repeated=True)
    now, shelf = house.now(), house.shelf()
    person, conversation = tx.who(inbound, unknown_staff=house.unknown_staff)
    conversation = recalled(conversation, inbound)
    files = inbound.door is Door.TEAMS and inbound.scope is Scope.PERSONAL
    desk = Desk(
        shelf,
        now,
        house.today(now),
        house.new_code,
        lambda kind, ref: house.link(kind, ref, now),
        support=house.support,
        files=files,
    )
    intent = hear(inbound, person, conversation, desk)
    facts = tx.facts(person, conversation, intent.needs)
    if facts.framework_version != shelf.current or facts.guidance_version != house.library_version():
        raise _ShelfChanged
    if why_not(person, VERBS[intent.verb]) is None:
        desk = replace(desk, answer=_looked_up(intent, person, prepared), documents=_documents(intent, prepared))
    decision = decide(intent, facts, desk)
    tx.record(decision.changes, by=person, conversation=conversation, at=now)
    if inbound.door is Door.MAIL:
        for change in decision.changes:
            if isinstance(change, TicketRaised):
                tx.stands_for(conversation, f"ticket {change.ticket.ref}")
    wrong_person = _wrong_person(house, person, conversation, now)
    replies = tuple(house.dress[inbound.door](m, conversation, wrong_person) for m in decision.replies)
    tx.remember(inbound, person, conversation, replies, at=now)
    outgoing = [] if inbound.in_place else [_reply(conversation, payload) for payload in replies]
    outgoing += _notes(house, tx, decision.sends, now)
    return TurnResult(replies, tx.queue(outgoing, reply_to=inbound.id, at=now, lease=LEASE))


def _looked_up(intent: Intent, person: Person, prepared: _Prepared) -> Answer | None:
    """What was prepared for this very question and reader. Raises `_Unprepared` when nothing was."""
    if not intent.question:
        return None
    wanted = _Question(intent.question, intent.before, audience(person))
    if prepared.answer is None or prepared.question != wanted:
        raise _Unprepared(_Prepared(question=wanted))
    return prepared.answer


def _documents(intent: Intent, prepared: _Prepared) -> tuple[ReadDocument, ...]:
    """What was read of these very files. Raises `_Unprepared` when they were not read yet."""
    if intent.files and not (prepared.documents and prepared.files == intent.files):
        raise _Unprepared(_Prepared(files=intent.files))
    return prepared.documents if intent.files else ()


def _reply(conversation: Conversation, payload: Mapping[str, Any]) -> Outgoing:
    return Outgoing(conversation.person_id, conversation, {conversation.door: payload})


def tell(house: House, tx: Tx, sends: Sequence[Send], *, key: str, at: datetime) -> None:
    """Messages that come of no turn, in the outbox under `key`; whoever takes up what is due sends them."""
    if sends:
        tx.queue(_notes(house, tx, sends, at), reply_to="", key=key, at=at, lease=timedelta(0))


def _notes(house: House, tx: Tx, sends: Sequence[Send], at: datetime) -> list[Outgoing]:
    """Messages to people who did not ask just now."""
    found = []
    for send in sends:
        reached = _reached(house, tx, send, at)
        wrong_person = _wrong_person(house, send.to, reached, at)
        doors = [reached.door] if reached else list(house.dress)
        payloads = {
            door: {**house.dress[door](send.message, reached, wrong_person), **_standing(tx, reached, send)}
            for door in doors
        }
        if reached is not None and reached.door is Door.TEAMS and send.to.email and Door.MAIL in house.dress:
            payloads[Door.TEAMS][BY_MAIL] = house.dress[Door.MAIL](send.message, None, "")
        found.append(Outgoing(send.to.id, reached, payloads))
    return found


def _wrong_person(house: House, reader: Person, place: Conversation | None, at: datetime) -> str:
    """Where somebody at a supplier can say that these mails are not for them; "" for everybody else."""
    by_mail = place is not None and place.door is Door.MAIL
    return house.link(WRONG_PERSON, place.address, at) if place and by_mail and reader.contact else ""


def _reached(house: House, tx: Tx, send: Send, at: datetime) -> Conversation | None:
    """Where somebody is told: by the door they last used; by mail where they used none that still works."""
    reached, to = tx.reach(send.to.id), send.to
    if reached is None:
        by_mail = house.mails_first and bool(to.email)
    else:
        by_mail = reached.door is Door.MAIL
        to = to if to.email else replace(to, email=str(reached.reference.get("to", "")))
    # By mail each record has its thread, so that a reply to it can mean nothing else.
    return tx.thread(to, send.about, house.new_thread(), send.message.subject, at) if by_mail else reached


def _standing(tx: Tx, reached: Conversation | None, send: Send) -> dict[str, str]:
    """What the record is, so that the door can say which message stands for it, and the one that this replaces."""
    if not send.about:
        return {}
    before = tx.standing(reached.id, send.about) if reached and send.replaces else ""
    return {"about": send.about, "update": before} if before else {"about": send.about}


def _apology(house: House, inbound: Inbound, reference: str) -> TurnResult:
    where = Conversation(0, inbound.door, inbound.conversation, 0, reference=inbound.reference)
    payload = house.dress[inbound.door](Sorry(reference, house.support), where, "")
    unsaved = Delivery(0, "", inbound.door, inbound.conversation, inbound.reference, payload, 1, inbound.id)
    return TurnResult((payload,), () if inbound.in_place else (unsaved,), failed=True)
