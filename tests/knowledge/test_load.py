from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import yaml

from domain.framework import ContractType, DurationRule, Framework
from knowledge.faults import Fault, Faults
from knowledge.load import parse


def faults(text: str) -> tuple[Fault, ...]:
    with pytest.raises(Faults) as caught:
        parse(text)
    return caught.value.faults


def line_of(text: str, words: str) -> int:
    """The line of the first place where these words stand."""
    assert words in text
    return text[: text.index(words)].count("\n") + 1


def test_the_proposal_is_whole(framework: Framework) -> None:
    measures = [measure for outcome in framework.outcomes for measure in outcome.measures]
    assert (len(framework.priorities), len(framework.outcomes), len(measures)) == (7, 32, 88)
    assert [tier.id for tier in framework.tiers] == ["T0", "T1", "T2", "T3", "T4", "T5"]
    assert len(framework.categories) == 13 and len(framework.districts) == 8
    assert (framework.version, framework.adopted, framework.prepared) == (0, False, date(2026, 11, 22))
    kinds = [measure.kind for measure in measures]
    assert (kinds.count("output"), kinds.count("outcome")) == (55, 33)


def test_what_was_read(framework: Framework) -> None:
    outcome = framework.outcome("P4.2")
    assert outcome is not None
    assert (outcome.title, outcome.priority_id) == ("Less loneliness", "P4")
    assert (outcome.minimum_value, outcome.minimum_months) == (Decimal(100000), 12)
    assert outcome.rarely_relevant == ("goods_supplies", "ict_digital")
    assert outcome.measures[1].proxy_source == "wellby"
    care = framework.category("adult_social_care")
    assert care is not None
    assert (care.title, care.contract_types, care.light_touch) == ("Adult social care", (ContractType.SERVICES,), True)
    assert [test.key for test in framework.tests] == ["relevant", "proportionate", "fair", "additional", "measurable"]
    assert framework.duration_rules[1] == DurationRule(
        12,
        None,
        "At most two outcomes; avoid measures needing 26-week follow-up",
        at_most_outcomes=2,
        avoid_follow_up=True,
    )


def test_each_category_has_the_words_that_people_write(framework: Framework) -> None:
    assert all(8 <= len(category.words) <= 20 for category in framework.categories)


def test_the_real_living_wage_is_past_its_review(framework: Framework) -> None:
    stale = {figure.key for figure in framework.parameters if figure.stale(date(2026, 11, 22))}
    assert stale == {"rlw.uk_gbp_per_hour"}


def test_the_older_form_is_read_too(text: str, framework: Framework) -> None:
    data = yaml.safe_load(text)
    data["vocabulary"]["category"] = list(data["vocabulary"]["category"])
    data["selection_rules"]["hard_tests"] = ["relevant", "proportionate", "fair", "additional", "measurable"]
    for rule in data["duration_rules"]:
        for effect in ("at_most_outcomes", "outputs_only", "avoid_follow_up", "outcome_measure_needed"):
            rule.pop(effect, None)
    figures = [p for p in data["policy_parameters"] if p["key"] != "kpi.s52_minimum_kpis"]
    next(p for p in figures if p["key"] == "kpi.s52_value_gbp_inc_vat")["minimum_kpis"] = 4
    older = parse(yaml.safe_dump({**data, "policy_parameters": figures}, sort_keys=False))
    care = older.category("adult_social_care")
    assert care is not None
    assert (care.title, care.contract_types, care.words) == ("Adult social care", (ContractType.SERVICES,), ())
    assert older.tests[2].text == "Fair"
    assert older.duration_rules == framework.duration_rules
    minimum = older.parameter("kpi.s52_minimum_kpis", date(2026, 11, 22))
    assert minimum is not None and minimum.value == 4
    assert older.priorities == framework.priorities


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("title: Less loneliness", "titel: Less loneliness", 'P4.2: the key "titel" is not known.'),
        ("- id: P4.3\n", "- id: P4.2\n", "P4.2: this id is there twice; the first is on line {first}."),
        ("- id: P4.3\n", "- id: P3.9\n", 'P3.9: the id must start with its priority\'s, "P4.".'),
        ("- id: P4.2-M1\n", "- id: P4.1-M9\n", 'P4.1-M9: the id must start with its outcome\'s, "P4.2-".'),
        ("kind: outcome", "kind: impact", 'P1.1-M2: "kind" cannot be "impact"; it is one of output, outcome.'),
        ("national_mission: growth\n", "national_mission: mars\n", 'P1.1: "national_mission" cannot be "mars"'),
        ("tiers: [T2, T3, T4, T5]", "tiers: [T2, T9]", 'P1.1: "tiers" cannot be "T9"; it is one of T0, T1,'),
        (
            "suggested_min_duration_months: 12",
            "suggested_min_duration_months: a year",
            'P1.1: "suggested_min_duration_months" must be a whole number.',
        ),
        ("value: 13.45", "value: -1", 'must be a plain number such as 250000 or 13.45, not "-1".'),
        ("value: 13.45", "value: 0x10", 'must be a plain number such as 250000 or 13.45, not "0x10".'),
        ("prepared: 2026-11-22", "prepared: 22/11/2026", 'meta: "prepared" must be a date such as 2026-11-22'),
        ("max_gbp: 5000\n", "max_gbp: 4000\n", "T1: there is a gap, or no upper edge, between T0 and T1."),
        ("max_gbp: 5000\n", "max_gbp: 6000\n", "T1: it overlaps with T0."),
        ("max_inclusive: false", "max_inclusive: true", "T1: it overlaps with T0 at 5000; both edges are inclusive."),
        ("min_gbp: 0\n", "min_gbp: 1\n", "T0: the first tier must begin at 0, inclusive."),
        ("max_gbp: null", "max_gbp: 9000000", "T5: the last tier must have no maximum (max_gbp: null)."),
        ("outcomes: [2, 3]", "outcomes: [3, 2]", '"outcomes" must be the lowest and the highest number'),
        ("weighting_percent: [10, 20]", "weighting_percent: [10, 120]", "T5: a weighting cannot be more than 100"),
        ("effective_to: 2027-12-31", "effective_to: 2025-12-31", "it ends before it begins."),
        ("review_by: 2026-10-31", "review_by: 2020-10-31", "its review is due before it begins."),
        ("- key: payment.days", "- key: payment.weeks", 'The parameter "payment.days" is missing.'),
        ("- key: vat.standard", "- key: vat.usual", 'The parameter "vat.standard_rate_percent" is missing.'),
        ("- key: vat.standard_rate_percent", "- key: payment.days", "two figures are in force at the same time."),
        ("words: [local jobs", "words: [7, local jobs", 'P1.1: "words" must be a list of words.'),
        ("source_ref: wellby}", "source_ref: hearsay}", '"source_ref" cannot be "hearsay"'),
        ("source_ref: licensed}", "source_ref: licensed, value: 12}", "this value may not be embedded"),
        ("source_ref: licensed}", "source_ref: null}", 'a proxy that exists needs a "source_ref".'),
        ("exists: false, source_ref: null}", "exists: false, source_ref: money}", 'must say "exists: true".'),
        ("roll_up: average", "roll_up: sum", "P1.1-M2: percentages cannot be added up."),
        ("contract_types: [goods]", "contract_types: [things]", '"contract_types" cannot be "things"'),
        ("[construction, building", "[Construction, building", '"words" must be in lower case: "Construction".'),
        ("if_months_below: 12", "if_months_below: 12\n  if_months_at_least: 3", "give one of"),
        ("  outcome_measure_needed: true\n", "  at_most_outcomes: 0\n", '"at_most_outcomes" must be 1 or more.'),
        ("meta:\n", "meta:\n  id: one\n", 'meta: the key "id" is there twice.'),
        ("proxy_sources:\n", "proxy_sources:\n  <<: {}\n", 'proxy source <<: "licence" is missing.'),
    ],
)
def test_each_fault_is_named(text: str, old: str, new: str, fault: str) -> None:
    assert old in text
    found = faults(text.replace(old, new, 1))
    wanted = fault.replace("{first}", str(line_of(text, "- id: P4.2\n")))
    assert any(wanted in one.text for one in found), [str(one) for one in found]
    assert all(one.line > 0 for one in found)


def test_a_fault_has_its_line(text: str) -> None:
    line = line_of(text, "title: Less loneliness")
    assert faults(text.replace("title: Less loneliness", "titel: Less loneliness", 1)) == (
        Fault(line - 1, 'P4.2: "title" is missing.'),
        Fault(line, 'P4.2: the key "titel" is not known.'),
    )


def test_all_faults_are_found_at_once_in_the_order_of_their_lines(text: str) -> None:
    broken = (
        text.replace("prepared: 2026-11-22", "prepared: soon", 1)
        .replace("min_gbp: 50000", "min_gbp: 60000", 1)
        .replace("value: 13.45", "value: much", 1)
        .replace("roll_up: average", "roll_up: median", 1)
    )
    found = faults(broken)
    assert len(found) == 4
    assert [one.line for one in found] == sorted(one.line for one in found)
    assert str(Faults(found)) == "\n".join(f"Line {one.line}: {one.text}" for one in found)


def test_no_outcome_for_a_tier_and_a_category(text: str) -> None:
    start = text.index("- id: P7.3")
    broken = text[:start] + text[start:].replace("tiers: [T0, T1,", "tiers: [T1,", 1)
    line = line_of(text, "- id: T0")
    wanted = "No outcome is available in tier T0 for Professional services and consultancy in a contract of any length."
    assert faults(broken) == (Fault(line, wanted),)


def test_an_outcome_for_short_contracts_needs_an_output_measure(text: str) -> None:
    start = text.index("- id: P6.3")
    broken = text[:start] + text[start:].replace("kind: output", "kind: outcome", 1)
    wanted = "P6.3: short contracts use output measures only, and it has none."
    assert faults(broken) == (Fault(line_of(text, "- id: P6.3"), wanted),)


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ("a: &x 1\nb: *x\n", 1, "Anchors (&name) are not allowed."),
        ("a: 1\nb: *x\n", 2, "Aliases (*name) are not allowed; write the value out."),
        ("a: !!python/name:os.system 1\n", 1, "Tags (!name) are not allowed."),
        ("a: 1\n---\nb: 2\n", 2, "The file must hold one document only."),
        ("a: " + "[" * 100_000, 1, "The file is nested deeper than 20 levels."),
        ("- a\n", 1, "The file must be a mapping of keys and values."),
        ("", 1, "The file must be a mapping of keys and values."),
        ("a: [1\n", 2, "This is not YAML: did not find expected ',' or ']'."),
        ("a: \x00\n", 0, "This is not YAML: it holds a character that is not allowed."),
        ("a: \ud800\n", 0, "This is not YAML: it holds a character that is not allowed."),
        ("a: " + "é" * 1_100_000, 0, "The file is larger than 2 MB."),
    ],
    ids=["anchor", "alias", "tag", "documents", "deep", "list", "empty", "broken", "nul", "surrogate", "large"],
)
def test_what_is_not_safe_to_read_is_refused(text: str, line: int, fault: str) -> None:
    assert Fault(line, fault) in faults(text)


def test_a_missing_part_is_one_fault_and_not_one_for_all_that_is_in_it(text: str) -> None:
    start, end = text.index("meta:\n"), text.index("vocabulary:\n")
    assert faults(text[:start] + text[end:])[:1] == (Fault(1, 'The file: "meta" is missing.'),)
    assert len(faults(text[:start] + text[end:])) == 1


def test_reading_never_gives_a_version(text: str, framework: Framework) -> None:
    assert parse(text) == replace(framework, version=0)
