"""Which lines of a text are our own words come back, however a mail program wrapped or decorated them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import Enum

from domain.mail import MARKER

_WORD = re.compile(r"\w+(?:['’.,:/-]?\w+)*")
_ADDRESS = re.compile(
    r"<?\(?\b(?:https?://|www\.|mailto:)[^\s<>]*>?|\[(?:cid|image|https?)[^\]\n]{0,300}\]?|<[^<>\s]{1,300}>"
)
LABEL = re.compile(r"[>\s*_•·-]*(Q\s?\d{1,2})\s*[:=.)]", re.IGNORECASE)
_BEFORE = " \t>*_-•·\"'(["
_LONG = 4
"""Words from which on a line is known by its neighbourhoods and need not be a whole line of ours."""

_MOSTLY = 0.75


class Whose(Enum):
    OURS = "ours"
    THEIRS = "theirs"
    NOBODYS = "nobody's"
    """Without words: empty, an address, a picture."""


@dataclass(frozen=True)
class Verdict:
    """`tail` are words behind a whole line of ours; `label` is the label that this line of ours belongs to."""

    whose: Whose
    tail: str = ""
    label: str = ""


NOBODYS = Verdict(Whose.NOBODYS)


def words_of(line: str) -> list[str]:
    """The words as they are compared: without case, punctuation and addresses."""
    if "/" in line or "<" in line or "[" in line:
        line = _ADDRESS.sub(" ", line)
    return _WORD.findall(line.lower().replace("’", "'"))


def label_of(line: str) -> str:
    """ "Q1" for a line that begins with this label in any form."""
    match = LABEL.match(line[:40])
    return "".join(match[1].split()).upper() if match else ""


class Sent:
    """The text that we sent, asked line by line in the order in which the lines came back."""

    def __init__(self, text: str) -> None:
        self._words: list[str] = []
        self._starts: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._ends: dict[int, int] = {}
        self._labels: dict[int, str] = {}
        self._lines: dict[str, int] = {}
        self._beginnings: set[str] = set()
        self._sent: Counter[str] = Counter()
        self._threes: set[tuple[str, ...]] = set()
        self._next = 0
        self._label = ""
        for paragraph in text.split("\n\n"):
            self._take(paragraph.split("\n"))
        words = self._words
        self._threes.update(zip(words, words[1:], words[2:], strict=False))
        self._left = self._sent.copy()

    def __bool__(self) -> bool:
        return bool(self._words)

    def again(self) -> None:
        """From the beginning, for another copy of the same text."""
        self._next, self._label = 0, ""
        self._left = self._sent.copy()

    def verdict(self, line: str) -> Verdict:
        """Whose line this is, among lines that may be ours."""
        words = words_of(line)
        if not words:
            return NOBODYS
        return (
            self._continued(line, words) or self._whole(line, words) or self._familiar(words) or Verdict(Whose.THEIRS)
        )

    def is_question(self, line: str) -> bool:
        """Whether a line outside any quotation is a line of ours that nobody would write: a copied question."""
        if line.lstrip(_BEFORE)[:3].lower() not in self._beginnings:
            return False
        words = words_of(line)
        if not words or " ".join(words) not in self._lines:
            return False
        return bool(label_of(line)) or len(words) >= 8 or (line.rstrip().endswith("?") and len(words) >= 3)

    def label_in(self, line: str) -> str:
        """The label of the question that this line of ours belongs to."""
        start = self._lines.get(" ".join(words_of(line)))
        return self._labels.get(start, "") if start is not None else ""

    def _take(self, paragraph: list[str]) -> None:
        """Notes the lines of one paragraph, which share a label if exactly one of them has it."""
        labels = {label for line in paragraph if (label := label_of(line))}
        shared = labels.pop() if len(labels) == 1 else ""
        for line in paragraph:
            words = words_of(line)
            if not words:
                continue
            start = len(self._words)
            self._words += words
            self._ends[start] = len(self._words)
            self._starts[tuple(words[:2])].append(start)
            self._labels[start] = label_of(line) or shared
            joined = " ".join(words)
            self._lines.setdefault(joined, start)
            self._beginnings.add(line.lstrip(_BEFORE)[:3].lower())
            self._sent[joined] += 1

    def _continued(self, line: str, words: list[str]) -> Verdict | None:
        """The rest of a line of ours that was wrapped."""
        place = self._next
        if not place or place in self._ends or place >= len(self._words):
            return None
        end = place
        while end not in self._ends and end < len(self._words):
            end += 1
        rest = self._words[place:end]
        if words[: len(rest)] == rest:
            return self._ours(end, _behind(line, len(rest)) if len(words) > len(rest) else "")
        if rest[: len(words)] == words:
            return self._ours(place + len(words))
        return None

    def _whole(self, line: str, words: list[str]) -> Verdict | None:
        """A line that begins with a whole line of ours. The same one is ours only as often as we sent it."""
        best = -1
        for start in self._starts.get(tuple(words[:2]), ()) or self._starts.get(tuple(words[:1]), ()):
            length = self._ends[start] - start
            if words[:length] == self._words[start : start + length] and (best < 0 or length > self._ends[best] - best):
                best = start
        if best < 0:
            return None
        length = self._ends[best] - best
        joined = " ".join(words[:length])
        if length < _LONG and (self._left[joined] <= 0 or (length == 1 and len(words) > 1)):
            return None
        self._left[joined] -= 1
        self._label = self._labels[best]
        return self._ours(self._ends[best], _behind(line, length) if len(words) > length else "")

    def _familiar(self, words: list[str]) -> Verdict | None:
        """A longer piece of ours whose end was cut or changed."""
        if len(words) < _LONG:
            return None
        threes = list(zip(words, words[1:], words[2:], strict=False))
        known = sum(three in self._threes for three in threes)
        if known < _MOSTLY * len(threes):
            return None
        for start in self._starts.get(tuple(words[:2]), ()):
            if self._words[start : start + len(words)] == words:
                self._label = self._labels[start]
                return self._ours(start + len(words))
        return Verdict(Whose.OURS, label=self._label)

    def _ours(self, following: int, tail: str = "") -> Verdict:
        self._next = following
        return Verdict(Whose.OURS, tail, self._label)


def has_our_marker(text: str) -> bool:
    return MARKER.rstrip(".").lower() in text.lower()


def _behind(line: str, count: int) -> str:
    """What stands behind the first `count` words of a line."""
    plain = _ADDRESS.sub(lambda match: " " * len(match[0]), line)
    ends = [match.end() for match in _WORD.finditer(plain)]
    return line[ends[count - 1] :].lstrip(" \t?:.!)]}*_-–—=>") if len(ends) > count else ""
