"""Articles, vectors and questions in the database, on both kinds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.changes import (
    ArticleDrafted,
    ArticlePublished,
    ArticleRejected,
    ArticleRetired,
    ArticleRevised,
    Change,
    FeedbackGiven,
    QuestionAsked,
    QuestionRated,
)
from domain.conversation import Conversation, Needs
from domain.errors import Stale
from domain.guidance import ArticleState, ArticleVersion, AskedQuestion, Tier
from domain.people import Person
from storage.store import Store, Tx
from tests.storage.builders import NOW, met


def draft(slug: str = "may-we", data: str = "words", version: int = 0) -> ArticleVersion:
    return ArticleVersion(slug, version, ArticleState.DRAFT, "May we?", data, "note.docx", "Amira", 1, NOW)


def asked(ref: str, person: Person, at_hours: int = 0) -> AskedQuestion:
    at = NOW + timedelta(hours=at_hours)
    return AskedQuestion(ref, at, "May we?", Tier.ANSWERED, "may-we", ("may-we/0@1",), "Yes.", "", person.id)


def record(tx: Tx, changes: Sequence[Change], person: Person, conversation: Conversation | None = None) -> None:
    tx.record(changes, by=person, conversation=conversation, at=NOW)


async def test_a_draft_is_found_by_nobody_until_it_is_published(store: Store) -> None:
    def work(tx: Tx) -> tuple[object, ...]:
        person, conversation = met(tx)
        record(tx, [ArticleDrafted(draft())], person)
        before = tx.guidance_version(), tx.articles_since(0)
        waiting = tx.facts(person, conversation, Needs(drafts=True)).articles
        record(tx, [ArticlePublished("may-we", 1)], person)
        return before, [a.version for a in waiting], person.name

    assert (await store.write(work))[:2] == ((0, ()), [1])
    version, changed = await store.read(lambda tx: (tx.guidance_version(), tx.articles_since(0)))
    assert version == 1
    assert [(a.slug, a.version, a.state, a.data) for a in changed] == [("may-we", 1, ArticleState.PUBLISHED, "words")]
    assert (changed[0].decided_at, changed[0].decided_by != "") == (NOW, True)


async def test_a_newer_version_takes_the_place_of_the_older_one_and_retiring_ends_both(store: Store) -> None:
    def work(tx: Tx) -> None:
        person, _ = met(tx)
        for number, data in enumerate(("old", "new"), 1):
            record(tx, [ArticleDrafted(draft(data=data)), ArticlePublished("may-we", number)], person)

    def retire(tx: Tx) -> None:
        record(tx, [ArticleRetired("may-we", 2, "Not true any more")], met(tx)[0])

    await store.write(work)
    changed = await store.read(lambda tx: tx.articles_since(1))
    assert [(a.version, a.state) for a in changed] == [(1, ArticleState.OLDER), (2, ArticleState.PUBLISHED)]
    await store.write(retire)
    gone = await store.read(lambda tx: tx.articles_since(2))
    assert [(a.version, a.state, a.reason) for a in gone] == [(2, ArticleState.RETIRED, "Not true any more")]
    assert [a.version for a in await store.read(lambda tx: tx.versions_of("may-we"))] == [2, 1]
    assert [a.version for a in await store.read(lambda tx: tx.articles())] == [2]


@pytest.mark.parametrize("change", [ArticlePublished("may-we", 1), ArticleRejected("may-we", 1, "No")])
async def test_a_draft_is_decided_once(store: Store, change: Change) -> None:
    def work(tx: Tx) -> None:
        person, _ = met(tx)
        record(tx, [ArticleDrafted(draft()), ArticleRejected("may-we", 1, "Not ours")], person)

    await store.write(work)
    with pytest.raises(Stale, match="version 1 of may-we is not draft any more"):
        await store.write(lambda tx: record(tx, [change], met(tx)[0]))
    assert await store.read(lambda tx: tx.guidance_version()) == 0


async def test_what_comes_with_the_assistant_is_one_change(store: Store) -> None:
    many = [draft(f"article-{n}", version=1) for n in range(3)]

    def work(tx: Tx) -> int:
        return tx.install_articles(many, by=met(tx)[0], at=NOW)

    assert await store.write(work) == 3
    assert await store.read(lambda tx: tx.guidance_version()) == 1
    assert len(await store.read(lambda tx: tx.articles_since(0))) == 3
    with pytest.raises(Stale):
        await store.write(work)


async def test_vectors_are_kept_by_model_and_digest(store: Store) -> None:
    many = {f"{n:064}": bytes([n % 256]) * 8 for n in range(700)}
    await store.write(lambda tx: tx.keep_vectors("m", many))
    await store.write(lambda tx: tx.keep_vectors("m", {f"{0:064}": b"other"}))
    assert await store.read(lambda tx: tx.vectors("m", [*many, "none"])) == many
    assert await store.read(lambda tx: tx.vectors("n", many)) == {}


async def test_only_the_asker_rates_a_question_and_a_thumb_on_its_message_counts(store: Store) -> None:
    def work(tx: Tx) -> list[tuple[str, str]]:
        person, conversation = met(tx)
        other = Person(person.id + 1000, person.organisation, "Somebody else")
        record(tx, [QuestionAsked(asked("Q-1", person)), QuestionAsked(asked("Q-2", person, 1))], person)
        record(tx, [QuestionRated("Q-1", "like")], other)
        tx.keep_standing(conversation.door, conversation.address, "question Q-2", "activity-7")
        record(tx, [FeedbackGiven("activity-7", "dislike", "Out of date")], person, conversation)
        return [(q.ref, q.reaction) for q in tx.asked_since(NOW)]

    assert await store.write(work) == [("Q-1", ""), ("Q-2", "dislike")]
    (late,) = await store.read(lambda tx: tx.asked_since(NOW + timedelta(minutes=1)))
    assert (late.ref, late.comment, late.passages) == ("Q-2", "Out of date", ("may-we/0@1",))


async def test_what_found_no_answer_or_none_that_helped_is_given_newest_first_with_its_meaning(store: Store) -> None:
    def work(tx: Tx) -> list[str]:
        person, _ = met(tx)
        meaning = bytes(range(256)) * 3
        kept = [
            asked("Q-1", person),
            replace(asked("Q-2", person, 1), reaction="like"),
            replace(asked("Q-3", person, 2), reaction="dislike", worded=True),
            replace(asked("Q-4", person, 3), tier=Tier.UNSURE),
            replace(asked("Q-5", person, 4), tier=Tier.DECLINED, vector=meaning),
        ]
        record(tx, [QuestionAsked(one) for one in kept], person)
        found = tx.lacking()
        assert found[0].vector == meaning
        assert [one.worded for one in found] == [False, False, True]
        return [one.ref for one in found]

    assert await store.write(work) == ["Q-5", "Q-4", "Q-3"]


async def test_a_draft_is_revised_while_it_is_what_was_read(store: Store) -> None:
    revised = ArticleRevised("may-we", 1, "words", "other words", "May we now?")

    def work(tx: Tx) -> None:
        person, _ = met(tx)
        record(tx, [ArticleDrafted(replace(draft(), notes=("Left out: 1 picture.",))), revised], person)

    await store.write(work)
    (stored,) = await store.read(lambda tx: tx.versions_of("may-we"))
    assert (stored.data, stored.title, stored.notes) == ("other words", "May we now?", ("Left out: 1 picture.",))
    with pytest.raises(Stale, match="version 1 of may-we is another draft by now, or none"):
        await store.write(lambda tx: record(tx, [revised], met(tx)[0]))
    history = await store.read(lambda tx: tx.history("article may-we"))
    assert [line.verb for line in history] == ["ArticleDrafted", "ArticleRevised"]


async def test_what_is_published_cannot_be_revised(store: Store) -> None:
    def work(tx: Tx) -> None:
        record(tx, [ArticleDrafted(draft()), ArticlePublished("may-we", 1)], met(tx)[0])

    await store.write(work)
    with pytest.raises(Stale):
        await store.write(lambda tx: record(tx, [ArticleRevised("may-we", 1, "words", "x", "y")], met(tx)[0]))


async def test_the_author_of_a_draft_comes_with_it_and_of_nothing_else(store: Store) -> None:
    def work(tx: Tx) -> list[list[str]]:
        person, conversation = met(tx)
        mine = replace(draft(), author_id=person.id)
        record(tx, [ArticleDrafted(mine)], person)
        found = [tx.facts(person, conversation, needs).authors for needs in (Needs(article="may-we"), Needs())]
        record(tx, [ArticlePublished("may-we", 1)], person)
        found.append(tx.facts(person, conversation, Needs(article="may-we")).authors)
        return [[author.name for author in authors] for authors in found]

    (first, second, third) = await store.write(work)
    assert (len(first), second, third) == (1, [], [])
