"""Typing mistakes, mended against our own words only.

A word is mended when neither the articles nor the model's English vocabulary know it, by one slip (two in a long
word) into a word of the articles: a letter too many, missing, wrong, or two neighbours swapped.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from knowledge.terms import stems

SHORTEST, LONG = 4, 8
"""Letters of a word that is mended at all, and of one in which two slips are mended."""

_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")


class Spelling:
    """`texts` are ours and give the words to mend into; `english` are further words that are right as they are."""

    def __init__(self, texts: Iterable[str], english: Collection[str]) -> None:
        self._ours = Counter(word.lower() for text in texts for word in re.findall(r"[A-Za-z]+", text))
        self._known = set(english) | set(self._ours)
        self._stems = {stem for word in self._ours for stem in stems(word)}
        self._by_slip: Mapping[str, set[str]] = defaultdict(set)
        for word in self._ours:
            if len(word) >= SHORTEST:
                for slip in _without_one(word) if len(word) < LONG else _without_two(word):
                    self._by_slip[slip].add(word)

    def mend(self, text: str) -> tuple[str, dict[str, str]]:
        """The text with its mistakes mended, and which words were changed into which."""
        changed: dict[str, str] = {}

        def one(found: re.Match[str]) -> str:
            word = found.group()
            if word.isupper():  # an abbreviation is no misspelt word
                return word
            better = self._better(word.lower())
            if better and better != word.lower():
                changed[word] = better
                return better
            return word

        return _WORD.sub(one, text), changed

    def _better(self, word: str) -> str:
        """What is meant by a word that nobody knows; "" for one that is known or too far from all of ours."""
        if len(word) < SHORTEST or not word.isascii() or not word.isalpha() or self._is_known(word):
            return ""
        some = _without_one(word) if len(word) < LONG else _without_two(word)
        near = {ours: slips(word, ours) for slip in some for ours in self._by_slip.get(slip, ())}
        most = min(near.values(), default=0)
        close = [ours for ours, count in near.items() if count == most and count <= 1 + (len(word) >= LONG)]
        # A first letter is seldom wrong, so a word that begins alike is likelier meant than a more common one.
        return max(close, key=lambda ours: (ours[0] == word[0], self._ours[ours], ours)) if close else ""

    def _is_known(self, word: str) -> bool:
        return word in self._known or stems(word)[0] in self._stems


def _without_one(word: str) -> set[str]:
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def _without_two(word: str) -> set[str]:
    return {less for slip in _without_one(word) for less in _without_one(slip)}


def slips(a: str, b: str) -> int:
    """How many slips make one word of the other (edits, with a swap of neighbours counted as one)."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        before, last, row = row, before, [i]
        for j, other in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
