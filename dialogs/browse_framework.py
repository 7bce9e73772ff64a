"""Reading the Framework: two steps to any outcome, or a search by words."""

from __future__ import annotations

from cards.framework import OutcomeDetail, OutcomeList, Priorities, priority_outcomes
from dialogs.intent import Asked, Decision
from domain.framework import Priority
from knowledge.search import outcomes

FOUND_AT_MOST = 8


def priorities(asked: Asked) -> Decision:
    return Decision(replies=(Priorities(asked.desk.shelf.now),))


def priority(asked: Asked) -> Decision:
    framework = asked.desk.shelf.now
    wanted = asked.fields.get("priority", "").strip()
    found = framework.priority(wanted.upper()) or _by_number(asked, wanted)
    return Decision(replies=(priority_outcomes(found, framework) if found else Priorities(framework),))


def _by_number(asked: Asked, words: str) -> Priority | None:
    """The priority whose place in the list, or whose title, was written."""
    listed = asked.desk.shelf.now.priorities
    by_place = next((p for place, p in enumerate(listed, start=1) if str(place) == words), None)
    return by_place or next((p for p in listed if words and words.lower() in p.title.lower()), None)


def outcome(asked: Asked) -> Decision:
    framework = asked.desk.shelf.now
    found = framework.outcome(asked.fields.get("outcome", "").strip().upper())
    return Decision(replies=(OutcomeDetail(found, framework) if found else Priorities(framework),))


def search(asked: Asked) -> Decision:
    framework, words = asked.desk.shelf.now, (asked.fields.get("words") or asked.intent.text).strip()
    found = outcomes(framework, words, FOUND_AT_MOST)
    if len(found) == 1 and found[0].id.lower() == words.lower():
        return Decision(replies=(OutcomeDetail(found[0], framework),))
    return Decision(replies=(OutcomeList(f"Outcomes about “{words[:60]}”", "", found, framework),))
