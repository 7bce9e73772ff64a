"""Text to token numbers, as the sentence model was trained: lower case, no accents, longest word pieces first."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

UNKNOWN, FIRST, LAST = 100, 101, 102
"""Numbers of the model's vocabulary for a word it cannot spell, the start and the end of a text."""

LONGEST_WORD = 100
"""Characters; a longer word counts as unknown."""


class WordPiece:
    """`vocabulary` has one piece a line; its place is its number. A piece inside a word begins with "##"."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}

    def __call__(self, text: str, most: int) -> list[int]:
        """At most `most` numbers, the first and last ones included; what is longer is cut."""
        found = [FIRST]
        for word in words(text):
            found += self._pieces(word)
            if len(found) >= most - 1:
                break
        return [*found[: most - 1], LAST]

    def _pieces(self, word: str) -> list[int]:
        if len(word) > LONGEST_WORD:
            return [UNKNOWN]
        pieces: list[int] = []
        start = 0
        while start < len(word):
            number, start = self._longest(word, start)
            if number is None:
                return [UNKNOWN]
            pieces.append(number)
        return pieces

    def _longest(self, word: str, start: int) -> tuple[int | None, int]:
        """The longest known piece from there on and where it ends."""
        before = "##" if start else ""
        for end in range(len(word), start, -1):
            number = self._numbers.get(before + word[start:end])
            if number is not None:
                return number, end
        return None, start


def words(text: str) -> Iterator[str]:
    """Words and single punctuation marks, in lower case and without accents."""
    word = ""
    for character in unicodedata.normalize("NFD", text.lower()):
        category = unicodedata.category(character)
        if character.isspace():
            if word:
                yield word
            word = ""
        elif category in ("Mn", "Cc", "Cf") or character == "\ufffd":
            continue
        elif _alone(character, category):
            if word:
                yield word
            yield character
            word = ""
        else:
            word += character
    if word:
        yield word


def _alone(character: str, category: str) -> bool:
    """Marks stand alone, and so do Chinese characters. Some ASCII symbols, such as "+", count as marks."""
    code = ord(character)
    symbol = 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126
    return category.startswith("P") or symbol or 0x4E00 <= code <= 0x9FFF
