"""A message as an Adaptive Card 1.5 for Teams. https://adaptivecards.io/explorer/

Teams renders Markdown in TextBlock and nowhere else, so words go into RichTextBlock; only a heading, which
must be a TextBlock to be read out as one, is escaped instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, assert_never

import orjson

from cards import links, words
from cards.fit import Blocks, cut, shorter
from cards.message import (
    Ask,
    Block,
    Bullets,
    Button,
    FactList,
    Folded,
    Heading,
    Link,
    Message,
    Note,
    Quote,
    Table,
    Text,
)
from domain.question import Kind, Question

Element = dict[str, Any]

MOST_BYTES = 25_000
"""UTF-8 bytes of a card. Teams' pages name limits from 28 KB to 100 KB of UTF-16; this is safe under all."""

MOST_CARRIED = 1_000
"""Bytes that a button may carry on a card that would be too long otherwise."""

MOST_BUTTONS = 6
"""Teams shows no more."""

_MARKDOWN = re.compile(r"([\\`*_\[\]<>&~|#]|(?<=:)//|^[-+]|(?<=www)\.)")
_NUMBERED = re.compile(r"^(\d+)([.)])")
_BUTTON_LEFT_OUT = Text(
    "A button is left out, since it would carry too much. Write what you want instead.", subtle=True
)
_SIZES = {1: "Large", 2: "Medium", 3: "Default"}
_SIDE_BY_SIDE = 5
"""The most options that are listed; more go into a drop-down list."""


def card(message: Message) -> Element:
    """The card of a message: at most `MOST_BYTES` long as UTF-8, in which case parts are left out and named.

    Raises ValueError for more than `MOST_BUTTONS` buttons, and when the questions alone are too long.
    """
    return _fitted(message.subject, message.blocks(), message.buttons())


def card_below(message: Message) -> Element:
    """The same for what stands under the words that are spoken, where a door shows those as a message."""
    return _fitted(message.subject, message.below(), message.buttons())


def _fitted(subject: str, parts: Blocks, buttons: Sequence[Button]) -> Element:
    if len(buttons) > MOST_BUTTONS:
        raise ValueError(f"a message has at most {MOST_BUTTONS} buttons, this one has {len(buttons)}")
    for blocks, longest in shorter(parts):
        found = _card(subject, blocks, buttons, longest)
        if size(found) <= MOST_BYTES:
            return found
    light = [button for button in buttons if size(words.carried(button)) <= MOST_CARRIED]
    found = _card(subject, (*blocks, _BUTTON_LEFT_OUT), light, longest)
    if size(found) <= MOST_BYTES:
        return found
    raise ValueError(f"this card cannot be made to fit into {MOST_BYTES} bytes")


def size(found: Element) -> int:
    """Length of a card in bytes, as it is sent."""
    return len(orjson.dumps(found))


def _card(subject: str, blocks: Sequence[Block], buttons: Sequence[Button], longest: int) -> Element:
    numbers = count(1)
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "lang": "en",
        "fallbackText": cut(words.one_line(subject), longest),
        "msteams": {"width": "Full"},
        "body": [element for block in blocks for element in _elements(block, numbers)],
        "actions": [_action(button, longest) for button in buttons],
    }


def _elements(block: Block, numbers: Iterator[int]) -> list[Element]:
    match block:
        case Heading():
            return [_heading(block)]
        case Text():
            return _paragraphs(block.text, isSubtle=block.subtle)
        case Quote():
            by = [_rich([_run(f"— {words.one_line(block.by)}", isSubtle=True)], spacing="None")] if block.by else []
            return [_container([*_paragraphs(block.text, italic=True), *by], style="emphasis")]
        case FactList():
            return [
                _rich([_run(f"{words.one_line(k)}: ", weight="Bolder"), _run(words.one_line(v))], spacing="Small")
                for k, v in block.rows
            ]
        case Bullets():
            return [_rich([_run(f"• {words.one_line(item)}")], spacing="Small") for item in block.items]
        case Note():
            return _paragraphs(block.text, f"{words.TONES[block.tone]}: ")
        case Table():
            return _table(block)
        case Folded():
            return _folded(block, numbers)
        case Link():
            return _link(block)
        case Ask():
            return _ask(block)
        case _:
            assert_never(block)


def _run(text: str, **look: Any) -> Element:
    return {"type": "TextRun", "text": text, **{key: value for key, value in look.items() if value}}


def _rich(runs: list[Element], **layout: Any) -> Element:
    return {"type": "RichTextBlock", "inlines": runs, **layout}


def _paragraphs(text: str, first: str = "", **look: Any) -> list[Element]:
    """One block for each line; `first` stands in bold before the first. Not in a colour: those that Teams has for
    warnings and successes are too pale on white to be read.
    """
    lines = [line for line in words.shown(text).split("\n") if line.strip()] or [""]
    start = [_run(first, weight="Bolder")] if first else []
    return [_rich([*(start if i == 0 else []), _run(line, **look)]) for i, line in enumerate(lines)]


def _container(items: list[Element], **layout: Any) -> Element:
    return {"type": "Container", "items": items, **layout}


def _heading(block: Heading) -> Element:
    return {
        "type": "TextBlock",
        "style": "heading",
        "text": _NUMBERED.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\1", words.one_line(block.text))),
        "size": _SIZES[block.level],
        "weight": "Bolder",
        "wrap": True,
    }


def _table(block: Table) -> list[Element]:
    def row(cells: Sequence[str], **look: Any) -> Element:
        items = [[_rich([_run(words.one_line(cell), **look)])] for cell in cells]
        return {"type": "TableRow", "cells": [{"type": "TableCell", "items": item} for item in items]}

    table = {
        "type": "Table",
        "firstRowAsHeader": True,
        "showGridLines": True,
        "columns": [{"width": 1} for _ in block.headers],
        "rows": [row(block.headers, weight="Bolder"), *(row(cells) for cells in block.rows)],
    }
    return [_rich([_run(words.one_line(block.caption), weight="Bolder")]), table]


def _folded(block: Folded, numbers: Iterator[int]) -> list[Element]:
    name = f"folded-{next(numbers)}"
    toggle = {
        "type": "Action.ToggleVisibility",
        "title": f"Show or hide: {words.one_line(block.title)}",
        "targetElements": [name],
    }
    items = [element for inner in block.blocks for element in _elements(inner, numbers)]
    return [{"type": "ActionSet", "actions": [toggle]}, _container(items, id=name, isVisible=False)]


def _link(block: Link) -> list[Element]:
    if not links.allowed(block.url):
        return _paragraphs(links.in_words(block))
    return [
        {
            "type": "ActionSet",
            "actions": [{"type": "Action.OpenUrl", "title": links.name(block), "url": block.url}],
        }
    ]


def _ask(block: Ask) -> list[Element]:
    error = _paragraphs(block.error, words.PLEASE_CHECK) if block.error else []
    field, hint = _input(block.question), words.hint(block.question)
    below = [_rich([_run(hint, isSubtle=True)], spacing="Small")] if hint and field["type"] == "Input.Text" else []
    return [*error, field, *below]


def _input(question: Question) -> Element:
    label = words.label(question)
    found = _choices(question) if question.kind in words.CHOSEN else _words(question)
    if question.required:
        found |= {"isRequired": True, "errorMessage": f"Please answer: {label}"}
    return found


def _words(question: Question) -> Element:
    """Dates and amounts are words too: people may write "November 2027" or "£1.2m", and are asked back."""
    return {
        "type": "Input.Text",
        "id": question.key,
        "label": words.label(question),
        "isMultiline": question.kind is Kind.LONG_TEXT,
        "placeholder": words.hint(question),
        "value": words.answer(question),
    }


def _choices(question: Question) -> Element:
    options = words.options(question)
    # Clients differ in drop-down lists that take several answers.
    listed = len(options) <= _SIDE_BY_SIDE or question.kind is Kind.CHOICES
    return {
        "type": "Input.ChoiceSet",
        "id": question.key,
        "label": words.label_with_hint(question),
        "choices": [{"title": words.one_line(option.title), "value": option.value} for option in options],
        "isMultiSelect": question.kind is Kind.CHOICES,
        "style": "expanded" if listed else "compact",
        "wrap": True,
        "value": words.shown(question.value),
    }


def _action(button: Button, longest: int) -> Element:
    sent: Element = {
        "title": cut(words.one_line(button.title), longest),
        "data": words.carried(button),
        "associatedInputs": "auto" if button.sends_answers else "none",
    }
    if button.main:
        sent["style"] = "positive"
    return {"type": "Action.Execute", "verb": button.verb, **sent, "fallback": {"type": "Action.Submit", **sent}}
