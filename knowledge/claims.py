"""What a sentence claims, as far as it can be compared with another word by word: its telling words, its numbers
with what they count, its names, and the small words that turn a meaning round (not, must, only, at least)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from knowledge.terms import STOP_WORDS, stems

NEGATION, CONDITION = "negation", "condition"

_OPERATORS = {
    NEGATION: "not no never cannot without neither nor none nobody nothing hardly rarely",
    "obligation": "must shall required mandatory compulsory obliged obligatory",
    "advice": "should ought",
    "permission": "may can allowed permitted entitled",
    "possibility": "might could",
    "future": "will would",
    CONDITION: "if unless except provided until only when where once",
    "all": "all every each always any whole entire automatically",
    "some": "some sometimes often usually normally most mostly many few several",
    "at least": "least minimum over above exceeds exceeding more after",
    "at most": "most maximum under below up less fewer within before",
    "yes": "yes",
}
"""Words that turn a meaning round, by what they do. Whichever word does it, it is the same claim."""

_KIND_OF = {word: kind for kind, words in _OPERATORS.items() for word in words.split()}
_HAVE_TO = re.compile(r"\b(?:have|has|had|need|needs) to\b", re.IGNORECASE)
_CANNOT = re.compile(r"\b(can|could|may|might|must|should|shall|will|would|need)(?:not|n['’]t| not)\b", re.IGNORECASE)
_SHORT_NOT = re.compile(r"\b(is|are|was|were|do|does|did|has|have|had|wo|ca|sha)n['’]t\b", re.IGNORECASE)

_NUMBERED = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty"
)
_NUMBER_WORDS = {word: str(number) for number, word in enumerate(_NUMBERED.split(" "), 2)}
_NUMBER_WORDS |= {"thirty": "30", "sixty": "60", "ninety": "90", "hundred": "100"}
_TIMES = {"thousand": 1_000, "k": 1_000, "million": 1_000_000, "m": 1_000_000, "billion": 1_000_000_000}
_UNITS = frozenset(stems("day week month year hour quarter working calendar percent pound outcome measure point tonne"))

_TOKEN = re.compile(
    r"(?P<code>\b[A-Z]{1,2}\d+(?:\.\d+)*(?:-M\d+)?\b)"
    r"|(?P<number>\d+(?:[,.]\d+)*)(?P<times>\s?(?:thousand|million|billion|k|m)\b)?(?P<percent>\s?(?:%|per ?cent\b))?"
    r"|(?P<word>[A-Za-z]+(?:['’][A-Za-z]+)*)"
    r"|(?P<pause>[,;:()–—.!?])"
)
_REFERS = frozenset(stems("act note ppn section s regulation schedule part lot tier article clause strategy"))
_YEAR = re.compile(r"(?:19|20)\d\d")
_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)\b[A-Z][A-Za-z'’-]+")
_PARTIES = frozenset(
    stems(
        "council supplier contractor subcontractor bidder tenderer officer government authority buyer manager contact "
        "panel cabinet assistant firm charity provider auditor"
    )
)


@dataclass(frozen=True)
class Claim:
    """`telling` are stems in order, each once. `turned` are pairs: what turns, and the first telling stem after it
    in its clause ("" without one). `parts` has for every number the stems that belong to it."""

    telling: tuple[str, ...]
    numbers: tuple[str, ...]
    units: frozenset[tuple[str, str]]
    parts: tuple[tuple[str, frozenset[str]], ...]
    turned: tuple[tuple[str, str], ...]
    names: frozenset[str]
    parties: tuple[str, ...]
    clauses: tuple[tuple[str, ...], ...]

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(kind for kind, _ in self.turned)


@lru_cache(maxsize=4096)
def claim_of(sentence: str) -> Claim:
    """The claim of one sentence or item of a list."""
    words = list(_tokens(_plain(sentence)))
    telling = [word for kind, word in words if kind == "stem"]
    return Claim(
        telling=tuple(dict.fromkeys(telling)),
        numbers=tuple(dict.fromkeys(word for kind, word in words if kind in ("number", "code"))),
        units=frozenset(_units(words)),
        parts=tuple(_parts(words)),
        turned=tuple(sorted(_turned(words))),
        names=frozenset(_bare(name) for name in _NAME.findall(sentence) if name.lower() not in STOP_WORDS),
        parties=tuple(dict.fromkeys(word for word in telling if word in _PARTIES)),
        clauses=tuple(_clauses(words)),
    )


def is_small_word(word: str) -> bool:
    """Whether it is one of the words that turn a meaning round."""
    return word.lower() in _KIND_OF


def is_party(stem: str) -> bool:
    """Whether it is somebody who has duties and rights, such as the council or a supplier."""
    return stem in _PARTIES


def words_of(text: str) -> frozenset[str]:
    """Every word of a text in small letters, without possessives, to look names up in."""
    return frozenset(_bare(word) for word in re.findall(r"[A-Za-z][A-Za-z'’-]*", text))


def _bare(word: str) -> str:
    return word.lower().replace("’", "'").removesuffix("'s").strip("'-")


def _plain(sentence: str) -> str:
    """With "cannot", "don't" and "have to" written as the words that they are."""
    text = _CANNOT.sub(r"\1 not", sentence)
    text = _SHORT_NOT.sub(r"\1 not", text)
    return _HAVE_TO.sub("must", text)


def _tokens(text: str) -> Iterable[tuple[str, str]]:
    """Pairs of a kind and a word: "number", "code" (P4.2-M1), "pause", "joint", "stem", or what an operator does."""
    for found in _TOKEN.finditer(text):
        if found["code"]:
            yield "code", found["code"]
        elif found["number"]:
            yield "number", _number(found["number"], found["times"] or "", bool(found["percent"]))
        elif found["pause"]:
            yield "pause", found["pause"]
        else:
            word = found["word"].lower().replace("’", "'")
            if word in _NUMBER_WORDS:
                yield "number", _NUMBER_WORDS[word]
            elif word in _KIND_OF:
                yield _KIND_OF[word], word
            elif word in ("and", "but", "or"):
                yield "joint", word
            elif word not in STOP_WORDS:
                yield from (("stem", stem) for stem in stems(word))


def _number(digits: str, times: str, percent: bool) -> str:
    plain = digits.replace(",", "")
    if times.strip():
        whole = float(plain) * _TIMES[times.strip().lower()] if plain.count(".") < 2 else 0.0
        plain = f"{whole:.0f}"
    return f"{plain}%" if percent else plain


def _units(words: list[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """Numbers with the unit right after them, and codes with what they stand behind: "less loneliness (P4.2)"."""
    told = [pair for pair in words if pair[0] != "pause"]
    for (kind, word), (after, following) in pairwise(told):
        if kind == "number" and after == "stem" and following in _UNITS:
            yield word, following
        elif kind == "stem" and after == "code":
            yield following, word


def _parts(words: list[tuple[str, str]]) -> Iterable[tuple[str, frozenset[str]]]:
    """What each number is about: the words after it, or, where the sentence ends with a number, those before it.

    Words before the first number, or after the last, are about all of them and left out. Years and the numbers of
    sections and notes count nothing.
    """
    places = [place for place, (kind, _) in enumerate(words) if kind == "number" and not _refers(words, place)]
    if not places:
        return
    ends_with_number = not any(kind == "stem" for kind, _ in words[places[-1] + 1 :])
    for before, place, after in zip([0, *places], places, [*places[1:], len(words)], strict=False):
        some = words[before:place] if ends_with_number else words[place:after]
        yield words[place][1], frozenset(word for kind, word in some if kind == "stem")


def _refers(words: list[tuple[str, str]], place: int) -> bool:
    before = words[place - 1][1] if place else ""
    return before in _REFERS or _YEAR.fullmatch(words[place][1]) is not None


def _turned(words: list[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    for place, (kind, _) in enumerate(words):
        if kind in ("number", "code", "pause", "stem", "joint"):
            continue
        governed = ""
        for after, word in words[place + 1 :]:
            if after in ("stem", "number"):
                governed = word
            if after in ("stem", "number", "pause"):
                break
        yield kind, governed


def _clauses(words: list[tuple[str, str]]) -> Iterable[tuple[str, ...]]:
    """The telling stems between pauses and joints."""
    clause: list[str] = []
    for kind, word in [*words, ("pause", ".")]:
        if kind == "stem":
            clause.append(word)
        elif kind in ("pause", "joint") and clause:
            yield tuple(clause)
            clause = []
