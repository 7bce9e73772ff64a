"""What a rate does not show: starting, statements a turn, memory over many turns, and messages when Teams fails."""

from __future__ import annotations

import asyncio
import re
import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from domain.conversation import Door, Outgoing
from storage.store import Store, Tx
from tests.bench import processes
from tests.bench.cells import measure
from tests.bench.processes import ORGANISATION, Process
from tests.bench.steps import USERS, Pressed, Step
from tests.bench.teams import Teams
from tests.bench.wire import Connection, Reply
from tests.bot.teams.fake_people import User

RUNS = (USERS, 2 * USERS, 6 * USERS)
"""Turns of three runs on one database: after the first everybody is known, and the others differ by turns alone."""

LONG_SECONDS = 600.0
STATUSES = (412, 429, 500, 502, 503, 504)
DROPPED = "dropped"
STUBBORN = 7
"""Tries that fail for one message in ten: more than one attempt of the outbox makes."""

ARRIVAL_SECONDS = 180.0
"""What is not there by then counts as lost."""

_NUMBER = re.compile(rb"proactive message (\d+)")
_STATEMENTS = re.compile(r'"statements": ?(\d+)')


@dataclass(frozen=True)
class Started:
    """Seconds from the start of a process until it listens, with a new database and with one that is there; and the
    SQL statements of one turn, by step."""

    first: float
    again: float
    statements: dict[str, float]


@dataclass(frozen=True)
class Delivered:
    """What came of messages that nobody asked for, while Teams failed."""

    sent: int
    lost: int
    twice: int
    seconds: float
    faults: Counter[str]


async def prepare(step: Step, process: Process) -> None:
    if isinstance(step, Pressed):
        connection = Connection(process.port)
        await step.prepare(connection)
        connection.close()


async def start_and_count(teams: Teams, folder: Path, makers: Sequence[Callable[[Teams], Step]]) -> Started:
    """Starts the assistant anew for each run. Without its worker, so that only the turns have statements."""
    first: list[float] = []
    again: list[float] = []
    statements: dict[str, float] = {}
    for number, make in enumerate(makers):
        counts: list[int] = []
        for turns in RUNS:
            step = make(teams)
            process = processes.assistant(teams, folder, f"start-{number}.db", "--no-worker")
            try:
                (again if counts else first).append(await process.listening())
                await prepare(step, process)
                await measure(teams, process, step, 1, LONG_SECONDS, most=turns)
            finally:
                await process.stop()
            counts.append(_statements(process))
        statements[step.name] = (counts[2] - counts[1]) / (RUNS[2] - RUNS[1])
    return Started(statistics.median(first), statistics.median(again), statements)


def _statements(process: Process) -> int:
    """What the assistant's last line in the log says."""
    found = _STATEMENTS.findall(process.log.read_text())
    return int(found[-1])


async def memory(teams: Teams, process: Process, steps: Sequence[Step], turns: int, parts: int = 5) -> list[float]:
    """Memory in MB before, and after each part of so many turns, taken from all steps alike."""
    seen = [process.memory()]
    for _ in range(parts):
        for step in steps:
            await measure(teams, process, step, 8, LONG_SECONDS, most=turns // parts // len(steps))
        seen.append(process.memory())
    return seen


async def deliver_through_faults(teams: Teams, database: Path, people: Sequence[User], each: int) -> Delivered:
    """Queues messages as another process would, `each` for every person, for the assistant to deliver.

    Teams answers the first try of each with a fault, all kinds in turn, and one in ten fails again and again.
    """
    tries: Counter[bytes] = Counter()
    kinds: Counter[str] = Counter()

    def fault(conversation: str, body: bytes) -> Reply | str | None:
        number = _number(body)
        tries[number] += 1
        if tries[number] > (STUBBORN if int(number) % 10 == 0 else 1):
            return None
        kind = int(number) % (len(STATUSES) + 1)
        kinds[str(STATUSES[kind]) if kind < len(STATUSES) else DROPPED] += 1
        if kind == len(STATUSES):
            return DROPPED
        wait = b"Retry-After: 1\r\n" if STATUSES[kind] == 429 else b""
        return Reply(STATUSES[kind], b'{"error":{"code":"Unwell"}}', wait)

    teams.unasked.clear()
    teams.fault = fault
    began = perf_counter()
    sent = await _queue(database, people, each)
    while len(teams.unasked) < sent and perf_counter() - began < ARRIVAL_SECONDS:
        await asyncio.sleep(0.1)
    took = perf_counter() - began
    teams.fault = None
    arrived: Counter[bytes] = Counter()
    for body, times in teams.unasked.items():
        arrived[_number(body)] += times
    return Delivered(sent, sent - len(arrived), sum(times > 1 for times in arrived.values()), took, kinds)


async def _queue(database: Path, people: Sequence[User], each: int) -> int:
    """Everybody's messages, for each person one after the other."""
    store = Store(f"sqlite:///{database}", organisation=ORGANISATION, doors=frozenset())

    def work(tx: Tx) -> int:
        now, number = datetime.now(UTC), 0
        for user in people:
            place = tx.conversation(Door.TEAMS, user.chat.id)
            if place is None:
                raise LookupError(f"{user.name} has no conversation yet")
            for _ in range(each):
                number += 1
                payload = {"text": f"proactive message {number}"}
                one = Outgoing(place.person_id, place, {Door.TEAMS: payload})
                tx.queue([one], reply_to="", key=f"bench:{number}", at=now, lease=timedelta(seconds=60))
        return number

    try:
        return await store.write(work)
    finally:
        await store.close()


def _number(body: bytes) -> bytes:
    match = _NUMBER.search(body)
    if match is None:
        raise ValueError(f"a message that nobody asked for: {body[:300]!r}")
    return match[1]
