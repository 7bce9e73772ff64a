"""Takes up jobs that are due and sees each done, a number at a time, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any, Generic, TypeVar

log = logging.getLogger("assistant.claims")

T = TypeVar("T")


class Claims(Generic[T]):
    """`take` claims at most so many; `handle` does one and raises nothing. `name` is for the log.

    `poll` is in seconds, how often it looks; `wake` makes it look now.
    """

    def __init__(
        self,
        name: str,
        take: Callable[[int], Awaitable[Sequence[T]]],
        handle: Callable[[T], Coroutine[Any, Any, None]],
        *,
        concurrency: int,
        poll: float,
    ) -> None:
        self._name, self._take, self._handle = name, take, handle
        self._concurrency, self._poll = concurrency, poll
        self._woken = asyncio.Event()
        self._stopping = False
        self._away = False
        self.in_hand: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Takes up what is due until `stop`. A database that is away is logged and tried again."""
        while not self._stopping:
            self._woken.clear()
            free = self._concurrency - len(self.in_hand)
            claimed = await self._claim(free) if free else 0
            if claimed < free or not free:
                await self._rest()
        if self.in_hand:
            await asyncio.wait(self.in_hand)

    def stop(self) -> None:
        """Takes up nothing more; `run` ends when what is in hand is done."""
        self._stopping = True
        self.wake()

    def wake(self) -> None:
        self._woken.set()

    async def drain(self, seconds: float) -> None:
        """Stops, and finishes what is in hand within `seconds`. The rest is broken off, and taken up again by whoever
        is there when its lease is over."""
        self.stop()
        if not self.in_hand:
            return
        _, late = await asyncio.wait(self.in_hand, timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            log.warning("%d of %s were broken off", len(late), self._name)
            await asyncio.wait(late)

    async def once(self) -> int:
        """Takes up what is due now, waits for it, and says how much that was."""
        claimed = await self._claim(self._concurrency)
        if self.in_hand:
            await asyncio.wait(self.in_hand)
        return claimed

    async def _claim(self, count: int) -> int:
        """Claims and starts at most `count`; gives the number."""
        try:
            claimed = await self._take(count)
        except Exception as error:
            if not self._away:  # once, not every second until the database is back
                log.error("%s cannot be read; it is tried until it can", self._name, exc_info=error)
            self._away = True
            return 0
        if self._away:
            log.info("%s can be read again", self._name)
        self._away = False
        for one in claimed:
            task = asyncio.create_task(self._handle(one))
            self.in_hand.add(task)
            task.add_done_callback(self._finished)
        return len(claimed)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self.in_hand.discard(task)
        self.wake()

    async def _rest(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), self._poll)
