"""Work that goes on after the answer has been given."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

log = logging.getLogger("assistant.teams")


class Background:
    """Holds on to what runs, so that it is neither forgotten nor lost, and logs what fails."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None], reference: str) -> None:
        """Runs `work`; a failure is logged under `reference`."""
        task = asyncio.create_task(self._run(work, reference))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self) -> None:
        """Waits for all that was started, and for what that started."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def _run(self, work: Coroutine[Any, Any, None], reference: str) -> None:
        try:
            await work
        except Exception:
            log.exception("work after a turn failed", extra={"reference": reference})
