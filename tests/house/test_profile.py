"""The profile of a step that misses its aim: whose time it is, and how much."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.bench.profile import OUTSIDE, lines, room_of

LOOP = (("/usr/lib/asyncio/base_events.py", "run_forever"), ("/project/bot/commands/serve.py", "serve"))
TURN = (("/project/bot/turn.py", "_turn"), *LOOP)
STATEMENT = (("/lib/sqlalchemy/engine/default.py", "do_execute"), ("/project/storage/inbox.py", "keep"), *TURN)


@pytest.mark.parametrize(
    ("inner", "room"),
    [
        ((), OUTSIDE),
        (TURN, "ours"),
        ((("/lib/re/__init__.py", "sub"), ("/project/cards/words.py", "one_line"), *TURN), "ours"),
        (STATEMENT, "database"),
        ((("/lib/ssl.py", "write"), ("/lib/aiohttp/client_proto.py", "send"), *TURN), "sending"),
        ((("/lib/aiohttp/web_protocol.py", "start"),), "endpoint and botbuilder"),
        ((("/lib/logging/__init__.py", "emit"), *TURN), "log"),
    ],
)  # fmt: skip
def test_the_innermost_room_on_the_stack_pays(inner: tuple[tuple[str, str], ...], room: str) -> None:
    assert room_of((*inner, *LOOP)) == room


def test_shares_are_of_all_that_was_seen() -> None:
    select = (("/usr/lib/selectors.py", "select"), *LOOP)
    assert list(lines(Counter({TURN: 30, select: 10, (("/project/bot/turn.py", "_turn"), TURN[0]): 60}))) == [
        "   90.0%  ours",
        f"   10.0%  {OUTSIDE}",
        "  by own time",
        "   90.0%  ours: bot/turn.py _turn",
        f"   10.0%  {OUTSIDE}: lib/selectors.py select",
    ]
