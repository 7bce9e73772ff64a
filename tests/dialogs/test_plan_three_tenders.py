"""Three tenders from the first sentence to the pack: a service in lots, a small quotation, a large works contract."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from cards.plan_tender.forms import PlanForm
from cards.plan_tender.review import PackReady, Review
from dialogs.plan_tender.pack import pack_of
from domain.changes import TenderFinalised
from domain.framework import Framework
from domain.tender import Commitment, TargetBy, TenderStatus
from knowledge.shelf import Shelf
from tests.dialogs.world import CHAIRS, ROADS, SERVICE, TODAY, World, answers_on


def commitment(framework: Framework, lot: int, lot_name: str, measure_id: str) -> Commitment:
    """The row that an unedited measure of the Framework becomes when bidders offer the figure."""
    outcome = framework.outcome(measure_id.partition("-")[0])
    measure = outcome.measure(measure_id) if outcome else None
    if outcome is None or measure is None:
        raise LookupError(measure_id)
    return Commitment(
        lot=lot,
        lot_name=lot_name,
        outcome_id=outcome.id,
        outcome_title=outcome.title,
        measure_id=measure_id,
        name=measure.name,
        original_name=measure.name,
        unit=measure.unit,
        direction=measure.direction,
        kind=measure.kind,
        roll_up=measure.roll_up,
        evidence=measure.evidence,
        definition=measure.definition,
        target_by=TargetBy.BIDDER,
        target=None,
        question=outcome.question,
        original_question=outcome.question,
        framework_version=1,
    )


def test_service_in_three_lots(world: World, shelf: Shelf) -> None:
    world.say(SERVICE)
    lots = [f"Lot {n}: {name}" for n, name in ((1, "High Peak"), (2, "Erewash"), (3, "Bolsover"))]
    assert world.accept() == [
        "Step 1 of 6: What you are buying: lot.1.place, lot.2.place, lot.3.place, vat",
        f"Step 2 of 6: Choose the outcomes, {lots[0]}: outcomes.1, tests.1",
        f"Step 3 of 6: Choose the measures, {lots[0]}: measures.1.P4.2, measures.1.P2.3",
        f"Step 4 of 6: Set the targets, {lots[0]}: targets.1",
        f"Step 5 of 6: Set the weighting, {lots[0]}: weighting.1",
        f"Step 2 of 6: Choose the outcomes, {lots[1]}: outcomes.2, tests.2",
        f"Step 3 of 6: Choose the measures, {lots[1]}: measures.2.P4.2",
        f"Step 4 of 6: Set the targets, {lots[1]}: targets.2",
        f"Step 5 of 6: Set the weighting, {lots[1]}: weighting.2",
        f"Step 2 of 6: Choose the outcomes, {lots[2]}: outcomes.3, tests.3",
        f"Step 3 of 6: Choose the measures, {lots[2]}: measures.3.P3.2",
        f"Step 4 of 6: Set the targets, {lots[2]}: targets.3",
        "Step 6 of 6: The Social Value Act: consider_wellbeing, consider_process, consult",
    ]
    review = world.last
    assert isinstance(review, Review)
    assert [(lot.title, lot.weighting) for lot in review.lots] == [
        (lots[0], "Weighting: 10% of the total score."),
        (lots[1], "Weighting: 5% of the total score."),
        (lots[2], "A pledge and a measure; no scored question and no weighting at this value."),
    ]
    assert review.missing == ()
    rows = tuple(
        commitment(shelf.now, lot, name, measure_id)
        for lot, name, measure_id in (
            (1, "High Peak", "P4.2-M1"),
            (1, "High Peak", "P4.2-M2"),
            (1, "High Peak", "P2.3-M1"),
            (1, "High Peak", "P2.3-M3"),
            (2, "Erewash", "P4.2-M2"),
            (3, "Bolsover", "P3.2-M1"),
        )
    )
    version = world.tender.version
    pack = world.press("Make the tender pack")
    assert world.changes == (TenderFinalised("T-00001", version, rows),)
    assert (world.tender.status, world.tender.revision, world.tender.commitments) == (TenderStatus.FINAL, 1, rows)
    assert isinstance(pack, PackReady)
    assert pack.links == (
        ("Tender pack (Word)", "https://council.example/pack.docx/T-00001"),
        ("Contract schedule (CSV)", "https://council.example/schedule.csv/T-00001"),
        ("Contract schedule (Excel)", "https://council.example/schedule.xlsx/T-00001"),
    )
    assert pack.until == "29 November 2026"


def test_quotation_for_goods_has_no_weighting_and_no_question_of_the_act(world: World, shelf: Shelf) -> None:
    world.say(CHAIRS)
    given = {"start": "1 March 2027", "bidders": "a mix of small and large"}
    assert world.accept(given) == [
        "Step 1 of 4: What you are buying: start, bidders",
        "Step 2 of 4: Choose the outcomes: outcomes.1, tests.1",
        "Step 3 of 4: Choose the measures: measures.1.P6.3",
        "Step 4 of 4: Set the targets: targets.1",
    ]
    assert isinstance(world.last, Review)
    assert world.last.lots[0].tier == "£38,000 puts this in tier T1, quotation."
    assert [duty.title for duty in world.last.duties] == [
        "At least one outcome",
        "Social value in goods and works (council policy)",
        "Below the Procurement Act threshold",
        "National Procurement Policy Statement",
        "You may reserve the contract for local suppliers",
        "You may reserve the contract for small firms or community organisations",
        "Payment within 30 days",
        "The national Social Value Model does not bind the council",
    ]
    world.press("Make the tender pack")
    assert [c.measure_id for c in world.tender.commitments] == ["P6.3-M3"]
    assert world.tender.commitments == (commitment(shelf.now, 1, "Chesterfield", "P6.3-M3"),)


def test_works_over_five_million_are_asked_for_their_arrangement(world: World, shelf: Shelf) -> None:
    world.say(ROADS)
    assert world.accept({"arrangement": "a contract"}) == [
        "Step 1 of 5: What you are buying: arrangement",
        "Step 2 of 5: Choose the outcomes: outcomes.1, tests.1",
        "Step 3 of 5: Choose the measures: measures.1.P1.3, measures.1.P6.1, measures.1.P2.5, measures.1.P3.1",
        "Step 4 of 5: Set the targets: targets.1",
        "Step 5 of 5: Set the weighting: weighting.1",
    ]
    assert isinstance(world.last, Review)
    titles = [duty.title for duty in world.last.duties]
    assert "Key performance indicators" in titles
    assert "Contract performance notices" in titles
    world.press("Make the tender pack")
    measures = [f"{outcome}-M{number}" for outcome in ("P1.3", "P6.1", "P2.5", "P3.1") for number in (1, 2, 3)]
    assert world.tender.commitments == tuple(commitment(shelf.now, 1, "", m) for m in measures)


@pytest.mark.parametrize(("value", "asked"), [("£5,192,999", False), ("£5,193,000", True)])
def test_the_arrangement_is_asked_only_where_it_matters(world: World, value: str, asked: bool) -> None:
    form = world.say(ROADS.replace("£6.2m", value))
    assert ("arrangement" in answers_on(form)) is asked


@pytest.mark.parametrize(
    ("said", "title"),
    [
        (CHAIRS, "Step 1 of 4: What you are buying"),
        (ROADS, "Step 1 of 5: What you are buying"),
        (SERVICE, "Step 1 of 6: What you are buying"),
    ],
)
def test_the_steps_that_are_counted_are_those_of_this_tender(world: World, said: str, title: str) -> None:
    form = world.say(said)
    assert isinstance(form, PlanForm)
    assert form.title == title


def test_a_one_off_purchase_is_called_so_and_a_target_has_its_thousands(world: World) -> None:
    world.say(CHAIRS)
    world.accept({"start": "1 March 2027", "bidders": "mixed", "targets.1": "council"}, until="Step 4")
    world.press("Continue", {"targets.1": "council"})
    world.press("Continue", {"target.1.P6.3-M3": "12500"})
    assert isinstance(world.last, Review)
    assert ("Length", "One-off, or 1 month") in world.last.rows
    assert [target for _, target, _ in world.last.lots[0].measures] == ["12,500 items"]


CLEANING = "Office cleaning services, £400,000 including VAT, 2 years from 1 April 2027 in Erewash, mixed bidders"


def test_services_over_their_threshold_are_asked_for_their_arrangement(world: World) -> None:
    form = world.say(CLEANING)
    assert answers_on(form) == {"arrangement": "contract"}
    world.press("Continue", {"arrangement": "concession"})
    world.accept()
    assert isinstance(world.last, Review)
    assert ("Arrangement", "A concession") in world.last.rows
    assert "Below the Procurement Act threshold" in [line.title for line in world.last.duties]


def test_what_is_too_urgent_is_asked_why_and_not_to_consider(world: World) -> None:
    world.say(f"Urgent contract: {CLEANING}")
    asked = world.accept({"urgent_reason": "The contractor failed last week."})
    assert asked[-1] == "Step 6 of 6: The Social Value Act: urgent_reason"
    assert isinstance(world.last, Review)
    assert ("Urgent", "Yes: no time to consider social value first") in world.last.rows
    [duty] = [line for line in world.last.duties if "urgent" in line.title]
    assert duty.source == "Public Services (Social Value) Act 2012 s.1(8) and (9), as at 31 January 2013"
    world.press("Make the tender pack")
    pack = pack_of(world.tender, world.desk, TODAY)
    assert pack is not None
    assert pack.considerations == (
        ("Why is there no time to consider social value before you start?", "The contractor failed last week."),
    )


@pytest.mark.parametrize(
    ("arrangement", "duty"),
    [("contract", "Key performance indicators"), ("framework", "Key performance indicators are not required")],
)
def test_frameworks_have_no_duty_of_key_performance_indicators(world: World, arrangement: str, duty: str) -> None:
    world.say(ROADS)
    world.accept({"arrangement": arrangement})
    assert isinstance(world.last, Review)
    found = [line.title for line in world.last.duties if "key performance indicators" in line.title.lower()]
    assert found == [duty]


def test_our_own_targets_are_in_the_commitments_and_an_empty_one_is_the_bidders(world: World, shelf: Shelf) -> None:
    world.say(ROADS)
    world.accept({"arrangement": "contract"}, until="Step 4")
    world.press("Continue", {"targets.1": "council"})
    assert isinstance(world.last, PlanForm)
    assert len(world.last.questions) == 12
    world.press("Continue", {"target.1.P1.3-M1": "1,040", "target.1.P6.1-M1": "12.50"})
    world.accept()
    world.press("Make the tender pack")
    targets = {c.measure_id: (c.target_by, c.target) for c in world.tender.commitments if c.target is not None}
    assert targets == {
        "P1.3-M1": (TargetBy.COUNCIL, Decimal(1040)),
        "P6.1-M1": (TargetBy.COUNCIL, Decimal("12.5")),
    }
    untouched = [c for c in world.tender.commitments if c.target is None]
    assert untouched[0] == commitment(shelf.now, 1, "", "P1.3-M2")


def test_final_selection_is_reopened_changed_and_made_final_again(world: World) -> None:
    world.say(CHAIRS)
    world.accept({"start": "1 March 2027", "bidders": "mixed"})
    world.press("Make the tender pack")
    first = world.tender
    world.press("Change the selection")
    assert world.tender == replace(
        first, status=TenderStatus.DRAFT, version=first.version + 1, changed_at=world.tender.changed_at
    )
    world.change("outcomes.1")
    world.press("Continue", {"outcomes.1": "P7.3"})
    world.accept()
    world.press("Make the tender pack")
    assert (world.tender.revision, [c.outcome_id for c in world.tender.commitments]) == (2, ["P7.3"])


def test_vat_is_added_where_the_value_is_without_it(world: World) -> None:
    world.say(CHAIRS.replace("including VAT", "excluding VAT"))
    world.accept({"start": "1 March 2027", "bidders": "mixed"})
    assert isinstance(world.last, Review)
    assert ("Whole-life value", "£45,600 with VAT added") in world.last.rows
