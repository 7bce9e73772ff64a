"""What the ways of mail remember outlasts the process, and goes with the messages that it is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.mail.memory import StoredMemory
from storage.store import Store
from tests.conftest import ORGANISATION

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


async def test_it_is_there_for_another_process_until_it_is_forgotten(store: Store, database_url: str) -> None:
    memory = StoredMemory(store, lambda: NOW)
    assert await memory.recall("place") == ""
    await memory.remember("place", "page 1")
    await memory.remember("place", "page 2")
    await memory.remember("another place", "page 7")
    other = Store(database_url, organisation=ORGANISATION)
    assert await StoredMemory(other, lambda: NOW).recall("place") == "page 2"
    neighbour = Store(database_url, organisation="Elsewhere")
    assert await StoredMemory(neighbour, lambda: NOW).recall("place") == ""
    await memory.forget("place")
    assert [await memory.recall(key) for key in ("place", "another place")] == ["", "page 7"]
    await other.close()
    await neighbour.close()


async def test_what_was_noted_for_sending_goes_when_deliveries_are_forgotten(store: Store) -> None:
    for key, days in (("draft reply:1", 91), ("draft reply:2", 89), ("place", 91)):
        at = NOW - timedelta(days=days)
        await StoredMemory(store, lambda at=at: at).remember(key, "x")
    await store.write(lambda tx: tx.prune(NOW - timedelta(days=90)))
    memory = StoredMemory(store, lambda: NOW)
    assert [await memory.recall(k) for k in ("draft reply:1", "draft reply:2", "place")] == ["", "x", "x"]
