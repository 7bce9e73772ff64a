"""What the clock does every day: forget deliveries that were made long ago, and old mail as it came."""

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
    store: Store,
    now: Callable[[], datetime],
    mail_kept: timedelta = KEPT,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    also: Callable[[], Awaitable[object]] | None = None,
) -> None:
    """Runs until it is cancelled, and does `also` what else is done once a day. Several processes may do it: what is
    gone already is gone, and what was told once is not told again."""
    while True:
        await tidy(store, now(), mail_kept)
        if also is not None:
            await also()
        await sleep(EVERY.total_seconds())


async def tidy(store: Store, at: datetime, mail_kept: timedelta = KEPT) -> int:
    """Forgets deliveries made more than `KEPT` ago, and says how many; and mail that was read more than `mail_kept`
    ago, of which only what was understood stays. A database that is away is tried tomorrow."""
    try:
        forgotten = await store.write(lambda tx: tx.prune(at - KEPT))
        mails = await store.write(lambda tx: tx.forget_mail(at - mail_kept))
    except Exception:
        log.exception("nothing was tidied; it will be tried again tomorrow")
        return 0
    if mails:
        log.info("%d old mails were forgotten; what was understood of them is kept", mails)
    if forgotten:
        log.info("%d old deliveries were forgotten", forgotten)
    return forgotten
