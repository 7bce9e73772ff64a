"""How things are written for people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cards import words
from cards.message import Button
from domain.question import Kind, Option, Question

OPTIONS = (Option("a", "Apples"), Option("b", "Beans"), Option("c", "Carrots"))


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("1250", "£1,250"),
        ("490569.50", "£490,569.50"),
        ("490569.00", "£490,569"),
        ("0", "£0"),
        ("0.05", "£0.05"),
        ("-1250.5", "-£1,250.50"),
        ("12345678901", "£12,345,678,901"),
    ],
)
def test_money(amount: str, text: str) -> None:
    assert words.money(Decimal(amount)) == text


@pytest.mark.parametrize(("value", "text"), [("12.50", "12.5"), ("1250", "1,250"), ("100", "100"), ("0.00", "0")])
def test_number(value: str, text: str) -> None:
    assert words.number(Decimal(value)) == text


def test_day() -> None:
    assert words.day(date(2026, 11, 2)) == "2 November 2026"


def test_moment_is_told_by_the_clocks_of_the_united_kingdom() -> None:
    assert words.moment(datetime(2026, 11, 22, 14, 5, tzinfo=UTC)) == "22 November 2026 at 14:05"
    assert words.moment(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2026 at 00:30"


def test_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        words.moment(datetime(2026, 11, 22, 14, 5))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("length", "extension", "text"),
    [
        (36, 0, "3 years"),
        (12, 0, "1 year"),
        (18, 0, "18 months"),
        (1, 0, "1 month"),
        (0, 0, "0 months"),
        (36, 24, "3 years, and up to 2 years' extension"),
        (36, 12, "3 years, and up to 1 year's extension"),
        (6, 1, "6 months, and up to 1 month's extension"),
    ],
)
def test_duration(length: int, extension: int, text: str) -> None:
    assert words.duration(length, extension) == text


@pytest.mark.parametrize(
    ("items", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_listed(items: list[str], text: str) -> None:
    assert words.listed(items) == text


def test_listed_with_another_last_word() -> None:
    assert words.listed(["a", "b"], "or") == "a or b"


def test_counted() -> None:
    found = [words.counted(1, "measure"), words.counted(1200, "measure"), words.counted(2, "person", "people")]
    assert found == ["1 measure", "1,200 measures", "2 people"]


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (Kind.TEXT, "as it is", "as it is"),
        (Kind.MONEY, "490569.00", "£490,569"),
        (Kind.MONEY, "about £2m", "about £2m"),
        (Kind.MONEY, "1e999999", "1e999999"),
        (Kind.MONEY, "NaN", "NaN"),
        (Kind.NUMBER, "12.50", "12.5"),
        (Kind.DATE, "2027-11-01", "1 November 2027"),
        (Kind.DATE, "next autumn", "next autumn"),
        (Kind.DURATION, "36+24", "3 years, and up to 2 years' extension"),
        (Kind.DURATION, "36+0", "3 years"),
        (Kind.DURATION, "a while", "a while"),
        (Kind.YES_NO, "yes", "Yes"),
        (Kind.CHOICE, "b", "Beans"),
        (Kind.CHOICE, "z", "z"),
        (Kind.CHOICES, "a,c", "Apples and Carrots"),
        (Kind.CHOICES, "", ""),
    ],
)
def test_answer(kind: Kind, value: str, text: str) -> None:
    assert words.answer(Question("key", "Label", kind, OPTIONS, value=value)) == text


def test_label_says_when_no_answer_is_needed() -> None:
    found = [words.label(Question("key", label, Kind.TEXT, required=False)) for label in ("Notes", "Notes, optional")]
    assert [words.label(Question("key", "Notes", Kind.TEXT)), *found] == [
        "Notes",
        "Notes (optional)",
        "Notes, optional",
    ]


def test_hint_of_the_question_comes_first() -> None:
    questions = [
        Question("key", "Value", Kind.MONEY, hint="with VAT"),
        Question("key", "Value", Kind.MONEY),
        Question("key", "Which?", Kind.CHOICES, OPTIONS, at_least=2),
        Question("key", "Which?", Kind.CHOICES, OPTIONS),
    ]
    expected = ["with VAT", "for example £1.2m or £490,569", "choose at least 2", ""]
    assert [words.hint(question) for question in questions] == expected


def test_shown_leaves_out_what_cannot_be_seen() -> None:
    assert words.shown("a\x00b\r\nc\rd\te\u202ef\ud800g\u2066h") == "ab\nc\nd efgh"


def test_shown_keeps_letters_of_every_script() -> None:
    text = "Ŵyn, Ægir, שלום, 你好, 👩‍🚒"
    assert words.shown(text) == text


def test_one_line() -> None:
    assert words.one_line("  a\n\n b\tc ") == "a b c"


def test_a_button_carries_its_verb_whatever_its_fields_say() -> None:
    assert words.carried(Button("Go", "go", {"verb": "other", "said": "a\x00b"})) == {"said": "ab", "verb": "go"}
