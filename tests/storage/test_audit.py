"""The audit trail refuses changes, and shows those that were made with the guard off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from domain.changes import Refused
from domain.people import Person
from storage.audit import digest
from storage.store import Store, Tx
from tests.storage.builders import NOW, met


def three_refusals(tx: Tx) -> Person:
    person, _ = met(tx)
    for number in range(3):
        tx.record([Refused("verb", f"T-{number}", "é £")], by=person, conversation=None, at=NOW)
        tx.record([Refused("verb", "", "é £")], by=person, conversation=None, at=NOW)
    return person


@pytest.fixture
def administrator(database_url: str) -> Iterator[Engine]:
    """Somebody with the database's own tools."""
    engine = create_engine(database_url)
    yield engine
    engine.dispose()


def disarm(engine: Engine) -> None:
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER event_no_update"))
            connection.execute(text("DROP TRIGGER event_no_delete"))
        else:
            connection.execute(text("ALTER TABLE event DISABLE TRIGGER ALL"))


async def test_an_untouched_trail_is_whole_and_its_root_moves_with_each_event(store: Store) -> None:
    person = await store.write(three_refusals)
    before = await store.read(lambda tx: tx.verify_history())
    await store.write(lambda tx: tx.record([Refused("v", "", "r")], by=person, conversation=None, at=NOW))
    after = await store.read(lambda tx: tx.verify_history())
    assert (before.events, before.broken, after.events, after.broken) == (7, (), 8, ())
    assert len(before.root) == 64
    assert before.root != after.root


@pytest.mark.parametrize("statement", ["UPDATE event SET actor = 'somebody else'", "DELETE FROM event"])
async def test_an_event_cannot_be_changed_or_deleted(store: Store, administrator: Engine, statement: str) -> None:
    await store.write(three_refusals)
    with pytest.raises(DBAPIError, match="append-only"), administrator.begin() as connection:
        connection.execute(text(statement))
    assert (await store.read(lambda tx: tx.verify_history())).events == 7


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE event SET actor = 'somebody else' WHERE subject = 'person 1' AND seq = 2", ("person 1 #2",)),
        ("UPDATE event SET data = '{}' WHERE subject = 'tender T-1'", ("tender T-1 #1",)),
        ("DELETE FROM event WHERE subject = 'person 1' AND seq = 3", ("person 1 #4",)),
        ("DELETE FROM event WHERE subject = 'person 1' AND seq = 1", ("person 1 #2",)),
    ],
)
async def test_a_change_with_the_guard_off_is_found(
    store: Store, administrator: Engine, statement: str, broken: tuple[str, ...]
) -> None:
    await store.write(three_refusals)
    disarm(administrator)
    with administrator.begin() as connection:
        connection.execute(text(statement))
    assert (await store.read(lambda tx: tx.verify_history())).broken == broken


async def test_one_organisation_neither_sees_nor_continues_the_trail_of_another(
    store: Store, database_url: str
) -> None:
    await store.write(three_refusals)
    other = Store(database_url, organisation="Rutland")
    await other.write(met)
    assert [p.organisation for p in await other.read(lambda tx: tx.people())] == ["Rutland"]
    assert (await other.read(lambda tx: tx.verify_history())).events == 1
    assert (await store.read(lambda tx: tx.verify_history())).events == 7
    await other.close()


def test_the_digest_depends_on_the_instant_and_not_on_its_zone_or_the_order_of_keys() -> None:
    row = {"organisation": "o", "subject": "s", "seq": 1, "actor_id": 1, "actor": "a", "verb": "v", "prev": ""}
    here = datetime(2026, 7, 1, 13, 0, tzinfo=timezone(timedelta(hours=1)))
    there = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    one = digest({**row, "at": here, "data": {"a": 1, "b": 2}})
    assert one == digest({**row, "at": there, "data": {"b": 2, "a": 1}})
    assert one != digest({**row, "at": there + timedelta(microseconds=1), "data": {"b": 2, "a": 1}})
