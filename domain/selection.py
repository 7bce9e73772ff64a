"""Which outcomes and measures are proportionate to a lot, and why.

Pure rules over the Framework's data. A lot's value is whole-life, with extensions and VAT. Length is counted
without extensions: what is asked for must be deliverable in the time that is certain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from domain.framework import DurationRule, Framework, Measure, Outcome, Tier
from domain.phrases import counted, listed, money, number_range
from domain.ranking import rank
from domain.tender import Bidders, Brief

AT_LEAST_ONE = (
    "At least one outcome from the Framework is needed in every procurement exercise (Social Value Strategy)."
)

_FOLLOW_UP = re.compile(r"\b26[ -]weeks?\b|\bweek 26\b", re.IGNORECASE)


class Delivery(StrEnum):
    """What a supplier writes of how it will deliver, once the contract is awarded."""

    NONE = "none"
    STATEMENT = "statement"
    """A short one, in place of a plan."""
    PLAN = "plan"


@dataclass(frozen=True)
class Limits:
    """How much may be asked of a lot. Counts are of outcomes, and of measures for each outcome; both ends count.

    The weighting is in percent of the total score. `reasons` has a sentence for each rule that applied.
    """

    outcomes_min: int
    outcomes_max: int
    measures_min: int
    measures_max: int
    weighting_low: Decimal
    weighting_high: Decimal
    scored: bool
    reasons: tuple[str, ...]
    outputs_only: bool = False
    outcome_measure_needed: bool = False
    avoid_follow_up: bool = False
    delivery: Delivery = Delivery.NONE


@dataclass(frozen=True)
class Suggestion:
    """An outcome that may be chosen. `why` are the facts that `reason`, one sentence, is made of."""

    outcome: Outcome
    reason: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class NotSuggested:
    outcome: Outcome
    reason: str


@dataclass(frozen=True)
class Advice:
    """`suggested` in rank order, the best first; together with `others` it is every outcome, each once."""

    tier: Tier
    limits: Limits
    suggested: tuple[Suggestion, ...]
    others: tuple[NotSuggested, ...]


class MeasureAdvice(NamedTuple):
    """Ids of the recommended measures in the Framework's order, and a sentence for each rule that applied."""

    recommended: tuple[str, ...]
    reasons: tuple[str, ...]


def tier_for(value: Decimal, framework: Framework) -> Tier:
    """The one tier that holds this value in pounds."""
    return framework.tier(value)


def limits(lot_value: Decimal, brief: Brief, framework: Framework) -> Limits:
    """The tier's limits, lowered by the contract's length and then by who is likely to bid (`bidder_mix_rule`)."""
    tier = tier_for(lot_value, framework)
    rules = _duration_rules(brief.months, framework)
    reasons = [_tier_reason(lot_value, tier), *(_duration_reason(rule) for rule in rules)]
    outcomes_max = min([tier.outcomes[1], *(r.at_most_outcomes for r in rules if r.at_most_outcomes is not None)])
    measures_max = tier.measures_per_outcome[1]
    delivery = Delivery.PLAN if tier.delivery_plan else Delivery.NONE
    if brief.bidders is Bidders.SMALL and tier.delivery_plan:
        delivery = Delivery.STATEMENT
        reasons.append("From small firms and community organisations, a short statement does for a delivery plan.")
    if brief.bidders is Bidders.SMALL and (outcomes_max > 1 or measures_max > 1):
        outcomes_max, measures_max = max(1, outcomes_max - 1), max(1, measures_max - 1)
        reasons.append(
            "Small firms and voluntary or community organisations are the likely bidders, so at most "
            f"{counted(outcomes_max, 'outcome')} and {counted(measures_max, 'measure')} for each."
        )
    return Limits(
        outcomes_min=min(tier.outcomes[0], outcomes_max),
        outcomes_max=outcomes_max,
        measures_min=min(tier.measures_per_outcome[0], measures_max),
        measures_max=measures_max,
        weighting_low=tier.weighting[0],
        weighting_high=tier.weighting[1],
        scored=tier.scored,
        reasons=tuple(reasons),
        outputs_only=any(rule.outputs_only for rule in rules),
        outcome_measure_needed=any(rule.outcome_measure_needed for rule in rules),
        avoid_follow_up=any(rule.avoid_follow_up for rule in rules),
        delivery=delivery,
    )


def why_not(outcome: Outcome, lot_value: Decimal, brief: Brief, framework: Framework) -> str | None:
    """The reason why this outcome is not suggested for the lot; None when it may be."""
    if lot_value < outcome.minimum_value:
        return f"Its suggested minimum value is {money(outcome.minimum_value)}."
    if tier_for(lot_value, framework).id not in outcome.tiers:
        return f"It is meant for {'tier' if len(outcome.tiers) == 1 else 'tiers'} {listed(outcome.tiers)}."
    if brief.months is not None and brief.months < outcome.minimum_months:
        return f"Its suggested minimum length is {counted(outcome.minimum_months, 'month')}."
    if brief.category in outcome.rarely_relevant:
        category = framework.category(brief.category)
        return f"It is rarely relevant to {category.title if category else brief.category}."
    return None


@lru_cache(maxsize=256)  # a turn asks for the same advice a dozen times, and so does the next about the same tender
def suggest(lot_value: Decimal, brief: Brief, framework: Framework) -> Advice:
    """What to choose for a lot of this value, the best first."""
    bounds = limits(lot_value, brief, framework)
    refusals = {outcome.id: why_not(outcome, lot_value, brief, framework) for outcome in framework.outcomes}
    possible = tuple(outcome for outcome in framework.outcomes if refusals[outcome.id] is None)
    suggested = tuple(
        Suggestion(
            outcome=ranked.outcome,
            reason=_sentence(ranked.why),
            why=ranked.why,
        )
        for ranked in rank(possible, lot_value, brief, framework)
    )
    others = tuple(
        NotSuggested(outcome, reason) for outcome in framework.outcomes if (reason := refusals[outcome.id]) is not None
    )
    return Advice(tier_for(lot_value, framework), bounds, suggested, others)


def against_advice(chosen: Sequence[str], advice: Advice) -> tuple[str, ...]:
    """Why these outcome ids go against the advice; empty when they do not."""
    if not chosen:
        return (AT_LEAST_ONE,)
    suggested = {suggestion.outcome.id for suggestion in advice.suggested}
    others = {other.outcome.id: other for other in advice.others}
    different = tuple(dict.fromkeys(chosen))
    reasons = [
        f"{outcome_id} {others[outcome_id].outcome.title} is not suggested. {others[outcome_id].reason}"
        if outcome_id in others
        else f"{outcome_id} is not in this version of the Framework."
        for outcome_id in different
        if outcome_id not in suggested
    ]
    count, bounds = len(different), advice.limits
    if not bounds.outcomes_min <= count <= bounds.outcomes_max:
        asked = number_range(bounds.outcomes_min, bounds.outcomes_max)
        word = "more" if count > bounds.outcomes_max else "fewer"
        reasons.append(f"{counted(count, 'outcome')} is {word} than the {asked} suggested for this lot.")
    return tuple(reasons)


def why_not_measure(measure: Measure, bounds: Limits) -> str | None:
    """The reason why this measure is not recommended within these limits; None when it may be."""
    if bounds.outputs_only and measure.kind == "outcome":
        return "A contract this short uses output measures only."
    if bounds.avoid_follow_up and _FOLLOW_UP.search(" ".join((measure.name, measure.definition, *measure.evidence))):
        return "It needs follow-up after 26 weeks, and the contract is too short for that."
    return None


def why_not_measures(outcome: Outcome, chosen: Sequence[str], bounds: Limits) -> tuple[str, ...]:
    """Why this choice of the outcome's measures goes against the advice; empty when it does not.

    An id that the outcome does not have is a measure of the council's own: it counts, and is not judged.
    """
    different = tuple(dict.fromkeys(chosen))
    found = []
    for measure in outcome.measures:
        reason = why_not_measure(measure, bounds) if measure.id in different else None
        if reason is not None:
            found.append(f"{measure.id} {measure.name} is not recommended. {reason}")
    if not bounds.measures_min <= len(different) <= bounds.measures_max:
        asked = number_range(bounds.measures_min, bounds.measures_max)
        word = "more" if len(different) > bounds.measures_max else "fewer"
        found.append(f"{outcome.id}: {counted(len(different), 'measure')} is {word} than the {asked} suggested.")
    return tuple(found)


def lacks_outcome_measure(chosen: Sequence[Measure], bounds: Limits) -> str | None:
    """Why all measures chosen for a lot, of all its outcomes together, fall short of what its length asks for."""
    if bounds.outcome_measure_needed and chosen and all(measure.kind == "output" for measure in chosen):
        return "A contract this long needs at least one measure of what changed, not only of what was done."
    return None


def measure_advice(outcome: Outcome, bounds: Limits) -> MeasureAdvice:
    """Which of the outcome's measures to choose: the middle of what the tier suggests, rounded up.

    Where a measure of what changed is needed, one that the outcome has comes first.
    """
    possible = [measure for measure in outcome.measures if why_not_measure(measure, bounds) is None]
    if bounds.outcome_measure_needed:
        changed = next((measure for measure in possible if measure.kind == "outcome"), None)
        possible.sort(key=lambda measure: measure is not changed)
    wanted = (bounds.measures_min + bounds.measures_max + 1) // 2
    chosen = {measure.id for measure in possible[:wanted]}
    asked = number_range(bounds.measures_min, bounds.measures_max)
    reasons = [
        f"What is proportionate to this lot: {asked} {'measure' if asked == '1' else 'measures'} for each outcome."
    ]
    if bounds.outcome_measure_needed and any(m.kind == "outcome" for m in outcome.measures if m.id in chosen):
        reasons.append("The contract is long enough to measure what changed, not only what was done.")
    refusals = (why_not_measure(measure, bounds) for measure in outcome.measures)
    reasons += dict.fromkeys(reason for reason in refusals if reason is not None)
    return MeasureAdvice(tuple(m.id for m in outcome.measures if m.id in chosen), tuple(reasons))


def _duration_rules(months: int | None, framework: Framework) -> tuple[DurationRule, ...]:
    if months is None:
        return ()
    return tuple(
        rule
        for rule in framework.duration_rules
        if (rule.below is not None and months < rule.below) or (rule.at_least is not None and months >= rule.at_least)
    )


def _tier_reason(value: Decimal, tier: Tier) -> str:
    outcomes = f"{number_range(*tier.outcomes)} {'outcome' if tier.outcomes == (1, 1) else 'outcomes'}"
    measures = number_range(*tier.measures_per_outcome)
    word = "measure" if tier.measures_per_outcome == (1, 1) else "measures"
    scored = f"a weighting of {number_range(*tier.weighting)}%" if tier.scored else "not scored"
    return f"{money(value)} is in tier {tier.id} ({tier.label}): {outcomes}, {measures} {word} for each, {scored}."


def _duration_reason(rule: DurationRule) -> str:
    if rule.below is not None:
        return f"The contract is shorter than {counted(rule.below, 'month')}. {rule.advice}."
    return f"The contract lasts {counted(rule.at_least or 0, 'month')} or more. {rule.advice}."


def _sentence(facts: Sequence[str]) -> str:
    text = "; ".join(facts)
    return f"{text[:1].upper()}{text[1:]}."
