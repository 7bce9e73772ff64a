"""What every reader of people's words shares: plain characters, small numbers in words, joined lists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 10_000
"""Characters of one message that are read."""

FLAGS = re.IGNORECASE | re.ASCII
"""For every pattern over people's words. ASCII keeps look-alike letters from being read as ours."""

NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20,
}  # fmt: skip
NUMBER_WORD = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
"""A piece of a pattern: any of the number words."""

DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
"""Every dash as the plain one, each in its place."""

_SAME_AS = str.maketrans(DASHES | dict.fromkeys("‘’ʼ′", "'") | dict.fromkeys("“”″", '"'))
_HIDDEN = frozenset("\u200b\u200e\u200f\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    """The text without control characters, marks that turn the writing direction, and broken halves of characters.

    Line ends stay, as "\\n".
    """
    if text.isprintable():
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if lines.replace("\n", "").isprintable():
        return lines
    return "".join(c for c in lines if c == "\n" or (c not in _HIDDEN and unicodedata.category(c) not in ("Cc", "Cs")))


def plain(text: str) -> str:
    """One line, single spaces, and one kind each of dash, apostrophe and quotation mark."""
    return " ".join(printable(text).translate(_SAME_AS).split())


def whole_number(word: str) -> int:
    """The number of "3" or "three". The word must be one or the other."""
    return NUMBER_WORDS.get(word.lower()) or int(word)


def any_of(phrases: Iterable[str]) -> str:
    """A piece of a pattern that matches any of the phrases as they are, the longest first."""
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))


def blanked(text: str, spans: Iterable[tuple[int, int]], filler: str = "|") -> str:
    """The text, equally long, with every span filled so that no other reader reads it again."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = filler * (end - start)
    return "".join(characters)


def quoted(words: str) -> str:
    """The person's words in quotation marks, shortened when they are long."""
    return f'"{words if len(words) <= 60 else words[:57].rstrip() + "..."}"'
