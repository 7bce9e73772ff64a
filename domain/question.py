"""One question, asked three ways: on a card, in a page's form, in a line of text. One validator reads all three.

The readers are in `dialogs.read`; the renderings are in `cards`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an answer is. The stored form of each is a string:

    TEXT, LONG_TEXT   the words
    MONEY             pounds with two decimals, "490569.00"
    NUMBER            a decimal number, "12.5"
    DATE              ISO 8601, "2027-11-01"
    DURATION          months, then months of extension, "36+24" ("36+0" without one)
    YES_NO            "yes" or "no"
    CHOICE            one option's value
    CHOICES           option values joined by ",", in the order of the options
    """

    TEXT = "text"
    LONG_TEXT = "long_text"
    MONEY = "money"
    NUMBER = "number"
    DATE = "date"
    DURATION = "duration"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"


@dataclass(frozen=True)
class Option:
    """One thing that can be chosen. `value` is stored, `title` is read by people."""

    value: str
    title: str


@dataclass(frozen=True)
class Question:
    """`key` is stored with the answer and never renamed. `value` is the answer so far, in its stored form."""

    key: str
    label: str
    kind: Kind
    options: tuple[Option, ...] = ()
    required: bool = True
    hint: str = ""
    value: str = ""
    at_least: int = 0
    """For CHOICES, the fewest that may be chosen."""
    past_too: bool = False
    """For a DATE, whether it may lie in the past."""
