"""Which words two texts share, whatever their case and whether they are one or many."""

from __future__ import annotations

import re
from functools import lru_cache

# Words that say nothing about what is bought or wanted.
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        """
        a an and are as at be by for from get how i in into is it its of on or our that the their them they this to
        us we what when where which who with will you your contract contracts service services provision supply
        county council derbyshire people need needs work works new social value
        """,
    )
)
_POSSESSIVE = re.compile(r"['’]s\b")
_WORD = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?")


def stem(word: str) -> str:
    """The word without its plural ending: "apprentices" and "apprentice" are the same."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "sis")):
        return word[:-1]
    return word


@lru_cache(maxsize=1024)  # the same outcomes are asked again in every turn
def telling_words(text: str) -> tuple[str, ...]:
    """The stems of the words that say something, in their order, each once."""
    return tuple(dict.fromkeys(stem(word) for word in _words(text) if word not in _EMPTY))


def phrase_in(phrase: str, text: str) -> bool:
    """True when all words of the phrase stand next to one another in the text."""
    wanted = _spaced(phrase)
    return bool(wanted.strip()) and wanted in _spaced(text)


@lru_cache(maxsize=1024)
def _spaced(text: str) -> str:
    """The stems of all words with a space before and after each, so that words are found whole."""
    return f" {' '.join(stem(word) for word in _words(text))} "


def _words(text: str) -> list[str]:
    return _WORD.findall(_POSSESSIVE.sub("", text.lower()))
