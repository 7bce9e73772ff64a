"""From what is wanted to all that follows from it: changes, replies, and messages to others."""

from __future__ import annotations

from dataclasses import replace

from cards.care.draft import FilesNotTaken
from cards.message import Ask, Message
from cards.sorry import NoBusinessHere, NotForYou, OnlyInPersonalChat
from cards.taken import Taken
from dialogs.intent import Asked, Decision, Desk, Intent, Verb
from dialogs.verbs import ANYBODY, READER, SPOC, VERBS
from domain.changes import ConversationMoved, Refused
from domain.conversation import Facts, Offer, Scope
from domain.errors import NotAllowed
from domain.people import Person, Role

NAMES_FILES = ("files_not_taken", "mail.no_words")
"""Verbs whose reply names the files that are not looked at."""

LONGEST_TOPIC = 300
"""Characters of an earlier question that are kept to go on from."""


def decide(intent: Intent, facts: Facts, desk: Desk) -> Decision:
    """What follows from this turn. Who may is asked again here, whatever a card said."""
    verb = VERBS[intent.verb]
    if (reason := why_not(facts.person, verb)) is not None:
        return _refused(intent, facts, desk, reason)
    if facts.conversation.scope is not Scope.PERSONAL and not verb.where_others_read:
        return Decision(replies=(OnlyInPersonalChat(),))
    try:
        decision = verb.handle(Asked(intent, facts, desk))
    except NotAllowed as refusal:
        return _refused(intent, facts, desk, str(refusal))
    replies = said_again(decision, intent)
    if intent.left and verb.name not in NAMES_FILES:
        replies = (FilesNotTaken(intent.left, by_contact=Role.SPOC in facts.person.roles), *replies)
    return replace(decision, replies=replies, changes=(*decision.changes, moved(decision.replies, facts, intent.verb)))


def said_again(decision: Decision, intent: Intent) -> tuple[Message, ...]:
    """The replies, the last of which says first what a mail's lines were read as, and what was left out of it."""
    if not decision.replies or not (intent.given or intent.remarks):
        return decision.replies
    *others, last = decision.replies
    kept = decision.accepted or (_as_written(intent, last) if decision.changes else {})
    rows = tuple((f"{given.code} {given.label}", kept[given.key]) for given in intent.given if kept.get(given.key))
    return (*others, Taken(last, rows, intent.remarks)) if rows or intent.remarks else decision.replies


def _as_written(intent: Intent, reply: Message) -> dict[str, str]:
    """Words that a form took as they are: it does not ask for them again."""
    asked = {block.question.key for block in reply.blocks() if isinstance(block, Ask)}
    return {given.key: given.words for given in intent.given if given.key not in asked}


def why_not(person: Person, verb: Verb) -> str | None:
    """Why this person may not use this verb; None when they may."""
    if verb.may == ANYBODY or (verb.may != SPOC and person.staff):
        return None
    if verb.may == READER and Role.SUPPLIER in person.roles:
        return None
    if person.staff and Role.SPOC not in person.roles:
        return "Only the single point of contact can do that."
    return None if person.staff else "This assistant is for council staff."


def _refused(intent: Intent, facts: Facts, desk: Desk, reason: str) -> Decision:
    about = intent.needs.tender_ref or intent.needs.ticket_ref
    change = Refused(intent.verb, about, reason)
    if not facts.person.staff:
        return Decision((change,), (NoBusinessHere(desk.support),))
    return Decision((change,), (NotForYou(reason, "If you need it, ask its owner or the single point of contact."),))


def moved(replies: tuple[Message, ...], facts: Facts, verb: str = "") -> ConversationMoved:
    """Where the conversation stands after these replies; as it was when nothing was said."""
    before = facts.conversation
    if not replies:
        return ConversationMoved(before.tender_ref, before.asking, before.offers, before.topic)
    last = replies[-1]
    asking = tuple(b.question.key for b in last.blocks() if isinstance(b, Ask))
    offers = tuple(Offer(b.title, b.verb, b.fields, b.sends_answers) for b in (*last.buttons(), *last.rating()))
    topic = last.topic or (before.topic if verb.startswith("guidance.") else "")
    return ConversationMoved(last.about or before.tender_ref, asking, offers, topic[:LONGEST_TOPIC])
