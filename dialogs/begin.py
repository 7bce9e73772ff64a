"""Welcome, help, and what is said when nothing else fits."""

from __future__ import annotations

from cards.sorry import NoBusinessHere
from cards.welcome import Help, NoScoring, NotUnderstood, Thanks, TooLong, Welcome
from dialogs.intent import Asked, Decision
from dialogs.plain import LONGEST
from domain.changes import FeedbackGiven, Refused, Welcomed
from domain.conversation import Scope
from domain.people import Role

REACTIONS = ("like", "dislike")


def welcome(asked: Asked) -> Decision:
    """Once a conversation: a second installation event is answered with nothing."""
    facts = asked.facts
    if facts.conversation.welcomed:
        return Decision()
    others = facts.conversation.scope is not Scope.PERSONAL
    first_name = facts.person.name.split(" ")[0] if facts.person.name else ""
    if not facts.person.staff:
        return Decision((Welcomed(),), (NoBusinessHere(asked.desk.support),))
    message = Welcome(first_name, others, facts.person.name if others else "")
    return Decision((Welcomed(),), (message,))


def help_(asked: Asked) -> Decision:
    return Decision(replies=(Help(commands_for(asked.person.roles)),))


COMMANDS: tuple[tuple[str, str, str, Role | None], ...] = (
    ("plan a tender", "plan.start", "choose outcomes and get the tender pack", None),
    ("my tenders", "my_tenders", "list, open, copy and share your tenders", None),
    ("framework", "framework", "read the priorities, outcomes and measures", None),
    ("search", "framework.search", "find outcomes by words, such as “search carbon”", None),
    ("guidance", "guidance", "what I answer from, and how it is looked after", None),
    ("record a case study", "case_study", "tell of a contract that others can learn from", None),
    ("ask a person", "ask_person", "put a question to the single point of contact", None),
    ("tickets", "tickets", "what waits for your decision", Role.SPOC),
    ("gaps", "gaps", "what people asked that the guidance did not answer", Role.SPOC),
    ("help", "help", "this list", None),
)
"""What can be written, which verb it is, what it does, and the role it is for (None: everybody).

The help card and the app's manifest are made from this table.
"""


def commands_for(roles: frozenset[Role]) -> tuple[tuple[str, str], ...]:
    return tuple((words, does) for words, _, does, role in COMMANDS if role is None or role in roles)


def no_scoring(asked: Asked) -> Decision:
    """Bids are scored by people. That somebody asked is on the record; the words are not kept there."""
    reason = "asked to score, rank or compare bids"
    return Decision((Refused("score bids", asked.facts.conversation.tender_ref, reason),), (NoScoring(),))


def not_understood(asked: Asked) -> Decision:
    return Decision(replies=(NotUnderstood(asked.intent.text.strip()[:500]),))


def too_long(asked: Asked) -> Decision:
    return Decision(replies=(TooLong(LONGEST),))


def feedback(asked: Asked) -> Decision:
    fields = asked.fields
    reaction = fields.get("reaction", "")
    if reaction not in REACTIONS:
        return not_understood(asked)
    given = FeedbackGiven(fields.get("about", ""), reaction, fields.get("feedback", "")[:2000])
    return Decision((given,), (Thanks(),))
