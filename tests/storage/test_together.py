"""Units of work that share a transaction: each is kept or gone as a whole, and none takes another with it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from domain.conversation import Sender
from storage import engine
from storage.store import MOST_TOGETHER, Store, Tx
from tests.storage.builders import AMIRA, BEN, GUEST, met


async def together(store: Store, works: list[Callable[[Tx], Any]]) -> list[Any]:
    """What comes of these units of work, all of which wait while another is under way."""
    begun, free = threading.Event(), threading.Event()

    def hold(tx: Tx) -> None:
        begun.set()
        free.wait()

    held = asyncio.create_task(store.write(hold))
    await asyncio.to_thread(begun.wait)
    waiting = [asyncio.create_task(store.write(work)) for work in works]
    await asyncio.sleep(0)
    free.set()
    await held
    return await asyncio.gather(*waiting, return_exceptions=True)


def meet(sender: Sender) -> Callable[[Tx], str]:
    return lambda tx: met(tx, sender)[0].name


def fail(tx: Tx) -> None:
    met(tx, BEN)
    raise LookupError("on purpose")


async def test_one_that_fails_leaves_nothing_and_the_others_stay(store: Store) -> None:
    first, second, third = await together(store, [meet(AMIRA), fail, meet(GUEST)])
    assert (first, repr(second), third) == ("Amira Khan", "LookupError('on purpose')", "Gale Guest")
    assert [p.name for p in await store.read(lambda tx: tx.people())] == ["Amira Khan", "Gale Guest"]


@pytest.fixture
async def sqlite_store(sqlite_template: Path, tmp_path: Path) -> Any:
    path = tmp_path / "together.db"
    path.write_bytes(sqlite_template.read_bytes())
    store = Store(f"sqlite:///{path}", organisation="Derbyshire")
    yield store
    await store.close()


async def test_each_sees_what_those_before_it_did(sqlite_store: Store) -> None:
    names = await together(sqlite_store, [meet(AMIRA), lambda tx: [p.name for p in tx.people()]])
    assert names == ["Amira Khan", ["Amira Khan"]]


async def test_what_waits_for_the_one_writer_is_made_durable_at_once(sqlite_store: Store) -> None:
    commits: list[Any] = []
    event.listen(sqlite_store._writer, "commit", commits.append)
    names = await together(sqlite_store, [meet(AMIRA)] * (MOST_TOGETHER + 1))
    assert names == ["Amira Khan"] * (MOST_TOGETHER + 1)
    assert len(commits) == 3  # what held them up, as many as may share one, and the last


async def test_one_that_is_cancelled_while_it_waits_is_left_out(sqlite_store: Store) -> None:
    done: list[str] = []

    def note(name: str) -> Callable[[Tx], None]:
        return lambda tx: done.append(name)

    begun, free = threading.Event(), threading.Event()
    held = asyncio.create_task(sqlite_store.write(lambda tx: (begun.set(), free.wait())))
    await asyncio.to_thread(begun.wait)
    first, second = (asyncio.create_task(sqlite_store.write(note(name))) for name in ("first", "second"))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    free.set()
    await asyncio.gather(held, second)
    assert (done, first.cancelled()) == (["second"], True)


async def test_nobody_is_told_that_work_was_kept_when_the_transaction_is_lost(sqlite_store: Store) -> None:
    """SQLite ends a transaction by itself when it cannot write, for example for want of space."""

    def lose(tx: Tx) -> None:
        tx._connection.connection.cursor().execute("ROLLBACK")
        raise LookupError("on purpose")

    outcomes = await together(sqlite_store, [meet(AMIRA), lose, meet(BEN)])
    assert [type(outcome).__name__ for outcome in outcomes] == ["OperationalError"] * 3
    assert await sqlite_store.read(lambda tx: tx.people()) == ()
    assert await sqlite_store.write(meet(AMIRA)) == "Amira Khan"


def test_the_error_of_work_apart_is_given_back(sqlite_template: Path, tmp_path: Path) -> None:
    path = tmp_path / "apart.db"
    path.write_bytes(sqlite_template.read_bytes())
    writer = engine.writer(f"sqlite:///{path}")
    error = ValueError("no")

    def work() -> int:
        raise error

    with writer.begin() as connection:
        assert (engine.apart(connection, lambda: 7), engine.apart(connection, work)) == (7, error)
    writer.dispose()
