"""Words of a text as the keyword half of the search compares them: stems, without those that say nothing."""

from __future__ import annotations

import re
from functools import lru_cache

import snowballstemmer

_STEMMER = snowballstemmer.stemmer("english")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
STOP_WORDS = frozenset(
    _WORD.findall(
        "a an and any are as at be been but by can could did do does doing for from get give got had has have having "
        "help hi hello how i if in into is it its just kind know like me my need no not of on or our please shall she "
        "should so some sort such tell than thanks that the their them then there these they thing this to us want was "
        "we were what when where whether which who whom whose why will with would you your am about i'm i've i'd it's "
        "don't can't what's there's we've we're actually also really still something someone anything anyone"
    )
)


def stems(text: str) -> list[str]:
    """The stem of every word in order, in lower case; a possessive is left off."""
    return list(_stems(text))


@lru_cache(maxsize=32768)
def _stems(text: str) -> tuple[str, ...]:
    found = _WORD.findall(text.lower().replace("’", "'"))
    return tuple(_stem(word[:-2] if word.endswith("'s") else word.replace("'", "")) for word in found)


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    # A library of articles has some thousands of words, each many times over; the stemmer remembers none.
    return str(_STEMMER.stemWord(word))


_STOP_STEMS = frozenset(_stem(word.replace("'", "")) for word in STOP_WORDS)


def telling_stems(text: str) -> list[str]:
    """Each stem once, without words that say nothing, unless nothing else is left."""
    found = list(dict.fromkeys(stems(text)))
    return [stem for stem in found if stem not in _STOP_STEMS] or found
