"""The bodies that Teams expects as answers to its invokes.

https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model#response-format
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.teams.send import CARD

TEXT = "application/vnd.microsoft.activity.message"
PREVIEW = "application/vnd.microsoft.card.thumbnail"

SEARCH = "composeExtension/query"

Found = tuple[str, str, Mapping[str, Any]]
"""Title, subtitle and card of one search result."""


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: a status and JSON, or no body."""

    status: int = 200
    body: Mapping[str, Any] | None = None


NOT_IMPLEMENTED = Answer(501)
"""How a bot tells Teams that it does not know an invoke: without a body."""


def card_answer(replies: Sequence[Mapping[str, Any]]) -> Answer:
    """The first card among the payloads, which takes the place of the card that was pressed; else the first text,
    which Teams shows for a moment."""
    for payload in replies:
        if "card" in payload:
            return Answer(200, {"statusCode": 200, "type": CARD, "value": payload["card"]})
    text = next((payload["text"] for payload in replies if payload.get("text")), "Done.")
    return Answer(200, {"statusCode": 200, "type": TEXT, "value": text})


def searched_text(value: Mapping[str, Any]) -> str:
    """What somebody typed into the search box; empty when it was just opened."""
    parameters = value.get("parameters")
    for parameter in parameters if isinstance(parameters, list) else []:
        if not isinstance(parameter, dict) or parameter.get("name") == "initialRun":
            continue
        if isinstance(parameter.get("value"), str):
            return str(parameter["value"]).strip()
    return ""


def is_for_more(value: Mapping[str, Any]) -> bool:
    """Whether Teams asks for what follows the results that it has."""
    options = value.get("queryOptions")
    skip = options.get("skip") if isinstance(options, dict) else 0
    return isinstance(skip, int) and skip > 0


def search_answer(found: Iterable[Found]) -> Answer:
    attachments = [
        {
            "contentType": CARD,
            "content": card,
            "preview": {"contentType": PREVIEW, "content": {"title": title, "text": subtitle}},
        }
        for title, subtitle, card in found
    ]
    result = {"type": "result", "attachmentLayout": "list", "attachments": attachments}
    return Answer(200, {"composeExtension": result})
