"""The limited child: it answers, or it is stopped; either way this process goes on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.limited import MEGABYTE, Limited, LimitReached, Limits

WORK = "tests.bot.limited_work:"
SMALL = Limits(memory=300 * MEGABYTE, processor=1, seconds=60.0, answer=100_000)


async def test_what_the_child_makes_comes_back() -> None:
    assert await Limited(SMALL).run(WORK + "twice", b"ab" * 20_000) == b"ab" * 40_000


@pytest.mark.parametrize(
    ("function", "limits", "said"),
    [
        ("wait", Limits(seconds=1.0), "it took longer than 1 seconds"),
        ("work", SMALL, "it ended with -"),
        ("want_memory", SMALL, "it wanted too much memory"),
        ("talk", SMALL, "it answered with more than 100000 bytes"),
        ("crash", SMALL, "it ended with -6"),
        ("fail", SMALL, "it ended with 1"),
        ("not_there", SMALL, "it ended with 1"),
    ],
)
async def test_a_child_that_does_not_answer_is_ended(function: str, limits: Limits, said: str) -> None:
    with pytest.raises(LimitReached, match=said):
        await Limited(limits).run(WORK + function, b"given" * 100_000)
    assert await Limited(SMALL).run(WORK + "twice", b"a") == b"aa"


async def test_the_child_writes_no_file(tmp_path: Path) -> None:
    file = tmp_path / "written"
    with pytest.raises(LimitReached, match="it ended with"):
        await Limited(SMALL).run(WORK + "write", str(file).encode())
    assert not file.exists() or file.read_bytes() == b""


async def test_the_child_has_none_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVA_SECRET", "a secret")
    names = json.loads(await Limited(SMALL).run(WORK + "environment", b""))
    assert [name for name in names if name.startswith("SVA")] == []
