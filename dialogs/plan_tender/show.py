"""Which message shows a tender where it stands."""

from __future__ import annotations

from collections.abc import Mapping

from cards.message import Block, Button, Message
from cards.plan_tender import forms, understood
from cards.plan_tender.review import DutyLine, LotReview, PackReady, Review
from cards.tenders import Withdrawn
from cards.words import contract_length, day, listed, money
from cards.words import number as number_words
from dialogs.intent import LINKS_LAST, Desk
from dialogs.plan_tender.finish import commitments_of, missing
from dialogs.plan_tender.stages import Plan, Stage
from domain.duties import Duty, duties
from domain.framework import ContractType
from domain.location import asks_where_based
from domain.question import Option, Question
from domain.selection import measure_advice
from domain.tender import Commitment, Tender, TenderStatus

DOCUMENTS = (
    ("pack.docx", "Tender pack (Word)"),
    ("schedule.csv", "Contract schedule (CSV)"),
    ("schedule.xlsx", "Contract schedule (Excel)"),
)


def plan_of(tender: Tender, desk: Desk) -> Plan:
    """The tender with the version of the Framework that it was opened with."""
    return Plan(tender, desk.shelf.framework(tender.framework_version), desk.today)


def show(
    plan: Plan,
    desk: Desk,
    *,
    notice: str = "",
    stage: str = "",
    errors: Mapping[str, str] | None = None,
    doubts: tuple[str, ...] = (),
    heard: bool = False,
) -> Message:
    """The tender where it stands, or the named stage of it again with what has been answered filled in.

    `heard` says that facts were just read from a free sentence: whatever comes next, they are shown to be checked.
    `doubts` are shown whatever comes next too.
    """
    tender = plan.tender
    if tender.status is TenderStatus.WITHDRAWN:
        return Withdrawn(tender.ref, tender.title, tender.withdrawn_reason, notice)
    if tender.status is TenderStatus.FINAL:
        return pack_ready(plan, desk, notice)
    named = plan.stage(stage) if stage else None
    now = named or plan.current
    if now is None:
        return review(plan, desk, notice, doubts)
    whole = named is not None and not errors
    return form(plan, desk, now, notice=notice, errors=errors or {}, doubts=doubts, whole=whole, heard=heard)


def form(
    plan: Plan,
    desk: Desk,
    stage: Stage,
    *,
    notice: str,
    errors: Mapping[str, str],
    doubts: tuple[str, ...],
    whole: bool,
    heard: bool = False,
) -> Message:
    """One stage as a form: all its questions when `whole`, else those that are open or were answered wrongly."""
    kind = stage.key.partition(".")[0]
    questions = stage.questions if whole else asked_of(stage, plan, errors)
    said, more = _LEADS[kind](plan, desk, stage)
    facts = understood.rows(plan.brief, plan.framework) if heard or kind == "brief" else ()
    lead = forms.understood_lead(facts, doubts, forms.STILL_NEEDED if kind == "brief" else forms.WHAT_FOLLOWS)
    first = stage.key == plan.stages[0].key
    title = _title(plan, stage)
    tender = plan.tender
    return forms.PlanForm(
        ref=tender.ref,
        version=tender.version,
        stage=stage.key,
        title=title,
        lead=(*lead, *said),
        questions=questions,
        errors=errors,
        more=more,
        notice=notice,
        first=first,
    )


_REASONS = ("against", "against_measures", "weighting_reason")
"""Where a reason is asked, the choice that it is for is there to be changed instead; where the tests are to be ticked
again, the reason that was given is there to be read again."""


def asked_of(stage: Stage, plan: Plan, errors: Mapping[str, str]) -> tuple[Question, ...]:
    """What a form asks: the open questions and what was wrong."""
    wanted = {q.key for q in stage.open(plan.answers)} | set(errors)
    judged_anew = any(q.key in wanted for q in stage.questions if q.key.startswith("tests."))
    reasons = {q.key for q in stage.questions if q.key.partition(".")[0] in _REASONS}
    if reasons & wanted or (reasons and judged_anew):
        wanted |= {q.key for q in stage.questions if not q.key.startswith("tests.")}
    return tuple(q for q in stage.questions if q.key in wanted)


def _title(plan: Plan, stage: Stage) -> str:
    order = steps(plan)
    kind = stage.key.partition(".")[0]
    return f"Step {order.index(kind) + 1} of {len(order)}: {forms.STAGES[kind].title}{_of_lot(plan, stage)}"


def steps(plan: Plan) -> list[str]:
    """The kinds of stage that this tender goes through, in order; what is not known yet counts as if it applied."""
    brief, skipped = plan.brief, set[str]()
    if all(lot.value is not None and not plan.advice(lot.number).limits.scored for lot in brief.lots):
        skipped.add("weighting")
    if brief.contract_type in (ContractType.GOODS, ContractType.WORKS):
        skipped.add("act")
    if plan.waived:
        skipped |= {"outcomes", "measures", "targets", "weighting"}
    return [kind for kind in forms.STAGES if kind not in skipped]


def _of_lot(plan: Plan, stage: Stage) -> str:
    return f", {understood.lot_title(plan.lot(stage.lot))}" if stage.lot and plan.brief.divided else ""


def parts(plan: Plan) -> tuple[Option, ...]:
    """The stages that have something to change, by key."""
    asking = (stage for stage in plan.stages if stage.questions)
    return tuple(
        Option(stage.key, f"{forms.STAGES[stage.key.partition('.')[0]].name}{_of_lot(plan, stage)}") for stage in asking
    )


Lead = tuple[tuple[Block, ...], tuple[Button, ...]]


def _brief_lead(plan: Plan, desk: Desk, stage: Stage) -> Lead:
    mine = {"tender": plan.tender.ref, "version": str(plan.tender.version)}
    change = Button("Change something", "plan.edit", {**mine, "stage": "brief"})
    return (), (change, *_leaving(plan))


def _outcomes_lead(plan: Plan, desk: Desk, stage: Stage) -> Lead:
    lot, advice = plan.lot(stage.lot), plan.advice(stage.lot)
    mine = {"tender": plan.tender.ref, "version": str(plan.tender.version), "lot": str(stage.lot)}
    proposed = plan.proposed(stage.lot)
    rows = tuple(
        (f"{s.outcome.id} {s.outcome.title}", s.reason, "Recommended" if s.outcome.id in proposed else "Also suits")
        for s in plan.best(stage.lot)
    )
    possible = tuple((f"{s.outcome.id} {s.outcome.title}", s.reason) for s in plan.further(stage.lot))
    others = tuple((f"{n.outcome.id} {n.outcome.title}", n.reason) for n in advice.others)
    against = plan.against(stage.lot) if plan.chosen(stage.lot) else ()
    lead = forms.outcomes_lead(advice.limits.reasons, rows, possible, others, against)
    more: list[Button] = []
    if lot.number > 1 and copies_first_lot(plan, lot.number):
        more.append(Button("Use the choices of lot 1", "plan.same", mine))
    if f"show_all.{lot.number}" not in plan.answers:
        more.append(Button("Choose from all outcomes", "plan.all_outcomes", mine))
    more.append(Button("None is suitable", "plan.waiver", mine))
    return lead, (*more, *_leaving(plan))


def _measures_lead(plan: Plan, desk: Desk, stage: Stage) -> Lead:
    limits, chosen = plan.advice(stage.lot).limits, plan.chosen(stage.lot)
    reasons = dict.fromkeys(r for o in chosen for r in measure_advice(o, limits).reasons)
    guardrails = tuple(f"{o.id} {o.title}: {o.guardrail}" for o in chosen if o.guardrail)
    lead = forms.measures_lead(tuple(reasons), plan.against_measures(stage.lot), guardrails)
    mine = {"tender": plan.tender.ref, "version": str(plan.tender.version)}
    return lead, (Button("Add our own measure", "plan.bespoke", mine), *_leaving(plan))


def _targets_lead(plan: Plan, desk: Desk, stage: Stage) -> Lead:
    return (), _leaving(plan)


def _weighting_lead(plan: Plan, desk: Desk, stage: Stage) -> Lead:
    outside = any(q.key.startswith("weighting_reason.") for q in stage.questions)
    return forms.weighting_lead(weighting_range(plan, stage.lot), outside), _leaving(plan)


def _act_lead(plan: Plan, desk: Desk, stage: Stage) -> Lead:
    act = next((d for d in duties_of(plan, desk) if d.must_answer), None)
    if act is None:
        return (), _leaving(plan)
    return forms.act_lead(act.why, act.source), _leaving(plan)


_LEADS = {
    "brief": _brief_lead,
    "outcomes": _outcomes_lead,
    "measures": _measures_lead,
    "targets": _targets_lead,
    "weighting": _weighting_lead,
    "act": _act_lead,
}


def _leaving(plan: Plan) -> tuple[Button, ...]:
    return (Button("Save and leave", "plan.leave", {"tender": plan.tender.ref}),)


def tier_words(plan: Plan, number: int) -> str:
    lot, tier = plan.lot(number), plan.advice(number).tier
    value = money(lot.value) if lot.value is not None else ""
    return f"{value} puts this in tier {tier.id}, {tier.label.lower()}."


def weighting_range(plan: Plan, number: int) -> str:
    advice = plan.advice(number)
    low, high = (number_words(w) for w in (advice.limits.weighting_low, advice.limits.weighting_high))
    usual = f"{low}%" if low == high else f"{low}% to {high}%"
    return f"For tier {advice.tier.id}, {usual} of the total score is usual."


def copies_first_lot(plan: Plan, number: int) -> bool:
    """True when lot 1's outcomes are all suggested for this lot as well, and not too many."""
    advice = plan.advice(number)
    suggested = {s.outcome.id for s in advice.suggested}
    first = [o.id for o in plan.chosen(1)]
    return bool(first) and set(first) <= suggested and len(first) <= advice.limits.outcomes_max


def duties_of(plan: Plan, desk: Desk) -> tuple[Duty, ...]:
    return duties(plan.brief, plan.framework, desk.shelf.duties, desk.today)


def duty_lines(plan: Plan, desk: Desk) -> tuple[DutyLine, ...]:
    return tuple(
        DutyLine(d.title, f"{d.text} {d.why}".strip(), f"{d.source}, as at {day(d.as_at)}", d.stale)
        for d in duties_of(plan, desk)
    )


def review(plan: Plan, desk: Desk, notice: str = "", doubts: tuple[str, ...] = ()) -> Review:
    tender, rows = plan.tender, understood.rows(plan.brief, plan.framework)
    commitments = commitments_of(plan)
    lots = () if plan.waived else tuple(_lot_review(plan, lot.number, commitments) for lot in plan.brief.lots)
    return Review(
        ref=tender.ref,
        version=tender.version,
        title=tender.title,
        rows=rows,
        lots=lots,
        duties=duty_lines(plan, desk),
        waiver=plan.waiver_words,
        missing=missing(plan),
        waiting=bool(plan.waiting),
        notice=notice,
        doubts=doubts,
        about_location=_about_location(plan, desk, commitments),
    )


def _about_location(plan: Plan, desk: Desk, commitments: tuple[Commitment, ...]) -> tuple[str, ...]:
    """Our own words that may ask where a bidder is based, where that duty bites."""
    if not any(duty.key == "location_not_scored" for duty in duties_of(plan, desk)):
        return ()
    own = [c.name for c in commitments if c.bespoke or c.name != c.original_name]
    own += [c.question for c in commitments if c.question != c.original_question]
    return tuple(words for words in dict.fromkeys(own) if asks_where_based(words))


def _lot_review(plan: Plan, number: int, commitments: tuple[Commitment, ...]) -> LotReview:
    advice = plan.advice(number)
    reasons = {s.outcome.id: s.reason for s in advice.suggested} | {n.outcome.id: n.reason for n in advice.others}
    title = understood.lot_title(plan.lot(number)) if plan.brief.divided else "The whole contract"
    mine = [c for c in commitments if c.lot == number]
    against = [plan.answers.get(f"against.{number}", "") if plan.against(number) else ""]
    against.append(plan.answers.get(f"against_measures.{number}", "") if plan.against_measures(number) else "")
    return LotReview(
        title=title,
        tier=tier_words(plan, number),
        outcomes=tuple((f"{o.id} {o.title}", reasons[o.id]) for o in plan.chosen(number)),
        measures=tuple((f"{c.measure_id} {c.name}", target_words(c), listed(c.evidence)) for c in mine),
        weighting=weighting_words(plan, number),
        against="; ".join(a for a in against if a),
    )


def target_words(commitment: Commitment) -> str:
    if commitment.target is None:
        return f"Offered by the bidder, in {commitment.unit.replace('GBP', 'pounds')}"
    if commitment.unit == "GBP":
        return money(commitment.target)
    return f"{number_words(commitment.target)} {commitment.unit.replace('GBP', 'pounds')}"


def weighting_words(plan: Plan, number: int) -> str:
    if not plan.advice(number).limits.scored:
        return "A pledge and a measure; no scored question and no weighting at this value."
    given = plan.answers.get(f"weighting.{number}", "")
    reason = plan.weighting_reason(number)
    return f"Weighting: {given}% of the total score." + (
        f" Outside the usual range, because: {reason}" if reason else ""
    )


def pack_ready(plan: Plan, desk: Desk, notice: str = "") -> PackReady:
    tender, brief = plan.tender, plan.brief
    outcomes = dict.fromkeys(f"{c.outcome_id} {c.outcome_title}" for c in tender.commitments)
    summary = [("Tender", tender.ref), ("Buying", tender.title)]
    if brief.total is not None:
        summary.append(("Whole-life value", money(brief.total)))
    if brief.months is not None:
        summary.append(("Length", contract_length(brief.months, brief.extension_months)))
    summary.append(("Outcomes", listed(tuple(outcomes)) or plan.waiver_words))
    summary.append(("Measures", str(len(tender.commitments))))
    proposal = "" if plan.framework.adopted else "The Framework is a proposal that the council has not adopted yet."
    return PackReady(
        ref=tender.ref,
        version=tender.version,
        title=tender.title,
        summary=tuple(summary),
        links=tuple((title, desk.link(kind, tender.ref)) for kind, title in DOCUMENTS),
        until=day((desk.now + LINKS_LAST).date()),
        proposal=proposal,
        notice=notice,
        offers_file=desk.files,
    )
