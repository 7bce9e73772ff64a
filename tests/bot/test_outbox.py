"""The worker against both databases, with a door that does what it is told and a clock that stands still."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.outbox import QUICK, Worker
from domain.conversation import Delivery, Door
from domain.errors import GiveUp, TryLater
from storage.jobs import WORKER_DIED
from storage.store import Store, Tx
from tests.storage.builders import BEN, LEASE, NOW, OFFICER, inbound, met, outgoing

ROOT = Path(__file__).parent.parent.parent


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class FakeDoor:
    """Raises what `faults` holds, first first, and takes a message when that is None or empty."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.faults: list[Exception | None] = []
        self.before: Callable[[Delivery], Any] | None = None

    async def send(self, delivery: Delivery) -> None:
        if self.before is not None:
            await self.before(delivery)
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault
        self.sent.append((delivery.key, delivery.payload["text"]))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def door() -> FakeDoor:
    return FakeDoor()


@pytest.fixture
def worker(store: Store, door: FakeDoor, clock: Clock) -> Worker:
    return new_worker(store, door, clock)


def new_worker(store: Store, door: FakeDoor, clock: Clock, **values: Any) -> Worker:
    patience = {Door.TEAMS: replace(QUICK, attempts=values.pop("attempts", 3))}
    values = {"poll": 30.0, "patience": patience, "lease": LEASE} | values
    return Worker(store, {Door.TEAMS: door}, now=clock, random=lambda: 0.0, **values)


async def queue(store: Store, *texts: str, id: str = "1", **values: Any) -> tuple[Delivery, ...]:
    def work(tx: Tx) -> tuple[Delivery, ...]:
        _, place = met(tx, **values)
        return tx.queue([outgoing(place, {"text": t}) for t in texts], reply_to=id, key=id, at=NOW, lease=LEASE)

    return await store.write(work)


async def states(store: Store) -> dict[str, list[tuple[str, str]]]:
    """Key and error of the messages in each state, without empty states."""
    names = ("ready", "done", "dead")
    found = {n: [(j.key, j.error) for j in await store.read(lambda tx, n=n: tx.jobs(n))] for n in names}
    return {name: rows for name, rows in found.items() if rows}


async def test_a_turns_message_is_sent_at_once_and_settled_by_the_next_unit_of_work(
    store: Store, worker: Worker, door: FakeDoor
) -> None:
    (delivery,) = await queue(store, "hello")
    before = store.statements
    await worker.deliver(delivery)
    assert (door.sent, store.statements - before) == ([("1:1", "hello")], 0)
    await queue(store, "and again", id="2")
    assert (await states(store))["done"] == [("1:1", "")]
    await worker.drain(1)


async def test_without_a_next_unit_of_work_the_note_is_written_soon(store: Store, worker: Worker) -> None:
    for delivery in await queue(store, "a", "b"):
        await worker.deliver(delivery)
    assert store.unwritten is True
    async with asyncio.timeout(5):
        while store.unwritten or await states(store) != {"done": [("1:1", ""), ("1:2", "")]}:
            await asyncio.sleep(0.01)


async def test_draining_writes_down_what_was_delivered(store: Store, worker: Worker) -> None:
    (delivery,) = await queue(store, "a")
    await worker.deliver(delivery)
    await worker.drain(1)
    assert (store.unwritten, await states(store)) == (False, {"done": [("1:1", "")]})


async def test_draining_waits_for_what_is_in_hand(store: Store, worker: Worker, door: FakeDoor) -> None:
    started, go = asyncio.Event(), asyncio.Event()

    async def hold(_: Delivery) -> None:
        started.set()
        await go.wait()

    door.before = hold
    (delivery,) = await queue(store, "a")
    sending = asyncio.create_task(worker.deliver(delivery))
    await started.wait()
    draining = asyncio.create_task(worker.drain(5))
    await asyncio.sleep(0)
    assert draining.done() is False
    go.set()
    await asyncio.gather(draining, sending)
    assert await states(store) == {"done": [("1:1", "")]}


async def test_what_takes_longer_than_the_drain_is_sent_by_the_next_process(
    store: Store, worker: Worker, door: FakeDoor, clock: Clock
) -> None:
    started = asyncio.Event()

    async def forever(_: Delivery) -> None:
        started.set()
        await asyncio.Event().wait()

    door.before = forever
    (delivery,) = await queue(store, "a")
    sending = asyncio.create_task(worker.deliver(delivery))
    await started.wait()
    await worker.drain(0)
    assert (await asyncio.gather(sending, return_exceptions=True))[0].__class__ is asyncio.CancelledError
    assert await states(store) == {"ready": [("1:1", "")]}
    door.before = None
    clock.forward(60)
    assert await new_worker(store, door, clock).deliver_due() == 1
    assert door.sent == [("1:1", "a")]


async def test_a_caller_that_goes_away_does_not_break_the_sending_off(
    store: Store, worker: Worker, door: FakeDoor
) -> None:
    started, go = asyncio.Event(), asyncio.Event()

    async def hold(_: Delivery) -> None:
        started.set()
        await go.wait()

    door.before = hold
    (delivery,) = await queue(store, "a")
    caller = asyncio.create_task(worker.deliver(delivery))
    await started.wait()
    caller.cancel()
    go.set()
    await worker.drain(5)
    assert caller.cancelled() is True
    assert door.sent == [("1:1", "a")]


@pytest.mark.parametrize(
    ("fault", "wait", "error"),
    [
        (TryLater("busy", after=7), 7, "TryLater: busy"),
        (TryLater("busy"), 1, "TryLater: busy"),
        (RuntimeError("a fault of ours"), 1, "RuntimeError: a fault of ours"),
    ],
)
async def test_what_failed_is_tried_again_when_its_wait_is_over(
    store: Store, worker: Worker, door: FakeDoor, clock: Clock, fault: Exception, wait: int, error: str
) -> None:
    door.faults = [fault]
    (delivery,) = await queue(store, "a")
    await worker.deliver(delivery)
    assert await states(store) == {"ready": [("1:1", error)]}
    clock.forward(wait - 0.5)
    assert await worker.deliver_due() == 0
    clock.forward(0.5)
    assert await worker.deliver_due() == 1
    assert (door.sent, await states(store)) == ([("1:1", "a")], {"done": [("1:1", "")]})


@pytest.mark.parametrize(("chance", "waits"), [(0.0, [1, 2, 4, 8]), (0.5, [1.5, 3, 6, 12])])
async def test_the_wait_doubles_and_half_of_it_is_left_to_chance(
    store: Store, door: FakeDoor, clock: Clock, chance: float, waits: list[float]
) -> None:
    worker = Worker(store, {Door.TEAMS: door}, now=clock, random=lambda: chance, lease=LEASE)
    door.faults = [TryLater("busy")] * 4
    (delivery,) = await queue(store, "a")
    await worker.deliver(delivery)
    for number, wait in enumerate(waits, 1):
        clock.forward(wait - 0.01)
        assert await worker.deliver_due() == 0
        clock.forward(0.01)
        assert await worker.deliver_due() == 1
        assert len(door.faults) == max(3 - number, 0)
    assert door.sent == [("1:1", "a")]


@pytest.mark.parametrize(("chance", "wait"), [(0.0, 8), (0.5, 9)])
async def test_nobody_comes_back_before_they_were_told_to_and_not_all_at_once(
    store: Store, door: FakeDoor, clock: Clock, chance: float, wait: float
) -> None:
    worker = Worker(store, {Door.TEAMS: door}, now=clock, random=lambda: chance, lease=LEASE)
    door.faults = [TryLater("busy", after=8)]
    (delivery,) = await queue(store, "a")
    await worker.deliver(delivery)
    clock.forward(wait - 0.01)
    assert await worker.deliver_due() == 0
    clock.forward(0.01)
    assert await worker.deliver_due() == 1


async def test_what_a_door_gives_up_is_kept_with_the_reason(
    store: Store, worker: Worker, door: FakeDoor, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    door.faults = [GiveUp("they have blocked us")]
    (delivery,) = await queue(store, "a")
    await worker.deliver(delivery)
    assert await states(store) == {"dead": [("1:1", "they have blocked us")]}
    assert [(r.levelname, r.getMessage()) for r in caplog.records] == [("ERROR", "given up: they have blocked us")]
    clock.forward(3600)
    assert await worker.deliver_due() == 0


async def test_after_all_attempts_it_is_given_up_with_its_last_error(
    store: Store, worker: Worker, door: FakeDoor, clock: Clock
) -> None:
    door.faults = [TryLater(f"busy {n}") for n in (1, 2, 3)]
    (delivery,) = await queue(store, "a")
    await worker.deliver(delivery)
    for _ in range(3):
        clock.forward(60)
        await worker.deliver_due()
    assert (door.sent, door.faults) == ([], [])
    assert await states(store) == {"dead": [("1:1", "TryLater: busy 3")]}


async def test_what_ended_every_process_is_given_up_like_any_other(
    store: Store, door: FakeDoor, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[tuple[str, str]] = []

    def given_up(tx: Tx, delivery: Delivery, reason: str) -> None:
        told.append((delivery.key, reason))
        raise LookupError("a fault in telling")

    worker = new_worker(store, door, clock, when_given_up=given_up)
    await queue(store, "a")
    for _ in range(2):  # after the first claim, of the turn itself
        clock.forward(60)
        await store.write(lambda tx: tx.claim([Door.TEAMS], 1, lease=LEASE, now=clock.now, max_attempts=3))
    await queue(store, "b", id="2", sender=BEN)
    clock.forward(60)
    await worker.deliver_due()
    assert (told, door.sent) == ([("1:1", WORKER_DIED)], [("2:1", "b")])
    assert "nobody was told that it was given up" in caplog.text
    await worker.drain(1)


async def test_an_unsaved_message_has_one_attempt(store: Store, worker: Worker, door: FakeDoor) -> None:
    sorry = Delivery(0, "", Door.TEAMS, "chat", {}, {"text": "Sorry"}, 1)
    door.faults = [None, TryLater("busy"), GiveUp("gone")]
    before = store.statements
    for _ in range(3):
        await worker.deliver(sorry)
    assert (door.sent, store.unwritten, store.statements - before) == ([("", "Sorry")], False, 0)


async def test_a_crash_between_sending_and_settling_sends_again_with_the_same_key(
    database_url: str, door: FakeDoor, clock: Clock
) -> None:
    crashed = Store(database_url, organisation="Derbyshire")
    (delivery,) = await queue(crashed, "a")
    await door.send(delivery)
    await crashed.close()
    store = Store(database_url, organisation="Derbyshire")
    clock.forward(60)
    assert await new_worker(store, door, clock).deliver_due() == 1
    assert door.sent == [("1:1", "a"), ("1:1", "a")]
    await store.close()


async def test_a_worker_that_was_paused_past_its_lease_cannot_settle(
    store: Store, worker: Worker, door: FakeDoor, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    (delivery,) = await queue(store, "a")
    clock.forward(60)
    (taken,), _ = await store.write(lambda tx: tx.claim([Door.TEAMS], 1, lease=LEASE, now=clock.now, max_attempts=3))
    await worker.deliver(delivery)
    await store.flush()
    assert [r.getMessage() for r in caplog.records] == ["1 of 1 delivered messages had been claimed again"]
    caplog.clear()
    door.faults = [TryLater("busy"), GiveUp("gone")]
    await worker.deliver(delivery)
    await worker.deliver(delivery)
    assert [r.getMessage() for r in caplog.records if r.levelname == "WARNING"] == [
        "attempt 1 failed: busy",
        "another process has taken it up meanwhile",
        "another process has taken it up meanwhile",
    ]
    assert await states(store) == {"ready": [("1:1", "")]}
    assert await store.write(lambda tx: tx.settle(taken, NOW)) is True
    await worker.drain(1)


async def test_messages_to_one_conversation_leave_in_order_even_when_sent_at_once(
    store: Store, worker: Worker, door: FakeDoor
) -> None:
    slow_first = asyncio.Event()

    async def hold_first(delivery: Delivery) -> None:
        if delivery.payload["text"] == "a":
            await slow_first.wait()

    door.before = hold_first
    sending = [asyncio.create_task(worker.deliver(d)) for d in await queue(store, "a", "b")]
    sending += [asyncio.create_task(worker.deliver(d)) for d in await queue(store, "c", id="2")]
    (to_ben,) = await queue(store, "for Ben", id="3", sender=BEN)
    await worker.deliver(to_ben)
    assert [text for _, text in door.sent] == ["for Ben"]
    slow_first.set()
    await asyncio.gather(*sending)
    assert [text for _, text in door.sent] == ["for Ben", "a", "b", "c"]
    await worker.drain(1)


async def test_what_stands_behind_a_failure_waits_for_it(
    store: Store, worker: Worker, door: FakeDoor, clock: Clock
) -> None:
    door.faults = [TryLater("busy", after=5)]
    await asyncio.gather(*(worker.deliver(d) for d in await queue(store, "a", "b", "c")))
    assert door.sent == []
    clock.forward(5)
    assert [await worker.deliver_due() for _ in range(4)] == [1, 1, 1, 0]
    assert [text for _, text in door.sent] == ["a", "b", "c"]


async def test_a_running_worker_takes_up_what_is_due_and_goes_on_to_what_stood_behind(
    store: Store, door: FakeDoor, clock: Clock
) -> None:
    await queue(store, "a", "b", "c")
    await queue(store, "for Ben", id="2", sender=BEN)
    clock.forward(60)
    all_sent = asyncio.Event()

    async def note(_: Delivery) -> None:
        if len(door.sent) == 3:
            all_sent.set()

    door.before = note
    worker = new_worker(store, door, clock, concurrency=2)
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(5):
        await all_sent.wait()
    worker.stop()
    await running
    await worker.drain(1)
    assert sorted(door.sent) == [("1:1", "a"), ("1:2", "b"), ("1:3", "c"), ("2:1", "for Ben")]
    assert [text for key, text in door.sent if key.startswith("1:")] == ["a", "b", "c"]
    assert sorted((await states(store))["done"]) == [("1:1", ""), ("1:2", ""), ("1:3", ""), ("2:1", "")]


async def test_waking_makes_it_look_now(store: Store, door: FakeDoor, clock: Clock) -> None:
    sent = asyncio.Event()

    async def note(_: Delivery) -> None:
        sent.set()

    door.before = note
    worker = new_worker(store, door, clock)
    running = asyncio.create_task(worker.run())
    await queue(store, "a")
    clock.forward(60)
    worker.wake()
    async with asyncio.timeout(5):
        await sent.wait()
    worker.stop()
    await running
    await worker.drain(1)
    assert door.sent == [("1:1", "a")]


async def test_a_database_that_is_away_is_logged_and_nothing_is_lost(
    store: Store, worker: Worker, door: FakeDoor, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    (delivery,) = await queue(store, "a")
    write = store.write

    async def away(_: Callable[[Tx], Any]) -> Any:
        raise ConnectionError("the database is away")

    store.write = away  # type: ignore[method-assign]
    door.faults = [TryLater("busy")]
    await worker.deliver(delivery)
    assert await worker.deliver_due() == 0
    assert await worker.deliver_due() == 0
    store.write = write  # type: ignore[method-assign]
    assert [r.getMessage() for r in caplog.records if r.levelname == "ERROR"] == [
        "not written down; its lease runs out",
        "the outbox cannot be read; it is tried until it can",
    ]
    clock.forward(60)
    assert await worker.deliver_due() == 1
    assert door.sent == [("1:1", "a")]


async def test_killing_workers_loses_nothing(database_url: str, tmp_path: Path) -> None:
    outside, conversations, each = tmp_path / "outside.txt", 10, 6
    store = Store(database_url, organisation="Derbyshire", doors=frozenset())

    def fill(tx: Tx) -> None:
        for number in range(conversations):
            _, place = tx.who(inbound(str(number), conversation=f"chat {number}"), unknown_staff=OFFICER)
            messages = [outgoing(place, {"text": str(n)}) for n in range(each)]
            tx.queue(messages, reply_to="", key=str(number), at=datetime.now(UTC), lease=LEASE)

    await store.write(fill)
    expected = {f"{c}:{n}" for c in range(conversations) for n in range(1, each + 1)}
    command = [sys.executable, "-m", "tests.bot.crashing_worker", database_url, str(outside)]
    workers = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]
    kills, deadline = 0, time.monotonic() + 30
    try:
        while await store.read(lambda tx: len(tx.jobs("done"))) < len(expected):
            assert time.monotonic() < deadline
            lines = outside.read_text().splitlines() if outside.exists() else []
            if kills < 2 and len(lines) > 15 * (kills + 1):
                workers[kills].send_signal(signal.SIGKILL)
                assert workers[kills].wait() == -signal.SIGKILL
                workers.append(subprocess.Popen(command, cwd=ROOT))
                kills += 1
            await asyncio.sleep(0.02)
    finally:
        for process in workers:
            process.kill()
            process.wait()
    sent = outside.read_text().splitlines()
    firsts = list(dict.fromkeys(sent))
    assert kills == 2
    assert set(sent) == expected
    for number in range(conversations):
        mine = [key for key in firsts if key.startswith(f"{number}:")]
        assert mine == [f"{number}:{n}" for n in range(1, each + 1)]
    await store.close()
