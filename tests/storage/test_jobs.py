"""The outbox's rows: claimed by lease, fenced by the count of attempts, in order for each conversation."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from domain.conversation import Conversation, Delivery, Door
from storage.jobs import WORKER_DIED
from storage.store import Store, Tx
from tests.storage.builders import BEN, LEASE, NOW, inbound, met, outgoing

SECOND = timedelta(seconds=1)


def queued(tx: Tx, *texts: str, id: str = "1", conversation: Conversation | None = None) -> tuple[Delivery, ...]:
    place = conversation or met(tx)[1]
    return tx.queue([outgoing(place, {"text": t}) for t in texts], reply_to=id, key=id, at=NOW, lease=LEASE)


def claimed(tx: Tx, now_is: int = 60, count: int = 9, max_attempts: int = 3) -> list[Delivery]:
    """What is due so many seconds after NOW."""
    now = NOW + now_is * SECOND
    return tx.claim([Door.TEAMS], count, lease=LEASE, now=now, max_attempts=max_attempts)[0]


async def states(store: Store) -> dict[str, list[str]]:
    names = ("waiting", "ready", "done", "dead")
    return {n: [j.key for j in await store.read(lambda tx, n=n: tx.jobs(n))] for n in names}


async def test_a_turn_has_its_own_messages_in_hand(store: Store) -> None:
    first, second = await store.write(lambda tx: queued(tx, "a", "b"))
    assert first == Delivery(
        first.job_id,
        "1:1",
        Door.TEAMS,
        "chat of entra-amira",
        {"address": "chat of entra-amira"},
        {"text": "a"},
        attempts=1,
        reply_to="1",
    )
    assert (second.key, second.job_id > first.job_id) == ("1:2", True)
    assert await store.write(lambda tx: claimed(tx, 59)) == []


async def test_what_a_dead_process_had_is_claimed_again_when_its_lease_is_over(store: Store) -> None:
    (first,) = await store.write(lambda tx: queued(tx, "a"))
    (again,) = await store.write(claimed)
    assert (again.key, again.payload, again.attempts) == (first.key, first.payload, 2)


async def test_only_the_latest_claim_can_settle(store: Store) -> None:
    (first,) = await store.write(lambda tx: queued(tx, "a"))
    (again,) = await store.write(claimed)
    assert await store.write(lambda tx: tx.settle(first, NOW)) is False
    assert await store.write(lambda tx: tx.retry(first, NOW, SECOND, "x")) is False
    assert await store.write(lambda tx: tx.bury(first, NOW, "x")) is False
    assert await store.write(lambda tx: tx.settle(again, NOW)) is True
    assert await store.write(lambda tx: tx.settle(again, NOW)) is False
    assert await states(store) == {"waiting": [], "ready": [], "done": ["1:1"], "dead": []}


async def test_a_note_of_a_delivery_is_written_with_the_next_unit_of_work(store: Store) -> None:
    (first,) = await store.write(lambda tx: queued(tx, "a"))
    store.delivered(first, NOW)
    assert (store.unwritten, (await states(store))["done"]) == (True, [])

    def fails(_: Tx) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await store.write(fails)
    assert (store.unwritten, (await states(store))["done"]) == (True, [])
    await store.write(lambda tx: None)
    assert (store.unwritten, (await states(store))["done"]) == (False, ["1:1"])


async def test_a_later_message_waits_for_an_earlier_one_that_failed(store: Store) -> None:
    (first,) = await store.write(lambda tx: queued(tx, "a"))
    await store.write(lambda tx: tx.retry(first, NOW, 5 * SECOND, "busy"))
    assert await store.write(lambda tx: queued(tx, "b", id="2")) == ()
    assert await store.write(lambda tx: claimed(tx, 4)) == []
    (again,) = await store.write(lambda tx: claimed(tx, 5))
    assert again.payload == {"text": "a"}
    assert await store.write(lambda tx: claimed(tx, 6)) == []
    await store.write(lambda tx: tx.settle(again, NOW))
    assert [d.payload for d in await store.write(lambda tx: claimed(tx, 6))] == [{"text": "b"}]


async def test_a_later_message_does_not_wait_for_what_this_process_has_in_hand(store: Store, database_url: str) -> None:
    await store.write(lambda tx: queued(tx, "a"))
    elsewhere = Store(database_url, organisation=store.organisation)
    assert await elsewhere.write(lambda tx: queued(tx, "c", id="3")) == ()
    await elsewhere.close()
    # The third is in nobody's hands now, so that a fourth must not overtake it.
    assert await store.write(lambda tx: queued(tx, "d", id="4")) == ()

    def to_ben(tx: Tx) -> tuple[tuple[Delivery, ...], tuple[Delivery, ...]]:
        ben = met(tx, BEN)[1]
        return queued(tx, "a", id="5", conversation=ben), queued(tx, "b", id="6", conversation=ben)

    assert [len(d) for d in await store.write(to_ben)] == [1, 1]


async def test_doors_of_other_processes_are_left_to_them(database_url: str) -> None:
    store = Store(database_url, organisation="Derbyshire", doors=frozenset({Door.WEB}))
    assert await store.write(lambda tx: queued(tx, "a")) == ()
    found = [await store.write(lambda tx, d=d: tx.claim([d], 9, lease=LEASE, now=NOW, max_attempts=3)) for d in Door]
    assert [[d.key for d in live] for live, _ in found] == [["1:1"], [], [], []]
    await store.close()


async def test_the_same_key_is_the_same_message(store: Store) -> None:
    assert len(await store.write(lambda tx: queued(tx, "a"))) == 1
    assert await store.write(lambda tx: queued(tx, "another")) == ()
    assert (await states(store))["ready"] == ["1:1"]


async def test_a_message_that_answers_nothing_needs_a_key(store: Store) -> None:
    def nameless(tx: Tx) -> None:
        tx.queue([outgoing(met(tx)[1], {})], reply_to="", at=NOW, lease=LEASE)

    with pytest.raises(ValueError, match="needs a key"):
        await store.write(nameless)


async def test_only_messages_to_the_one_who_asked_are_replies(store: Store) -> None:
    def work(tx: Tx) -> list[tuple[str, str, str]]:
        ben = met(tx, BEN)[1]
        _, amira = met(tx)
        sent = tx.queue([outgoing(amira, {}), outgoing(ben, {})], reply_to="77", at=NOW, lease=LEASE)
        return [(d.key, d.address, d.reply_to) for d in sent]

    assert await store.write(work) == [
        ("teams:77:1", "chat of entra-amira", "77"),
        ("teams:77:2", "chat of entra-ben", ""),
    ]


async def test_what_keeps_killing_its_process_is_given_up_and_can_be_revived(store: Store) -> None:
    await store.write(lambda tx: queued(tx, "a"))
    for minute in (1, 2):
        assert len(await store.write(lambda tx, m=minute: claimed(tx, 60 * m))) == 1
    late = NOW + 180 * SECOND
    live, ended = await store.write(lambda tx: tx.claim([Door.TEAMS], 9, lease=LEASE, now=late, max_attempts=3))
    assert (live, [(delivery.key, error) for delivery, error in ended]) == ([], [("1:1", WORKER_DIED)])
    (dead,) = await store.read(lambda tx: tx.jobs("dead"))
    assert (dead.error, dead.attempts) == (WORKER_DIED, 4)

    assert await store.write(lambda tx: tx.revive("nothing", NOW)) is False
    assert await store.write(lambda tx: tx.revive("1:1", NOW)) is True
    (again,) = await store.write(lambda tx: claimed(tx, 1, max_attempts=1))
    assert again.attempts == 5


async def test_the_reason_of_a_failure_is_kept(store: Store) -> None:
    (first,) = await store.write(lambda tx: queued(tx, "a"))
    await store.write(lambda tx: tx.bury(first, NOW, "They have left. " * 100))
    (dead,) = await store.read(lambda tx: tx.jobs("dead"))
    assert dead.error == ("They have left. " * 100)[:500]


async def test_many_that_claim_at_once_get_each_message_once(store: Store) -> None:
    def twenty(tx: Tx) -> None:
        for number in range(20):
            place = tx.who(inbound(str(number), conversation=f"chat {number}"), unknown_staff=frozenset())[1]
            queued(tx, "a", id=str(number), conversation=place)

    await store.write(twenty)
    batches = await asyncio.gather(*(store.write(lambda tx: claimed(tx, count=3)) for _ in range(10)))
    keys = [d.key for batch in batches for d in batch]
    assert len(keys) == len(set(keys))
    assert len(keys) + len(await store.write(lambda tx: claimed(tx, count=99))) == 20


async def test_pruning_forgets_only_what_was_delivered_long_ago(store: Store) -> None:
    old, new, _ = await store.write(lambda tx: queued(tx, "a", "b", "c"))
    await store.write(lambda tx: tx.settle_all([(old, NOW), (new, NOW + SECOND)]))
    assert await store.write(lambda tx: tx.prune(NOW + SECOND)) == 1
    assert await states(store) == {"waiting": [], "ready": ["1:3"], "done": ["1:2"], "dead": []}
