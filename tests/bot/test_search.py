"""What the compose box of Teams finds, for whom."""

from __future__ import annotations

import json

import pytest

from bot.app import App
from bot.search import Found
from domain.conversation import Sender
from domain.guidance import Audience
from domain.people import CLOCK, Person, Role
from tests.bot.terminals import Terminals


def titles(found: list[Found]) -> list[str]:
    return [title for title, _, _ in found]


async def test_guidance_and_outcomes_are_found_together_with_source_and_date(terminals: Terminals) -> None:
    found = await terminals.app.searching.find("how quickly must suppliers be paid?", Audience.STAFF)
    title, subtitle, card = found[0]
    assert title == "How quickly must suppliers be paid?"
    assert subtitle == "Our summary of: Procurement Act 2023 ss.68, 73 and 88, 24 February 2025"
    assert subtitle in json.dumps(card, ensure_ascii=False)
    assert "30 days" in json.dumps(card)
    assert [action["title"] for action in card["actions"]] == ["Read more"]
    assert [t for t in titles(found) if t.startswith("P7.3 ")]


@pytest.mark.parametrize(("words", "first"), [("P4.2", "P4.2 "), ("p6.1 carbon", "P6.1 "), ("carbon", "")])
async def test_an_outcome_that_is_named_comes_first(terminals: Terminals, words: str, first: str) -> None:
    found = titles(await terminals.app.searching.find(words, Audience.STAFF))
    assert found[0].startswith(first)
    assert [title for title in found if title.startswith("P6.1 ")] or words == "P4.2"
    assert len(found) == len(set(found)) <= 10


async def test_before_anything_is_written_there_is_something_to_begin_with(terminals: Terminals) -> None:
    found = titles(await terminals.app.searching.find("  ", Audience.STAFF))
    assert len(found) == 10
    assert [title[:4] for title in found[5:]] == ["P1.1", "P2.1", "P3.1", "P4.1", "P5.1"]
    assert all(title.endswith("?") for title in found[:5])


async def test_a_supplier_finds_nothing_that_is_for_staff(terminals: Terminals) -> None:
    held = terminals.app.library().articles
    for words in ("", "how quickly must suppliers be paid?", "waiver", "what do we report?"):
        for reader in (Audience.SUPPLIER, Audience.PUBLIC):
            found = titles(await terminals.app.searching.find(words, reader))
            shown = [a.audience for a in held.values() if a.title in found]
            assert [audience for audience in shown if not reader.may_read(audience)] == []


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "'; DROP TABLE article; --", "🙂", "x" * 10_000, "\n", "["]
)
async def test_whatever_is_written_is_only_looked_for(terminals: Terminals, words: str) -> None:
    found = await terminals.app.searching.find(words, Audience.STAFF)
    assert "<script>" not in json.dumps([card for _, _, card in found])


async def test_who_somebody_is_decides_what_they_find(terminals: Terminals) -> None:
    app = terminals.app
    supplier = Person(0, app.config.organisation, "Una Reed", "una@supplier.example", frozenset({Role.SUPPLIER}), "una")
    await app.store.write(lambda tx: tx.save_person(supplier, by=CLOCK, at=terminals.clock()))
    staff_only = await _finds(app, Sender("new", trusted=True))
    assert staff_only
    assert not await _finds(app, Sender("new"))
    assert not await _finds(app, Sender("una", trusted=True))


async def _finds(app: App, sender: Sender) -> bool:
    """Whether they find an article that only staff may read."""
    question = "Who can grant a waiver when no outcome is suitable?"
    found = titles(list(await app._search(question, sender)))
    held = app.library().articles.values()
    return any(
        a.title in found
        for a in held
        if a.audience is Audience.STAFF and app.library().framework.outcome(a.slug) is None
    )
