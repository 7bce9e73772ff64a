"""The library of a process: what comes with the assistant, and what somebody else publishes meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

import bot.library
from bot.sentences import AT_A_TIME
from domain.changes import ArticleDrafted, ArticlePublished, ArticleRetired
from domain.guidance import ArticleState, ArticleVersion
from knowledge.encoder import Floats
from storage.store import Tx
from tests.bot.terminals import Terminals

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TEXT = """---
title: Who looks after the zebra crossing at County Hall?
questions: [Zebra crossing repairs, Who paints the zebra crossing?]
audience: staff
source: The facilities handbook
source_date: 2026-03-01
review_by: 2027-03-01
applies_to: [everything]
---
The facilities team looks after the zebra crossing at County Hall and paints it each spring.
"""


def draft(text: str = TEXT) -> ArticleVersion:
    title = "Who looks after the zebra crossing at County Hall?"
    return ArticleVersion("zebra", 0, ArticleState.DRAFT, title, text, "a test", "Sofia", 3, AT)


async def test_an_article_that_another_process_publishes_is_found_at_the_next_question(terminals: Terminals) -> None:
    question = "who paints the zebra crossing?"
    assert "I hold no answer" in await terminals.say("amira", question)
    sofia = terminals.people["sofia"]

    def publish(tx: Tx) -> None:
        changes = [ArticleDrafted(draft()), ArticlePublished("zebra", 1)]
        tx.record(changes, by=sofia, conversation=None, at=terminals.clock())

    def retire(tx: Tx) -> None:
        tx.record([ArticleRetired("zebra", 1, "Gone")], by=sofia, conversation=None, at=terminals.clock())

    await terminals.app.store.write(publish)
    assert "paints it each spring" in await terminals.say("amira", question)
    await terminals.app.store.write(retire)
    assert "I hold no answer" in await terminals.say("amira", question)


async def test_a_second_start_installs_nothing_and_keeps_what_people_published(terminals: Terminals) -> None:
    before = await terminals.app.store.read(lambda tx: tx.guidance_version())
    sofia = terminals.people["sofia"]

    def replace_ours(tx: Tx) -> None:
        mine = ArticleVersion("ppn-002", 0, ArticleState.DRAFT, "Ours", TEXT, "mine", "Sofia", 3, AT)
        changes = [ArticleDrafted(mine), ArticlePublished("ppn-002", 2)]
        tx.record(changes, by=sofia, conversation=None, at=terminals.clock())

    await terminals.app.store.write(replace_ours)
    await terminals.app.open()
    assert await terminals.app.store.read(lambda tx: tx.guidance_version()) == before + 1
    newest = await terminals.app.store.read(lambda tx: tx.versions_of("ppn-002"))
    assert [(v.version, v.state.value) for v in newest] == [(2, "published"), (1, "older")]


async def test_the_end_waits_for_the_texts_in_hand_and_for_no_more(
    terminals: Terminals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.library, "AT_ONCE", 0)
    sentences, encode, encoded = terminals.app.sentences, terminals.app.sentences.encode, list[int]()
    begun, go_on = threading.Event(), threading.Event()

    def held_up(texts: Sequence[str]) -> Floats:
        encoded.append(len(texts))
        begun.set()
        go_on.wait()
        return encode(texts)

    monkeypatch.setattr(sentences, "encode", held_up)
    long = TEXT + "".join(f"\n## Zebra {n}\n\nThe zebra crossing number {n} is white.\n" for n in range(3 * AT_A_TIME))

    def publish(tx: Tx) -> None:
        changes = [ArticleDrafted(draft(long)), ArticlePublished("zebra", 1)]
        tx.record(changes, by=terminals.people["sofia"], conversation=None, at=terminals.clock())

    await terminals.app.store.write(publish)
    await terminals.app.refresh()
    await asyncio.to_thread(begun.wait)
    closing = asyncio.create_task(terminals.app.library.close())
    await asyncio.sleep(0)
    go_on.set()
    await closing
    assert encoded == [AT_A_TIME]
