"""Guidance in a conversation: who reads what, what is kept, and what goes on from what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cards.guidance import ArticleRead, GuidanceAnswer, NoSuchPassage, Rated, Suggested, Unanswered
from cards.sorry import NoBusinessHere
from dialogs.ask_guidance import asks, goes_on
from domain.changes import QuestionAsked, QuestionRated
from domain.guidance import Answer, Citation, Suggestion, Tier
from tests.dialogs.world import AMIRA, CAROL, SOFIA, SUPPORT, THEO, World
from tests.knowledge.libraries import shipped

QUESTION = "How many days do we have to pay?"
CITED = Citation("payment-30-days", 0, "How quickly must suppliers be paid?", "The Act", date(2025, 2, 24))
ANSWER = Answer(QUESTION, QUESTION, Tier.ANSWERED, 0.9, ("Within 30 days.",), (CITED,), next_step="Pay.")


@pytest.fixture
def library(world: World) -> World:
    world.shelf = replace(world.shelf, articles=shipped())
    world.answers[QUESTION] = ANSWER
    return world


def test_an_answer_is_shown_with_its_source_and_kept_with_its_passage(library: World) -> None:
    shown = library.say(QUESTION)
    assert shown == GuidanceAnswer(ANSWER, "Q-00001")
    assert [b.title for b in shown.buttons()] == ["Read more", "Ask a person"]
    (asked,) = [c.asked for c in library.changes if isinstance(c, QuestionAsked)]
    assert (asked.question, asked.tier, asked.slug, asked.passages, asked.answer, asked.person_id) == (
        QUESTION,
        Tier.ANSWERED,
        "payment-30-days",
        ("payment-30-days/0@0",),
        "Within 30 days.",
        AMIRA.id,
    )


def test_what_is_not_held_is_offered_to_a_person_with_the_question(library: World) -> None:
    shown = library.say("How do we seal a deed?")
    assert isinstance(shown, Unanswered)
    ask = next(button for button in shown.buttons() if button.title == "Ask a person")
    assert (ask.verb, ask.fields) == ("ask_person", {"question": "How do we seal a deed?"})
    assert [c.asked.tier for c in library.changes if isinstance(c, QuestionAsked)] == [Tier.DECLINED]


def test_a_suggestion_carries_the_passage_and_not_its_title(library: World) -> None:
    one = Suggestion("payment-notices", 1, "What payment figures must the council publish?")
    library.answers["payment"] = Answer("payment", "payment", Tier.UNSURE, 0.4, suggestions=(one,))
    shown = library.say("payment")
    assert isinstance(shown, Suggested)
    read = library.press(one.title)
    assert isinstance(read, ArticleRead)
    assert (read.article.slug, read.passage) == ("payment-notices", 1)
    assert "{" not in "".join(p.text for p in read.article.passages)


def test_a_few_words_go_on_from_the_last_question(library: World) -> None:
    library.say(QUESTION)
    together = f"{QUESTION} and for sub-contractors?"
    library.answers[together] = replace(ANSWER, question="and for sub-contractors?", read_as=together)
    assert isinstance(library.say("and for sub-contractors?"), GuidanceAnswer)
    library.say("my tenders")
    assert isinstance(library.say("and for sub-contractors?"), Unanswered)


def test_a_supplier_reads_what_is_for_suppliers_and_asks_no_ticket(library: World) -> None:
    shown = library.say(QUESTION, who=THEO)
    assert [b.title for b in shown.buttons()] == ["Read more"]
    assert isinstance(library.send("guidance.read", {"article": "payment-30-days"}, THEO), ArticleRead)
    assert library.send("guidance.read", {"article": "no-suitable-outcome"}, THEO) == NoSuchPassage()
    assert library.say(QUESTION, who=CAROL) == NoBusinessHere(SUPPORT)


@pytest.mark.parametrize("fields", [{}, {"article": "nothing"}, {"article": "../etc", "passage": "x"}])
def test_an_article_that_is_not_there_is_said_so(library: World, fields: dict[str, str]) -> None:
    assert library.send("guidance.read", fields) == NoSuchPassage()


@pytest.mark.parametrize("passage", ["99", "-1", "²", "0.5", "9" * 50])
def test_a_passage_that_is_not_there_shows_the_article_from_its_beginning(library: World, passage: str) -> None:
    shown = library.send("guidance.read", {"article": "payment-30-days", "passage": passage})
    assert isinstance(shown, ArticleRead)
    assert shown.passage == 0


def test_a_thumb_down_asks_what_was_wrong_and_takes_it_down(library: World) -> None:
    library.say(QUESTION)
    assert library.say("This did not help") == Rated("Q-00001", False)
    assert library.press("Send", {"comment": "Which invoices?"}) == Rated("Q-00001", False, "Which invoices?")
    assert library.changes == (QuestionRated("Q-00001", "dislike", "Which invoices?"),)
    assert library.questions["Q-00001"].comment == "Which invoices?"
    library.send("guidance.rate", {"about": "Q-00001", "reaction": "like"}, SOFIA)
    assert library.questions["Q-00001"].reaction == "dislike"


@pytest.mark.parametrize("fields", [{}, {"about": "T-1", "reaction": "like"}, {"about": "Q-00001", "reaction": "love"}])
def test_a_rating_of_nothing_changes_nothing(library: World, fields: dict[str, str]) -> None:
    library.send("guidance.rate", fields)
    assert library.changes == ()


def test_a_question_in_the_middle_of_a_plan_leaves_the_plan_as_it_is(begun: World) -> None:
    before = begun.tender
    shown = begun.say("What makes an outcome relevant to a contract?")
    assert isinstance(shown, Unanswered)
    assert [b.title for b in shown.buttons()] == ["Ask a person", "Back to the tender", "Help"]
    assert begun.tender == before


@pytest.mark.parametrize(
    ("text", "asking", "going_on"),
    [
        ("kpis when?", True, False),
        ("what about works", True, True),
        ("and for goods?", True, True),
        ("We buy chairs", False, False),
        ("can I reserve a contract for local firms in my area", True, False),
    ],
)
def test_what_asks_and_what_goes_on(text: str, asking: bool, going_on: bool) -> None:
    assert (asks(text), goes_on(text)) == (asking, going_on)
