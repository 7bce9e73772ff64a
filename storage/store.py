"""The database as the rest of the house sees it: whole units of work, each in one transaction on a thread."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import event

from domain.conversation import Delivery, Door
from storage import engine
from storage.transaction import Tx
from storage.turn import Seen

__all__ = ["Seen", "Store", "Tx"]

log = logging.getLogger("assistant.storage")

T = TypeVar("T")

READERS = 4
MOST_TOGETHER = 16
"""Units of work in one transaction: the last to come in time waits for all of them."""
POSTGRESQL_THREADS = 8
ALL_DOORS = frozenset(Door)


@dataclass(frozen=True)
class _Unit:
    """Some work, and where what comes of it is waited for."""

    work: Callable[[Tx], Any]
    done: asyncio.Future[Any]


class Store:
    """Runs units of synchronous work in transactions on a database thread.

    SQLite has one writing thread and a few that read; PostgreSQL has one pool for both. Units that wait for the
    writing thread share its next transaction, since making a transaction durable takes longer than any of them;
    one that fails takes nothing of the others with it.

    `doors` are those that this process sends by: what `Tx.queue` adds for them is returned to be sent at once.

    Of a delivery, `delivered` only takes a note: the next unit of work to be written, whoever's it is, writes
    the note with its own transaction. A process that dies before has the message sent again, with the same key.
    """

    def __init__(self, url: str, *, organisation: str, doors: frozenset[Door] = ALL_DOORS) -> None:
        self.organisation = organisation
        self.doors = doors
        self.statements = 0
        self._lock = threading.Lock()
        self._waiting: list[_Unit] = []
        self._called = 0
        self._delivered: list[tuple[Delivery, datetime]] = []
        self._in_hand: set[int] = set()
        self._writer = engine.writer(url)
        if self._writer.dialect.name == "sqlite":
            self._reader = engine.reader(url, READERS)
            self._write_threads = ThreadPoolExecutor(1, "database-write")
            self._read_threads = ThreadPoolExecutor(READERS, "database-read")
            self._together = MOST_TOGETHER
        else:
            self._reader = self._writer
            self._write_threads = self._read_threads = ThreadPoolExecutor(POSTGRESQL_THREADS, "database")
            self._together = 1
        for each in {self._writer, self._reader}:
            event.listen(each, "after_cursor_execute", self._count)

    async def write(self, work: Callable[[Tx], T]) -> T:
        """Runs `work` in a transaction: kept as a whole when it returns, gone when it raises.

        What it does is kept even when the caller is cancelled meanwhile.
        """
        unit = _Unit(work, asyncio.get_running_loop().create_future())
        with self._lock:
            self._waiting.append(unit)
            # Waking a thread costs more than some statements do: one that is on its way takes this unit along.
            calls = self._called * self._together < len(self._waiting)
            self._called += calls
        if calls:
            self._write_threads.submit(self._write_waiting)
        done: T = await unit.done
        return done

    async def read(self, work: Callable[[Tx], T]) -> T:
        """Runs `work`, which only reads, on one consistent view of the database."""
        return await asyncio.get_running_loop().run_in_executor(self._read_threads, self._read, work)

    def delivered(self, delivery: Delivery, at: datetime) -> None:
        """Notes that a message is delivered, to be written with the next unit of work."""
        with self._lock:
            self._delivered.append((delivery, at))

    @property
    def unwritten(self) -> bool:
        """True when there are deliveries that only a note was taken of."""
        return bool(self._delivered)

    async def flush(self) -> None:
        """Writes the notes of deliveries now, if there are any."""
        if self.unwritten:
            await self.write(_nothing)

    async def close(self) -> None:
        """Writes what is noted, waits for the threads and closes the connections; the log says what it all took."""
        await self.flush()
        for threads in {self._write_threads, self._read_threads}:
            await asyncio.to_thread(threads.shutdown)
        for each in {self._writer, self._reader}:
            each.dispose()
        log.info("the database is closed", extra={"statements": self.statements})

    def _write_waiting(self) -> None:
        """Takes what waits, and tells those who wait what came of it."""
        with self._lock:
            self._called -= 1
            taken, self._waiting = self._waiting[: self._together], self._waiting[self._together :]
        units = [unit for unit in taken if not unit.done.cancelled()]
        if not units:
            return
        try:
            outcomes = self._write(units)
        except BaseException as error:
            outcomes = [error] * len(units)
        for loop in dict.fromkeys(unit.done.get_loop() for unit in units):
            told = [pair for pair in zip(units, outcomes, strict=True) if pair[0].done.get_loop() is loop]
            if not loop.is_closed():
                loop.call_soon_threadsafe(_tell, told)

    def _write(self, units: Sequence[_Unit]) -> list[Any]:
        """What each unit returned, or the error that it raised. Raises when nothing at all is kept."""
        outcomes: list[Any] = []
        with self._lock:
            delivered, self._delivered = self._delivered, []
            before = frozenset(self._in_hand)
        try:
            with self._writer.begin() as connection:
                tx = Tx(connection, self.organisation, self.doors, before)
                self._settle(tx, delivered)
                claimed, given_back = tx.claimed, tx.given_back
                for unit in units:
                    tx = Tx(connection, self.organisation, self.doors, before | claimed)
                    work = partial(unit.work, tx)
                    outcome = work() if len(units) == 1 else engine.apart(connection, work)
                    outcomes.append(outcome)
                    if not isinstance(outcome, Exception):
                        claimed = (claimed | tx.claimed) - tx.given_back
                        given_back = (given_back - tx.claimed) | tx.given_back
        except BaseException:
            with self._lock:
                self._delivered = delivered + self._delivered
            raise
        with self._lock:
            self._in_hand = (self._in_hand | claimed) - given_back
        return outcomes

    def _read(self, work: Callable[[Tx], T]) -> T:
        with self._reader.begin() as connection:
            return work(Tx(connection, self.organisation, self.doors, frozenset()))

    @staticmethod
    def _settle(tx: Tx, delivered: Sequence[tuple[Delivery, datetime]]) -> None:
        held = tx.settle_all(delivered)
        if held != len(delivered):
            log.warning("%d of %d delivered messages had been claimed again", len(delivered) - held, len(delivered))

    def _count(self, *_: Any) -> None:
        with self._lock:
            self.statements += 1


def _tell(told: Sequence[tuple[_Unit, Any]]) -> None:
    """On the loop of those who wait: what each unit returned or raised."""
    for unit, outcome in told:
        if unit.done.done():
            continue  # whoever waited was cancelled; what was done is kept
        if isinstance(outcome, BaseException):
            unit.done.set_exception(outcome)
        else:
            unit.done.set_result(outcome)


def _nothing(tx: Tx) -> None:
    """The unit of work that only writes what was noted before."""
