"""Terms so particular that an answer must hold them too: years, numbers of sections and notes, and names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from knowledge.terms import STOP_WORDS, stems

_YEAR = re.compile(r"\b(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?\b")
_REFERENCE = re.compile(
    r"\b(?P<kind>section|sections|s\.?|ss\.?|clause|regulation|reg|article|schedule|part|ppn|si|policy note)"
    r"\s?(?:no\.?\s?)?(?P<number>\d{1,4}(?:[/.]\d{1,4})?)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![.!?:]\s)(?<=[^\S\n])[A-Z][A-Za-z'’&-]{2,}")
_CALENDAR = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}) | frozenset(
    {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"}
    | {"december", "christmas", "easter", "spring", "summer", "autumn", "winter"}
)
"""Words with a capital letter that name no one and nothing that an answer must hold."""

_SHOUTED = re.compile(r"^[^a-z]*$")


def years(question: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.group() for found in _YEAR.finditer(question)))


def references(question: str) -> tuple[str, ...]:
    """As written, such as "section 41" or "PPN 017"."""
    return tuple(dict.fromkeys(found.group() for found in _REFERENCE.finditer(question)))


def names(question: str) -> tuple[str, ...]:
    """Words with a capital letter where a sentence does not begin; none when all is in capitals."""
    if _SHOUTED.match(question):
        return ()
    found = dict.fromkeys(match.group() for match in _NAME.finditer(question))
    return tuple(name for name in found if name.lower() not in STOP_WORDS | _CALENDAR)


def missing(question: str, article_text: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    """Terms of the question that stand in the way of an answer.

    Years and references must stand in the article itself. Names must be words of some article: `known` says so
    of a stem.
    """
    text = article_text.lower()
    found = [year for year in years(question) if year.lower() not in text]
    found += [reference for reference in references(question) if not _stands(reference, text)]
    found += [name for name in names(question) if not _all_known(stems(name), known)]
    return tuple(found)


def _stands(reference: str, text: str) -> bool:
    """The same number of the same kind, however it is abbreviated."""
    number = re.escape(reference.split()[-1] if " " in reference else re.sub(r"^\D+", "", reference)).lstrip("0")
    kind = reference.lower().lstrip()[0]
    kinds = {"s": r"s(?:ection|chedule|i)?s?\.?", "p": r"p(?:pn|art|rocurement policy note|olicy note)"}
    words = kinds.get(kind, rf"{kind}\w*\.?")
    return re.search(rf"\b{words}\s?0*{number}\b", text) is not None


def _all_known(found: Iterable[str], known: Callable[[str], bool]) -> bool:
    return all(known(stem) for stem in found)
