"""What a mail of ours asked and offered, kept with it, so that an answer to it means what it says there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cards.message import Message
from dialogs.reply import answerable
from domain.conversation import Answered, Offer
from domain.question import Kind, Question


def kept(message: Message) -> dict[str, Any]:
    """As plain JSON for the payload of the mail."""
    found = answerable(message)
    questions = [
        {"key": q.key, "label": q.label, "kind": q.kind.value, "hint": q.hint, "value": q.value}
        for q in found.questions
    ]
    return {"questions": questions, "offers": [vars(offer) for offer in found.offers]}


def answered(payload: Mapping[str, Any], whole: str) -> Answered | None:
    """What a reply answers; None for a mail that is not kept any more. `whole` is the reply with all that it quotes."""
    if "offers" not in payload:
        return None
    questions = tuple(
        Question(q["key"], q["label"], Kind(q["kind"]), hint=q["hint"], value=q["value"]) for q in payload["questions"]
    )
    offers = tuple(Offer(**offer) for offer in payload["offers"])
    return Answered(questions, offers, str(payload.get("text", "")), whole)
