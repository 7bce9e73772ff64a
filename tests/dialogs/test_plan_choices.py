"""What an officer may choose, what needs a reason, and what a new choice takes away."""

from __future__ import annotations

import pytest

from cards.message import Note
from cards.plan_tender.forms import PlanForm
from cards.plan_tender.review import PackReady, Review
from dialogs.plan_tender.answer import MISSING
from dialogs.plan_tender.keep import tidied
from domain.changes import TenderAnswered
from tests.dialogs.world import ANSWERS, CHAIRS, ROADS, SERVICE, World, answers_on


@pytest.fixture
def choosing(world: World) -> World:
    """Amira at the outcomes of lot 1: two outcomes and two measures for each suit."""
    world.say(SERVICE)
    world.accept(until="Step 2")
    return world


def form(world: World) -> PlanForm:
    assert isinstance(world.last, PlanForm)
    return world.last


def test_at_least_one_outcome(choosing: World) -> None:
    before = choosing.tender.answers
    choosing.press("Continue", {"outcomes.1": "none", "tests.1": "all"})
    assert list(form(choosing).errors) == ["outcomes.1"]
    assert form(choosing).errors["outcomes.1"].startswith("Please choose at least 1 of")
    assert choosing.tender.answers == {**before, "tests.1": choosing.tender.answers["tests.1"]}


@pytest.mark.parametrize("ticked", ["", "1,2,3,4", "2 and 5", "none"])
def test_all_five_tests_are_needed(choosing: World, ticked: str) -> None:
    choosing.press("Continue", {"tests.1": ticked})
    assert list(form(choosing).errors) == ["tests.1"]
    assert "tests.1" not in choosing.tender.answers
    assert choosing.tender.answers["outcomes.1"] == "P4.2,P2.3"
    assert form(choosing).stage == "outcomes.1"


def test_all_tests_ticked_go_on(choosing: World) -> None:
    choosing.press("Continue", {"tests.1": "all"})
    assert len(choosing.tender.answers["tests.1"].split(",")) == 5
    assert form(choosing).stage == "measures.1"


def test_an_outcome_against_advice_needs_a_reason(choosing: World) -> None:
    choosing.press("Choose from all outcomes")
    choosing.press("Continue", {"outcomes.1": "P2.5", "tests.1": "all"})
    assert form(choosing).stage == "outcomes.1"
    assert list(answers_on(choosing.last)) == ["outcomes.1", "against.1"]
    choosing.press("Continue", {"against.1": ""})
    assert form(choosing).errors == {"against.1": MISSING}
    choosing.press("Continue", {"against.1": "The market has told us that it can."})
    assert form(choosing).stage == "measures.1"
    choosing.accept()
    assert isinstance(choosing.last, Review)
    assert choosing.last.lots[0].against == "The market has told us that it can."


def test_more_outcomes_than_suit_need_a_reason(choosing: World) -> None:
    choosing.press("Continue", {"outcomes.1": "P4.2,P2.3,P7.1", "tests.1": "all"})
    assert list(answers_on(choosing.last)) == ["outcomes.1", "against.1"]


def test_measures_against_advice_need_a_reason(choosing: World) -> None:
    choosing.press("Continue", {"tests.1": "all"})
    choosing.press("Continue", {"measures.1.P2.3": "P2.3-M1,P2.3-M2,P2.3-M3"})
    assert list(answers_on(choosing.last)) == ["measures.1.P4.2", "measures.1.P2.3", "against_measures.1"]
    choosing.press("Continue")
    assert form(choosing).errors == {"against_measures.1": MISSING}
    choosing.press("Continue", {"against_measures.1": "All three are counted already."})
    assert form(choosing).stage == "targets.1"
    choosing.accept()
    assert isinstance(choosing.last, Review)
    assert choosing.last.lots[0].against == "All three are counted already."


def test_only_outputs_in_a_long_contract_need_a_reason(choosing: World) -> None:
    choosing.press("Continue", {"tests.1": "all"})
    choosing.press("Continue", {"measures.1.P4.2": "P4.2-M1", "measures.1.P2.3": "P2.3-M1"})
    assert list(answers_on(choosing.last)) == ["measures.1.P4.2", "measures.1.P2.3", "against_measures.1"]


def test_what_is_proposed_never_needs_a_reason(choosing: World) -> None:
    assert [card for card in choosing.accept() if "against" in card] == []


@pytest.mark.parametrize("share", ["9", "10.5", "100"])
def test_a_weighting_outside_the_range_needs_a_reason(choosing: World, share: str) -> None:
    choosing.accept(until="Step 5")
    choosing.press("Continue", {"weighting.1": share})
    assert list(answers_on(choosing.last)) == ["weighting.1", "weighting_reason.1"]
    choosing.press("Continue", {"weighting_reason.1": "Cabinet asked for it."})
    assert form(choosing).stage == "outcomes.2"
    choosing.accept()
    assert isinstance(choosing.last, Review)
    words = f"Weighting: {share}% of the total score. Outside the usual range, because: Cabinet asked for it."
    assert choosing.last.lots[0].weighting == words


@pytest.mark.parametrize("share", ["0", "101", "-5", "lots", "10; DROP TABLE tender"])
def test_an_impossible_weighting_is_asked_again(choosing: World, share: str) -> None:
    choosing.accept(until="Step 5")
    before = choosing.tender
    choosing.press("Continue", {"weighting.1": share})
    assert list(form(choosing).errors) == ["weighting.1"]
    assert choosing.tender == before


def test_other_outcomes_drop_what_followed_from_the_earlier_ones(choosing: World) -> None:
    choosing.accept()
    version, before = choosing.tender.version, choosing.tender.answers
    choosing.change("outcomes.1")
    choosing.press("Continue", {"outcomes.1": "P4.2,P7.1", "tests.1": "all"})
    gone = {"measures.1.P2.3", "targets.1", "tests.1"}
    answers = {key: value for key, value in before.items() if key not in gone} | {"outcomes.1": "P4.2,P7.1"}
    changed = tuple(sorted({"outcomes.1"} | gone))
    assert choosing.changes == (TenderAnswered("T-00001", version, answers, changed),)
    assert list(answers_on(choosing.last)) == ["tests.1"]


def test_the_same_outcomes_again_drop_nothing(choosing: World) -> None:
    choosing.accept()
    choosing.change("outcomes.1")
    choosing.press("Continue")
    assert choosing.changes == ()
    assert isinstance(choosing.last, Review)


def test_tidied_keeps_what_is_said_of_other_lots_and_of_outcomes_that_stay() -> None:
    before = {
        "outcomes.1": "P4.2,P2.3",
        "measures.1.P4.2": "P4.2-M1",
        "measures.1.P2.3": "P2.3-M1",
        "target.1.P2.3-M1": "4",
        "target.1.P4.2-M1": "5",
        "against.1": "because",
        "outcomes.2": "P4.2,P2.3",
        "measures.2.P2.3": "P2.3-M1",
        "against.2": "because",
    }
    after = tidied(before, {**before, "outcomes.1": "P4.2"})
    assert after == {
        "outcomes.1": "P4.2",
        "measures.1.P4.2": "P4.2-M1",
        "target.1.P4.2-M1": "5",
        "outcomes.2": "P4.2,P2.3",
        "measures.2.P2.3": "P2.3-M1",
        "against.2": "because",
    }


JUDGED = {
    **{f"{kind}.{lot}": "Because." for kind in ("tests", "against", "against_measures") for lot in (1, 2)},
    **{f"weighting_reason.{lot}": "Because." for lot in (1, 2)},
    **{f"weighting.{lot}": "25" for lot in (1, 2)},
    **{key: "Yes." for key in ("consider_wellbeing", "consider_process", "consult")},
    **{f"lot.{lot}.value": "300000.00" for lot in (1, 2)},
    **{"what": "Care", "bidders": "small", "length": "36+0", "start": "2027-04-01", "targets.1": "council"},
}
TICKS = {"tests.1", "tests.2"}


@pytest.mark.parametrize(
    ("key", "gone"),
    [
        ("lot.1.value", {"tests.1"}),
        ("weighting.1", {"weighting_reason.1"}),
        ("bidders", TICKS),
        ("length", TICKS),
        ("what", TICKS | {"consider_wellbeing", "consider_process", "consult"}),
        ("start", set()),
        ("targets.1", set()),
    ],
)
def test_what_was_judged_falls_with_the_facts_it_goes_by(key: str, gone: set[str]) -> None:
    after = tidied(JUDGED, {**JUDGED, key: "other"})
    assert JUDGED.keys() - after.keys() == gone


def test_a_reason_is_read_again_where_the_tests_are_ticked_again(choosing: World) -> None:
    choosing.press("Choose from all outcomes")
    choosing.press("Continue", {"outcomes.1": "P2.5", "tests.1": "all"})
    choosing.press("Continue", {"against.1": "The market can."})
    choosing.say("change lot 1 value to £310k")
    assert list(answers_on(choosing.last)) == ["outcomes.1", "against.1", "tests.1"]
    assert answers_on(choosing.last)["against.1"] == "The market can."


def test_tidied_keeps_what_is_said_in_the_same_turn() -> None:
    before = {"outcomes.1": "P4.2", "tests.1": "a", "measures.1.P4.2": "P4.2-M1"}
    assert tidied(before, {"outcomes.1": "P2.3", "tests.1": "a,b", "measures.1.P4.2": "P4.2-M1"}) == {
        "outcomes.1": "P2.3",
        "tests.1": "a,b",
    }


def test_the_choices_of_lot_1_are_taken_for_lot_2(world: World) -> None:
    world.say(SERVICE.replace("£180k", "£310k"))
    world.accept(until="Step 2 of 6: Choose the outcomes, Lot 2")
    world.press("Use the choices of lot 1")
    answers = world.tender.answers
    copied = {key: answers[key.replace(".2", ".1", 1)] for key in answers if key.split(".")[1:2] == ["2"]}
    mine = ("outcomes", "tests", "measures", "targets", "weighting")
    assert {k: v for k, v in answers.items() if k.startswith(tuple(f"{m}.2" for m in mine))} == {
        k: v for k, v in copied.items() if k.startswith(mine)
    }
    assert form(world).notice == "Lot 2 takes the choices of lot 1."
    assert form(world).stage == "outcomes.3"
    world.accept()
    world.press("Make the tender pack")
    rows = [(c.lot, c.measure_id) for c in world.tender.commitments]
    assert [m for lot, m in rows if lot == 1] == [m for lot, m in rows if lot == 2]


def test_every_later_lot_that_they_suit_takes_the_choices_of_lot_1(world: World) -> None:
    world.say("Cleaning services in 4 lots, £300k for lot 1, £310k for lot 2, £60k for lot 3, £320k for lot 4, 3 years")
    asked = {"contract_type": "services", "start": "1 April 2027", "bidders": "mixed", "lot.4.place": "county"}
    world.accept(asked, until="Step 2 of 6: Choose the outcomes, Lot 2")
    world.press("Use the choices of lot 1")
    assert form(world).notice == "Lots 2 and 4 take the choices of lot 1."
    assert form(world).stage == "outcomes.3"
    assert world.tender.answers["outcomes.4"] == world.tender.answers["outcomes.1"]


def test_lot_1_is_not_offered_where_it_does_not_suit(choosing: World) -> None:
    choosing.accept(until="Step 2 of 6: Choose the outcomes, Lot 2")
    assert [b.title for b in choosing.last.buttons()] == [
        "Continue",
        "Back",
        "Choose from all outcomes",
        "None is suitable",
        "Save and leave",
    ]


def test_all_outcomes_are_offered_once_asked_for(choosing: World) -> None:
    assert len(form(choosing).questions[0].options) == 6
    choosing.press("Choose from all outcomes")
    assert len(form(choosing).questions[0].options) == 32
    assert "Choose from all outcomes" not in [b.title for b in choosing.last.buttons()]


@pytest.mark.parametrize("stage", ["measures.1", "targets.1", "weighting.1", "outcomes.2", "act"])
def test_final_cannot_come_while_a_stage_is_open(choosing: World, stage: str) -> None:
    while form(choosing).stage != stage:
        choosing.press("Continue", {key: value for key, value in ANSWERS.items() if key in answers_on(choosing.last)})
    choosing.send("plan.finalise", {"tender": "T-00001"})
    assert choosing.changes == ()
    assert (form(choosing).stage, form(choosing).notice) == (stage, "It cannot be final yet.")


def test_final_cannot_come_before_the_end(choosing: World) -> None:
    before = choosing.tender
    choosing.send("plan.finalise", {"tender": "T-00001", "version": str(before.version)})
    assert choosing.changes == ()
    assert choosing.tender == before
    assert form(choosing).notice == "It cannot be final yet."


def test_final_cannot_come_before_anything_is_known(world: World) -> None:
    world.send("plan.start")
    world.send("plan.finalise", {"tender": "T-00001"})
    assert world.changes == ()
    assert (form(world).stage, form(world).notice) == ("brief", "It cannot be final yet.")


def test_edited_wording_keeps_the_original_beside_it(world: World) -> None:
    world.say(CHAIRS)
    world.accept({"start": "1 March 2027", "bidders": "mixed"})
    world.press("Edit wording")
    original = answers_on(world.last)
    assert list(original) == ["wording.P6.3-M3", "question.P6.3"]
    world.press("Keep the wording", {"wording.P6.3-M3": "Plastic wraps left out"})
    world.press("Make the tender pack")
    assert isinstance(world.last, PackReady)
    row = world.tender.commitments[0]
    assert (row.name, row.original_name) == ("Plastic wraps left out", original["wording.P6.3-M3"])
    assert row.question == row.original_question == original["question.P6.3"]


@pytest.mark.parametrize(("sentence", "shown"), [(ROADS, 1), (CHAIRS, 0)])
def test_words_that_ask_where_a_bidder_is_are_pointed_out_above_the_threshold(
    world: World, sentence: str, shown: int
) -> None:
    world.say(sentence)
    world.accept({"start": "1 March 2027", "bidders": "mixed"})
    world.press("Edit wording")
    first = next(key for key in answers_on(world.last) if key.startswith("question."))
    world.press("Keep the wording", {first: "Is your firm based in Derbyshire?"})
    review = world.last
    assert isinstance(review, Review)
    assert len(review.about_location) == shown
    told = [block.text for block in review.blocks() if isinstance(block, Note) and "is based" in block.text]
    assert len(told) == shown


def test_wording_put_back_is_no_longer_edited(world: World) -> None:
    world.say(CHAIRS)
    world.accept({"start": "1 March 2027", "bidders": "mixed"})
    world.press("Edit wording")
    original = answers_on(world.last)["question.P6.3"]
    world.press("Keep the wording", {"question.P6.3": "How will you waste less?\nSay how much."})
    assert world.tender.answers["question.P6.3"] == "How will you waste less?\nSay how much."
    world.press("Edit wording")
    world.press("Keep the wording", {"question.P6.3": original})
    assert "question.P6.3" not in world.tender.answers


def test_blank_wording_is_asked_again(world: World) -> None:
    world.say(CHAIRS)
    world.accept({"start": "1 March 2027", "bidders": "mixed"})
    before = world.tender
    world.press("Edit wording")
    world.press("Keep the wording", {"wording.P6.3-M3": " "})
    assert world.tender == before
    assert world.last.subject == "Edit the wording (T-00001)"
