"""A question without what says who somebody is: it may leave the house, and nobody's name has to go with it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.claims import is_small_word
from knowledge.terms import STOP_WORDS

_MARKED = (
    (re.compile(r"\b[\w.+'-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail address]"),
    (re.compile(r"\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE), "[link]"),
    (re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b", re.IGNORECASE), "[number]"),
    (re.compile(r"(?<![\w£.,])(?:\+\d{1,3}|\(?0)[\d\s()-]{8,16}\d(?!\w)"), "[phone number]"),
    (re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"), "[postcode]"),
    (re.compile(r"(?<![\w£.,])\d{7,}(?!\w)"), "[number]"),
    (re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Cllr|Councillor)\.?\s+[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)?"), "[name]"),
)
NAME = "[name]"


def minimised(question: str, people: Iterable[str]) -> str:
    """Without e-mail addresses, links, phone and other personal numbers, postcodes, and the names of these people.

    A whole name goes however it is written; a part of one only with its capital letter, so that "will" stays "will".
    """
    text = question
    for pattern, mark in _MARKED:
        text = pattern.sub(mark, text)
    names = [name.split() for name in people if name.strip()]
    for whole in sorted({" ".join(parts) for parts in names if len(parts) > 1}, key=len, reverse=True):
        text = re.sub(rf"\b{_spaced(whole)}(?:['’]s)?(?!\w)", NAME, text, flags=re.IGNORECASE)
    for part in sorted({part for parts in names for part in parts if _tells(part)}):
        text = re.sub(rf"\b{re.escape(part)}(?:['’]s)?(?!\w)", NAME, text)
    return re.sub(r"\[name\](?:[\s,]*\[name\])+", NAME, text)


def _spaced(name: str) -> str:
    return r"\s+".join(re.escape(part) for part in name.split())


def _tells(part: str) -> bool:
    """A part of a name that is no common word: "Will" and "May" begin sentences."""
    return len(part) > 2 and part[:1].isupper() and part.lower() not in STOP_WORDS and not is_small_word(part)
