"""What the clock does every day: forget deliveries that were made long ago."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from storage.store import Store

KEPT = timedelta(days=90)
"""Longer than any redelivery, so that a repeat still finds its row."""

EVERY = timedelta(days=1)

log = logging.getLogger("assistant.tidy")


async def tidy_daily(
    store: Store, now: Callable[[], datetime], sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
) -> None:
    """Runs until it is cancelled. Several processes may do it: what is gone already is gone."""
    while True:
        await tidy(store, now())
        await sleep(EVERY.total_seconds())


async def tidy(store: Store, at: datetime) -> int:
    """Forgets deliveries made more than `KEPT` ago, and says how many. A database that is away is tried tomorrow."""
    try:
        forgotten = await store.write(lambda tx: tx.prune(at - KEPT))
    except Exception:
        log.exception("nothing was tidied; it will be tried again tomorrow")
        return 0
    if forgotten:
        log.info("%d old deliveries were forgotten", forgotten)
    return forgotten
