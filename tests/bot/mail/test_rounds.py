"""Over and over, at once when woken, and seldom while it fails."""

from __future__ import annotations

import asyncio

import pytest

from bot.mail.rounds import Rounds


class Work:
    def __init__(self, *outcomes: Exception | None) -> None:
        self.outcomes, self.done = list(outcomes), 0
        self.rounds = Rounds("the mailbox", self.do, every=60, random=lambda: 0.5)

    async def do(self) -> None:
        self.done += 1
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if not self.outcomes:
            self.rounds.stop()
        if outcome is not None:
            raise outcome


async def test_it_works_again_at_once_when_woken_and_ends_when_stopped() -> None:
    work = Work(None, None, None)
    running = asyncio.create_task(work.rounds.run())
    for done in (1, 2):
        while work.done < done:
            await asyncio.sleep(0)
        work.rounds.wake()
    await asyncio.wait_for(running, 5)
    assert work.done == 3


async def test_each_failure_doubles_the_wait_and_what_is_said_again_is_not_logged_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "assistant.mail")
    away, gone = OSError("away"), ValueError("gone")
    work = Work(away, away, gone, away, away, away, away, away, away, None, None)
    waits = []
    for _ in range(11):
        waits.append(await work.rounds.once())
    assert waits == [1.5, 3, 6, 12, 24, 48, 96, 192, 225, 60, 60]
    assert [r.message for r in caplog.records] == [
        "the mailbox does not work now; it is tried until it does",
        "the mailbox does not work now; it is tried until it does",
        "the mailbox does not work now; it is tried until it does",
        "the mailbox works again",
    ]


async def test_what_it_says_of_its_failure_is_there_until_it_works() -> None:
    work = Work(OSError("away"), None)
    told = []
    for _ in range(2):
        await work.rounds.once()
        told.append(work.rounds.told)
    assert told == ["OSError: away", ""]
