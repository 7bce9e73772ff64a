"""Every verb there is: what does it, what it needs to know, and who may. Buttons and words both end here."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs import ask_guidance, begin, browse_framework, by_mail, escalate, gaps, my_tenders
from dialogs.care import add, case_study, decide_draft, published
from dialogs.intent import Verb
from dialogs.plan_tender import answer, special
from domain.conversation import Needs


def _tender(fields: Mapping[str, str]) -> Needs:
    return Needs(tender_ref=fields.get("tender", ""), people=True)


def _with_tickets(fields: Mapping[str, str]) -> Needs:
    return Needs(tender_ref=fields.get("tender", ""), people=True, tender_tickets=True)


def _ticket(fields: Mapping[str, str]) -> Needs:
    """The tender comes with its ticket: which one a client names decides nothing."""
    return Needs(ticket_ref=fields.get("ticket", ""), people=True)


def _history(fields: Mapping[str, str]) -> Needs:
    ref = fields.get("tender", "")
    return Needs(tender_ref=ref, history_of=f"tender {ref}")


def _colleague(fields: Mapping[str, str]) -> Needs:
    return Needs(tender_ref=fields.get("tender", ""), colleague=fields.get("colleague", "").strip().lower())


def _light(fields: Mapping[str, str]) -> Needs:
    return Needs(tender_ref=fields.get("tender", ""))


def _mine(_: Mapping[str, str]) -> Needs:
    return Needs(my_tenders=True)


def _open_tickets(_: Mapping[str, str]) -> Needs:
    return Needs(open_tickets=True)


def _my_tickets(_: Mapping[str, str]) -> Needs:
    return Needs(my_tickets=True)


def _asked(_: Mapping[str, str]) -> Needs:
    return Needs(asked=True)


def _drafts(_: Mapping[str, str]) -> Needs:
    return Needs(drafts=True)


def _article(fields: Mapping[str, str]) -> Needs:
    return Needs(article=fields.get("article", ""), people=True)


def _people(_: Mapping[str, str]) -> Needs:
    return Needs(people=True)


def _words(fields: Mapping[str, str]) -> Needs:
    return Needs(people=True, ticket_ref=fields.get("ticket", ""))


ANYBODY, STAFF, SPOC, READER = "anybody", "staff", "single point of contact", "reader"
"""Who may; a reader is staff or a supplier."""

BY_MAIL = "mail."
"""What verbs begin with that the mail door alone chooses: no client can."""

_ALL = (
    Verb("welcome", begin.welcome, may=ANYBODY, where_others_read=True),
    Verb("help", begin.help_, where_others_read=True),
    Verb("not_understood", begin.not_understood, where_others_read=True),
    Verb("too_long", begin.too_long, where_others_read=True),
    Verb("no_scoring", begin.no_scoring, where_others_read=True),
    Verb("feedback", begin.feedback, where_others_read=True),
    Verb("ask", ask_guidance.ask, may=READER, where_others_read=True),
    Verb("guidance.read", ask_guidance.read, may=READER, where_others_read=True),
    Verb("guidance.rate", ask_guidance.rate, may=READER, where_others_read=True),
    Verb("gaps", gaps.gaps, _asked, may=SPOC),
    Verb("guidance", published.overview, _drafts),
    Verb("guidance.articles", published.by_review_date, may=SPOC),
    Verb("guidance.add_form", add.add_form, may=SPOC),
    Verb("guidance.paste", add.add, may=SPOC),
    Verb("guidance.add", add.add, may=SPOC),
    Verb("files_not_taken", add.not_taken),
    Verb("guidance.drafts", decide_draft.drafts, _drafts, may=SPOC),
    Verb("guidance.draft", decide_draft.show, _article, may=SPOC),
    Verb("guidance.edit", decide_draft.edit, _article, may=SPOC),
    Verb("guidance.revise", decide_draft.revise, _article, may=SPOC),
    Verb("guidance.describe", decide_draft.describe, _article, may=SPOC),
    Verb("guidance.publish", decide_draft.publish, _article, may=SPOC),
    Verb("guidance.reject_form", decide_draft.reject_form, _article, may=SPOC),
    Verb("guidance.reject", decide_draft.reject, _article, may=SPOC),
    Verb("guidance.retire_form", published.retire_form, may=SPOC),
    Verb("guidance.retire", published.retire, may=SPOC),
    Verb("case_study", case_study.form),
    Verb("case_study.record", case_study.record, _people),
    Verb("framework", browse_framework.priorities, where_others_read=True),
    Verb("framework.priority", browse_framework.priority, where_others_read=True),
    Verb("framework.outcome", browse_framework.outcome, where_others_read=True),
    Verb("framework.search", browse_framework.search, where_others_read=True),
    Verb("ask_person", escalate.ask_person, _people),
    Verb("ticket.ask", escalate.ask, _people),
    Verb("tickets", escalate.open_tickets, _open_tickets, may=SPOC),
    Verb("my_tickets", escalate.my_tickets, _my_tickets, may=READER),
    Verb("ticket.show", escalate.show_ticket, _ticket, may=READER),
    Verb("ticket.decide", escalate.decide_ticket, _ticket, may=SPOC),
    Verb("mail.wrote", by_mail.wrote, _words, may=READER),
    Verb(by_mail.WRONG_PERSON, by_mail.wrong_person, _words, may=READER),
    Verb("mail.held", by_mail.held, may=READER),
    Verb("mail.not_inside", by_mail.not_inside, may=ANYBODY),
    Verb("mail.no_words", by_mail.no_words),
    Verb("mail.stranger", by_mail.stranger, may=ANYBODY),
    Verb("my_tenders", my_tenders.my_tenders, _mine),
    Verb("tender.copy", my_tenders.copy, _light),
    Verb("tender.share_form", my_tenders.share_form, _light),
    Verb("tender.share", my_tenders.share, _colleague),
    Verb("tender.file", my_tenders.file, _light),
    Verb("tender.file_answered", my_tenders.file_answered, _light),
    Verb("tender.post", my_tenders.post, _light, where_others_read=True),
    Verb("tender.withdraw_form", my_tenders.withdraw_form, _light),
    Verb("tender.withdraw", my_tenders.withdraw, _with_tickets),
    Verb("tender.history", my_tenders.history, _history),
    Verb("plan.start", answer.start),
    Verb("plan.answer", answer.answer, _light),
    Verb("plan.say", answer.say, _light),
    Verb("plan.show", answer.shown, _light),
    Verb("plan.leave", answer.leave, _light),
    Verb("plan.edit", answer.edit, _light),
    Verb("plan.change", answer.change, _light),
    Verb("plan.back", answer.back, _light),
    Verb("plan.same", answer.same, _light),
    Verb("plan.all_outcomes", answer.all_outcomes, _light),
    Verb("plan.say_of_this", answer.say_of_this, _light),
    Verb("plan.another", special.another, _light),
    Verb("plan.confirm_restart", special.confirm_restart, _light),
    Verb("plan.restart", answer.restart, _with_tickets),
    Verb("plan.waiver", special.waiver, _tender),
    Verb("plan.ask_waiver", special.ask_waiver, _tender),
    Verb("plan.bespoke", special.bespoke, _tender),
    Verb("plan.ask_bespoke", special.ask_bespoke, _tender),
    Verb("plan.go_on", special.go_on, _with_tickets),
    Verb("plan.unwaive", special.unwaive, _light),
    Verb("plan.wording", special.wording, _light),
    Verb("plan.keep_wording", special.keep_wording, _light),
    Verb("plan.finalise", special.finalise, _light),
    Verb("plan.reopen", special.reopen, _light),
)

VERBS: Mapping[str, Verb] = {verb.name: verb for verb in _ALL}
