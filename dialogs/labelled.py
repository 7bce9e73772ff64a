"""Answers in the text of a mail, each found by its code, its number, or the question that stands before it.

What is found are words; they are read by the same `dialogs.read` as what a card or a form sends.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cards.labels import PLACES
from dialogs.closing import is_closing, is_greeting
from dialogs.plain import DASHES, printable
from domain.question import Kind, Question

MOST_LINES = 2_000
"""Lines of one mail in which answers are looked for."""

TEXTS = frozenset({Kind.TEXT, Kind.LONG_TEXT})

_CODED = re.compile(r"q(?:uestion)? ?([0-9]{1,3})( *[:=)|]+ *|\. +| +- +|-| +|$)(.*)", re.IGNORECASE)
_NUMBERED = re.compile(r"([0-9]{1,2})(?: *[:=)|] *|\. +)(.*)")
_ALL = re.compile(r"all(?: questions| answers| of them)? *[:=-] *(\S.*)", re.IGNORECASE)
_NOTHING = re.compile(r"(?:none|nothing|nil) to report|nil return", re.IGNORECASE)
_MARKS = re.compile(r"[ >|*•·_]+|[-–] +")
"""What a mail program or a hand puts before a line: quotation marks, the bars of a table, the points of a list."""

_EDGES = " |*_"
_SPACE = re.compile(r"[^\S\n]")
_SAME_LENGTH = DASHES | {ord("："): ":", ord("＝"): "="}
_QUOTES = "\"'“”‘’„‚«»"


@dataclass(frozen=True)
class Labelled:
    """`answers` by the number of the question; `twice` has what differs; `unknown` are codes of no question.

    `rest` are words that belong to no question, without greetings.
    """

    answers: Mapping[int, str] = field(default_factory=dict)
    twice: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    rest: str = ""

    @property
    def found(self) -> bool:
        """True when the mail answers by label, rightly or wrongly."""
        return bool(self.answers or self.twice or self.unknown)


@dataclass
class _Reading:
    """What has been found so far, and the question that the next line may belong to."""

    questions: Sequence[Question]
    given: dict[int, list[str]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    everything: str = ""
    current: int = 0
    """Number of the question whose answer is open; 0 when none is."""
    coded: bool = False
    """True when `current` was named by its code, so that a number on the next line is its answer."""
    ended: bool = False
    """True when our line to fill in has been passed, so that our next line ends the answer under it."""

    def kind(self, number: int) -> Kind:
        return self.questions[number - 1].kind

    def label(self, number: int, words: str, *, coded: bool) -> None:
        """A line that names a question, with its answer or without one."""
        self.given.setdefault(number, []).append("")
        self.current, self.coded = number, coded
        self.add(_bare(words, self.questions[number - 1]))

    def add(self, words: str) -> None:
        """Words for the open question: one line, but all lines where it asks for text."""
        answer = self.given[self.current]
        if words:
            answer[-1] = f"{answer[-1]}\n{words}".strip()
        if answer[-1] and self.kind(self.current) not in TEXTS:
            self.current = 0

    def pause(self) -> None:
        """An empty line ends an answer of one line."""
        if self.current and self.kind(self.current) is not Kind.LONG_TEXT and self.given[self.current][-1]:
            self.current = 0


def labelled(reply: str, questions: Sequence[Question], *, whole: str = "", sent: str = "") -> Labelled:
    """Reads a reply to a mail with these questions. `whole` is the reply with all that it quotes, `sent` our text."""
    reading = _Reading(questions)
    for line, ours in _lines(reply, whole, sent):
        _take(reading, line, ours=ours)
    return _settled(reading)


def _lines(reply: str, whole: str, sent: str) -> list[tuple[str, bool]]:
    """The lines of the reply; where it quotes us, our lines between them too, which say what an answer answers."""
    mine = _flat(reply).split("\n")[:MOST_LINES]
    ours = {_key(line) for line in _flat(sent).split("\n")} - {""}
    left = Counter(key for line in mine if (key := _key(line)))
    found = []
    for line in _flat(whole).split("\n")[: 5 * MOST_LINES] if ours else ():
        key = _key(line)
        if left[key] > 0:
            left[key] -= 1
            found.append((line, False))
        elif key in ours or not key:
            found.append((line, bool(key)))
    # What cannot be found where it was written is read without its surroundings: no word is lost.
    return found if not any(left.values()) and ours else [(line, False) for line in mine]


def _flat(text: str) -> str:
    """With one kind of space."""
    return _SPACE.sub(" ", printable(text))


def _key(line: str) -> str:
    return " ".join(_unmarked(line).split())


def _unmarked(line: str) -> str:
    marks = _MARKS.match(line)
    while marks:
        line = line[marks.end() :]
        marks = _MARKS.match(line)
    return line.rstrip(_EDGES)


def _take(reading: _Reading, line: str, *, ours: bool) -> None:
    text = _unmarked(line)
    flat = text.translate(_SAME_LENGTH)
    if not text:
        reading.pause()
    elif ours:
        _context(reading, flat)
    elif (coded := _CODED.fullmatch(flat)) and _names(reading, coded):
        _coded(reading, int(coded[1]), text[coded.start(3) :])
    elif (numbered := _NUMBERED.fullmatch(flat)) and _counts(reading, int(numbered[1])):
        reading.label(int(numbered[1]), text[numbered.start(2) :], coded=False)
    elif (asked := _by_words(reading.questions, text)) is not None:
        reading.label(asked[0], asked[1], coded=True)
    elif every := _ALL.fullmatch(flat):
        reading.everything, reading.current = every[1].strip(), 0
    elif _NOTHING.fullmatch(flat.rstrip(".! ")):
        reading.everything, reading.current = "nil", 0
    else:
        _words(reading, text)


def _words(reading: _Reading, text: str) -> None:
    """A line without a label: more of the answer that is open, or words of their own."""
    if is_closing(text):
        reading.current = 0
    elif reading.current:
        reading.add(_bare(text, reading.questions[reading.current - 1]))
    elif not is_greeting(text):
        reading.rest.append(text)


def _context(reading: _Reading, ours: str) -> None:
    """A line of ours between theirs: what stands under a question, or under its line to fill in, answers it."""
    coded = _CODED.fullmatch(ours)
    asked = (int(coded[1]), "") if coded else _by_words(reading.questions, ours)
    number = asked[0] if asked else 0
    if 0 < number <= len(reading.questions):
        reading.given.setdefault(number, []).append("")
        reading.current, reading.coded, reading.ended = number, True, coded is not None
    elif reading.ended:
        reading.current = 0


def _names(reading: _Reading, match: re.Match[str]) -> bool:
    """True unless it only looks like a code: "Q1 was a good quarter" is none for a question that asks for words."""
    number, separated, words = int(match[1]), bool(match[2].strip()), match[3]
    inside = 0 < number <= len(reading.questions)
    return separated or not words or (inside and reading.kind(number) not in TEXTS and len(words.split()) <= 6)


def _coded(reading: _Reading, number: int, words: str) -> None:
    if 0 < number <= len(reading.questions):
        reading.label(number, words, coded=True)
    else:
        reading.unknown.append(f"Q{number}")
        reading.current = 0


def _counts(reading: _Reading, number: int) -> bool:
    """True when a bare number in front can only be a question's."""
    waits = reading.current and reading.coded
    return len(reading.questions) > 1 and 0 < number <= len(reading.questions) and not waits


def _by_words(questions: Sequence[Question], text: str) -> tuple[int, str] | None:
    """The question whose words stand in front, and what comes after them."""
    lower = text.lower()
    for number, question in enumerate(questions, 1):
        label = question.label.lower()
        if label and lower.startswith(label):
            after = _without_hint(text[len(label) :].strip(), question)
            if not after or label.endswith("?") or after[0] in ":=|-–":
                return number, after.lstrip(":=|-–) ")
    return None


def _without_hint(text: str, question: Question) -> str:
    for hint in (f"({question.hint})", "(optional)"):
        text = text.removeprefix(hint).strip()
    return text


def _bare(words: str, question: Question) -> str:
    """The answer without what we wrote ourselves: the question, and the words that hold its place."""
    text = words.strip(_EDGES)
    again = _by_words([question], text)
    text = again[1] if again else text
    place = PLACES[question.kind]
    text = text.removeprefix(place).removesuffix(place).strip(_EDGES)
    return text if question.kind in TEXTS else text.strip(_QUOTES + _EDGES)


def _settled(reading: _Reading) -> Labelled:
    answers: dict[int, str] = {}
    twice: dict[int, tuple[str, ...]] = {}
    for number, words in reading.given.items():
        different = {_same(each): each for each in words if each}
        if len(different) > 1:
            twice[number] = tuple(different.values())
        elif different:
            answers[number] = next(iter(different.values()))
    if reading.everything:
        others = (n for n in range(1, len(reading.questions) + 1) if n not in answers and n not in twice)
        answers |= dict.fromkeys(others, reading.everything)
    rest = "\n".join(reading.rest)
    return Labelled(answers, twice, tuple(dict.fromkeys(reading.unknown)), rest)


def _same(words: str) -> str:
    return " ".join(words.lower().split()).rstrip(".!")
