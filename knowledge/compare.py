"""What changed between two versions of the Framework, in sentences for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from enum import StrEnum
from typing import Any

from domain.framework import Framework, Measure, Parameter
from domain.phrases import counted, day, money

_LABELS = {
    "contract_types": "contract types",
    "council_plan_outcome": "council plan outcome",
    "delivery_plan": "delivery plan",
    "effective_from": "in force from",
    "effective_to": "in force to",
    "bidder_mix_rule": "rule for small bidders",
    "council_plan": "council plan",
    "light_touch": "light touch",
    "maximum_inclusive": "maximum included",
    "measures_per_outcome": "measures for each outcome",
    "minimum_inclusive": "minimum included",
    "minimum_months": "minimum length",
    "minimum_value": "minimum value",
    "most_relevant": "most relevant to",
    "national_mission": "national mission",
    "points": "points that assessors look for",
    "proxy_source": "source of a public value",
    "question": "tender question",
    "rarely_relevant": "rarely relevant to",
    "review_by": "review due by",
    "roll_up": "roll-up",
}
_POUNDS = frozenset({"minimum_value", "minimum", "maximum"})
_PARTS = frozenset({"id", "key", "priority_id", "measures"})


def differences(old: Framework, new: Framework) -> tuple[str, ...]:
    """A sentence for each thing that was added, left out or changed; empty when nothing was.

    Such as "P4.2 Less loneliness: minimum value £100,000 → £50,000". Versions are not compared.
    """
    return (
        *_changed("The Framework", old, new, _FRAMEWORK_FIELDS),
        *_of_each(old.tiers, new.tiers, "id", lambda tier: f"Tier {tier.id} {tier.label}"),
        *_of_each(old.priorities, new.priorities, "id", _titled, skip=("outcomes",)),
        *_of_each(old.outcomes, new.outcomes, "id", _titled),
        *_of_each(_measures(old), _measures(new), "id", lambda measure: f"{measure.id} {measure.name}"),
        *_of_each(old.categories, new.categories, "key", lambda category: f"Category {category.title}"),
        *_of_each(old.tests, new.tests, "key", lambda test: f"Test {test.key}"),
        *_parameters(old.parameters, new.parameters),
        *_rules(old, new),
    )


_FRAMEWORK_FIELDS = (
    "label",
    "title",
    "status",
    "adopted",
    "prepared",
    "districts",
    "county",
    "bidder_mix_rule",
    "missions",
    "council_plan",
)


def _titled(item: Any) -> str:
    return f"{item.id} {item.title}"


def _measures(framework: Framework) -> tuple[Measure, ...]:
    return tuple(measure for outcome in framework.outcomes for measure in outcome.measures)


def _of_each(
    old: Sequence[Any], new: Sequence[Any], key: str, named: Callable[[Any], str], skip: tuple[str, ...] = ()
) -> Iterator[str]:
    before = {getattr(item, key): item for item in old}
    after = {getattr(item, key): item for item in new}
    yield from (f"{named(item)}: left out" for name, item in before.items() if name not in after)
    for name, item in after.items():
        if name not in before:
            yield f"{named(item)}: added"
        else:
            wanted = tuple(f.name for f in fields(item) if f.name not in _PARTS and f.name not in skip)
            yield from _changed(named(item), before[name], item, wanted)
    common = [name for name in before if name in after]
    if common != [name for name in after if name in before]:
        yield f"The order changed: {', '.join(map(str, after))}"


def _changed(name: str, old: Any, new: Any, wanted: Sequence[str]) -> Iterator[str]:
    for field in wanted:
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield f"{name}: {_LABELS.get(field, field)} {_said(field, before)} → {_said(field, after)}"


def _parameters(old: Sequence[Parameter], new: Sequence[Parameter]) -> Iterator[str]:
    """A figure is the same one when its key and its first day are the same."""
    before = {(p.key, p.effective_from): p for p in old}
    after = {(p.key, p.effective_from): p for p in new}
    for place, parameter in before.items():
        if place not in after:
            yield f"{_figure(parameter)}: left out"
    for place, parameter in after.items():
        if place not in before:
            yield f"{_figure(parameter)}: added, {_said('value', parameter.value)}"
        else:
            wanted = ("value", "source", "effective_to", "review_by", "note")
            yield from _changed(_figure(parameter), before[place], parameter, wanted)


def _figure(parameter: Parameter) -> str:
    start = parameter.effective_from
    return f"Figure {parameter.key}" + (f" from {day(start)}" if start is not None else "")


def _rules(old: Framework, new: Framework) -> Iterator[str]:
    yield from (
        f"Duration rule left out: {rule.advice}" for rule in old.duration_rules if rule not in new.duration_rules
    )
    yield from (f"Duration rule added: {rule.advice}" for rule in new.duration_rules if rule not in old.duration_rules)


def _said(field: str, value: Any) -> str:
    if value is None or value == "" or value == ():
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field in _POUNDS:
        return money(value)
    if field == "minimum_months":
        return counted(value, "month")
    if isinstance(value, Decimal):
        return f"{value:,f}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {text}" for key, text in value.items())
    if isinstance(value, tuple):
        return ", ".join(_said("", item) for item in value)
    if isinstance(value, str):
        return value if isinstance(value, StrEnum) else f'"{value}"'
    return day(value) if hasattr(value, "isoformat") else str(value)
