from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.duties import CONSIDERATIONS, DUTY_KEYS, URGENCY, Duty, DutyText, arrangement_matters, duties
from domain.framework import ContractType, Framework
from domain.tender import Arrangement, Lot, Vat
from tests.domain.briefs import brief

TODAY = date(2026, 11, 22)
ALWAYS = {"one_outcome", "policy_statement", "ppn002_optional"}
ABOVE = {"above_threshold", "location_not_scored", "prompt_payment_public"}
BELOW = {"below_threshold", "local_reservation", "small_reservation", "prompt_payment_below_threshold"}


@pytest.fixture
def told(framework: Framework, duty_texts: tuple[DutyText, ...]) -> Any:
    def tell(*values: str, today: date = TODAY, **changes: Any) -> dict[str, Duty]:
        found = duties(brief(*values, **changes), framework, duty_texts, today)
        return {duty.key: duty for duty in found}

    return tell


@pytest.mark.parametrize(
    ("values", "changes", "above"),
    [
        (("207719.99",), {}, False),
        (("207720",), {}, True),
        (("103860", "103860"), {}, True),
        (("103860", "103859.99"), {}, False),
        (("207719.99",), {"contract_type": ContractType.GOODS}, False),
        (("207720",), {"contract_type": ContractType.GOODS}, True),
        (("5192999.99",), {"contract_type": ContractType.WORKS}, False),
        (("5193000",), {"contract_type": ContractType.WORKS}, True),
        (("663539.99",), {"light_touch": True}, False),
        (("663540",), {"light_touch": True}, True),
        (("663540",), {"arrangement": Arrangement.CONCESSION}, False),
    ],
)
def test_the_thresholds_by_type(told: Any, values: tuple[str, ...], changes: dict[str, Any], above: bool) -> None:
    found = set(told(*values, **changes))
    assert found >= ABOVE if above else found >= BELOW
    assert not (BELOW if above else ABOVE) & found
    assert found >= ALWAYS


def test_a_threshold_is_told_with_its_amount_and_its_last_day(told: Any) -> None:
    assert told("207720")["above_threshold"].why == (
        "£207,720, with extensions and VAT, is at or above £207,720, "
        "the threshold for services contracts until 31 December 2027."
    )
    assert told("100000", "50000", light_touch=True)["below_threshold"].why == (
        "£150,000 for all lots together, with extensions and VAT, is below £663,540, "
        "the threshold for light touch contracts until 31 December 2027."
    )


@pytest.mark.parametrize(
    ("value", "changes", "key"),
    [
        ("207720", {}, "social_value_act"),
        ("207719.99", {}, "social_value_policy_services"),
        ("663540", {"light_touch": True}, "social_value_act"),
        ("490569", {"light_touch": True}, "social_value_policy_services"),
    ],
)
def test_services_must_answer_the_considerations(told: Any, value: str, changes: dict[str, Any], key: str) -> None:
    asking = [duty for duty in told(value, **changes).values() if duty.must_answer]
    assert [(duty.key, duty.must_answer) for duty in asking] == [(key, CONSIDERATIONS)]


@pytest.mark.parametrize("kind", [ContractType.GOODS, ContractType.WORKS])
def test_goods_and_works_follow_the_strategy_and_not_the_act(told: Any, kind: ContractType) -> None:
    found = told("9000000", contract_type=kind)
    assert (
        found["social_value_policy_goods_works"].why == f"This is a contract for {kind}, and the Act is about services."
    )
    assert not any(duty.must_answer for duty in found.values())


@pytest.mark.parametrize(
    ("values", "bites"), [(("5000000",), False), (("5000000.01",), True), (("3000000", "2000000.01"), True)]
)
def test_indicators_over_five_million_and_not_at_it(told: Any, values: tuple[str, ...], bites: bool) -> None:
    found = told(*values)
    assert ("kpis" in found, "performance_notices" in found, "kpis_exempt" in found) == (bites, bites, False)


def test_where_no_vat_is_due_none_is_told_of(told: Any) -> None:
    assert told("6000000", vat=Vat.NONE)["kpis"].why == "£6,000,000, with extensions, no VAT due, is over £5,000,000."


def test_indicators_name_their_figures(told: Any) -> None:
    found = told("6000000")
    assert found["kpis"].why == "£6,000,000, with extensions and VAT, is over £5,000,000."
    assert "at least 3 key performance indicators before entering into a contract over £5,000,000" in found["kpis"].text
    assert "at least every 12 months" in found["performance_notices"].text


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"arrangement": Arrangement.FRAMEWORK}, "it is a framework, and frameworks are exempt."),
        (
            {"arrangement": Arrangement.CONCESSION},
            "it is a concession contract, and concession contracts are exempt.",
        ),
        ({"light_touch": True}, "it is a light touch contract, and light touch contracts are exempt."),
        (
            {"contract_type": ContractType.WORKS},
            "it is below its threshold, and only public contracts have this duty.",
        ),
    ],
)
def test_exempt_from_indicators(told: Any, changes: dict[str, Any], reason: str) -> None:
    found = told("5100000", **changes)
    assert found["kpis_exempt"].why == f"£5,100,000, with extensions and VAT, is over £5,000,000. But {reason}"
    assert "kpis" not in found and "performance_notices" not in found


def test_what_is_not_known_yet_leaves_out_what_depends_on_it(told: Any) -> None:
    assert set(told("490569", contract_type=None)) == ALWAYS
    without_value = brief("100000", "1", lots=(Lot(1, "", Decimal(300000)), Lot(2, "", None)))
    assert set(told(lots=without_value.lots)) == ALWAYS


def test_payment_within_the_days_of_the_parameter(
    framework: Framework, duty_texts: tuple[DutyText, ...], told: Any
) -> None:
    assert told("490569")["prompt_payment_public"].title == "Payment within 30 days"
    faster = tuple(
        replace(figure, value=Decimal(14)) if figure.key == "payment.days" else figure
        for figure in framework.parameters
    )
    found = duties(brief("490569"), replace(framework, parameters=faster), duty_texts, TODAY)
    assert [duty.title for duty in found if duty.key == "prompt_payment_public"] == ["Payment within 14 days"]


def test_within_the_review_dates_nothing_is_stale(told: Any) -> None:
    assert [duty.stale for duty in told("6000000").values()] == [""] * 9


def test_a_figure_past_its_review_says_so(told: Any) -> None:
    day_before, on_the_day, after = (
        told("207720", today=day)["above_threshold"].stale
        for day in (date(2027, 12, 30), date(2027, 12, 31), date(2028, 1, 1))
    )
    assert (day_before, on_the_day) == ("", "")
    assert after == "This figure was due for review by 31 December 2027; check it before use."


def test_wording_past_its_review_says_so(told: Any) -> None:
    found = told("207720", today=date(2027, 4, 1))
    assert found["one_outcome"].stale == "This wording was due for review by 31 March 2027; check it before use."


def test_before_a_figure_is_in_force_nothing_is_told_of_it(told: Any) -> None:
    assert set(told("6000000", today=date(2025, 9, 30))) == ALWAYS - {"ppn002_optional"}


ACT = "social_value_act"
ABOVE_900 = (
    "£900,000, with extensions and VAT, is at or above £207,720, "
    "the threshold for services contracts until 31 December 2027."
)


@pytest.mark.parametrize(
    ("changes", "key", "must_answer", "why"),
    [
        ({}, ACT, CONSIDERATIONS, ABOVE_900),
        ({"arrangement": Arrangement.FRAMEWORK}, ACT, CONSIDERATIONS, ABOVE_900),
        (
            {"arrangement": Arrangement.CALL_OFF},
            f"{ACT}_call_off",
            CONSIDERATIONS,
            f"{ABOVE_900} It is a call-off from a framework.",
        ),
        ({"urgent": True}, f"{ACT}_urgent", URGENCY, f"{ABOVE_900} It was said to be urgent."),
        (
            {"urgent": True, "arrangement": Arrangement.CALL_OFF},
            f"{ACT}_call_off",
            CONSIDERATIONS,
            f"{ABOVE_900} It is a call-off from a framework.",
        ),
    ],
)
def test_the_act_leaves_out_call_offs_and_what_is_too_urgent(
    told: Any, changes: dict[str, Any], key: str, must_answer: tuple[str, ...], why: str
) -> None:
    found = [duty for duty in told("900000", **changes).values() if duty.key.startswith(ACT)]
    assert [(duty.key, duty.must_answer, duty.why) for duty in found] == [(key, must_answer, why)]


@pytest.mark.parametrize("changes", [{"arrangement": Arrangement.CALL_OFF}, {"urgent": True}])
def test_below_the_threshold_there_is_nothing_to_be_excused_from(told: Any, changes: dict[str, Any]) -> None:
    assert set(told("100000", **changes)) == set(told("100000"))


@pytest.mark.parametrize(
    ("value", "changes", "matters"),
    [
        ("207719.99", {}, False),
        ("207720", {}, True),
        ("663539.99", {"light_touch": True}, False),
        ("663540", {"light_touch": True}, True),
        ("900000", {"contract_type": ContractType.GOODS}, False),
        ("5000000.01", {"contract_type": ContractType.GOODS}, True),
        ("5192999", {"contract_type": ContractType.WORKS}, False),
        ("5193000", {"contract_type": ContractType.WORKS}, True),
        ("900000", {"contract_type": None}, False),
    ],
)
def test_the_arrangement_matters_where_other_duties_would_bite(
    framework: Framework, value: str, changes: dict[str, Any], matters: bool
) -> None:
    assert arrangement_matters(brief(value, **changes), framework, TODAY) is matters


def test_every_duty_can_bite(told: Any) -> None:
    cases = (
        told("6000000"),
        told("6000000", light_touch=True),
        told("1000", contract_type=ContractType.GOODS),
        told("1000"),
        told("900000", arrangement=Arrangement.CALL_OFF),
        told("900000", urgent=True),
    )
    assert {key for case in cases for key in case} == set(DUTY_KEYS)


def test_each_duty_names_its_source_and_day(told: Any) -> None:
    duty = told("490569")["location_not_scored"]
    assert (duty.source, duty.as_at) == ("Local Government Act 1988 s.17(5)(e)", date(2025, 2, 24))
