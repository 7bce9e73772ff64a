"""The results as people read them, with the aims beside."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.bench.cells import Cell, Results, median, percentile, ratios
from tests.bench.further import Delivered, Started

BASE = "bare"
ECHO = "stock echo"
JUDGED = 8
"""How many are at once where the processor time is held against its aim."""

CPU_AIMS = {"help": 3.0, "card action": 6.0, "suggestion": 8.0}
"""Times the processor time of a bare message turn, at most."""

MOST_CONNECTIONS = 0.05
MOST_START_SECONDS = 2.0
MOST_GROWTH = 0.05
"""Memory after the turns against memory at their fifth part."""

HEADERS = (
    "at once",
    "turns/s",
    "CPU ms",
    "× bare",
    "(rounds)",
    "POST→2xx ms",
    "POST→reply ms",
    "conn/turn",
    "tokens/turn",
)


@dataclass(frozen=True)
class Measured:
    """One run. `sizes` are each target's name and its memory in MB at the start and at the end."""

    results: Results
    started: Started
    sizes: Sequence[tuple[str, float, float]]
    memory: Sequence[float]
    delivered: Delivered


def table(results: Results) -> Iterator[str]:
    """One block a step, one line a level; times are p50 / p95 / p99 of all rounds together."""
    widths = (8, 8, 7, 7, 13, 22, 22, 10, 11)
    for name in (BASE, ECHO, *CPU_AIMS):
        yield f"\n{name}"
        yield " ".join(header.rjust(width) for header, width in zip(HEADERS, widths, strict=True))
        for at_once in sorted(at_once for one, at_once in results if one == name):
            row = _row(at_once, results[name, at_once], results[BASE, at_once])
            yield " ".join(value.rjust(width) for value, width in zip(row, widths, strict=True))


def _row(at_once: int, cells: Sequence[Cell], base: Sequence[Cell]) -> tuple[str, ...]:
    found = ratios(cells, base)
    return (
        str(at_once),
        f"{median(cells, 'rate'):.0f}",
        f"{median(cells, 'cpu'):.2f}",
        f"{statistics.median(found):.2f}",
        f"({min(found):.2f}–{max(found):.2f})",
        _times([time for cell in cells for time in cell.answered]),
        _times([time for cell in cells for time in cell.replied]),
        f"{median(cells, 'connections'):.3f}",
        f"{median(cells, 'tokens'):.3f}",
    )


def _times(values: Sequence[float]) -> str:
    return " / ".join(f"{percentile(values, percent):.1f}" for percent in (50, 95, 99))


def rest(measured: Measured) -> Iterator[str]:
    started, delivered = measured.started, measured.delivered
    yield ""
    counted = ", ".join(f"{name} {count:.1f}" for name, count in started.statements.items())
    yield f"SQL statements a turn: {counted}"
    yield f"Listening after {started.first:.2f} s with a new database, {started.again:.2f} s with one that is there"
    for name, before, after in measured.sizes:
        yield f"Memory of {name}: {before:.0f} MB at the start, {after:.0f} MB at the end"
    yield f"Memory over the turns, in fifths: {', '.join(f'{megabytes:.1f}' for megabytes in measured.memory)} MB"
    faults = ", ".join(f"{count} × {kind}" for kind, count in sorted(delivered.faults.items()))
    yield f"Messages while Teams fails: {delivered.sent} sent, {delivered.lost} lost, {delivered.twice} twice,"
    yield f"  all there after {delivered.seconds:.1f} s; faults: {faults}"
    shares = [cell.measuring for cells in measured.results.values() for cell in cells]
    turns = sum(cell.turns for cells in measured.results.values() for cell in cells)
    yield f"Measured over {turns:,} turns; the measuring side used {statistics.median(shares):.0%} of its own processor"


def aims(measured: Measured) -> Iterator[tuple[str, bool]]:
    """Each aim with what was measured, and whether it is met."""
    results, started, memory, delivered = measured.results, measured.started, measured.memory, measured.delivered
    for name, most in CPU_AIMS.items():
        ratio = _ratio(results, name)
        yield f"{name}: {ratio:.2f} × the processor time of a bare message turn, at most {most:.0f}", ratio <= most
    ours = [cells for (name, _), cells in results.items() if name in CPU_AIMS]
    tokens = max(median(cells, "tokens") for cells in ours)
    yield f"{tokens:.3f} token requests a turn, 0 wanted", tokens == 0
    connections = max(median(cells, "connections") for cells in ours)
    yield f"{connections:.3f} new connections a turn, less than {MOST_CONNECTIONS}", connections < MOST_CONNECTIONS
    growth = memory[-1] / memory[1] - 1
    yield f"memory grows by {growth:.1%} over the turns, at most {MOST_GROWTH:.0%}", growth <= MOST_GROWTH
    yield f"listening after {started.again:.2f} s, less than {MOST_START_SECONDS}", started.again < MOST_START_SECONDS
    yield f"{delivered.lost} messages lost while Teams fails, 0 wanted", delivered.lost == 0


def missed(results: Results) -> list[str]:
    """The steps that take more processor time than they may."""
    return [name for name, most in CPU_AIMS.items() if _ratio(results, name) > most]


def _ratio(results: Results, name: str) -> float:
    return statistics.median(ratios(results[name, JUDGED], results[BASE, JUDGED]))
