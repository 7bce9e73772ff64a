"""What the ways of mail in and out remember, in the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from storage.store import Store


class StoredMemory:
    """Raises what the database raises: whoever cannot remember must not go on."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now

    async def recall(self, key: str) -> str:
        """What was kept under this key; empty when nothing is."""
        return await self._store.read(lambda tx: tx.mail_note(key))

    async def remember(self, key: str, text: str) -> None:
        """Keeps it, in place of what was there."""
        at = self._now()
        await self._store.write(lambda tx: tx.keep_mail_note(key, text, at))

    async def forget(self, key: str) -> None:
        await self._store.write(lambda tx: tx.drop_mail_note(key))
