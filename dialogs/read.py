"""One answer in people's words, read into its stored form; the one validator of chat, cards and pages."""

from __future__ import annotations

from datetime import date

from cards.words import answer_words, options
from dialogs.plain import plain, printable
from dialogs.read_choice import read_choice, read_choices
from dialogs.read_date import read_date
from dialogs.read_duration import read_duration
from dialogs.read_money import read_money, stored_money
from dialogs.read_number import read_number
from domain.errors import Unclear
from domain.question import Kind, Question

LONGEST = {Kind.TEXT: 2_000, Kind.LONG_TEXT: 10_000}

_YES = frozenset(("yes", "y", "yep", "yeah", "yup", "yes please", "true", "correct"))
_NO = frozenset(("no", "n", "nope", "nah", "no thanks", "no thank you", "false"))
_PARTLY = frozenset(("partly", "partially", "in part", "mostly", "some", "sometimes", "yes and no"))


def read(question: Question, words: str, *, today: date) -> str:
    """The stored form (`domain.question.Kind`) of what somebody answered. Raises Unclear, which says what to do.

    An empty answer is "" where none is required.
    """
    if question.kind in LONGEST:
        return _text(question, words)
    if not plain(words[:200]) and not words[200:].strip():
        if question.required:
            raise Unclear(f"Please answer: {question.label}")
        return ""
    match question.kind:
        case Kind.MONEY:
            return stored_money(read_money(words))
        case Kind.NUMBER:
            # What a form was filled with comes back as it was shown, even 4.125, which nobody would be let type.
            return (
                question.value
                if question.value and words.strip() == shown(question, question.value)
                else read_number(words)
            )
        case Kind.DATE:
            return read_date(words, today=today, past_too=question.past_too).isoformat()
        case Kind.DURATION:
            # A form gives back what it was filled with: months, while a typed sum without a unit is years.
            return question.value if question.value and words.strip() == question.value else read_duration(words)
        case Kind.YES_NO:
            return _yes_no(words)
        case Kind.CHOICE:
            return read_choice(question, words)
        case Kind.CHOICES:
            return read_choices(question, words)
        case _:
            raise AssertionError(f"no reader for {question.kind}")


def shown(question: Question, stored: str) -> str:
    """A stored answer as people write it: £490,569, 1 November 2027, the titles of what was chosen."""
    return answer_words(question.kind, stored, options(question))


def _text(question: Question, words: str) -> str:
    most = LONGEST[question.kind]
    text = printable(words).strip()
    if question.kind is Kind.TEXT:
        text = " ".join(text.split())
    if len(text) > most:
        raise Unclear(f"That is {len(text):,} characters. Please use {most:,} at most.")
    if question.required and not text:
        raise Unclear(f"Please answer: {question.label}")
    if question.required and not any(character.isalnum() for character in text):
        raise Unclear(f"Please answer in words: {question.label}")
    return text


def _yes_no(words: str) -> str:
    text = plain(words[:200]).strip("\"' ").rstrip(" .!").lower()
    if text in _YES:
        return "yes"
    if text in _NO:
        return "no"
    if text in _PARTLY:
        raise Unclear("Please answer yes or no: no unless it is so throughout.")
    raise Unclear("Please answer yes or no.")
