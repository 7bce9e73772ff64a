"""One turn against both databases: found once, written once, never overwritten."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.changes import (
    ConversationMoved,
    FeedbackGiven,
    Refused,
    TenderAnswered,
    TenderFinalised,
    TenderOpened,
    TenderReopened,
    TenderShared,
    TenderWithdrawn,
    TicketDecided,
    TicketRaised,
    Welcomed,
)
from domain.conversation import Conversation, Door, Needs, Offer
from domain.errors import Stale
from domain.escalation import TicketState
from domain.people import CLOCK, Person
from domain.tender import Tender, TenderStatus
from storage.store import Seen, Store, Tx
from tests.storage.builders import BEN, LEASE, NOW, commitment, contact, inbound, met, outgoing, tender, ticket

LATER = NOW + timedelta(minutes=5)


def opened(tx: Tx, **values: Any) -> tuple[Person, Tender]:
    """Amira has opened a tender."""
    person, conversation = met(tx)
    new = tender(person, **values)
    tx.record([TenderOpened(new)], by=person, conversation=conversation, at=NOW)
    return person, new


async def test_a_message_that_is_new_has_no_earlier_replies(store: Store) -> None:
    assert await store.read(lambda tx: tx.earlier(Door.TEAMS, "1")) is None


async def test_a_message_that_was_answered_gives_the_same_replies_again(store: Store) -> None:
    replies = [{"text": "Good morning", "card": {"body": [1, 2.5, None, "£"]}}, {"text": ""}]

    def answer(tx: Tx) -> None:
        person, conversation = met(tx)
        tx.remember(inbound("1"), person, conversation, replies, at=NOW)

    await store.write(answer)
    assert await store.read(lambda tx: tx.earlier(Door.TEAMS, "1")) == tuple(replies)
    assert await store.read(lambda tx: tx.earlier(Door.WEB, "1")) is None


async def test_the_same_message_ten_times_at_once_is_one_turn(store: Store) -> None:
    await store.write(met)

    def turn(tx: Tx) -> bool:
        if tx.earlier(Door.TEAMS, "1") is not None:
            return False
        person, conversation = met(tx)
        tx.record([Refused("x", "", "y")], by=person, conversation=conversation, at=NOW)
        tx.remember(inbound("1"), person, conversation, [{"text": "once"}], at=NOW)
        return True

    results = await asyncio.gather(*(store.write(turn) for _ in range(10)), return_exceptions=True)
    assert [r for r in results if r is True] == [True]
    assert {type(r) for r in results} <= {bool, Seen, Stale}
    history = await store.read(lambda tx: tx.history("person 1"))
    assert [h.verb for h in history] == ["PersonMet", "Refused"]


async def test_work_that_raises_leaves_nothing(store: Store) -> None:
    def work(tx: Tx) -> None:
        met(tx)
        raise LookupError("on purpose")

    with pytest.raises(LookupError, match="on purpose"):
        await store.write(work)
    assert await store.read(lambda tx: tx.people()) == ()


async def test_a_known_person_in_a_known_conversation_is_one_statement(store: Store) -> None:
    await store.write(met)
    before = store.statements
    await store.write(lambda tx: met(tx, id="2", at=LATER))
    assert store.statements - before == 1


async def test_facts_are_those_that_were_asked_for(store: Store) -> None:
    spoc = await store.write(contact)

    def load(tx: Tx) -> None:
        person, new = opened(tx)
        _, conversation = met(tx)
        raised = ticket(person, tender_ref=new.ref)
        tx.record([TicketRaised(raised)], by=person, conversation=conversation, at=NOW)

        bare = tx.facts(person, conversation, Needs())
        assert (bare.contacts, bare.tender, bare.ticket, bare.tenders, bare.tickets) == ((), None, None, (), ())

        needs = Needs(new.ref, raised.ref, my_tenders=True, open_tickets=True, colleague="SAM@council.example")
        full = tx.facts(person, conversation, needs)
        assert (full.contacts, full.administrators, full.colleague) == ((spoc,), (), spoc)
        assert (full.tender, full.owner, full.tenders) == (new, person, (new,))
        assert (full.ticket, full.ticket_asker, full.tickets) == (raised, person, (raised,))

        by_ticket = tx.facts(person, conversation, Needs(ticket_ref=raised.ref))
        assert by_ticket.tender == new
        assert tx.facts(person, conversation, Needs(people=True)).contacts == (spoc,)

    await store.write(load)


async def test_an_answer_bumps_the_version_and_the_title(store: Store) -> None:
    def work(tx: Tx) -> Tender | None:
        person, new = opened(tx)
        answers = {"what": "Care at night", "vat": "included"}
        change = TenderAnswered(new.ref, 1, answers, ("what", "vat", "length"))
        tx.record([change], by=person, conversation=None, at=LATER)
        assert tx.tender(new.ref) == replace(new, answers=answers, title="Care at night", version=2, changed_at=LATER)
        tx.record([TenderAnswered(new.ref, 2, {}, ("what", "vat"))], by=person, conversation=None, at=LATER)
        return tx.tender(new.ref)

    after = await store.write(work)
    assert after is not None
    assert (after.title, after.answers, after.version) == ("Care at night", {}, 3)
    history = await store.read(lambda tx: tx.history("tender T-4K7QX"))
    assert [(h.verb, h.by, h.at) for h in history] == [
        ("TenderOpened", "Amira Khan", NOW),
        ("TenderAnswered", "Amira Khan", LATER),
        ("TenderAnswered", "Amira Khan", LATER),
    ]
    assert history[1].data == {
        "version": 1,
        "answers": {"what": "Care at night", "vat": "included", "length": None},
    }


async def test_commitments_are_those_of_the_last_final_selection(store: Store) -> None:
    first, second = commitment(), commitment(lot=2, bespoke=True, approver="Sam Point", target=None, evidence=())

    def work(tx: Tx) -> None:
        person, new = opened(tx)
        for change in (
            TenderFinalised(new.ref, 1, (first, second)),
            TenderReopened(new.ref, 2),
            TenderFinalised(new.ref, 3, (second,)),
        ):
            tx.record([change], by=person, conversation=None, at=LATER)
        final = replace(new, status=TenderStatus.FINAL, version=4, revision=2, changed_at=LATER, commitments=(second,))
        assert tx.tender(new.ref) == final
        tx.record([TenderWithdrawn(new.ref, 4, "No money")], by=person, conversation=None, at=LATER)
        withdrawn = replace(final, status=TenderStatus.WITHDRAWN, version=5, withdrawn_reason="No money")
        assert tx.tenders_of(person.id) == (withdrawn,)

    await store.write(work)


async def test_a_target_keeps_all_its_digits(store: Store) -> None:
    def work(tx: Tx) -> str:
        person, new = opened(tx)
        tx.record([TenderFinalised(new.ref, 1, (commitment(),))], by=person, conversation=None, at=NOW)
        found = tx.tender(new.ref)
        assert found is not None
        return str(found.commitments[0].target)

    assert await store.write(work) == "12.50"


async def test_sharing_lets_a_colleague_see_it_and_twice_is_once(store: Store) -> None:
    def work(tx: Tx) -> None:
        person, new = opened(tx)
        ben, _ = met(tx, BEN)
        assert tx.tenders_of(ben.id) == ()
        for version in (1, 2):
            change = TenderShared(new.ref, version, ben.id, ben.name)
            tx.record([change], by=person, conversation=None, at=LATER)
        shared = replace(new, version=3, changed_at=LATER, shared_with=frozenset({ben.id}))
        assert tx.tenders_of(ben.id) == (shared,)

    await store.write(work)


@pytest.mark.parametrize(
    "change",
    [
        TenderAnswered("T-4K7QX", 2, {}, ()),
        TenderFinalised("T-4K7QX", 2, (commitment(),)),
        TenderReopened("T-4K7QX", 2),
        TenderWithdrawn("T-4K7QX", 2, "why"),
        TenderShared("T-4K7QX", 2, 1, "Amira Khan"),
        TenderAnswered("T-NONE", 1, {}, ()),
        TicketDecided("S-9M2TR", 2, TicketState.GRANTED, "yes"),
    ],
    ids=lambda change: f"{type(change).__name__} {change.ref}",
)
async def test_a_change_of_another_version_is_stale(store: Store, change: Any) -> None:
    def prepare(tx: Tx) -> Person:
        person, _ = opened(tx)
        tx.record([TicketRaised(ticket(person))], by=person, conversation=None, at=NOW)
        return person

    person = await store.write(prepare)
    with pytest.raises(Stale):
        await store.write(lambda tx: tx.record([change], by=person, conversation=None, at=LATER))
    assert len(await store.read(lambda tx: tx.history("tender T-4K7QX"))) == 1


async def test_a_reference_that_is_taken_is_stale(store: Store) -> None:
    def prepare(tx: Tx) -> tuple[TenderOpened, TicketRaised]:
        person, new = opened(tx)
        raised = TicketRaised(ticket(person))
        tx.record([raised], by=person, conversation=None, at=NOW)
        return TenderOpened(new), raised

    for change in await store.write(prepare):
        with pytest.raises(Stale, match="is taken"):
            await store.write(lambda tx, again=change: tx.record([again], by=CLOCK, conversation=None, at=NOW))


async def test_tickets_are_found_by_who_asked_and_by_what_they_are_about(store: Store) -> None:
    def work(tx: Tx) -> None:
        person, conversation = met(tx)
        other, _ = met(tx, BEN)
        first = ticket(person, "S-FIRST", tender_ref="T-4K7QX")
        second = ticket(person, "S-SECOND", raised_at=LATER)
        theirs = ticket(other, "S-THEIRS", tender_ref="T-4K7QX")
        for raised in (first, second, theirs):
            tx.record([TicketRaised(raised)], by=person, conversation=None, at=NOW)
        assert tx.facts(person, conversation, Needs(my_tickets=True)).tickets == (second, first)
        assert tx.facts(person, conversation, Needs("T-4K7QX", tender_tickets=True)).tickets == (first, theirs)
        ended = TicketDecided("S-FIRST", 1, TicketState.WITHDRAWN, "It goes on.", own=True)
        tx.record([ended], by=person, conversation=None, at=LATER)
        assert tx.facts(person, conversation, Needs("T-4K7QX", tender_tickets=True)).tickets == (theirs,)
        assert [t.state for t in tx.facts(person, conversation, Needs(my_tickets=True)).tickets] == [
            TicketState.OPEN,
            TicketState.WITHDRAWN,
        ]
        said = {"version": 1, "state": "withdrawn", "answer": "It goes on.", "own": True}
        assert tx.history("ticket S-FIRST")[-1].data == said

    await store.write(work)


async def test_the_first_decision_on_a_ticket_counts(store: Store) -> None:
    spoc = await store.write(contact)

    def work(tx: Tx) -> None:
        person, conversation = met(tx)
        raised = ticket(person, details={"lot": "1"})
        tx.record([TicketRaised(raised)], by=person, conversation=conversation, at=NOW)
        decided = TicketDecided(raised.ref, 1, TicketState.GRANTED, "Yes")
        tx.record([decided], by=spoc, conversation=None, at=LATER)
        facts = tx.facts(person, conversation, Needs(ticket_ref=raised.ref, open_tickets=True))
        assert facts.tickets == ()
        assert facts.ticket == replace(
            raised, state=TicketState.GRANTED, answer="Yes", decided_by="Sam Point", decided_at=LATER, version=2
        )
        with pytest.raises(Stale):
            tx.record([replace(decided, version=2)], by=spoc, conversation=None, at=LATER)

    await store.write(work)


async def test_where_a_conversation_stands_is_kept_and_leaves_no_history(store: Store) -> None:
    moved = ConversationMoved("T-4K7QX", ("what", "vat"), (Offer("Carry on", "tender.show", {"a": "1"}, True),))

    def move(tx: Tx) -> None:
        person, conversation = met(tx)
        tx.record([moved, Welcomed()], by=person, conversation=conversation, at=NOW)

    await store.write(move)
    _, conversation = await store.write(met)
    assert (conversation.tender_ref, conversation.asking, conversation.offers) == (
        moved.tender_ref,
        moved.asking,
        moved.offers,
    )
    assert conversation.welcomed is True
    assert (await store.read(lambda tx: tx.verify_history())).events == 1  # that Amira was met
    before = store.statements
    await store.write(lambda tx: tx.record([moved, Welcomed()], by=met(tx)[0], conversation=conversation, at=NOW))
    assert store.statements - before == 1


async def test_of_two_turns_that_welcome_at_once_one_is_run_again(store: Store) -> None:
    def welcome(conversation: Conversation) -> Callable[[Tx], None]:
        return lambda tx: tx.record([Welcomed()], by=CLOCK, conversation=conversation, at=NOW)

    _, new = await store.write(met)
    await store.write(welcome(new))
    with pytest.raises(Stale):
        await store.write(welcome(new))
    await store.write(welcome(replace(new, welcomed=True)))


async def test_what_was_refused_and_feedback_are_in_the_record(store: Store) -> None:
    def work(tx: Tx) -> None:
        person, _ = opened(tx)
        changes = [
            Refused("tender.finalise", "T-4K7QX", "not yours"),
            Refused("tender.finalise", "x' OR 1", "not yours"),
            FeedbackGiven("reply 7", "dislike", "Too long", {"conversation": "a"}),
        ]
        tx.record(changes, by=person, conversation=None, at=LATER)
        assert [h.verb for h in tx.history("tender T-4K7QX")] == ["TenderOpened", "Refused"]
        mine = tx.history(f"person {person.id}")
        assert [h.verb for h in mine] == ["PersonMet", "Refused", "FeedbackGiven"]
        assert mine[1].data == {"verb": "tender.finalise", "about": "x' OR 1", "reason": "not yours"}

    await store.write(work)


async def test_twenty_writers_at_once_lose_no_update(store: Store) -> None:
    person, new = await store.write(opened)

    def add_one(tx: Tx) -> None:
        now = tx.tender(new.ref)
        assert now is not None
        answers = {"count": str(int(now.answers.get("count", "0")) + 1)}
        change = TenderAnswered(new.ref, now.version, answers, ("count",))
        tx.record([change], by=person, conversation=None, at=LATER)

    async def writer() -> None:
        while True:
            try:
                return await store.write(add_one)
            except Stale:
                continue

    await asyncio.gather(*(writer() for _ in range(20)))
    after = await store.read(lambda tx: tx.tender(new.ref))
    assert after is not None
    assert (after.answers, after.version) == ({"count": "20"}, 21)
    verified = await store.read(lambda tx: tx.verify_history())
    assert (verified.events, verified.broken) == (22, ())


async def test_the_browser_reads_a_conversation_in_order(store: Store) -> None:
    from_sam = {"text": "Sam asks you to call"}

    def work(tx: Tx) -> None:
        person, conversation = met(tx)
        tx.remember(inbound("1", text="Hello"), person, conversation, [{"text": "Good morning"}], at=NOW)
        reply = tx.queue([outgoing(conversation, {"text": "Good morning"})], reply_to="1", at=NOW, lease=LEASE)
        note = tx.queue([outgoing(conversation, from_sam)], reply_to="", key="a note", at=NOW, lease=LEASE)
        tx.settle_all([(reply[0], NOW), (note[0], LATER)])
        pressed = inbound("2", text="", verb="help", fields={"a": "b"})
        tx.remember(pressed, person, conversation, [{"text": "Help"}], at=LATER + LEASE)
        told = [(e.at, e.text, e.verb, e.payloads) for e in tx.transcript(conversation.id, 10)]
        assert told == [
            (NOW, "Hello", "", ({"text": "Good morning"},)),
            (LATER, "", "", (from_sam,)),
            (LATER + LEASE, "", "help", ({"text": "Help"},)),
        ]
        assert [e.verb for e in tx.transcript(conversation.id, 1)] == ["help"]

    await store.write(work)
