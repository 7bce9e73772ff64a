"""A number in people's words. What could mean two numbers, or only nearly one, is asked again."""

from __future__ import annotations

import re
from decimal import Decimal

from dialogs.plain import FLAGS, NUMBER_WORDS, plain
from domain.errors import Unclear

ASK = "Please give a number in digits that is not negative, for example 12 or 12.5."
ONE = "Please give one number, your best figure, for example 12."

_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15})(?:\.[0-9]{1,6})?"
_NUMBER = re.compile(rf"£? ?({_DIGITS}) ?([½¼¾])? ?(k|m)? ?%?", FLAGS)
_FRACTION = re.compile(r"([½¼¾]) ?%?")
_FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75"), "": Decimal(0)}
_SCALE = {"k": 1_000, "m": 1_000_000, "": 1}
_NONE = frozenset(("nil", "none", "nought", "zero", "nothing"))
_REMARK = re.compile(r"(.*[^ (]) ?\([^()]*[a-z][^()]*\)", FLAGS)
_SPACED_THOUSANDS = re.compile(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))")
_ROUGHLY = re.compile(
    r"(?:about|around|approx(?:imately|\.)?|roughly|circa|ca?\.?|~|some|nearly|almost|over|under|more than|less than|"
    r"at least|up to|say)\b ?.*[0-9].*|.*[0-9] ?(?:-|to|–|or) ?[0-9].*|.*[0-9] ?(?:\+|-?ish|or so|or more)",
    FLAGS,
)
_ELSEWHERE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]+,[0-9]{1,2}|[1-9][0-9]{0,2}(?:\.[0-9]{3})+", FLAGS)
"""Points and commas the other way round, as on the continent; 4.500 may be either."""


def read_number(words: str) -> str:
    """The stored form of a number that is not negative. Words in brackets behind it are a remark. Raises Unclear."""
    text = plain(words[:200]).strip("\"' ").rstrip(" .!")
    remark = _REMARK.fullmatch(text)
    text = _SPACED_THOUSANDS.sub("", remark[1] if remark else text)
    if text.lower() in _NONE:
        return "0"
    if text.lower() in NUMBER_WORDS:
        return str(NUMBER_WORDS[text.lower()])
    if _ELSEWHERE.fullmatch(text):
        raise Unclear(f'"{text}" can be read in two ways. Please write it like 4,500 or 4.5.')
    fraction, match = _FRACTION.fullmatch(text), _NUMBER.fullmatch(text)
    if fraction:
        return str(_FRACTIONS[fraction[1]])
    if match is None or (match[2] and "." in match[1]):
        raise Unclear(ONE if _ROUGHLY.fullmatch(text) else ASK)
    number = Decimal(match[1].replace(",", "")) * _SCALE[(match[3] or "").lower()] + _FRACTIONS[match[2] or ""]
    digits = f"{number:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
