"""What the guidance did not answer, in the single point of contact's chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cards.care.published import AddGuidance
from cards.gaps import GapList
from cards.sorry import NotForYou, OnlyInPersonalChat
from domain.conversation import Scope
from domain.guidance import Answer, Boundary, Tier
from tests.dialogs.world import AMIRA, OWEN, SOFIA, World

DEED = "How do we seal a deed?"


@pytest.fixture
def unanswered(world: World) -> World:
    """Amira asked the same twice and Owen once; and Owen what is never answered, and what is near and not held."""
    held = Boundary("not_held", "I hold nothing on that.", "Ask.", to_contact=True)
    scores = Boundary("legal", "No.", "Ask a lawyer.")
    world.shelf = replace(world.shelf, boundaries=(held, scores))
    for who, text in ((AMIRA, DEED), (AMIRA, DEED), (OWEN, "how do we seal a deed")):
        world.say(text, who)
    for text, boundary in (("What does section 41 say?", held), ("Is it legal to leave them out?", scores)):
        world.answers[text] = Answer(text, text, Tier.DECLINED, 0.0, boundary=boundary)
        world.say(text, OWEN)
    return world


@pytest.mark.parametrize("text", ["gaps", "Unanswered questions", "guidance gaps"])
def test_the_contact_sees_how_many_asked_what_and_not_who(unanswered: World, text: str) -> None:
    shown = unanswered.say(text, SOFIA)
    assert isinstance(shown, GapList)
    assert [(g.example, g.people, len(g.questions)) for g in shown.gaps] == [
        (DEED, 2, 3),
        ("What does section 41 say?", 1, 1),
    ]
    assert shown.link == "https://council.example/gaps.csv/30"
    assert [b.title for b in shown.buttons()] == [
        "Write guidance on subject 1",
        "Last 90 days",
        "Last 12 months",
        "Help",
    ]
    assert "Amira" not in str(shown.blocks())


def test_a_gap_becomes_a_draft_that_begins_with_its_question(unanswered: World) -> None:
    unanswered.say("gaps", SOFIA)
    assert unanswered.press("Write guidance on subject 1", who=SOFIA) == AddGuidance(text=f"# {DEED}\n\n")
    assert unanswered.send("guidance.add_form", {}, SOFIA) == AddGuidance()


def test_an_answer_that_helped_nobody_is_a_gap_with_the_words_of_the_asker(unanswered: World) -> None:
    unanswered.answers["what is a light touch contract?"] = Answer("x?", "x?", Tier.UNSURE, 0.5)
    unanswered.say("what is a light touch contract?")
    shown = unanswered.say("gaps", SOFIA)
    assert isinstance(shown, GapList)
    assert [g.unsure for g in shown.gaps] == [0, 0, 1]


def test_the_period_is_chosen_by_a_button_and_by_nothing_else(unanswered: World) -> None:
    unanswered.now += timedelta(days=40)
    assert isinstance(shown := unanswered.say("gaps", SOFIA), GapList)
    assert (shown.gaps, shown.days) == ((), 30)
    assert isinstance(shown := unanswered.press("Last 90 days", who=SOFIA), GapList)
    assert (len(shown.gaps), shown.days) == (2, 90)
    for days in ("", "-1", "999999999", "ninety", "30; DROP"):
        assert isinstance(shown := unanswered.send("gaps", {"days": days}, SOFIA), GapList)
        assert shown.days == 30


def test_nobody_else_sees_them_and_nobody_where_others_read(unanswered: World) -> None:
    assert isinstance(unanswered.say("gaps", AMIRA), NotForYou)
    assert unanswered.say("gaps", SOFIA, Scope.CHANNEL) == OnlyInPersonalChat()
