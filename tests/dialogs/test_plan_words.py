"""Planning in words instead of forms: answers, corrections, several facts at once, and what cannot be read."""

from __future__ import annotations

import pytest

from cards import plain
from cards.plan_tender.forms import PlanForm
from cards.plan_tender.review import Review
from cards.plan_tender.special import AnotherTender, ChangeSomething, RestartConfirm
from dialogs.plan_tender.answer import WHICH_LOT, too_many_lots
from domain.changes import TenderAnswered, TenderOpened
from tests.dialogs.world import AMIRA, ANSWERS, CHAIRS, SERVICE, World, answers_on


def form(world: World) -> PlanForm:
    assert isinstance(world.last, PlanForm)
    return world.last


def new_answers(world: World, text: str) -> dict[str, str | None]:
    """What saying this changes in the answers; None for what is gone."""
    before = world.tender.answers
    world.say(text)
    after = world.tender.answers
    return {k: after.get(k) for k in sorted(before.keys() | after.keys()) if before.get(k) != after.get(k)}


def test_one_sentence_opens_a_tender_with_all_its_facts(world: World) -> None:
    world.say(SERVICE)
    assert [type(change) for change in world.changes] == [TenderOpened]
    assert world.tender.title == "Social connection service for isolated older people"
    facts = {key: str(value) for key, value in world.tender.answers.items() if not key.endswith((".name", ".place"))}
    assert facts == {
        "what": "Social connection service for isolated older people",
        "category": "adult_social_care",
        "contract_type": "services",
        "lots": "3",
        "lot.1.value": "300000.00",
        "lot.2.value": "180000.00",
        "lot.3.value": "45000.00",
        "length": "36+0",
        "start": "2027-11-01",
        "bidders": "small",
    }


def test_a_plan_can_be_answered_a_word_at_a_time(world: World) -> None:
    world.say("plan a tender")
    assert (world.tender.title, dict(world.tender.answers)) == ("New tender", {})
    said = ("Office chairs", "Goods and supplies", "£38,000", "Chesterfield", "yes, VAT is included", "one-off")
    for words in (*said, "1 March 2027", "a mix of small and large"):
        world.say(words)
    assert form(world).stage == "outcomes.1"
    assert {key: str(value) for key, value in world.tender.answers.items()} == {
        "what": "Office chairs",
        "category": "goods_supplies",
        "lot.1.value": "38000.00",
        "lot.1.place": "Chesterfield",
        "vat": "included",
        "length": "1+0",
        "start": "2027-03-01",
        "bidders": "mixed",
    }
    for words in ("ok", "all", "ok", "ok"):
        world.say(words)
    assert isinstance(world.last, Review)
    world.say("make the tender pack")
    assert [c.measure_id for c in world.tender.commitments] == ["P6.3-M3"]


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("change lot 1 value to £600k", {"lot.1.value": "600000.00", "tests.1": None}),
        ("change the length to 4 years", {"length": "48+0", **dict.fromkeys(("tests.1", "tests.2", "tests.3"))}),
        ("make it 3+2 years", {"length": "36+24", **dict.fromkeys(("tests.1", "tests.2", "tests.3"))}),
        ("change the start date to 1 April 2028", {"start": "2028-04-01"}),
    ],
)
def test_a_correction_changes_one_answer_and_what_was_judged_by_it(
    chosen: World, text: str, changed: dict[str, str | None]
) -> None:
    version = chosen.tender.version
    assert new_answers(chosen, text) == changed
    assert chosen.tender.version == version + 1


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("change the bidders to large firms", {"bidders": "large"}),
        ("change the VAT to excluding VAT", {"vat": "add"}),
        ("change the place of lot 2 to Bolsover", {"lot.2.place": "Bolsover"}),
        ("change lot 3's name to The North", {"lot.3.name": "The North"}),
        ("please change the title to Befriending", {"what": "Befriending"}),
        ("change the consultation to no consultation is needed", {"consult": "no"}),
        ("set the VAT to no VAT is due on this contract", {"vat": "none"}),
        ("change the weighting of lot 2 to 8%", {"weighting.2": "8"}),
    ],
)
def test_a_correction_names_any_answer(chosen: World, text: str, changed: dict[str, str]) -> None:
    assert {k: v for k, v in new_answers(chosen, text).items() if v is not None} == changed


@pytest.mark.parametrize(
    ("text", "stage", "asked"),
    [
        ("change the outcomes of lot 2", "outcomes.2", ["outcomes.2", "tests.2"]),
        ("change the measures for lot 3", "measures.3", ["measures.3.P3.2"]),
        ("change the targets of lot 1", "targets.1", ["targets.1"]),
        ("change the weighting of lot 2", "weighting.2", ["weighting.2"]),
        ("change the weighting of lot 2 to half of it", "weighting.2", ["weighting.2"]),
        ("change the act", "act", ["consider_wellbeing", "consider_process", "consult"]),
    ],
)
def test_a_correction_without_a_new_answer_shows_where_to_give_it(
    chosen: World, text: str, stage: str, asked: list[str]
) -> None:
    before = chosen.tender
    chosen.say(text)
    assert (form(chosen).stage, list(answers_on(chosen.last)), chosen.tender) == (stage, asked, before)


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("change the weighting", "Which lot? Write for example “change the weighting of lot 2”."),
        ("change the measures of lot 4", "There is no lot 4. Please give a lot from 1 to 3."),
        (
            "change the weighting of lot 3 to 5%",
            "This tender does not ask for “weighting” as it stands, so I changed nothing.",
        ),
    ],
)
def test_a_correction_that_fits_nothing_says_so(chosen: World, text: str, notice: str) -> None:
    assert new_answers(chosen, text) == {}
    assert isinstance(chosen.last, Review)
    assert chosen.last.notice == notice


PARTS = [
    "brief",
    *(f"{kind}.{lot}" for lot in (1, 2) for kind in ("outcomes", "measures", "targets", "weighting")),
    *(f"{kind}.3" for kind in ("outcomes", "measures", "targets")),
    "act",
]


def test_every_part_can_be_changed_from_the_last_look(chosen: World) -> None:
    review = chosen.last
    chosen.press("Change something")
    assert isinstance(chosen.last, ChangeSomething)
    assert [option.value for option in chosen.last.parts.options] == PARTS
    assert chosen.last.parts.options[-2].title == "Targets, Lot 3: Bolsover"
    for part in PARTS:
        chosen.show(AMIRA, review)
        chosen.change(part)
        assert form(chosen).stage == part


def test_the_part_to_change_may_be_said_in_words(chosen: World) -> None:
    chosen.press("Change something")
    chosen.say("Weighting, lot 2: Erewash")
    assert form(chosen).stage == "weighting.2"
    chosen.send("plan.show", {"tender": "T-00001"})
    chosen.press("Change something")
    chosen.say("the food")
    assert isinstance(chosen.last, ChangeSomething)
    assert chosen.last.error == "Please choose one of the numbered options."
    chosen.say("change the bidders to large firms")
    assert chosen.tender.answers["bidders"] == "large"


def test_a_correction_while_something_else_is_asked(begun: World) -> None:
    assert new_answers(begun, "change the value to £600k") == {"lot.1.value": "600000.00"}
    assert form(begun).notice == "Changed."


def test_a_correction_names_its_lot_where_there_are_several(chosen: World) -> None:
    assert new_answers(chosen, "change the value to £600k") == {}
    notice = "Which lot's value? Please type, for example, change lot 2 value to £600k."
    assert (isinstance(chosen.last, Review), chosen.last.blocks()[1].text) == (True, notice)  # type: ignore[union-attr]


def test_a_changed_value_asks_again_what_no_longer_fits(chosen: World) -> None:
    chosen.say("change lot 1 value to £20k")
    assert form(chosen).stage == "outcomes.1"
    assert list(answers_on(chosen.last)) == ["outcomes.1", "against.1", "tests.1"]
    assert form(chosen).notice == "Changed. Please tick the tests again: what they go by has changed."


def test_several_facts_at_once(begun: World) -> None:
    assert new_answers(begun, "starting 1 March 2027, bidders mostly small firms") == {
        "bidders": "small",
        "start": "2027-03-01",
    }


def test_several_values_at_once(world: World) -> None:
    world.say("I'm buying befriending for older people in two lots, three years from 1 November 2027")
    assert new_answers(world, "lot 1 £300k and lot 2 £180,500") == {
        "lot.1.value": "300000.00",
        "lot.2.value": "180500.00",
    }


def test_a_million_or_so_is_asked_back(world: World) -> None:
    world.say("I'm buying home care for a million or so")
    assert "lot.1.value" not in world.tender.answers
    doubt = 'I read "a million or so" as no figure. If you mean £1,000,000, type £1m.'
    assert doubt in plain.text(world.last)


WHOLE = (
    "I'm buying office chairs, goods, £100,000 a year including VAT, 3 years + 2 from 1 March 2027, delivered to "
    "Chesterfield, mostly small firms"
)


def test_what_was_understood_is_shown_when_nothing_is_missing(world: World) -> None:
    world.say(WHOLE)
    assert form(world).stage == "outcomes.1"
    assert world.tender.answers["lot.1.value"] == "500000.00"
    shown = plain.text(world.last)
    assert "What I understood" in shown
    assert "Whole-life value: £500,000 including VAT" in shown
    assert "I worked out £500,000 from £100,000 a year for 5 years, with extensions. Please check it." in shown
    world.press("Continue", {**ANSWERS})
    assert "What I understood" not in plain.text(world.last)


def test_a_doubt_among_several_facts_is_shown(begun: World) -> None:
    begun.say("starting 1 March 2027, bidders mostly small firms, decision on 5 May 2027")
    assert form(begun).stage == "outcomes.1"
    assert 'I read "5 May 2027", but not that it is the start date.' in plain.text(begun.last)


def test_a_doubt_about_what_is_bought_is_shown(world: World) -> None:
    world.say("plan a tender")
    world.say("things, for a million or so")
    assert "as no figure. If you mean £1,000,000, type £1m." in plain.text(world.last)


def test_a_doubt_is_shown_at_the_last_look_too(chosen: World) -> None:
    chosen.send("plan.say_of_this", {"tender": "T-00001", "text": "it is for a million or so"})
    assert isinstance(chosen.last, Review)
    assert [doubt.startswith('I read "a million or so" as no figure.') for doubt in chosen.last.doubts] == [True]


UNREADABLE = (
    "-5",
    "minus 3 days",
    "1 January 2020",
    "31 February 2027",
    "1 March 2199",
    "soon",
    "'; DROP TABLE tenders; --",
    "{{ 7 * 7 }} ${title} {0} %s",
    "<at>Everyone</at>",
    "999999999999999999999999",
)


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_cannot_be_read_is_asked_again_and_nothing_is_lost(begun: World, text: str) -> None:
    before = begun.tender
    begun.say(text)
    assert begun.tender == before
    assert list(form(begun).errors) == ["start"]
    assert form(begun).errors["start"].strip() != ""
    assert list(answers_on(begun.last)) == ["start", "bidders"]


def test_a_date_in_the_past_is_said_to_be_so(begun: World) -> None:
    begun.say("1 January 2020")
    assert form(begun).errors == {"start": "1 January 2020 is in the past. Please give a date from today on."}


@pytest.mark.parametrize("text", ["🙂", "🙂🙂🙂", "…", "—"])
def test_words_without_a_letter_lose_nothing(begun: World, text: str) -> None:
    before = begun.tender
    begun.say(text)
    assert begun.tender == before
    assert begun.last.subject == "I did not understand that"


def test_a_hundred_kilobytes_lose_nothing(begun: World) -> None:
    before = begun.tender
    begun.say("W" * 100_000)
    assert (begun.tender, begun.last.subject) == (before, "That is too long for me")
    begun.send("plan.answer", {"tender": "T-00001", "version": "1", "stage": "brief", "start": "1 " * 50_000})
    assert (begun.tender, list(form(begun).errors)) == (before, ["start", "bidders"])


@pytest.mark.parametrize("text", ["'; DROP TABLE tenders; --", "{{ 7 * 7 }} {% raw %}", "<script>alert(1)</script>"])
def test_hostile_words_are_kept_as_words(world: World, text: str) -> None:
    world.say("plan a tender")
    world.say(text)
    assert (world.tender.answers["what"], world.tender.title) == (text, text)


@pytest.mark.parametrize(
    "value", ["-£5", "£0", "£99 billion", "between £1m and £2m", "about a million", "$5000", "lots"]
)
def test_values_that_cannot_be_are_asked_again(begun: World, value: str) -> None:
    before = begun.tender
    begun.press("Change something")
    begun.press("Continue", {"lot.1.value": value})
    assert form(begun).errors["lot.1.value"].strip() != ""
    assert begun.tender.answers["lot.1.value"] == before.answers["lot.1.value"]


@pytest.mark.parametrize("count", ["0", "13", "2.5", "1000000"])
def test_a_number_of_lots_that_cannot_be_planned(begun: World, count: str) -> None:
    begun.press("Change something")
    begun.press("Continue", {"lots": count})
    assert form(begun).errors["lots"] == too_many_lots()
    assert begun.tender.answers.get("lots", "1") == "1"


def test_a_form_keeps_what_can_be_read_and_marks_the_rest(begun: World) -> None:
    version, before = begun.tender.version, begun.tender.answers
    begun.press("Continue", {"start": "yesterday", "bidders": "mixed"})
    assert begun.changes == (TenderAnswered("T-00001", version, {**before, "bidders": "mixed"}, ("bidders",)),)
    assert list(form(begun).errors) == ["start"]


def test_back_shows_the_stage_before_with_its_answers(chosen: World) -> None:
    before = chosen.tender
    chosen.change("outcomes.1")
    chosen.press("Back")
    assert form(chosen).stage == "brief"
    assert answers_on(chosen.last)["lot.1.value"] == "£300,000"
    assert answers_on(chosen.last)["length"] == "3 years"
    chosen.press("Continue")
    given = {key: value for key, value in chosen.tender.answers.items() if value}
    assert given == {key: value for key, value in before.answers.items() if value}
    assert isinstance(chosen.last, Review)


def test_back_at_the_first_stage_stays_there(begun: World) -> None:
    begun.say("back")
    assert form(begun).stage == "brief"
    assert begun.changes == ()


ANOTHER = "I'm buying office chairs for £38,000 including VAT"


def test_a_sentence_about_buying_while_a_plan_is_open_is_asked_about(chosen: World) -> None:
    before = chosen.tender
    chosen.change("outcomes.1")
    assert chosen.say(ANOTHER) == AnotherTender("T-00001", before.title, ANOTHER)
    assert chosen.tender == before
    chosen.press("Start another tender")
    assert chosen.tender.ref != before.ref
    assert (chosen.tender.answers["what"], chosen.tender.answers["lot.1.value"]) == ("Office chairs", "38000.00")


def test_it_may_be_about_the_plan_that_is_open(chosen: World) -> None:
    chosen.change("outcomes.1")
    chosen.say(ANOTHER)
    chosen.say("It is about T-00001")
    assert (chosen.tender.ref, chosen.tender.answers["what"]) == ("T-00001", "Office chairs")
    # It has three lots: whose value that is, is asked and not guessed.
    assert chosen.tender.answers["lot.1.value"] == "300000.00"
    assert WHICH_LOT in plain.text(chosen.last)


def test_what_it_tells_of_an_undivided_tender_takes_the_place_of_what_was(begun: World) -> None:
    begun.say("start again")
    begun.press("Start again")
    begun.say(ANOTHER)
    begun.say("It is about T-00001")
    assert (begun.tender.answers["what"], begun.tender.answers["lot.1.value"]) == ("Office chairs", "38000.00")


def test_the_sentence_that_a_new_plan_asks_for_is_its_answer(world: World) -> None:
    world.say("plan a tender")
    world.say(ANOTHER)
    assert (world.tender.ref, world.tender.answers["what"]) == ("T-00001", "Office chairs")


def test_start_again_asks_first_and_keeps_what_is_bought(chosen: World) -> None:
    before = chosen.tender
    chosen.say("start again")
    assert chosen.last == RestartConfirm("T-00001", before.version, before.title)
    assert chosen.tender == before
    chosen.press("Keep my answers")
    assert chosen.tender == before
    chosen.say("start again")
    chosen.press("Start again")
    gone = tuple(sorted(set(before.answers) - {"what"}))
    what = {"what": before.answers["what"]}
    assert chosen.changes == (TenderAnswered("T-00001", before.version, what, gone),)
    assert chosen.tender.title == before.title


def test_leaving_and_coming_back(begun: World) -> None:
    shown, before = begun.last, begun.tender
    begun.press("Save and leave")
    words = "Everything is kept. Write “open T-00001” when you want to go on, here or on another door."
    assert begun.last.subject == words
    begun.say("open T-00001")
    assert begun.tender == before
    assert answers_on(begun.last) == answers_on(shown)


def test_yes_takes_what_is_proposed(world: World) -> None:
    world.say(CHAIRS)
    world.press("Continue", {**ANSWERS, "start": "1 March 2027", "bidders": "mixed"})
    world.say("yes")
    assert world.tender.answers["outcomes.1"] == "P6.3"
    assert list(answers_on(world.last)) == ["tests.1"]


@pytest.mark.parametrize("verb", ["plan.answer", "plan.say", "plan.restart", "plan.finalise", "plan.back", "plan.edit"])
def test_a_stale_card_changes_nothing_and_shows_the_current_one(chosen: World, verb: str) -> None:
    before = chosen.tender
    old = {"tender": "T-00001", "version": str(before.version - 1), "stage": "brief", "text": "4 years", "what": "No"}
    chosen.send(verb, old)
    assert (chosen.changes, chosen.tender) == ((), before)
    assert isinstance(chosen.last, Review)
    assert chosen.last.notice == "That card was out of date, so I changed nothing. Here is the tender as it stands now."
    assert chosen.last.version == before.version


@pytest.mark.parametrize("verb", ["plan.answer", "plan.say", "plan.restart", "plan.finalise", "plan.waiver"])
def test_a_final_tender_cannot_be_changed(final: World, verb: str) -> None:
    before = final.tender
    version = str(before.version)
    final.send(verb, {"tender": "T-00001", "version": version, "stage": "brief", "what": "No", "text": "4 years"})
    assert (final.changes, final.tender) == ((), before)
    assert "This tender is final, so it cannot be changed." in plain.text(final.last)
