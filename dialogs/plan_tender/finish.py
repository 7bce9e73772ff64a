"""From a complete plan to the commitments that the tender asks for."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cards.plan_tender.understood import lot_title
from dialogs.plan_tender.stages import Plan
from domain.framework import Measure, Outcome
from domain.tender import Commitment, TargetBy


def missing(plan: Plan) -> tuple[str, ...]:
    """What stands in the way of a final selection, in words; empty when nothing does."""
    found = [f"Waiting for the single point of contact: {words}." for words in plan.waiting]
    if plan.current is not None:
        found += [q.label for q in plan.current.open(plan.answers)]
    elif not plan.waived:
        bare = [lot for lot in plan.brief.lots if not plan.chosen(lot.number)]
        found += [f"{lot_title(lot)} has no outcome. The Strategy asks for at least one." for lot in bare]
    return tuple(found)


def commitments_of(plan: Plan) -> tuple[Commitment, ...]:
    """One row for each lot, outcome and measure, in that order."""
    return () if plan.waived else tuple(_commitments(plan))


def _commitments(plan: Plan) -> Iterator[Commitment]:
    for lot in plan.brief.lots:
        for outcome in plan.chosen(lot.number):
            for measure in plan.measures(lot.number, outcome):
                yield _commitment(plan, lot.number, outcome, measure)


def _commitment(plan: Plan, number: int, outcome: Outcome, measure: Measure) -> Commitment:
    lot, answers = plan.lot(number), plan.answers
    target = answers.get(f"target.{number}.{measure.id}") if answers.get(f"targets.{number}") == "council" else None
    bespoke = next((b for b in plan.bespoke if b.measure.id == measure.id), None)
    return Commitment(
        lot=number,
        lot_name=lot.name,
        outcome_id=outcome.id,
        outcome_title=outcome.title,
        measure_id=measure.id,
        name=answers.get(f"wording.{measure.id}", measure.name),
        original_name=measure.name,
        unit=measure.unit,
        direction=measure.direction,
        kind=measure.kind,
        roll_up=measure.roll_up,
        evidence=measure.evidence,
        definition=measure.definition,
        target_by=TargetBy.COUNCIL if target else TargetBy.BIDDER,
        target=Decimal(target) if target else None,
        question=answers.get(f"question.{outcome.id}", outcome.question),
        original_question=outcome.question,
        framework_version=plan.framework.version,
        bespoke=bespoke is not None,
        approver=bespoke.approver if bespoke else "",
    )
