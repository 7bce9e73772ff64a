"""What must hold in a whole Framework, beyond each part being well formed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from domain.framework import Framework, Outcome, Parameter, Tier
from knowledge.faults import Fault
from knowledge.load_outcomes import Lines

NEEDED_PARAMETERS = (
    "threshold.subcentral.goods_services_gbp_inc_vat",
    "threshold.works_gbp_inc_vat",
    "threshold.light_touch_gbp_inc_vat",
    "kpi.s52_value_gbp_inc_vat",
    "kpi.s52_minimum_kpis",
    "performance_notice.s71_interval_months",
    "breach_notice.s71_days",
    "payment.days",
    "ppn002.min_weighting_percent",
    "vat.standard_rate_percent",
)
"""Without these figures the duties cannot be told, nor values with VAT be worked out."""

_SHORTEST_MONTHS = 1


def check(framework: Framework, lines: Lines) -> tuple[Fault, ...]:
    """Every fault of the Framework as a whole."""
    return (
        *_tiers(framework.tiers, lines),
        *_ids(framework, lines),
        *_outcomes(framework, lines),
        *_coverage(framework, lines),
        *_parameters(framework.parameters, lines),
    )


def _tiers(tiers: tuple[Tier, ...], lines: Lines) -> Iterator[Fault]:
    if not tiers:
        return
    first, last = tiers[0], tiers[-1]
    if first.minimum != 0 or not first.minimum_inclusive:
        yield Fault(lines[first.id], f"{first.id}: the first tier must begin at 0, inclusive.")
    if last.maximum is not None:
        yield Fault(lines[last.id], f"{last.id}: the last tier must have no maximum (max_gbp: null).")
    for lower, upper in pairwise(tiers):
        yield from _edge(lower, upper, lines)
    for tier in tiers:
        yield from _tier(tier, lines[tier.id])


def _edge(lower: Tier, upper: Tier, lines: Lines) -> Iterator[Fault]:
    line = lines[upper.id]
    if lower.maximum is None or upper.minimum > lower.maximum:
        yield Fault(line, f"{upper.id}: there is a gap, or no upper edge, between {lower.id} and {upper.id}.")
    elif upper.minimum < lower.maximum:
        yield Fault(line, f"{upper.id}: it overlaps with {lower.id}.")
    elif lower.maximum_inclusive and upper.minimum_inclusive:
        yield Fault(line, f"{upper.id}: it overlaps with {lower.id} at {upper.minimum}; both edges are inclusive.")
    elif not lower.maximum_inclusive and not upper.minimum_inclusive:
        yield Fault(line, f"{upper.id}: {upper.minimum} belongs to neither {lower.id} nor {upper.id}.")


def _tier(tier: Tier, line: int) -> Iterator[Fault]:
    if tier.maximum is not None and tier.maximum <= tier.minimum:
        yield Fault(line, f"{tier.id}: its maximum must be more than its minimum.")
    if tier.outcomes[0] < 1:
        yield Fault(line, f"{tier.id}: at least one outcome is asked of every procurement.")
    if tier.measures_per_outcome[1] < 1:
        yield Fault(line, f"{tier.id}: the most measures for an outcome must be 1 or more.")
    if tier.weighting[1] > 100:
        yield Fault(line, f"{tier.id}: a weighting cannot be more than 100 percent.")
    if tier.scored != (tier.weighting[1] > 0):
        yield Fault(line, f"{tier.id}: a tier has a weighting if it is scored, and only then.")


def _ids(framework: Framework, lines: Lines) -> Iterator[Fault]:
    for priority in framework.priorities:
        for outcome in priority.outcomes:
            if outcome.id and not outcome.id.startswith(f"{priority.id}."):
                yield Fault(
                    lines[outcome.id], f'{outcome.id}: the id must start with its priority\'s, "{priority.id}.".'
                )
            for measure in outcome.measures:
                if measure.id and not measure.id.startswith(f"{outcome.id}-"):
                    text = f'{measure.id}: the id must start with its outcome\'s, "{outcome.id}-".'
                    yield Fault(lines[measure.id], text)


def _outcomes(framework: Framework, lines: Lines) -> Iterator[Fault]:
    tiers = {tier.id: tier for tier in framework.tiers}
    outputs_only_below = max((rule.below or 0 for rule in framework.duration_rules if rule.outputs_only), default=0)
    for outcome in framework.outcomes:
        line = lines[outcome.id]
        for category in sorted(set(outcome.most_relevant) & set(outcome.rarely_relevant)):
            yield Fault(line, f"{outcome.id}: {category} cannot be both most and rarely relevant.")
        for tier in (tiers[tier_id] for tier_id in outcome.tiers):
            if tier.maximum is not None and outcome.minimum_value > tier.maximum:
                yield Fault(line, f"{outcome.id}: its minimum value is above all of tier {tier.id}.")
        short = outcome.minimum_months < outputs_only_below
        if short and outcome.measures and all(measure.kind == "outcome" for measure in outcome.measures):
            yield Fault(line, f"{outcome.id}: short contracts use output measures only, and it has none.")
        for measure in outcome.measures:
            if measure.roll_up == "sum" and measure.unit.startswith("percent"):
                yield Fault(lines[measure.id], f"{measure.id}: percentages cannot be added up.")


def _coverage(framework: Framework, lines: Lines) -> Iterator[Fault]:
    """An outcome that is available at a tier's lower edge for the shortest contract is so in the whole tier."""
    if not framework.categories:
        return
    for tier in framework.tiers:
        for category in framework.categories:
            if not any(_available(outcome, tier, category.key) for outcome in framework.outcomes):
                text = f"No outcome is available in tier {tier.id} for {category.title} in a contract of any length."
                yield Fault(lines[tier.id], text)


def _available(outcome: Outcome, tier: Tier, category: str) -> bool:
    return (
        tier.id in outcome.tiers
        and outcome.minimum_value <= tier.minimum
        and outcome.minimum_months <= _SHORTEST_MONTHS
        and category not in outcome.rarely_relevant
    )


def _parameters(parameters: tuple[Parameter, ...], lines: Lines) -> Iterator[Fault]:
    keys = {parameter.key for parameter in parameters}
    for key in NEEDED_PARAMETERS:
        if key not in keys:
            yield Fault(lines["parameters"], f'The parameter "{key}" is missing.')
    for place, parameter in enumerate(parameters):
        line, start, end = lines[f"parameter {place}"], parameter.effective_from, parameter.effective_to
        if start is not None and end is not None and end < start:
            yield Fault(line, f"{parameter.key}: it ends before it begins.")
        if start is not None and parameter.review_by is not None and parameter.review_by < start:
            yield Fault(line, f"{parameter.key}: its review is due before it begins.")
        for other in parameters[:place]:
            if other.key == parameter.key and _overlap(other, parameter):
                yield Fault(line, f"{parameter.key}: two figures are in force at the same time.")


def _overlap(one: Parameter, other: Parameter) -> bool:
    def begins_after(late: Parameter, early: Parameter) -> bool:
        return (
            early.effective_to is not None
            and late.effective_from is not None
            and late.effective_from > early.effective_to
        )

    return not begins_after(one, other) and not begins_after(other, one)
