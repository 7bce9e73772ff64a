"""What holds for every card: the schema with what Teams adds, safety, accessibility."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft6Validator

from cards.adaptive import MOST_BUTTONS, MOST_BYTES

_ESCAPED = re.compile(r"\\[^a-zA-Z0-9\s]")
_MARKDOWN = re.compile(r"[*_`\[\]<>&~|]|://|www\.|^\s*(#|[-+]|\d+[.)])")
_ALLOWED_URL = re.compile(r"https://|http://(127\.0\.0\.1|localhost)[:/]|mailto:[^?]+$")


@cache
def validator() -> Draft6Validator:
    text = files("adaptive_cards").joinpath("schemas/schema-1.5.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    teams = {"type": "object", "additionalProperties": False, "properties": {"width": {"enum": ["Full"]}}}
    schema["definitions"]["AdaptiveCard"]["properties"]["msteams"] = teams
    return Draft6Validator(schema)


def is_valid(card: dict[str, Any]) -> None:
    """Against schema 1.5, and within the size."""
    faults = [
        f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:200]}" for fault in validator().iter_errors(card)
    ]
    assert faults == []
    assert card["version"] == "1.5"
    assert len(json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode()) <= MOST_BYTES


def is_safe(card: dict[str, Any]) -> None:
    """No words are where Markdown is read, unless escaped; no link leads where none may."""
    for part in parts(card):
        if part["type"] == "TextBlock":
            assert _MARKDOWN.search(_ESCAPED.sub("", part["text"])) is None, part["text"]
        if part["type"] == "Action.OpenUrl":
            assert _ALLOWED_URL.match(part["url"]) and "evil" not in part["url"]
        assert part["type"] not in ("FactSet", "Image", "Media", "Action.ShowCard")
    assert "entities" not in card["msteams"]


def is_accessible(card: dict[str, Any], unique_titles: bool = True) -> None:
    """Labels, headings, wrapping, ids, buttons."""
    found = list(parts(card))
    assert card["lang"] == "en" and card["fallbackText"].strip()
    assert len(card["actions"]) <= MOST_BUTTONS
    for part in found:
        if part["type"].startswith("Input."):
            assert part["label"].strip()
            assert not part.get("isRequired") or part["errorMessage"].strip()
        if part["type"] == "TextBlock":
            assert part["wrap"] is True and part["style"] == "heading"
        if part["type"] == "Input.ChoiceSet":
            assert part["wrap"] is True and part["choices"]
        if part["type"] == "Table":
            assert part["firstRowAsHeader"] is True
            assert {len(row["cells"]) for row in part["rows"]} == {len(part["columns"])}
        if part["type"] == "TextRun":
            assert part["text"] or not part.get("selectAction")
    ids = [part["id"] for part in found if "id" in part]
    assert len(ids) == len(set(ids))
    targets = [target for part in found for target in part.get("targetElements", [])]
    assert set(targets) <= set(ids)
    titles = [part["title"] for part in found if part["type"].startswith("Action.")]
    shown = [title for title in titles if title.strip()]
    assert shown == titles
    # Each button's fallback has the same title.
    bodies = [part["title"] for part in found if part["type"].startswith("Action.") and part["type"] != "Action.Submit"]
    assert not unique_titles or len(bodies) == len(set(bodies))


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every typed object in a card."""
    if isinstance(value, dict):
        if "type" in value:
            yield value
        for part in value.values():
            yield from parts(part)
    if isinstance(value, list):
        for part in value:
            yield from parts(part)
