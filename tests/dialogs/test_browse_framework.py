"""Reading the Framework: any outcome in two steps, by button, by words, by search."""

from __future__ import annotations

import pytest

from cards.framework import OutcomeDetail, OutcomeList, Priorities, priority_outcomes
from domain.conversation import Scope
from knowledge.shelf import Shelf
from tests.dialogs.world import World

IDS = tuple(f"P{p}.{n}" for p, most in enumerate((5, 5, 4, 5, 3, 5, 5), start=1) for n in range(1, most + 1))


def test_the_ids_are_all_of_the_framework(shelf: Shelf) -> None:
    assert tuple(outcome.id for outcome in shelf.now.outcomes) == IDS


@pytest.mark.parametrize("outcome_id", IDS)
def test_any_outcome_in_two_steps(world: World, shelf: Shelf, outcome_id: str) -> None:
    framework = shelf.now
    assert world.say("framework") == Priorities(framework)
    priority = framework.priority(outcome_id.partition(".")[0])
    outcome = framework.outcome(outcome_id)
    assert priority is not None and outcome is not None
    found = world.press("Show its outcomes", {"priority": priority.id})
    assert found == priority_outcomes(priority, framework)
    assert world.press(f"{outcome.id} {outcome.title}"[:60]) == OutcomeDetail(outcome, framework)


@pytest.mark.parametrize("words", ["P4", "p4", "4", "wellbeing"])
def test_a_priority_by_number_id_or_title(world: World, shelf: Shelf, words: str) -> None:
    priority = shelf.now.priority("P4")
    assert priority is not None
    world.say("framework")
    assert world.say(words if words != "wellbeing" else priority.title) == priority_outcomes(priority, shelf.now)


def test_a_priority_in_small_letters(world: World, shelf: Shelf) -> None:
    priority = shelf.now.priority("P4")
    assert priority is not None
    assert world.send("framework.priority", {"priority": " p4 "}) == priority_outcomes(priority, shelf.now)


@pytest.mark.parametrize("words", ["P4.2", "p4.2", "outcome P4.2", "show p4.2", "search P4.2"])
def test_an_outcome_by_its_id(world: World, shelf: Shelf, words: str) -> None:
    outcome = shelf.now.outcome("P4.2")
    assert outcome is not None
    assert world.say(words) == OutcomeDetail(outcome, shelf.now)


@pytest.mark.parametrize("fields", [{}, {"priority": "P99"}, {"priority": "0"}, {"priority": "²"}])
def test_an_unknown_priority_shows_them_all(world: World, shelf: Shelf, fields: dict[str, str]) -> None:
    assert world.send("framework.priority", fields) == Priorities(shelf.now)


@pytest.mark.parametrize("fields", [{}, {"outcome": "P9.9"}, {"outcome": "'; --"}])
def test_an_unknown_outcome_shows_the_priorities(world: World, shelf: Shelf, fields: dict[str, str]) -> None:
    assert world.send("framework.outcome", fields) == Priorities(shelf.now)


def test_a_search_finds_the_best_first(world: World) -> None:
    found = world.say("search loneliness")
    assert isinstance(found, OutcomeList)
    assert (found.title, found.outcomes[0].id) == ("Outcomes about “loneliness”", "P4.2")


@pytest.mark.parametrize("words", ["zzzz", "🙂🙂", "'; DROP TABLE outcomes; --"])
def test_a_search_for_nothing_says_so(world: World, shelf: Shelf, words: str) -> None:
    assert world.say(f"search {words}") == OutcomeList(f"Outcomes about “{words}”", "", (), shelf.now)


def test_the_framework_can_be_read_where_others_read(world: World, shelf: Shelf) -> None:
    assert world.say("framework", scope=Scope.CHANNEL) == Priorities(shelf.now)
    assert isinstance(world.say("search carbon", scope=Scope.CHANNEL), OutcomeList)


def test_reading_changes_nothing(world: World) -> None:
    for words in ("framework", "P4", "P4.2", "search carbon"):
        world.say(words)
        assert world.changes == ()


def test_a_sentence_about_buying_starts_a_plan_while_the_framework_is_read(world: World) -> None:
    world.say("framework")
    world.say("I'm buying home care for adults")
    assert world.tender.title == "Home care for adults"
