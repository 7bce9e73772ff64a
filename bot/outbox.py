"""Delivers what is committed: at once for the turn that caused it, later and again for what failed.

A message leaves at least once: a process that dies after sending and before it is written down has it sent again,
with the same key. Messages to one conversation leave in the order in which they were queued.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.claims import Claims
from domain.conversation import Delivery, Door
from domain.errors import GiveUp, TryLater
from storage.store import Store, Tx

log = logging.getLogger("assistant.outbox")

LEASE = timedelta(seconds=60)
SENDING = 0.9
"""The part of a lease that one attempt may take, so that it ends before somebody else takes the message up."""

FIRST_WAIT = 2.0
LONGEST_WAIT = 3600.0
"""Seconds before the second attempt; it doubles with each, up to an hour."""

SETTLE_AFTER = 0.2
"""Seconds that a note of a delivery waits for a turn to be written with."""


class SendDoor(Protocol):
    async def send(self, delivery: Delivery) -> None:
        """Hands a message over. Raises `TryLater` when it may work later, `GiveUp` when it never will."""


@dataclass(frozen=True)
class Patience:
    """How long a door waits after each attempt that failed, in seconds, and how many attempts it makes."""

    waits: tuple[float, ...]
    attempts: int

    def after(self, attempt: int) -> float:
        """Seconds after attempt 1, 2, …; the last of `waits` again and again."""
        return self.waits[min(attempt, len(self.waits)) - 1]


QUICK = Patience(tuple(min(FIRST_WAIT * 2.0**n, LONGEST_WAIT) for n in range(12)), attempts=10)
"""For doors that are there or soon will be."""


@dataclass
class _Line:
    """Who waits to send to one conversation. After a failure, those behind it are put back to keep the order."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    held_for: timedelta | None = None


class Worker:
    """Sends through `doors`. `now` is the clock, `random` gives a number from 0 up to 1 for the jitter.

    A process that only delivers its own turns' messages uses `deliver` and `drain`; one that also takes up what is
    due or failed runs `run`. `poll` is in seconds, how often it looks; `wake` makes it look now. A door without a
    `patience` of its own has `QUICK`. `when_given_up` is done for each message that is given up.
    """

    def __init__(
        self,
        store: Store,
        doors: Mapping[Door, SendDoor],
        *,
        now: Callable[[], datetime],
        random: Callable[[], float],
        concurrency: int = 8,
        lease: timedelta = LEASE,
        poll: float = 1.0,
        patience: Mapping[Door, Patience] | None = None,
        when_given_up: Callable[[Tx, Delivery, str], None] | None = None,
    ) -> None:
        self._store, self._doors, self._now, self._random = store, doors, now, random
        self._lease, self._poll, self._when_given_up = lease, poll, when_given_up
        self._patience = {door: (patience or {}).get(door, QUICK) for door in doors}
        self._claims = Claims("the outbox", self._claim, self._in_line, concurrency=concurrency, poll=poll)
        self._lines: dict[tuple[Door, str], _Line] = {}
        self._sending: set[asyncio.Task[None]] = set()
        self._settling: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Takes up what is due until `stop`. A database that is away is logged and tried again."""
        await self._claims.run()

    def stop(self) -> None:
        """Takes up nothing more; `run` ends when what is in hand is done."""
        self._claims.stop()

    def wake(self) -> None:
        self._claims.wake()

    async def drain(self, seconds: float) -> None:
        """Stops, finishes what is in hand within `seconds`, and writes down what was delivered.

        What is not finished by then is broken off; its lease runs out and it is sent by whoever is there then.
        """
        self.stop()
        in_hand = self._claims.in_hand | self._sending
        if in_hand:
            _, late = await asyncio.wait(in_hand, timeout=seconds)
            for task in late:
                task.cancel()
            if late:
                log.warning("%d deliveries were broken off", len(late))
                await asyncio.wait(late)
        if self._settling is not None:
            self._settling.cancel()
            with suppress(asyncio.CancelledError):
                await self._settling
        await self._store.flush()

    async def deliver_due(self) -> int:
        """Takes up what is due now, once, waits for it and writes it down; says how many that was."""
        claimed = await self._claims.once()
        await self._store.flush()
        return claimed

    async def deliver(self, delivery: Delivery) -> None:
        """Sends one claimed message and sees to what comes of it: done, due again later, or given up.

        Raises nothing that a door or the database raises: it is logged, and the message is taken up again. An
        unsaved message (job 0) has one attempt. Being cancelled stops the waiting, not the sending.
        """
        task = asyncio.create_task(self._in_line(delivery))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)
        await asyncio.shield(task)

    async def _claim(self, count: int) -> list[Delivery]:
        now = self._now()

        def work(tx: Tx) -> tuple[list[Delivery], list[tuple[Delivery, str]]]:
            claimed: list[Delivery] = []
            dead: list[tuple[Delivery, str]] = []
            for most, doors in self._by_attempts():
                live, spent = tx.claim(doors, count - len(claimed), lease=self._lease, now=now, max_attempts=most)
                claimed += live
                dead += spent
            return claimed, dead

        claimed, dead = await self._store.write(work)
        for delivery, error in dead:
            log.error("given up: every attempt ended the process", extra={"key": delivery.key})
            await self._tell(delivery, error)
        return claimed

    async def _tell(self, delivery: Delivery, error: str) -> None:
        """Of a message that is dead already. In a transaction of its own: no fault in it may stop the others."""
        when_given_up = self._when_given_up
        try:
            if when_given_up is not None:
                await self._store.write(lambda tx: when_given_up(tx, delivery, error))
        except Exception:
            log.exception("nobody was told that it was given up", extra={"key": delivery.key})

    def _by_attempts(self) -> list[tuple[int, list[Door]]]:
        """The doors by the number of attempts that they make."""
        numbers = sorted({patience.attempts for patience in self._patience.values()})
        return [(n, [d for d, patience in self._patience.items() if patience.attempts == n]) for n in numbers]

    async def _in_line(self, delivery: Delivery) -> None:
        """One message of a conversation at a time, first come first served."""
        key = (delivery.door, delivery.address)
        line = self._lines.setdefault(key, _Line())
        line.waiting += 1
        try:
            async with line.lock:
                if line.held_for is not None and delivery.job_id:
                    await self._put_back(delivery, line.held_for, "an earlier message has to go first")
                else:
                    line.held_for = await self._attempt(delivery) or line.held_for
        finally:
            line.waiting -= 1
            if not line.waiting:
                del self._lines[key]

    async def _attempt(self, delivery: Delivery) -> timedelta | None:
        """Sends once. Gives the wait after which it is due again, or None when there is nothing more to do."""
        try:
            async with asyncio.timeout(self._lease.total_seconds() * SENDING):
                await self._doors[delivery.door].send(delivery)
        except GiveUp as reason:
            await self._give_up(delivery, str(reason))
            return None
        except Exception as error:
            wait = self._wait(delivery, error)
            level = logging.WARNING if isinstance(error, TryLater) else logging.ERROR
            log.log(
                level,
                "attempt %d failed: %s",
                delivery.attempts,
                error,
                exc_info=None if isinstance(error, TryLater) else error,
                extra={"key": delivery.key},
            )
            if not delivery.job_id:
                return None
            if delivery.tries >= self._patience[delivery.door].attempts:
                await self._give_up(delivery, _said(error))
                return None
            await self._put_back(delivery, wait, _said(error))
            return wait
        if delivery.job_id:
            self._store.delivered(delivery, self._now())
            self._settle_soon()
        return None

    def _wait(self, delivery: Delivery, error: Exception) -> timedelta:
        """What the other side asked for and up to a quarter more, so that not all who were told come back at once; or
        what the door's patience says with up to half of it left to chance."""
        if isinstance(error, TryLater) and error.after is not None:
            return timedelta(seconds=error.after * (1 + 0.25 * self._random()))
        wait = self._patience[delivery.door].after(delivery.tries)
        return timedelta(seconds=wait * (0.5 + 0.5 * self._random()))

    async def _put_back(self, delivery: Delivery, wait: timedelta, why: str) -> None:
        now = self._now()
        await self._write(delivery, lambda tx: tx.retry(delivery, now, wait, why))

    async def _give_up(self, delivery: Delivery, reason: str) -> None:
        log.error("given up: %s", reason, extra={"key": delivery.key})
        if not delivery.job_id:
            return
        now = self._now()

        def work(tx: Tx) -> bool:
            held = tx.bury(delivery, now, reason)
            if held and self._when_given_up is not None:
                self._when_given_up(tx, delivery, reason)
            return held

        await self._write(delivery, work)

    async def _write(self, delivery: Delivery, work: Callable[[Tx], bool]) -> None:
        try:
            held = await self._store.write(work)
        except Exception:
            log.exception("not written down; its lease runs out", extra={"key": delivery.key})
            return
        if not held:
            log.warning("another process has taken it up meanwhile", extra={"key": delivery.key})

    def _settle_soon(self) -> None:
        if self._settling is None or self._settling.done():
            self._settling = asyncio.create_task(self._settle())

    async def _settle(self) -> None:
        await asyncio.sleep(SETTLE_AFTER)
        while self._store.unwritten:
            try:
                await self._store.flush()
            except Exception:
                log.exception("deliveries could not be written down; it will be tried again")
                await asyncio.sleep(self._poll)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
