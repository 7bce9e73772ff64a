"""What a card does beyond showing words: what is sent, what is asked, what is opened."""

from __future__ import annotations

from typing import Any

import pytest

from cards import adaptive
from cards.message import Ask, Block, Button, Folded, Heading, Link, Text
from domain.question import Kind, Option, Question
from tests.cards.examples import Sample

THREE = tuple(Option(f"v{n}", f"Title {n}") for n in range(3))
SIX = tuple(Option(f"v{n}", f"Title {n}") for n in range(6))


def body(*blocks: Block) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = adaptive.card(Sample("Title", blocks))["body"]
    return found


def field(question: Question) -> dict[str, Any]:
    return body(Ask(question))[0]


def test_frame() -> None:
    card = adaptive.card(Sample("A *title*", ()))
    assert card == {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "lang": "en",
        "fallbackText": "A *title*",
        "msteams": {"width": "Full"},
        "body": [],
        "actions": [],
    }


def test_a_button_runs_in_place_or_else_is_sent() -> None:
    press = Button("Go", "go", {"tender": "T-1", "verb": "other"}, sends_answers=True, main=True)
    sent = {"title": "Go", "data": {"tender": "T-1", "verb": "go"}, "associatedInputs": "auto", "style": "positive"}
    assert adaptive.card(Sample("x", (), (press,)))["actions"] == [
        {"type": "Action.Execute", "verb": "go", **sent, "fallback": {"type": "Action.Submit", **sent}}
    ]


def test_a_button_alone_sends_no_answers() -> None:
    action = adaptive.card(Sample("x", (), (Button("Back", "back"),)))["actions"][0]
    assert (action["associatedInputs"], action["fallback"]["associatedInputs"]) == ("none", "none")
    assert "style" not in action


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.MONEY, Kind.NUMBER, Kind.DATE, Kind.DURATION])
def test_what_is_written_is_one_line_of_words(kind: Kind) -> None:
    found = field(Question("key", "Label", kind, hint="a hint", value="as I said"))
    assert found == {
        "type": "Input.Text",
        "id": "key",
        "label": "Label",
        "isMultiline": False,
        "placeholder": "a hint",
        "value": "as I said",
        "isRequired": True,
        "errorMessage": "Please answer: Label",
    }


def test_long_words_have_several_lines_and_need_no_answer_when_optional() -> None:
    found = field(Question("key", "Notes", Kind.LONG_TEXT, required=False))
    assert (found["isMultiline"], found["label"]) == (True, "Notes (optional)")
    assert "isRequired" not in found and "errorMessage" not in found


@pytest.mark.parametrize(
    ("kind", "options", "style", "several"),
    [
        (Kind.YES_NO, (), "expanded", False),
        (Kind.CHOICE, THREE, "expanded", False),
        (Kind.CHOICE, SIX, "compact", False),
        (Kind.CHOICES, THREE, "expanded", True),
        (Kind.CHOICES, SIX, "expanded", True),
    ],
)
def test_what_is_chosen(kind: Kind, options: tuple[Option, ...], style: str, several: bool) -> None:
    found = field(Question("key", "Label", kind, options, value="v1", hint="choose"))
    assert (found["type"], found["style"], found["isMultiSelect"]) == ("Input.ChoiceSet", style, several)
    assert (found["label"], found["value"]) == ("Label (choose)", "v1")
    expected = options or (Option("yes", "Yes"), Option("no", "No"))
    assert found["choices"] == [{"title": option.title, "value": option.value} for option in expected]


def test_an_error_stands_above_and_a_hint_below() -> None:
    found = body(Ask(Question("key", "Label", Kind.DATE), "I need a date."))
    assert [[run["text"] for run in part.get("inlines", [])] for part in found] == [
        ["To check: ", "I need a date."],
        [],
        ["for example 1 November 2027"],
    ]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("T-4K7QX: home care (3 years), £1.2m", "T-4K7QX: home care (3 years), £1.2m"),
        ("*a* _b_ [c](d) `e` <at>f</at> ~g~ h|i", r"\*a\* \_b\_ \[c\](d) \`e\` \<at\>f\</at\> \~g\~ h\|i"),
        ("# a\n- b", r"\# a - b"),
        ("- a", r"\- a"),
        ("1. a 2. b", r"1\. a 2. b"),
        ("https://a.example www.b.example", r"https:\//a.example www\.b.example"),
        ("a\\*b &lt;", r"a\\\*b \&lt;"),
    ],
)
def test_a_heading_is_escaped(text: str, escaped: str) -> None:
    assert body(Heading(text))[0]["text"] == escaped


def test_a_link_that_may_not_be_is_only_words() -> None:
    found = body(Link("Good", "https://council.example/"), Link("Bad", "javascript:x"))
    assert found[0]["actions"] == [
        {"type": "Action.OpenUrl", "title": "Good (on council.example)", "url": "https://council.example/"}
    ]
    assert found[1]["inlines"] == [{"type": "TextRun", "text": "Bad: javascript:x"}]


def test_folded_parts_open_each_on_its_own() -> None:
    found = body(Folded("One", (Text("1"), Folded("Inner", (Text("2"),)))), Folded("Two", (Text("3"),)))
    assert [part["actions"][0]["title"] for part in found[::2]] == ["Show or hide: One", "Show or hide: Two"]
    assert [part["actions"][0]["targetElements"] for part in found[::2]] == [["folded-1"], ["folded-3"]]
    assert [(part["id"], part["isVisible"]) for part in found[1::2]] == [("folded-1", False), ("folded-3", False)]


def test_lines_are_kept_apart() -> None:
    found = body(Text("one\r\n\r\ntwo", subtle=True))
    assert [part["inlines"] for part in found] == [
        [{"type": "TextRun", "text": "one", "isSubtle": True}],
        [{"type": "TextRun", "text": "two", "isSubtle": True}],
    ]
