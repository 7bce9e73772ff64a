"""Measures what a turn costs, beside a bare handler and the SDK's own echo, and then how well and how quickly the
guidance answers: `make bench`, or python -m tests.bench."""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from tests.bench import further, guidance, mail_rate, mail_reading, processes, profile, report, sizes, steps
from tests.bench.cells import Series, measure, rounds
from tests.bench.processes import DATABASE, Process
from tests.bench.teams import Teams

MAKERS = (steps.help_step, steps.card_action, steps.suggestion)
LEVELS = (1, 8, 32)
WARM_TURNS = 400
WARM_SECONDS = 4.0


@dataclass(frozen=True)
class Plan:
    """How much is measured: rounds, seconds a cell, turns of the memory's run, messages for each person."""

    rounds: int
    seconds: float
    turns: int
    messages: int


QUICK = Plan(rounds=2, seconds=0.6, turns=1_500, messages=1)
WHOLE = Plan(rounds=5, seconds=2.5, turns=5_000, messages=2)


def main(arguments: Sequence[str]) -> int:
    """0 when every aim is met, 1 when one is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="What a turn costs")
    parser.add_argument("--quick", action="store_true", help="about a minute instead of six")
    plan = QUICK if parser.parse_args(arguments).quick else WHOLE
    os.sched_setaffinity(0, {0})
    with tempfile.TemporaryDirectory() as folder:
        turns = asyncio.run(_run(plan, Path(folder)))
    _say("asking the questions of the guidance")
    judged = guidance.whole()
    _say("asking at other sizes")
    judged += sizes.report(sizes.SIZES[:2] if plan == QUICK else sizes.SIZES)
    _tell(judged)
    return turns if all(met for _, met in judged) else 1


async def _run(plan: Plan, folder: Path) -> int:
    async with Teams(folder) as teams:
        _say("starting the assistant, and counting statements")
        started = await further.start_and_count(teams, folder, MAKERS)
        targets = (processes.bare(teams, folder), processes.stock(teams, folder), processes.assistant(teams, folder))
        try:
            for target in targets:
                await target.listening()
            measured = await _measure(plan, folder, teams, started, targets)
        finally:
            for target in targets:
                await target.stop()
        missed = report.missed(measured.results)
        if missed:
            _say("profiling what missed its aim")
        profiles = [await profile.profiled(teams, folder, make) for make in MAKERS if make(teams).name in missed]
    _say("reading mail")
    mail = await mail_reading.reading()
    _say("sending mail")
    rate = await mail_rate.mail_rate(folder)
    judged = [*report.aims(measured), *mail.aims(), *rate.aims()]
    told = [*report.table(measured.results), *report.rest(measured), *mail.lines(), *rate.lines(), *chain(*profiles)]
    print("\n".join(told))
    _tell(judged)
    return 0 if all(met for _, met in judged) else 1


async def _measure(
    plan: Plan, folder: Path, teams: Teams, started: further.Started, targets: tuple[Process, Process, Process]
) -> report.Measured:
    bare, stock, ours = targets
    before = [target.memory() for target in targets]
    own = [make(teams) for make in MAKERS]
    series = [Series(bare, steps.echo(teams, report.BASE)), Series(stock, steps.echo(teams, report.ECHO))]
    series += [Series(ours, step) for step in own]
    for one in series:
        await further.prepare(one.step, one.process)
        await measure(teams, one.process, one.step, 4, WARM_SECONDS, most=WARM_TURNS)
    _say(f"{plan.rounds} rounds of {len(series) * len(LEVELS)} cells, {plan.seconds} s each")
    results = await rounds(teams, series, LEVELS, plan.rounds, plan.seconds, random.Random(1))
    _say(f"{plan.turns:,} turns, for the memory")
    memory = await further.memory(teams, ours, own, plan.turns)
    _say("messages, while Teams fails")
    delivered = await further.deliver_through_faults(teams, folder / DATABASE, steps.people(own), plan.messages)
    sizes = [(target.name, size, target.memory()) for target, size in zip(targets, before, strict=True)]
    return report.Measured(results, started, sizes, memory, delivered)


def _tell(judged: Sequence[tuple[str, bool]]) -> None:
    print("\nAims")
    print("\n".join(f"  {'met' if met else 'MISSED':<7} {words}" for words, met in judged))


def _say(doing: str) -> None:
    print(f"… {doing}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
