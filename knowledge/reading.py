"""A question as people type it, made into what is searched for: without greeting and signature, with its mistakes
mended and its abbreviations written out."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from knowledge.spelling import Spelling

LONGEST = 1500
"""Characters of a question that are searched for; its beginning is kept, and its last question."""

_GREETING = re.compile(
    r"\s*(?:(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening)|dear)\b[^,.!?\n]{0,30}[,.!\n]+\s*)+", re.IGNORECASE
)
_SIGNATURE = re.compile(
    r"\n\s*(?:(?:many |kind |best |warm )?(?:thanks|regards|thank you|wishes|cheers|yours (?:sincerely|faithfully)|"
    r"--|sent from my)\b)[\s\S]*\Z",
    re.IGNORECASE,
)
_TAGS = re.compile(r"<[^<>]{0,200}>")
_TOKEN = re.compile(r"[A-Za-z0-9&]+")

_SMALL_WORDS = tuple(
    frozenset(words.split())
    for words in (
        "der das und ist sind nicht für ein eine einen mit wie wir sie auf dem den zu bei kann muss wird werden oder",
        "le la les des du est que qui pour une dans avec nous vous sur pas ce cette au aux comment quelle quel il",
        "el los las es qué que para una con cómo por del al se su nos más está hay cuál puede debe",
        "il lo gli che per una con come di del della sono è non si cosa qual dei può deve",
        "jest czy jak nie się dla na w z do co to są ma aby oraz jaki jakie przez",
        "yn yr y mae beth sut a i o ar ydy yw oes gan gyda ein",
        "o os as que para uma com como do da dos não é em por qual mais",
        "și este ce cum pentru cu la de nu o un care sunt din să",
    )
)
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "a i o to do in on an at as is it be we my the and or of for with what how can are you our if not does should "
        "must when who why which this that from by have has",
    )
)


@dataclass(frozen=True)
class Reading:
    """`text` is searched for. `mended` are the words that were taken for misspelt."""

    text: str
    mended: Mapping[str, str] = field(default_factory=dict)


class Reader:
    """`jargon` says what abbreviations mean."""

    def __init__(self, spelling: Spelling, jargon: Mapping[str, str]) -> None:
        self._spelling = spelling
        self._jargon = jargon
        longest_first = sorted(jargon, key=len, reverse=True)
        self._pattern = re.compile(
            r"(?<![\w&])(" + "|".join(re.escape(short) for short in longest_first) + r")(?![\w&])", re.IGNORECASE
        )

    def read(self, question: str, before: str = "") -> Reading:
        """`before` is what the conversation was about, for a question that goes on from it."""
        plain = shortened(bare(question))
        mended, changes = self._spelling.mend(self._written_out(plain))
        return Reading(f"{before} {mended}".strip(), changes)

    def _written_out(self, text: str) -> str:
        """An abbreviation whose full words are there already stays as it is."""

        def one(found: re.Match[str]) -> str:
            full = self._jargon[found.group().lower()]
            return found.group() if full.lower() in text.lower() else full

        return self._pattern.sub(one, text)


def bare(question: str) -> str:
    """Without markup, greeting and signature, unless nothing else is left."""
    text = _TAGS.sub(" ", question).strip()
    without = _SIGNATURE.sub("", _GREETING.sub("", text, count=1) if _GREETING.match(text) else text).strip()
    return without or text


def shortened(text: str) -> str:
    """At most `LONGEST` characters: the beginning, and the last sentence that asks something."""
    if len(text) <= LONGEST:
        return text
    asked = [found.group().strip() for found in re.finditer(r"[^.?!\n]{3,400}\?", text)]
    end = asked[-1] if asked else ""
    return f"{text[: LONGEST - len(end) - 1]} {end}".strip()


def strange(text: str, known: Collection[str]) -> bool:
    """True when most words are no English that we know of: another language, or keys pressed at random."""
    found = [word.lower() for word in _TOKEN.findall(text) if word.isalpha() and len(word) > 2]
    unknown = [word for word in found if word not in known]
    return len(found) > 1 and len(unknown) > 0.6 * len(found)


def foreign(text: str) -> bool:
    """True when its small words are those of another language, or its letters of another script.

    Looked for in what was written, before anything is taken for misspelt English.
    """
    letters = [letter for letter in text if letter.isalpha()]
    if sum(letter > "\u024f" for letter in letters) * 2 > len(letters):
        return True
    words = re.findall(r"[^\W\d_]+", text.lower())
    most = max((sum(word in small for word in words) for small in _SMALL_WORDS), default=0)
    return most >= 2 and most > sum(word in _ENGLISH for word in words)
