"""A cell: one target doing one thing for some seconds, with so many people at once."""

from __future__ import annotations

import asyncio
import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter, process_time

from tests.bench.processes import Process
from tests.bench.steps import USERS, Failed, Step, Timing
from tests.bench.teams import Teams
from tests.bench.wire import Connection

TURN_SECONDS = 30.0


@dataclass(frozen=True)
class Cell:
    """What one cell showed. `cpu` is in milliseconds a turn; `measuring` is the measuring side's share of
    one processor."""

    turns: int
    rate: float
    cpu: float
    answered: tuple[float, ...]
    replied: tuple[float, ...]
    connections: float
    tokens: float
    measuring: float


async def measure(teams: Teams, process: Process, step: Step, at_once: int, seconds: float, most: int = 0) -> Cell:
    """Every person takes their next turn as soon as the last is done, until time is up or `most` turns are taken."""
    connections, tokens, cpu, own = teams.connections, teams.tokens, process.cpu(), process_time()
    began = perf_counter()
    timings: list[Timing] = []

    async def person(number: int) -> None:
        connection = Connection(process.port)
        turn = number
        try:
            while perf_counter() - began < seconds and not 0 < most <= len(timings):
                async with asyncio.timeout(TURN_SECONDS):
                    timings.append(await step.turn(turn % USERS, connection))
                turn += at_once
        except (Failed, TimeoutError) as error:
            raise Failed(f"{process.name}: {error!r}; the end of its log:\n{process.last_words()}") from error
        finally:
            connection.close()

    await asyncio.gather(*(person(number) for number in range(at_once)))
    took, turns = perf_counter() - began, len(timings)
    return Cell(
        turns=turns,
        rate=turns / took,
        cpu=(process.cpu() - cpu) / turns * 1000,
        answered=tuple(timing.answered for timing in timings),
        replied=tuple(timing.replied for timing in timings),
        connections=(teams.connections - connections) / turns,
        tokens=(teams.tokens - tokens) / turns,
        measuring=(process_time() - own) / took,
    )


@dataclass(frozen=True)
class Series:
    """One target doing one thing."""

    process: Process
    step: Step


Results = dict[tuple[str, int], list[Cell]]
"""By the name of the step and how many were at once: one cell a round."""


async def rounds(
    teams: Teams, series: Sequence[Series], levels: Sequence[int], count: int, seconds: float, chance: random.Random
) -> Results:
    """All cells once a round, in an order that is shuffled each time, so that whatever else goes on hits all alike."""
    results: Results = {}
    for _ in range(count):
        cells = [(one, at_once) for one in series for at_once in levels]
        chance.shuffle(cells)
        for one, at_once in cells:
            cell = await measure(teams, one.process, one.step, at_once, seconds)
            results.setdefault((one.step.name, at_once), []).append(cell)
    return results


def ratios(cells: Sequence[Cell], base: Sequence[Cell]) -> list[float]:
    """Processor time a turn against the base's of the same round."""
    return [cell.cpu / other.cpu for cell, other in zip(cells, base, strict=True)]


def percentile(values: Sequence[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def median(cells: Sequence[Cell], name: str) -> float:
    """Of one of a cell's figures, over the rounds."""
    return float(statistics.median(getattr(cell, name) for cell in cells))
