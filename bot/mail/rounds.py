"""Doing something over and over: now and then, at once when woken, and seldom while it fails."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

log = logging.getLogger("assistant.mail")

FIRST_WAIT = 2.0
LONGEST_WAIT = 300.0
"""Seconds after a failed round; they double with each."""


class Rounds:
    """Runs `work`, rests for `every` seconds and runs it again, until `stop`.

    Whatever `work` raises is logged once until it works again. `random` gives a number from 0 up to 1.
    """

    def __init__(
        self, name: str, work: Callable[[], Awaitable[object]], *, every: float, random: Callable[[], float]
    ) -> None:
        self._name, self._work, self._every, self._random = name, work, every, random
        self._woken = asyncio.Event()
        self._stopping = False
        self._failed = 0
        self.told = ""
        """What the last failure said; empty while it works."""

    async def run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            await self.rest(await self.once())

    def wake(self) -> None:
        self._woken.set()

    @property
    def awake(self) -> bool:
        """True when it does not rest after the round that it is in."""
        return self._woken.is_set()

    def stop(self) -> None:
        self._stopping = True
        self.wake()

    async def rest(self, seconds: float) -> None:
        """Until then, or until it is woken or stopped."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)

    async def once(self) -> float:
        """Runs the work once. Gives the seconds until the next time."""
        try:
            await self._work()
        except Exception as error:
            return self._after_failure(error)
        if self._failed:
            log.info("%s works again", self._name)
        self._failed, self.told = 0, ""
        return self._every

    def _after_failure(self, error: Exception) -> float:
        said = f"{type(error).__name__}: {error}"
        if said != self.told:
            log.error("%s does not work now; it is tried until it does", self._name, exc_info=error)
        self.told = said
        doubled = min(FIRST_WAIT * 2.0 ** min(self._failed, 30), LONGEST_WAIT)
        self._failed += 1
        return doubled * (0.5 + 0.5 * self._random())
