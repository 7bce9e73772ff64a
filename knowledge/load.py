"""The Framework's file, read into `domain.framework`. Every fault is found in one reading, with its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from domain.framework import DurationRule, Framework, HardTest, Parameter, Tier
from knowledge.check import check
from knowledge.faults import Faults
from knowledge.load_outcomes import Lines, read_priority, read_vocabulary
from knowledge.safe_yaml import open_section
from knowledge.section import Section

FRAMEWORK_FILE = Path(__file__).with_name("framework.yaml")
"""The proposal that an installation starts with."""

HARD_TESTS = ("relevant", "proportionate", "fair", "additional", "measurable")

_DURATION_EFFECTS = ("at_most_outcomes", "outputs_only", "outcome_measure_needed", "avoid_follow_up")

# What the sentences of the first Framework files ask for: those files had no separate keys for it.
_OLDER_DURATION_RULES: Mapping[str, Mapping[str, Any]] = {
    "At most one outcome; use output measures only": {"at_most_outcomes": 1, "outputs_only": True},
    "At most two outcomes; avoid measures needing 26-week follow-up": {"at_most_outcomes": 2, "avoid_follow_up": True},
    "Include at least one outcome-type measure, not only outputs": {"outcome_measure_needed": True},
}


def parse(text: str) -> Framework:
    """The Framework in this YAML, with `version` 0: only storing it gives it a version.

    Raises `Faults` with everything that is wrong with it.
    """
    file = open_section(text)
    lines = Lines()
    framework = _framework(file, lines)
    faults = sorted({*file.faults, *check(framework, lines)}, key=lambda fault: (fault.line, fault.text))
    if faults:
        raise Faults(tuple(faults))
    return framework


def _framework(file: Section, lines: Lines) -> Framework:
    meta = file.section("meta", "meta")
    meta.ignore("id", "language", "currency", "review_every_months", "wording", "organisation_note")
    place = meta.section("locality", "locality")
    place.ignore("excludes")
    vocabulary = read_vocabulary(file)
    tiers = tuple(_tier(section, lines) for section in file.sections("proportionality_tiers", "Tier"))
    tier_ids = tuple(tier.id for tier in tiers)
    file.ignore("legal_threshold_test", "tier_note")
    framework = Framework(
        version=0,
        label=meta.text("version"),
        title=meta.text("title"),
        status=meta.text("status"),
        adopted=meta.flag("adopted", default=False),
        prepared=meta.day("prepared", needed=True) or date.min,
        districts=place.texts("districts"),
        county=place.text("county"),
        categories=vocabulary.categories,
        tests=_hard_tests(file),
        tiers=tiers,
        duration_rules=tuple(_duration_rule(section) for section in file.sections("duration_rules", "Duration rule")),
        bidder_mix_rule=file.text("bidder_mix_rule"),
        parameters=_parameters(file, lines),
        priorities=tuple(
            read_priority(section, vocabulary, tier_ids, lines) for section in file.sections("priorities", "Priority")
        ),
        missions=vocabulary.missions,
        council_plan=vocabulary.council_plan,
    )
    for section in (meta, place, file):
        section.finish()
    return framework


def _hard_tests(file: Section) -> tuple[HardTest, ...]:
    rules = file.section("selection_rules", "selection_rules")
    rules.ignore("minimum_outcomes_per_procurement", "minimum_source", "bespoke_measures_allowed")
    rules.ignore("bespoke_measure_note", "waiver", "value_basis")
    if rules.is_list("hard_tests"):  # the older form: the five sentences in this order
        texts = rules.texts("hard_tests")
        if len(texts) != len(HARD_TESTS):
            rules.fault(rules.line_of("hard_tests"), f'"hard_tests" must be {len(HARD_TESTS)} sentences.')
        tests = tuple(HardTest(key, text[:1].upper() + text[1:]) for key, text in zip(HARD_TESTS, texts, strict=False))
    else:
        section = rules.section("hard_tests", "hard_tests")
        tests = tuple(HardTest(key, section.text(key)) for key in HARD_TESTS)
        section.finish()
    rules.finish()
    return tests


def _tier(section: Section, lines: Lines) -> Tier:
    section.ignore("max_gbp")
    tier = Tier(
        id=lines.claim(section),
        label=section.text("label"),
        minimum=section.number("min_gbp"),
        minimum_inclusive=section.flag("min_inclusive"),
        maximum=section.number("max_gbp") if section.has("max_gbp") else None,
        maximum_inclusive=section.flag("max_inclusive"),
        outcomes=section.range("outcomes"),
        measures_per_outcome=section.range("measures_per_outcome"),
        weighting=section.numbers("weighting_percent"),
        scored=section.flag("scored"),
        reporting=section.text("reporting"),
        delivery_plan=section.flag("delivery_plan"),
        note=section.text("note", default=""),
    )
    section.finish()
    return tier


def _duration_rule(section: Section) -> DurationRule:
    advice = section.text("then")
    below = section.whole("if_months_below") if section.has("if_months_below") else None
    at_least = section.whole("if_months_at_least") if section.has("if_months_at_least") else None
    if (below is None) == (at_least is None):
        section.fault(section.line, 'give one of "if_months_below" and "if_months_at_least".')
    section.ignore("if_months_below", "if_months_at_least", "at_most_outcomes")
    rule = DurationRule(
        below=below,
        at_least=at_least,
        advice=advice,
        at_most_outcomes=section.whole("at_most_outcomes") if section.has("at_most_outcomes") else None,
        outputs_only=section.flag("outputs_only", default=False),
        outcome_measure_needed=section.flag("outcome_measure_needed", default=False),
        avoid_follow_up=section.flag("avoid_follow_up", default=False),
    )
    section.finish()
    if rule.at_most_outcomes == 0:
        section.fault(section.line_of("at_most_outcomes"), '"at_most_outcomes" must be 1 or more.')
    if rule == DurationRule(below, at_least, advice):
        older = _OLDER_DURATION_RULES.get(advice)
        if older is not None:
            return replace(rule, **older)
        section.fault(section.line, f"say what it asks for: one of {', '.join(_DURATION_EFFECTS)}.")
    return rule


def _parameters(file: Section, lines: Lines) -> tuple[Parameter, ...]:
    lines.keep("parameters", file.line_of("policy_parameters"))
    found: list[Parameter] = []
    for section in file.sections("policy_parameters", "Parameter"):
        section.ignore("adopt_by", "comparison", "applies_to", "minimum_kpis")
        note = section.text("note", default="")
        parameter = Parameter(
            key=section.text("key"),
            value=section.number("value"),
            source=section.text("source"),
            effective_from=section.day("effective_from"),
            effective_to=section.day("effective_to"),
            review_by=section.day("review_by"),
            note=section.text("verify", default=note),
        )
        lines.keep(f"parameter {len(found)}", section.line)
        found.append(parameter)
        if section.has("minimum_kpis"):  # the older form of a parameter of its own
            minimum = Decimal(section.whole("minimum_kpis"))
            lines.keep(f"parameter {len(found)}", section.line)
            found.append(replace(parameter, key="kpi.s52_minimum_kpis", value=minimum))
        section.finish()
    return tuple(found)
