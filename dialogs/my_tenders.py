"""A person's tenders: list, copy, share, show to a team, withdraw, and how each came to be what it is."""

from __future__ import annotations

from dataclasses import replace

from cards.history import line
from cards.own_files import FileDeclined
from cards.plan_tender import understood
from cards.plan_tender.review import PackOffered
from cards.tenders import Done, History, ShareForm, TenderList, TenderSummary, WithdrawForm
from cards.words import moment, money
from dialogs.escalate import withdrawn
from dialogs.intent import Asked, Decision, Send
from dialogs.plan_tender.keep import only, opened
from dialogs.plan_tender.show import plan_of, show
from dialogs.plan_tender.stages import Plan
from domain.changes import TenderOpened, TenderShared, TenderWithdrawn
from domain.duties import CONSIDERATIONS, URGENCY
from domain.errors import NotAllowed
from domain.tender import Tender, TenderStatus


def my_tenders(asked: Asked) -> Decision:
    """The person's own tenders and those shared with them, with a link to all as CSV."""
    rows = tuple(_row(plan_of(t, asked.desk)) for t in asked.facts.tenders)
    return only(TenderList(rows, asked.desk.link("tenders.csv", str(asked.person.id))))


def _row(plan: Plan) -> tuple[str, str, str, str, str]:
    tender, total = plan.tender, plan.brief.total
    value = money(total) if total is not None else "not known yet"
    return tender.ref, tender.title, value, tender.status.value, moment(tender.changed_at)


GRANTED = ("waiver", "bespoke", "waiting")
REASONS = ("against", "against_measures", "weighting_reason")
LEFT = ("start", "tests", *REASONS, *CONSIDERATIONS, "urgent", *URGENCY, *GRANTED)
"""Kinds of answers that a copy does not take along."""


def copy(asked: Asked) -> Decision:
    """A new draft with the same facts and choices, on the Framework in force. What others granted, and what somebody
    must judge for each tender, does not go along.
    """
    plan, desk = opened(asked), asked.desk
    answers = {k: v for k, v in plan.answers.items() if k.partition(".")[0] not in LEFT}
    tender = Tender(
        ref=f"T-{desk.new_code()}",
        organisation=asked.person.organisation,
        owner_id=asked.person.id,
        owner_name=asked.person.name,
        title=plan.tender.title,
        framework_version=desk.shelf.current,
        created_at=desk.now,
        changed_at=desk.now,
        answers=answers,
    )
    notice = f"Copied from {plan.tender.ref}. Give the start of this one, judge it anew, and check the rest."
    message = show(plan_of(tender, desk), desk, notice=notice)
    return Decision((TenderOpened(tender, copied_from=plan.tender.ref),), (message,))


def share_form(asked: Asked) -> Decision:
    tender = opened(asked).tender
    return only(ShareForm(tender.ref, tender.version))


def share(asked: Asked) -> Decision:
    """Gives a colleague the tender to read and change, and tells them."""
    plan, colleague = opened(asked), asked.facts.colleague
    tender = plan.tender
    if colleague is None or not colleague.staff:
        words = "I know no colleague with that e-mail address. They need to have written to me once."
        return only(ShareForm(tender.ref, tender.version, words))
    if tender.seen_by(colleague.id):
        return only(Done(f"{colleague.name} can already open {tender.ref}.", tender.ref))
    change = TenderShared(tender.ref, tender.version, colleague.id, colleague.name)
    told = Send(colleague, replace(_summary(plan, asked), can_open=True))
    return Decision((change,), (Done(f"{colleague.name} can now open and change {tender.ref}.", tender.ref),), (told,))


def _summary(plan: Plan, asked: Asked) -> TenderSummary:
    rows = understood.rows(plan.brief, plan.framework)
    chosen = dict.fromkeys(o for lot in plan.brief.lots for o in plan.chosen(lot.number))
    outcomes = tuple((f"{o.id} {o.title}", o.statement) for o in chosen)
    return TenderSummary(plan.tender.ref, plan.tender.title, asked.person.name, rows, outcomes)


def post(asked: Asked) -> Decision:
    """Shows the tender where others read along; only its owner may."""
    plan = opened(asked)
    if plan.tender.owner_id != asked.person.id:
        raise NotAllowed(f"Only {plan.tender.owner_name}, who owns {plan.tender.ref}, may show it here.")
    return only(_summary(plan, asked))


def file(asked: Asked) -> Decision:
    """Offers the Word document for the reader's own files; the door asks them and puts it there."""
    plan = opened(asked)
    pack = show(plan, asked.desk)
    if plan.tender.status is not TenderStatus.FINAL or not asked.desk.files:
        return only(pack)
    return Decision(replies=(pack,), sends=(Send(asked.person, PackOffered(plan.tender.ref)),))


def file_answered(asked: Asked) -> Decision:
    """Yes or no to that offer. Nothing is said to a yes of somebody who may: the door puts the document there."""
    opened(asked)
    return Decision() if asked.fields.get("consent") == "accept" else only(FileDeclined())


def withdraw_form(asked: Asked) -> Decision:
    plan = opened(asked)
    tender = plan.tender
    if tender.status is TenderStatus.WITHDRAWN:
        return only(show(plan, asked.desk))
    return only(WithdrawForm(tender.ref, tender.version, tender.title))


def withdraw(asked: Asked) -> Decision:
    """Needs a reason, and a card that is not out of date; else shows the form or the tender again."""
    plan = opened(asked)
    tender, reason = plan.tender, asked.fields.get("reason", "").strip()
    if tender.status is TenderStatus.WITHDRAWN or asked.fields.get("version") != str(tender.version):
        return only(show(plan, asked.desk))
    if not reason:
        return only(WithdrawForm(tender.ref, tender.version, tender.title, "Please say why, in a few words."))
    after = replace(tender, status=TenderStatus.WITHDRAWN, version=tender.version + 1, withdrawn_reason=reason)
    change = TenderWithdrawn(tender.ref, tender.version, reason)
    ended = withdrawn(asked, "The tender is withdrawn.")
    return Decision((change, *ended.changes), (show(plan_of(after, asked.desk), asked.desk),), ended.sends)


def history(asked: Asked) -> Decision:
    """Who changed what and when, oldest first, with a link to all as CSV."""
    plan = opened(asked)
    tender = plan.tender
    rows = tuple((moment(r.at), r.by, line(r, plan.framework)) for r in asked.facts.history)
    return only(History(tender.ref, rows, asked.desk.link("history.csv", tender.ref)))
