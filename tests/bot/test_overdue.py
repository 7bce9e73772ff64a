"""An article past its review date: said in its answers, and told to the single point of contact once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.overdue import tell_of_overdue
from domain.changes import ArticleDrafted, ArticlePublished
from storage.store import Tx
from tests.bot.terminals import Terminals
from tests.bot.test_library import draft


async def overdue(terminals: Terminals) -> list[str]:
    """The keys of the messages about what is overdue, whatever became of them."""
    states = ("waiting", "ready", "done")
    jobs = await terminals.app.store.read(lambda tx: [job for state in states for job in tx.jobs(state)])
    return [job.key for job in jobs if job.key.startswith("overdue:")]


async def test_it_is_told_once_and_answers_say_so(terminals: Terminals) -> None:
    sofia = terminals.people["sofia"]

    def publish(tx: Tx) -> None:
        changes = [ArticleDrafted(draft()), ArticlePublished("zebra", 1)]
        tx.record(changes, by=sofia, conversation=None, at=terminals.clock())

    await terminals.say("sofia", "help")
    await terminals.app.store.write(publish)
    await tell_of_overdue(terminals.app.house)
    assert await overdue(terminals) == []
    terminals.clock.at = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
    told = await terminals.say("amira", "who paints the zebra crossing?")
    assert "This was due for review by 1 March 2027." in told
    for _ in range(3):
        await tell_of_overdue(terminals.app.house)
        terminals.clock.at += timedelta(days=1)
    assert f"overdue:2027-03-01:{sofia.id}:1" in (keys := await overdue(terminals))
    assert len(keys) == len(set(keys))
