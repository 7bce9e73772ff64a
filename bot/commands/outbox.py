"""jobs and outbox: what waits or failed, and taking a failed one up again."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import asdict

from bot.app import App
from bot.config import Config
from bot.setup import new_app
from storage.jobs import JobRow
from storage.store import Tx

STATES = ("ready", "waiting", "dead", "done")


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--state", choices=STATES, default="", help="only these; all but done when left out")
    parser.add_argument("--revive", metavar="KEY", help="take a dead one up again")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def jobs(arguments: argparse.Namespace, config: Config) -> int:
    return asyncio.run(_jobs(arguments, new_app(config)))


async def _jobs(arguments: argparse.Namespace, app: App) -> int:
    await app.open()
    try:
        if arguments.revive:
            return await _revive(arguments.revive, app)
        wanted = [arguments.state] if arguments.state else [s for s in STATES if s != "done"]
        for state in wanted:
            for job in await app.store.read(_in_state(state)):
                print(_line(job, as_json=arguments.json))
        return 0
    finally:
        await app.close()


def _in_state(state: str) -> Callable[[Tx], tuple[JobRow, ...]]:
    return lambda tx: tx.jobs(state)


def _line(job: JobRow, *, as_json: bool) -> str:
    if as_json:
        return json.dumps(asdict(job) | {"due": job.due.isoformat()}, ensure_ascii=False)
    return f"{job.state:<8} {job.door:<8} {job.due:%Y-%m-%d %H:%M} attempt {job.attempts:<3} {job.key}  {job.error}"


async def _revive(key: str, app: App) -> int:
    at = app.now()
    if await app.store.write(lambda tx: tx.revive(key, at)):
        print(f"{key} is due again.")
        return 0
    print(f"There is no dead job {key}.", file=sys.stderr)
    return 1
