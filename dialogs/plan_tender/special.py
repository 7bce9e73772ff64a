"""Beside the stages: waivers, measures of our own, edited wording, and making the selection final."""

from __future__ import annotations

from dataclasses import replace

from cards.message import Message
from cards.plan_tender import questions as ask
from cards.plan_tender import understood
from cards.plan_tender.special import AnotherTender, RestartConfirm, SpecialForm
from dialogs.escalate import raised, withdrawn
from dialogs.intent import Asked, Decision
from dialogs.plan_tender.finish import commitments_of, missing
from dialogs.plan_tender.keep import kept, only, opened, stale, with_answers
from dialogs.plan_tender.show import plan_of, show
from dialogs.plan_tender.stages import Plan
from dialogs.read import read
from domain.changes import TenderFinalised, TenderReopened
from domain.errors import Unclear
from domain.escalation import TicketKind
from domain.question import Option, Question
from domain.tender import TenderStatus

NO_OUTCOME = "A measure belongs to an outcome, and none is chosen yet."


def waiver(asked: Asked) -> Decision:
    """The form that asks the single point of contact to let a tender have no outcome."""
    plan = opened(asked)
    return stale(asked, plan) or only(_waiver_form(plan))


def _waiver_form(plan: Plan, errors: dict[str, str] | None = None) -> Message:
    tender = plan.tender
    lead = (
        "The Strategy asks for at least one outcome in every procurement.",
        "Only the single point of contact can grant an exception, in writing.",
    )
    return SpecialForm(
        tender.ref,
        tender.version,
        "Ask for a waiver",
        lead,
        (ask.waiver_reason(),),
        ("Send the request", "plan.ask_waiver"),
        errors=errors or {},
    )


def ask_waiver(asked: Asked) -> Decision:
    plan = opened(asked)
    if (old := stale(asked, plan)) is not None:
        return old
    values, errors = _read_form((ask.waiver_reason(),), asked)
    if errors:
        return only(_waiver_form(plan, errors))
    return _waiting(asked, plan, TicketKind.WAIVER, values["waiver_reason"], {}, "a waiver")


def _waiting(asked: Asked, plan: Plan, kind: TicketKind, text: str, details: dict[str, str], words: str) -> Decision:
    """Raises the ticket and notes on the tender what it waits for."""
    about = understood.rows(plan.brief, plan.framework)
    ticket, decision = raised(asked, kind, text, tender_ref=plan.tender.ref, details=details, about=about)
    note = f"{words} (ticket {ticket.ref})"
    _, changes = with_answers(plan.tender, {**plan.answers, f"waiting.{ticket.ref}": note})
    return replace(decision, changes=decision.changes + changes)


def bespoke(asked: Asked) -> Decision:
    plan = opened(asked)
    if not _chosen(plan):
        return stale(asked, plan) or only(show(plan, asked.desk, notice=NO_OUTCOME))
    return stale(asked, plan) or only(_bespoke_form(plan, asked))


def _chosen(plan: Plan) -> tuple[str, ...]:
    """Ids of the outcomes that are chosen for any lot, each once."""
    return tuple(dict.fromkeys(o.id for lot in plan.brief.lots for o in plan.chosen(lot.number)))


def _places(plan: Plan) -> tuple[Option, ...]:
    """Where a measure of our own can go: each chosen outcome, of each lot where there are several."""
    if not plan.brief.divided:
        return tuple(Option(o.id, f"{o.id} {o.title}") for o in plan.chosen(1))
    return tuple(
        Option(f"{lot.number}:{o.id}", f"{understood.lot_title(lot)}: {o.id} {o.title}")
        for lot in plan.brief.lots
        for o in plan.chosen(lot.number)
    )


def _bespoke_form(plan: Plan, asked: Asked, errors: dict[str, str] | None = None) -> Message:
    tender = plan.tender
    lead = (
        "The Framework's measures are examples. Your own needs a name, a unit, a direction and evidence, "
        "and the single point of contact approves it.",
    )
    return SpecialForm(
        tender.ref,
        tender.version,
        "Add our own measure",
        lead,
        _bespoke_questions(plan, asked),
        ("Send for approval", "plan.ask_bespoke"),
        errors=errors or {},
    )


def _bespoke_questions(plan: Plan, asked: Asked) -> tuple[Question, ...]:
    filled = ask.bespoke(_places(plan))
    return tuple(replace(q, value=asked.fields.get(q.key, "")) for q in filled)


def ask_bespoke(asked: Asked) -> Decision:
    plan = opened(asked)
    if (old := stale(asked, plan)) is not None:
        return old
    if not _chosen(plan):
        return only(show(plan, asked.desk, notice=NO_OUTCOME))
    values, errors = _read_form(_bespoke_questions(plan, asked), asked)
    if errors:
        return only(_bespoke_form(plan, asked, errors))
    lot, _, outcome = values["bespoke_outcome"].rpartition(":")
    details = {"lot": lot or "1", "outcome": outcome}
    details |= {k: values[f"bespoke_{k}"] for k in ("name", "unit", "direction", "evidence")}
    text = (
        f"{values['bespoke_name']}, counted in {values['bespoke_unit']} ({values['bespoke_direction']}), shown by "
        f"{values['bespoke_evidence']}. {values['bespoke_why']}"
    )
    return _waiting(asked, plan, TicketKind.BESPOKE_MEASURE, text, details, f"the measure “{values['bespoke_name']}”")


def _read_form(questions: tuple[Question, ...], asked: Asked) -> tuple[dict[str, str], dict[str, str]]:
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    for question in questions:
        # A card that would be too large leaves out a filled-in field: then what stood in it still stands.
        words = asked.fields.get(question.key, question.value)
        try:
            values[question.key] = read(question, words, today=asked.desk.today)
        except Unclear as unclear:
            errors[question.key] = str(unclear)
    return values, errors


def go_on(asked: Asked) -> Decision:
    """Waits no more for what the single point of contact has not decided, and withdraws the request."""
    plan = opened(asked)
    if (old := stale(asked, plan)) is not None:
        return old
    answers = {k: v for k, v in plan.answers.items() if not k.startswith("waiting.")}
    going = kept(asked, plan, answers, notice="The tender waits no more. The request is withdrawn.")
    ended = withdrawn(asked, "The tender goes on without it.")
    return replace(going, changes=going.changes + ended.changes, sends=ended.sends)


def unwaive(asked: Asked) -> Decision:
    """Gives a waiver up, so that outcomes can be chosen."""
    plan = opened(asked)
    if (old := stale(asked, plan)) is not None:
        return old
    answers = {k: v for k, v in plan.answers.items() if k != "waiver"}
    return kept(asked, plan, answers, notice="The waiver is given up.")


def wording(asked: Asked) -> Decision:
    """The chosen measures and questions, to edit; the Framework's own words stay beside them."""
    plan = opened(asked)
    return stale(asked, plan) or only(_wording_form(plan))


def _wording_form(plan: Plan, errors: dict[str, str] | None = None) -> Message:
    tender = plan.tender
    lead = ("Bidders read these words. The Framework's own are kept beside yours.",)
    send = ("Keep the wording", "plan.keep_wording")
    title = "Edit the wording"
    return SpecialForm(tender.ref, tender.version, title, lead, _wording_questions(plan), send, errors=errors or {})


def _wording_questions(plan: Plan) -> tuple[Question, ...]:
    rows = commitments_of(plan)
    measures = {c.measure_id: ask.wording(c.measure_id, c.name, c.original_name) for c in rows}
    asked_of = {c.outcome_id: ask.question_wording(c.outcome_id, c.question, c.original_question) for c in rows}
    return (*measures.values(), *asked_of.values())


def keep_wording(asked: Asked) -> Decision:
    plan = opened(asked)
    if (old := stale(asked, plan)) is not None:
        return old
    values, errors = _read_form(_wording_questions(plan), asked)
    if errors:
        return only(_wording_form(plan, errors))
    rows = commitments_of(plan)
    originals = {f"wording.{c.measure_id}": c.original_name for c in rows}
    originals |= {f"question.{c.outcome_id}": c.original_question for c in rows}
    edited = {k: v for k, v in values.items() if v != originals[k]}
    answers = {k: v for k, v in plan.answers.items() if k not in originals}
    return kept(asked, plan, {**answers, **edited}, notice="The wording is kept.")


def another(asked: Asked) -> Decision:
    """Words about buying while a plan is open: whether they are about it is asked, not guessed."""
    tender = opened(asked).tender
    return only(AnotherTender(tender.ref, tender.title, asked.intent.text))


def confirm_restart(asked: Asked) -> Decision:
    plan = opened(asked)
    tender = plan.tender
    return stale(asked, plan) or only(RestartConfirm(tender.ref, tender.version, tender.title))


def finalise(asked: Asked) -> Decision:
    """Makes the selection final and stores its commitments, when nothing is missing."""
    plan = opened(asked)
    if (old := stale(asked, plan)) is not None:
        return old
    if missing(plan):
        return only(show(plan, asked.desk, notice="It cannot be final yet."))
    rows, tender = commitments_of(plan), plan.tender
    after = replace(
        tender,
        status=TenderStatus.FINAL,
        version=tender.version + 1,
        revision=tender.revision + 1,
        commitments=rows,
    )
    ready = show(plan_of(after, asked.desk), asked.desk, notice="The selection is final and on the record.")
    return Decision((TenderFinalised(tender.ref, tender.version, rows),), (ready,))


def reopen(asked: Asked) -> Decision:
    plan = opened(asked)
    tender = plan.tender
    if (
        asked.fields.get("version", str(tender.version)) != str(tender.version)
        or tender.status is not TenderStatus.FINAL
    ):
        return only(show(plan, asked.desk))
    after = replace(tender, status=TenderStatus.DRAFT, version=tender.version + 1)
    notice = "The selection is a draft again. The last pack stays in the record."
    message = show(plan_of(after, asked.desk), asked.desk, notice=notice)
    return Decision((TenderReopened(tender.ref, tender.version),), (message,))
