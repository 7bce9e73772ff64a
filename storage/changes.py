"""Writes each change, and says what the audit trail keeps of it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import Connection

from domain.changes import (
    ArticleDrafted,
    ArticlePublished,
    ArticleRejected,
    ArticleRetired,
    ArticleRevised,
    Change,
    ConversationMoved,
    FeedbackGiven,
    QuestionAsked,
    QuestionRated,
    Refused,
    TenderAnswered,
    TenderFinalised,
    TenderOpened,
    TenderReopened,
    TenderShared,
    TenderWithdrawn,
    TicketAdded,
    TicketDecided,
    TicketRaised,
    Welcomed,
)
from domain.conversation import Conversation
from domain.people import Person
from storage import conversations, guidance, standing, tenders, tickets
from storage.audit import Entry

_REFERENCE = re.compile(r"([TS])-\w{1,20}", re.ASCII)
_SUBJECTS = {"T": "tender", "S": "ticket"}


def write(
    connection: Connection,
    organisation: str,
    change: Change,
    *,
    by: Person,
    conversation: Conversation | None,
    at: datetime,
) -> Entry | None:
    """Writes one change and gives its line for the audit trail; None for what the trail does not keep.

    Raises `Stale` when the record has a newer version, and ValueError for a change of a conversation without one.
    """
    match change:
        case TenderOpened(tender, copied_from):
            tenders.open_new(connection, organisation, tender)
            data: dict[str, Any] = {"answers": dict(tender.answers), "framework_version": tender.framework_version}
            return _entry(change, f"tender {tender.ref}", data | {"copied_from": copied_from})
        case TenderAnswered(ref, version, answers, changed):
            tenders.answer(connection, organisation, change, at)
            kept = {key: answers.get(key) for key in changed}
            return _entry(change, f"tender {ref}", {"version": version, "answers": kept})
        case TenderFinalised(ref, version, commitments):
            tenders.finalise(connection, organisation, change, at)
            measures = [f"{c.lot}:{c.outcome_id}:{c.measure_id}" for c in commitments]
            return _entry(change, f"tender {ref}", {"version": version, "commitments": measures})
        case TenderReopened(ref, version):
            tenders.reopen(connection, organisation, change, at)
            return _entry(change, f"tender {ref}", {"version": version})
        case TenderWithdrawn(ref, version, reason):
            tenders.withdraw(connection, organisation, change, at)
            return _entry(change, f"tender {ref}", {"version": version, "reason": reason})
        case TenderShared(ref, version, person_id, name):
            tenders.share(connection, organisation, change, at)
            return _entry(change, f"tender {ref}", {"version": version, "person": person_id, "with": name})
        case TicketRaised(ticket):
            tickets.raise_new(connection, organisation, ticket)
            data = {"kind": ticket.kind.value, "tender": ticket.tender_ref, "text": ticket.text}
            return _entry(change, f"ticket {ticket.ref}", data)
        case TicketAdded(ref, text, files):
            tickets.add(connection, organisation, change)
            return _entry(change, f"ticket {ref}", {"text": text, "files": files})
        case TicketDecided(ref, version, state, answer):
            tickets.decide(connection, organisation, change, by, at)
            data = {"version": version, "state": state.value, "answer": answer}
            return _entry(change, f"ticket {ref}", data | ({"own": True} if change.own else {}))
        case Refused(verb, about, reason):
            return _entry(change, _subject(about, by), {"verb": verb, "about": about[:200], "reason": reason})
        case FeedbackGiven(about, reaction):
            tickets.give_feedback(connection, organisation, change, by, at)
            _rate_answer(connection, organisation, change, by, conversation)
            return _entry(change, f"person {by.id}", {"about": about, "reaction": reaction})
        case QuestionAsked(asked):
            guidance.keep_question(connection, organisation, asked)
            return None
        case QuestionRated():
            guidance.rate(connection, organisation, change, by)
            return None
        case ArticleDrafted(draft):
            stored = guidance.add_draft(connection, organisation, draft)
            return _entry(change, f"article {draft.slug}", {"version": stored, "origin": draft.origin})
        case ArticleRevised(slug, version):
            guidance.revise(connection, organisation, change)
            return _entry(change, f"article {slug}", {"version": version})
        case ArticlePublished(slug, version):
            guidance.publish(connection, organisation, slug, version, by, at)
            return _entry(change, f"article {slug}", {"version": version})
        case ArticleRejected(slug, version, reason):
            guidance.reject(connection, organisation, change, by, at)
            return _entry(change, f"article {slug}", {"version": version, "reason": reason})
        case ArticleRetired(slug, version, reason):
            guidance.retire(connection, organisation, change, by, at)
            return _entry(change, f"article {slug}", {"version": version, "reason": reason})
        case ConversationMoved():
            conversations.move(connection, _needed(conversation), change)
            return None
        case Welcomed():
            conversations.welcome(connection, _needed(conversation))
            return None
        case _:
            assert_never(change)


def _rate_answer(
    connection: Connection, organisation: str, change: FeedbackGiven, by: Person, conversation: Conversation | None
) -> None:
    """A thumb on a message that answers a question counts for that question."""
    about = standing.record(connection, organisation, conversation.id, change.about) if conversation else ""
    kind, _, ref = about.partition(" ")
    if kind == "question":
        guidance.rate(connection, organisation, QuestionRated(ref, change.reaction, change.text), by)


def _entry(change: Change, subject: str, data: dict[str, Any]) -> Entry:
    """The verb of a line is the name of the change; `cards` has the words for it."""
    return Entry(subject, type(change).__name__, data)


def _subject(about: str, by: Person) -> str:
    """What was refused is written to the record it was about, or else to the person who tried."""
    found = _REFERENCE.fullmatch(about)
    return f"{_SUBJECTS[found[1]]} {about}" if found else f"person {by.id}"


def _needed(conversation: Conversation | None) -> Conversation:
    if conversation is None:
        raise ValueError("a change of a conversation needs the conversation")
    return conversation
