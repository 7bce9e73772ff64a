"""How money, dates, lengths of time, lists and answers are written for people. Nothing here reads; see `dialogs`.

What the rules need for their reasons too is in `domain.phrases`, and had here under the same name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from cards.message import Button, Tone
from domain.phrases import counted as counted
from domain.phrases import day as day
from domain.phrases import listed as listed
from domain.phrases import money as money
from domain.phrases import months as months
from domain.question import Kind, Option, Question

TONES = {Tone.INFORMATION: "Note", Tone.GOOD: "Done", Tone.WARNING: "Warning"}
"""The word that says what a note is for, so that nobody needs to see its colour."""

PLEASE_CHECK = "To check: "
NOW = "Now"
"""What stands before the answer so far."""

WRONG_PERSON = "Not for you? Tell us who deals with this"
CHOSEN = frozenset({Kind.YES_NO, Kind.CHOICE, Kind.CHOICES})
"""The kinds of question that are answered by choosing, not by writing."""

DIRECTIONS = {"increase": "higher is better", "decrease": "lower is better", "maintain": "stay level"}
"""Which way a measure should go."""

YES_NO = (Option("yes", "Yes"), Option("no", "No"))

_EXAMPLES = {
    Kind.MONEY: "for example £1.2m or £490,569",
    Kind.NUMBER: "for example 12.5",
    Kind.DATE: "for example 1 November 2027",
    Kind.DURATION: "for example 18 months, or 3 years + 2",
}
_DECIMAL = re.compile(r"-?\d{1,18}(\.\d{1,9})?", re.ASCII)
# Control characters except the line end, marks that turn the writing direction, and halves of characters:
# a page or a card cannot hold them, or they would make words look like other words.
_UNSHOWABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def shown(text: str) -> str:
    """The text as every door can show it: lines end in "\\n", and nothing is in it that cannot be seen."""
    if text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return _UNSHOWABLE.sub("", lines)


def one_line(text: str) -> str:
    """The same on a single line with single spaces, for headings, labels and titles."""
    return " ".join(shown(text).split())


def number(value: Decimal) -> str:
    """Without noughts that say nothing: "12.5", "1,250"."""
    digits = f"{value:,f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def moment(at: datetime) -> str:
    """As in "22 November 2026 at 14:05", on the clocks of the United Kingdom. Raises ValueError without a zone."""
    if at.tzinfo is None:
        raise ValueError("a time without a time zone cannot be told to people")
    local = at.astimezone(ZoneInfo("Europe/London"))
    return f"{day(local)} at {local:%H:%M}"


def duration(length: int, extension: int = 0) -> str:
    """Months as people say them: "3 years", "3 years, and up to 2 years' extension"."""
    if not extension:
        return months(length)
    longest = months(extension)
    possessive = "'" if longest.endswith("s") else "'s"
    return f"{months(length)}, and up to {longest}{possessive} extension"


def contract_length(length: int, extension: int = 0) -> str:
    """The same of a contract; a one-off purchase is stored as the shortest one."""
    return "One-off, or 1 month" if (length, extension) == (1, 0) else duration(length, extension)


def carried(button: Button) -> dict[str, str]:
    """What a button sends when it is pressed: its fields and its verb, in characters that every door can send."""
    return {**{key: shown(value) for key, value in button.fields.items()}, "verb": button.verb}


def options(question: Question) -> tuple[Option, ...]:
    """What can be chosen; yes and no for a question of that kind."""
    return YES_NO if question.kind is Kind.YES_NO else question.options


def hint(question: Question) -> str:
    """The question's own hint, else what helps with an answer of its kind, else nothing."""
    if question.hint:
        return one_line(question.hint)
    if question.kind is Kind.CHOICES and question.at_least:
        return f"choose at least {question.at_least}"
    return _EXAMPLES.get(question.kind, "")


def label(question: Question) -> str:
    """The label, which says so when no answer is needed."""
    text = one_line(question.label)
    return text if question.required or "optional" in text.lower() else f"{text} (optional)"


def label_with_hint(question: Question) -> str:
    """Both in one line, where a hint has no place of its own."""
    return f"{label(question)} ({hint(question)})" if hint(question) else label(question)


def answer(question: Question) -> str:
    """The question's answer as people write it. What is not in stored form, such as words that could not be
    read and are shown again to be put right, stays as it is."""
    return answer_words(question.kind, question.value, options(question))


def answer_words(kind: Kind, value: str, choices: Sequence[Option] = ()) -> str:
    """The same for a stored value on its own."""
    try:
        return _in_words(kind, value, {option.value: option.title for option in choices})
    except ValueError:
        return shown(value)


def _in_words(kind: Kind, value: str, titles: dict[str, str]) -> str:
    """Raises ValueError when the value is not in stored form."""
    match kind:
        case _ if not value:
            return ""
        case Kind.MONEY:
            return money(_decimal(value))
        case Kind.NUMBER:
            return number(_decimal(value))
        case Kind.DATE:
            return day(date.fromisoformat(value))
        case Kind.DURATION:
            length, extension = value.split("+")
            return duration(int(length), int(extension))
        case Kind.YES_NO | Kind.CHOICE:
            return one_line(titles.get(value, value))
        case Kind.CHOICES:
            return listed([one_line(titles.get(part, part)) for part in value.split(",")])
        case Kind.TEXT | Kind.LONG_TEXT:
            return shown(value)


def _decimal(value: str) -> Decimal:
    if not _DECIMAL.fullmatch(value):
        raise ValueError("this is no stored number")
    return Decimal(value)
