"""From a final tender to what its documents say."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from cards.plan_tender import understood
from cards.tender_pack import Pack, PackDuty, PackLot, PackOutcome, PackWaiver
from dialogs.intent import Desk
from dialogs.plan_tender.show import duties_of, plan_of
from dialogs.plan_tender.stages import Plan
from domain.schedule import monitoring_dates
from domain.tender import Commitment, Tender, TenderStatus


def pack_of(tender: Tender, desk: Desk, made_on: date) -> Pack | None:
    """The pack of a final tender, made of its stored commitments; None for a draft and for one withdrawn."""
    plan = plan_of(tender, desk)
    if tender.status is not TenderStatus.FINAL or plan.brief.total is None:
        return None
    framework = plan.framework
    return Pack(
        organisation=desk.organisation_name or tender.organisation,
        tender_ref=tender.ref,
        title=tender.title,
        owner=tender.owner_name,
        made_on=made_on,
        framework_title=framework.title,
        framework_label=framework.label,
        framework_version=framework.version,
        proposal=not framework.adopted,
        brief=understood.rows(plan.brief, framework),
        lots=tuple(_lot(plan, lot.number) for lot in plan.brief.lots),
        duties=tuple(PackDuty(d.title, d.text, d.why, d.source, d.as_at, bool(d.stale)) for d in duties_of(plan, desk)),
        considerations=_considerations(plan),
        waiver=_waiver(plan),
        revision=tender.revision,
    )


def _lot(plan: Plan, number: int) -> PackLot:
    lot, advice = plan.lot(number), plan.advice(number)
    if lot.value is None:
        raise ValueError(f"lot {number} of a final tender has no value")
    limits, tier, answers = advice.limits, advice.tier, plan.answers
    brief = plan.brief
    dates: tuple[date, ...] = ()
    if brief.start is not None and brief.months is not None and not plan.waived:
        dates = monitoring_dates(brief.start, brief.months, tier.reporting)
    given = answers.get(f"weighting.{number}")
    against = [answers.get(f"against.{number}", "") if plan.against(number) else ""]
    against.append(answers.get(f"against_measures.{number}", "") if plan.against_measures(number) else "")
    return PackLot(
        number=number,
        name=lot.name,
        value=understood.value(brief, lot),
        tier_id=tier.id,
        tier_label=tier.label,
        place=understood.place(lot.place),
        reporting=tier.reporting,
        delivery=limits.delivery,
        scored=limits.scored and not plan.waived,
        weighting=Decimal(given) if limits.scored and given and not plan.waived else None,
        weighting_range=(limits.weighting_low, limits.weighting_high),
        weighting_reason=plan.weighting_reason(number),
        against_reason="; ".join(a for a in against if a),
        tests=() if plan.waived else tuple(t.text for t in plan.framework.tests),
        outcomes=() if plan.waived else tuple(_outcomes(plan, number)),
        monitoring=dates,
    )


def _outcomes(plan: Plan, number: int) -> list[PackOutcome]:
    """Built from the stored commitments, so that no document can say anything else than the record."""
    framework, advice = plan.framework, plan.advice(number)
    reasons = {s.outcome.id: s.reason for s in advice.suggested} | {n.outcome.id: n.reason for n in advice.others}
    grouped: dict[str, list[Commitment]] = {o.id: [] for o in plan.chosen(number)}
    for commitment in plan.tender.commitments:
        if commitment.lot == number:
            grouped.setdefault(commitment.outcome_id, []).append(commitment)
    found = []
    for outcome_id, rows in grouped.items():
        outcome = framework.outcome(outcome_id)
        if outcome is None:
            raise ValueError(f"outcome {outcome_id} is not in version {framework.version} of the Framework")
        priority = framework.priority(outcome.priority_id)
        found.append(
            PackOutcome(
                id=outcome.id,
                title=outcome.title,
                statement=outcome.statement,
                priority_title=priority.title if priority else "",
                reason=reasons[outcome.id],
                question=rows[0].question if rows else outcome.question,
                original_question=outcome.question,
                points=outcome.points,
                guardrail=outcome.guardrail,
                commitments=tuple(rows),
            )
        )
    return found


def _considerations(plan: Plan) -> tuple[tuple[str, str], ...]:
    stage = plan.stage("act")
    if stage is None:
        return ()
    rows = []
    for question in stage.questions:
        stored = plan.answers.get(question.key, "")
        rows.append((question.label, next((o.title for o in question.options if o.value == stored), stored)))
    return tuple(rows)


def _waiver(plan: Plan) -> PackWaiver | None:
    if not plan.waived:
        return None
    waiver = json.loads(plan.answers["waiver"])
    return PackWaiver(waiver["reason"], waiver["approver"], waiver["answer"], date.fromisoformat(waiver["on"]))
