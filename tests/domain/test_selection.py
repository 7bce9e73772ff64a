from dataclasses import replace
from decimal import Decimal

import pytest

from domain.framework import Framework, Outcome
from domain.selection import (
    AT_LEAST_ONE,
    Delivery,
    against_advice,
    lacks_outcome_measure,
    limits,
    measure_advice,
    suggest,
    tier_for,
    why_not,
    why_not_measure,
    why_not_measures,
)
from domain.tender import Bidders
from tests.domain.briefs import brief

D = Decimal


def outcome(framework: Framework, outcome_id: str) -> Outcome:
    found = framework.outcome(outcome_id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("value", "tier"),
    [
        ("0", "T0"),
        ("4999.99", "T0"),
        ("5000", "T1"),
        ("49999.99", "T1"),
        ("50000", "T2"),
        ("207719.99", "T2"),
        ("207720", "T3"),
        ("999999.99", "T3"),
        ("1000000", "T4"),
        ("5000000", "T4"),
        ("5000000.01", "T5"),
    ],
)
def test_the_edges_of_the_tiers(framework: Framework, value: str, tier: str) -> None:
    assert tier_for(D(value), framework).id == tier


def test_limits_of_a_long_contract(framework: Framework) -> None:
    found = limits(D(490569), brief("490569"), framework)
    assert (found.outcomes_min, found.outcomes_max, found.measures_min, found.measures_max) == (2, 3, 1, 3)
    assert (found.weighting_low, found.weighting_high, found.scored) == (D(10), D(10), True)
    assert (found.outputs_only, found.outcome_measure_needed, found.avoid_follow_up) == (False, True, False)
    assert found.reasons == (
        "£490,569 is in tier T3 (Medium): 2 to 3 outcomes, 1 to 3 measures for each, a weighting of 10%.",
        "The contract lasts 24 months or more. Include at least one outcome-type measure, not only outputs.",
    )


@pytest.mark.parametrize(
    ("months", "outcomes", "outputs_only", "needed", "avoid"),
    [
        (5, (1, 1), True, False, True),
        (6, (2, 2), False, False, True),
        (11, (2, 2), False, False, True),
        (12, (2, 3), False, False, False),
        (23, (2, 3), False, False, False),
        (24, (2, 3), False, True, False),
        (None, (2, 3), False, False, False),
    ],
)
def test_length_lowers_the_limits(
    framework: Framework, months: int | None, outcomes: tuple[int, int], outputs_only: bool, needed: bool, avoid: bool
) -> None:
    found = limits(D(490569), brief("490569", months=months), framework)
    assert (found.outcomes_min, found.outcomes_max) == outcomes
    assert (found.outputs_only, found.outcome_measure_needed, found.avoid_follow_up) == (outputs_only, needed, avoid)


@pytest.mark.parametrize(
    ("value", "outcomes", "measures"),
    [
        ("4000", (1, 1), (0, 1)),
        ("20000", (1, 1), (1, 1)),
        ("60000", (1, 1), (1, 1)),
        ("490569", (2, 2), (1, 2)),
        ("2000000", (3, 3), (2, 2)),
        ("9000000", (3, 5), (2, 3)),
    ],
)
def test_small_bidders_take_one_off_each_maximum(
    framework: Framework, value: str, outcomes: tuple[int, int], measures: tuple[int, int]
) -> None:
    found = limits(D(value), brief(value, bidders=Bidders.SMALL), framework)
    assert (found.outcomes_min, found.outcomes_max) == outcomes
    assert (found.measures_min, found.measures_max) == measures


@pytest.mark.parametrize(
    ("value", "bidders", "delivery"),
    [
        ("207719", Bidders.SMALL, Delivery.NONE),
        ("207720", Bidders.SMALL, Delivery.STATEMENT),
        ("207720", Bidders.MIXED, Delivery.PLAN),
    ],
)
def test_small_bidders_need_no_delivery_plan(
    framework: Framework, value: str, bidders: Bidders, delivery: Delivery
) -> None:
    found = limits(D(value), brief(value, bidders=bidders), framework)
    said = "From small firms and community organisations, a short statement does for a delivery plan."
    assert (found.delivery, said in found.reasons) == (delivery, delivery is Delivery.STATEMENT)


def test_small_bidders_after_a_short_length_keep_one_outcome(framework: Framework) -> None:
    found = limits(D(490569), brief("490569", months=4, bidders=Bidders.SMALL), framework)
    assert (found.outcomes_min, found.outcomes_max, found.measures_max) == (1, 1, 2)
    assert found.reasons[-1] == (
        "Small firms and voluntary or community organisations are the likely bidders, "
        "so at most 1 outcome and 2 measures for each."
    )


@pytest.mark.parametrize(
    ("outcome_id", "value", "changes", "reason"),
    [
        ("P1.2", "249999.99", {}, "Its suggested minimum value is £250,000."),
        ("P1.2", "250000", {}, None),
        ("P1.2", "250000", {"months": 17}, "Its suggested minimum length is 18 months."),
        ("P1.2", "250000", {"months": 18}, None),
        ("P1.2", "250000", {"months": None}, None),
        ("P4.2", "490569", {"category": "ict_digital"}, "It is rarely relevant to ICT and digital."),
        ("P4.2", "490569", {"category": ""}, None),
    ],
)
def test_why_an_outcome_is_not_suggested(
    framework: Framework, outcome_id: str, value: str, changes: dict[str, object], reason: str | None
) -> None:
    assert why_not(outcome(framework, outcome_id), D(value), brief(value, **changes), framework) == reason


def test_an_outcome_is_meant_for_its_tiers(framework: Framework) -> None:
    large_only = replace(outcome(framework, "P6.3"), tiers=("T4", "T5"))
    assert why_not(large_only, D(60000), brief("60000"), framework) == "It is meant for tiers T4 and T5."


def test_every_outcome_is_in_the_advice_once(framework: Framework) -> None:
    for value in ("4000", "20000", "60000", "490569", "2000000", "9000000"):
        for category in framework.categories:
            advice = suggest(D(value), brief(value, category=category.key), framework)
            ids = [s.outcome.id for s in advice.suggested] + [o.outcome.id for o in advice.others]
            assert sorted(ids) == sorted(o.id for o in framework.outcomes)
            assert advice.suggested != ()
            assert all(s.reason and s.why for s in advice.suggested) and all(o.reason for o in advice.others)


def test_the_social_connection_service(framework: Framework) -> None:
    advice = suggest(D(490569), brief("490569"), framework)
    assert [s.outcome.id for s in advice.suggested[:3]] == ["P4.2", "P7.1", "P1.1"]
    assert advice.suggested[0].reason == (
        'Most relevant to Adult social care; matches "social connection", "older people" and "isolated"; '
        "a contract of 3 years is long enough."
    )
    assert len({s.outcome.priority_id for s in advice.suggested[:6]}) == 6
    assert suggest(D(490569), brief("490569"), framework) == advice


def test_small_bidders_bring_up_the_outcome_about_them(framework: Framework) -> None:
    advice = suggest(D(490569), brief("490569", bidders=Bidders.SMALL), framework)
    assert [s.outcome.id for s in advice.suggested[:2]] == ["P4.2", "P2.3"]
    assert "about the small firms and community organisations that are likely to bid" in advice.suggested[1].why


def test_a_very_small_order_gets_a_pledge(framework: Framework) -> None:
    advice = suggest(D(4000), brief("4000", category="goods_supplies", months=1, what="stationery"), framework)
    assert [s.outcome.id for s in advice.suggested] == ["P6.3", "P7.3"]
    assert (advice.limits.measures_min, advice.limits.measures_max, advice.limits.scored) == (0, 1, False)
    assert measure_advice(outcome(framework, "P6.3"), advice.limits).recommended == ("P6.3-M3",)


def test_against_advice(framework: Framework) -> None:
    advice = suggest(D(490569), brief("490569"), framework)
    assert against_advice(["P4.2", "P7.1"], advice) == ()
    assert against_advice([], advice) == (AT_LEAST_ONE,)
    assert against_advice(["P4.2"], advice) == ("1 outcome is fewer than the 2 to 3 suggested for this lot.",)
    assert against_advice(["P4.2", "P4.2"], advice) == ("1 outcome is fewer than the 2 to 3 suggested for this lot.",)
    assert against_advice(["P4.2", "P2.5", "P9.9", "P7.1"], advice) == (
        "P2.5 Innovation and a supply chain that keeps going is not suggested. "
        "Its suggested minimum value is £1,000,000.",
        "P9.9 is not in this version of the Framework.",
        "4 outcomes is more than the 2 to 3 suggested for this lot.",
    )


def test_a_long_contract_gets_a_measure_of_what_changed(framework: Framework) -> None:
    bounds = limits(D(60000), brief("60000", bidders=Bidders.SMALL), framework)
    assert measure_advice(outcome(framework, "P4.2"), bounds) == (
        ("P4.2-M2",),
        (
            "What is proportionate to this lot: 1 measure for each outcome.",
            "The contract is long enough to measure what changed, not only what was done.",
        ),
    )


def test_a_short_contract_has_no_follow_up_after_26_weeks(framework: Framework) -> None:
    jobs = outcome(framework, "P5.1")
    bounds = limits(D(490569), brief("490569", months=8), framework)
    assert measure_advice(jobs, bounds).recommended == ("P5.1-M1", "P5.1-M3")
    assert why_not_measure(jobs.measures[1], bounds) == (
        "It needs follow-up after 26 weeks, and the contract is too short for that."
    )
    assert why_not_measure(jobs.measures[0], bounds) is None


def test_follow_up_is_found_in_the_evidence_too(framework: Framework) -> None:
    bounds = limits(D(490569), brief("490569", months=8), framework)
    measure = replace(outcome(framework, "P1.2").measures[1], name="People still in work")
    assert measure.evidence == ("Payroll confirmation at week 26",)
    assert why_not_measure(measure, bounds) is not None


def test_choices_of_measures_against_the_advice(framework: Framework) -> None:
    waste = outcome(framework, "P6.3")
    bounds = limits(D(60000), brief("60000", months=3), framework)
    assert why_not_measures(waste, ["P6.3-M3"], bounds) == ()
    assert why_not_measures(waste, ["P6.3-M3", "B-1"], bounds) == ()
    assert why_not_measures(waste, [], bounds) == ("P6.3: 0 measures is fewer than the 1 to 2 suggested.",)
    assert why_not_measures(waste, ["P6.3-M1", "P6.3-M3", "B-1"], bounds) == (
        "P6.3-M1 Waste prevented or reused is not recommended. A contract this short uses output measures only.",
        "P6.3: 3 measures is more than the 1 to 2 suggested.",
    )


def test_outputs_alone_are_not_enough_for_a_long_contract(framework: Framework) -> None:
    output, change = outcome(framework, "P4.2").measures
    long, short = (limits(D(490569), brief("490569", months=months), framework) for months in (24, 23))
    assert lacks_outcome_measure([output], long) == (
        "A contract this long needs at least one measure of what changed, not only of what was done."
    )
    assert lacks_outcome_measure([output, change], long) is None
    assert lacks_outcome_measure([output], short) is None
