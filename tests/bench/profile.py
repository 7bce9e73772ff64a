"""Where the time of a step goes, in a short run of its own: the measuring is over by then and is not disturbed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import orjson

from tests.bench import processes
from tests.bench.cells import measure
from tests.bench.further import prepare
from tests.bench.profiled import Stack
from tests.bench.steps import Step
from tests.bench.teams import Teams

WARM_SECONDS, SECONDS, AT_ONCE = 3.0, 6.0, 8
MOST_FUNCTIONS = 15

OUTSIDE = "the loop and the rest"

ROOMS: Mapping[str, tuple[str, ...]] = {
    OUTSIDE: ("/bot/__main__.py", "/bot/commands/"),
    "log": ("/logging/", "/bot/logs.py"),
    "database": ("/storage/", "/sqlalchemy/", "/psycopg/"),
    "sending": (
        "/bot/teams/transport.py",
        "/bot/teams/connector.py",
        "/bot/teams/send.py",
        "/bot/outbox.py",
        "/aiohttp/client",
        "/aiohttp/connector.py",
    ),
    "endpoint and botbuilder": ("/bot/teams/", "/botbuilder/", "/botframework/", "/aiohttp/", "/jwt/", "/bot/web/"),
    "ours": ("/bot/", "/dialogs/", "/cards/", "/domain/", "/knowledge/"),
}
"""Parts of the paths of each room's files; of a path that fits two, the first counts."""


async def profiled(teams: Teams, folder: Path, make: Callable[[Teams], Step]) -> list[str]:
    """The profile of a step as lines of text."""
    step, out = make(teams), folder / "profile.json"
    process = processes.sampled(teams, folder, f"profile-{step.name.replace(' ', '-')}.db", out)
    try:
        await process.listening()
        await prepare(step, process)
        await measure(teams, process, step, AT_ONCE, WARM_SECONDS)
        process.begin_sampling()
        await measure(teams, process, step, AT_ONCE, SECONDS)
    finally:
        await process.stop()
    seen = Counter({tuple(map(tuple, stack)): count for stack, count in orjson.loads(out.read_bytes())})
    return [f"\nProfile of {step.name}, {AT_ONCE} at once", *lines(seen)]


def lines(seen: Counter[Stack]) -> Iterator[str]:
    """The share of each room, and the functions with the most time of their own."""
    whole = seen.total()
    rooms: Counter[str] = Counter()
    functions: Counter[tuple[str, str, str]] = Counter()
    for stack, count in seen.items():
        room, (file, function) = room_of(stack), stack[0]
        rooms[room] += count
        functions[room, _short(file), function] += count
    for room, count in rooms.most_common():
        yield f"  {count / whole:6.1%}  {room}"
    yield "  by own time"
    for (room, file, function), count in functions.most_common(MOST_FUNCTIONS):
        yield f"  {count / whole:6.1%}  {room}: {file} {function}"


def room_of(stack: Stack) -> str:
    """The room of the innermost frame that is in one: what a library does counts for who called it."""
    for file, _ in stack:
        for room, parts in ROOMS.items():
            if any(part in file for part in parts):
                return room
    return OUTSIDE


def _short(file: str) -> str:
    return "/".join(file.rsplit("/", 2)[-2:])
