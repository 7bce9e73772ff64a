"""What the clock does every day: forget deliveries that were made long ago, and old mail as it came with its files."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

from storage.store import Store

KEPT = timedelta(days=90)
"""Longer than any redelivery, so that a repeat still finds its row."""

EVERY = timedelta(days=1)

log = logging.getLogger("assistant.tidy")


class Files(Protocol):
    async def drop(self, digest: str) -> None:
        """Deletes a file, if it is there."""


async def tidy_daily(
    store: Store,
    files: Files,
    now: Callable[[], datetime],
    mail_kept: timedelta,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    also: Callable[[], Awaitable[object]] | None = None,
) -> None:
    """Runs until it is cancelled, and does `also` what else is done once a day. Several processes may do it: what is
    gone already is gone, and what was told once is not told again."""
    while True:
        await tidy(store, files, now(), mail_kept)
        if also is not None:
            await also()
        await sleep(EVERY.total_seconds())


async def tidy(store: Store, files: Files, at: datetime, mail_kept: timedelta) -> int:
    """Forgets deliveries made more than `KEPT` ago, and says how many; and mail that was settled more than `mail_kept`
    ago, of which only what was understood stays, and the files that a record has. A database or a store of files that
    is away is tried tomorrow."""
    try:
        forgotten = await store.write(lambda tx: tx.prune(at - KEPT))
        for digest in await store.read(lambda tx: tx.needless_files(at - mail_kept)):
            await files.drop(digest)
        mails = await store.write(lambda tx: tx.forget_mail(at - mail_kept))
    except Exception:
        log.exception("nothing was tidied; it will be tried again tomorrow")
        return 0
    if mails:
        log.info("%d old mails were forgotten; what was understood of them is kept", mails)
    if forgotten:
        log.info("%d old deliveries were forgotten", forgotten)
    return forgotten
