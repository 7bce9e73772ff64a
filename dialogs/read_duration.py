"""Lengths of contracts in people's words, with their extensions: one grammar for an answer and for a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from dialogs.plain import FLAGS, NUMBER_WORD, NUMBER_WORDS, plain, quoted
from domain.errors import Unclear

ASK = "Please give the length with its unit, for example 36 months, 3 years, or 3+2 years with an extension."
APART = "Please give the first term and the extension apart, for example 3+1 years."
MOST_MONTHS = 600

_MONTHS = {
    "y": Decimal(12),
    "m": Decimal(1),
    "w": Decimal(84) / Decimal("365.25"),
    "d": Decimal(12) / Decimal("365.25"),
}
_NUMBER = rf"(?:[0-9]{{1,4}}(?:\.[0-9]{{1,2}})?|{NUMBER_WORD})(?: and a half)?"
_UNIT = r"(?:years?|yrs?|months?|mths?|weeks?|wks?|days?)(?![a-z0-9])(?:'s?)?(?! ?(?:old|olds|of age|experience)\b)"
_EXTENDING = (
    r"(?:extensions?|extend(?:ed|able|ing)?|optional|options?|further|additional|extra|renewals?|renewable|up to)"
)
_FILLER = (
    rf"(?:[,(+;]|{_EXTENDING}\b|(?:plus|and|with|an?|the|to|of|by|for|possible|potential|possibility|or|then|it|"
    r"another|be|may|can|could|which|that)\b)"
)
_TAIL = (
    rf" ?(?:{_FILLER} ?){{1,10}}(?:{_NUMBER})"
    rf"(?:[ -]?{_UNIT}|(?! ?-? ?[a-z0-9£%]|[.,][0-9])|(?= (?:from|start\w*|beginning|commencing|across|in|for)\b))"
    rf"(?: (?:possible |potential )?{_EXTENDING}\b)?\)?"
)
_FIRST = (
    rf"{_NUMBER}(?: ?\+ ?{_NUMBER}){{0,4}}[ -]?{_UNIT}(?: and a half\b)?"
    r"|(?:an?|half an?)[ -](?:year|month)(?: and a half)?\b"
)
_ONE_OFF = re.compile(r"\b(?:one[ -]?(?:off|time)|single)(?: (?:purchase|buy|order|delivery|payment))?\b", FLAGS)
_PHRASE = re.compile(
    rf"(?<![a-z0-9.,£-])(?P<minus>(?:minus |-) ?)?(?P<first>{_FIRST})(?P<tails>(?:{_TAIL}){{0,5}})", FLAGS
)
_TERM = re.compile(rf"(?<![a-z0-9])(?P<number>{_NUMBER})(?:[ -]?(?P<unit>{_UNIT}))?", FLAGS)
_MARK = re.compile(rf"\+|\bplus\b|\b{_EXTENDING}\b|\banother\b", FLAGS)
_WITHOUT_UNIT = re.compile(rf"(?P<sum>{_NUMBER}(?: ?(?:\+|plus) ?{_NUMBER}){{1,5}})", FLAGS)
_INCLUDING = re.compile(rf",? ?\(?(?:including|inclusive of|incl?\.?) [^|.;£]{{0,40}}\b{_EXTENDING}\b", FLAGS)
_UNREAD = re.compile(
    rf",? ?\(?(?:including|inclusive of|incl?\.?|with|plus|and|\+) [^|.;£]{{0,40}}\b{_EXTENDING}\b", FLAGS
)
_LEAD = re.compile(r"^(?:(?:it is|it's|for|about|approximately|approx|a period of|a term of) )+", FLAGS)


@dataclass(frozen=True)
class Duration:
    """A length that stands in a text at `start`. `stored` is months, "36+24", or "" with the `problem` in words."""

    start: int
    end: int
    words: str
    stored: str
    problem: str = ""


def read_duration(words: str) -> str:
    """The length that an answer gives, as "36+24": months, then months of extension. "one-off" is "1+0".

    Weeks and days are rounded up to whole months. A sum without a unit, such as "3+2", is in years, as is usual
    for contracts, as long as its parts are ten at most. Raises Unclear.
    """
    text = _LEAD.sub("", plain(words[:200]).rstrip(" .!"))
    if _ONE_OFF.fullmatch(text):
        return "1+0"
    if _INCLUDING.search(text):
        raise Unclear(APART)
    sum_without_unit = _WITHOUT_UNIT.fullmatch(text)
    if sum_without_unit:
        return _years(sum_without_unit["sum"])
    match = _PHRASE.fullmatch(text)
    if match is None:
        if re.fullmatch(_NUMBER, text, FLAGS):
            raise Unclear(f"Is that years or months? Please type {text} years or {text} months.")
        raise Unclear(ASK)
    return _checked(match)


def find_durations(text: str) -> tuple[Duration, ...]:
    """Every length in a plain text, first first. "a year" counts only behind "for": else it is a rate."""
    found = [Duration(match.start(), match.end(), match[0], "1+0") for match in _ONE_OFF.finditer(text)]
    found = [one_off for one_off in found if re.match(r"one", one_off.words, FLAGS)]
    for match in _PHRASE.finditer(text):
        article = re.match(r"(?:an?|half)\b", match["first"], FLAGS)
        if article and not re.search(r"\bfor $", text[max(0, match.start() - 5) : match.start()], FLAGS):
            continue
        if re.search(
            r"\b(?:aged?|over|under|last|past|every|than) $", text[max(0, match.start() - 8) : match.start()], FLAGS
        ):
            continue
        unread = _UNREAD.match(text, match.end())
        found.append(_found(match, unread.end() if unread else None))
    return tuple(sorted(found, key=lambda duration: duration.start))


def _found(match: re.Match[str], unread_end: int | None) -> Duration:
    if unread_end is not None:
        words = match.string[match.start() : unread_end]
        return Duration(match.start(), unread_end, words, "", APART)
    try:
        return Duration(match.start(), match.end(), match[0], _checked(match))
    except Unclear as unclear:
        return Duration(match.start(), match.end(), match[0], "", str(unclear))


def _years(words: str) -> str:
    terms = [_number(match["number"]) for match in _TERM.finditer(words)]
    if max(terms) > 10:
        raise Unclear(f"Is that years or months? Please type {words} years or {words} months.")
    return _stored(terms[0] * 12, sum(terms[1:], Decimal(0)) * 12)


def _checked(match: re.Match[str]) -> str:
    if match["minus"]:
        raise Unclear(f"A length cannot be negative. {ASK}")
    first, unit = _first(match["first"])
    months, extension = first[0], sum(first[1:], Decimal(0))
    position = 0
    tails = match["tails"]
    for term in _TERM.finditer(tails):
        more = _number(term["number"]) * _MONTHS[(term["unit"] or unit)[0].lower()]
        around = tails[position : term.start()] + _behind(tails, term.end())
        if _MARK.search(around):
            extension += more
        elif term["unit"] and "and" in around.lower() and term["unit"][0].lower() != unit[0].lower():
            months += more  # "2 years and 6 months"
        else:
            raise Unclear(f"I read {quoted(match[0])} in more than one way. {APART}")
        position = term.end()
    return _stored(months, extension)


def _behind(tails: str, end: int) -> str:
    extending = re.match(rf" (?:possible |potential )?{_EXTENDING}\b", tails[end:], FLAGS)
    return extending[0] if extending else ""


def _first(words: str) -> tuple[list[Decimal], str]:
    """The months of each part of "3+2 years", and the unit they all have."""
    half_more = Decimal("0.5") if re.search(rf"{_UNIT} and a half$", words, FLAGS) else Decimal(0)
    unit = re.findall(_UNIT, words, FLAGS)[-1]
    article = re.match(r"(half )?an?\b", words, FLAGS)
    if article:
        numbers = [Decimal("0.5") if article[1] else Decimal(1)]
    else:
        numbers = [_number(term["number"]) for term in _TERM.finditer(words)]
    numbers[-1] += half_more
    return [number * _MONTHS[unit[0].lower()] for number in numbers], unit


def _number(words: str) -> Decimal:
    first, *half = words.lower().split(" ", 1)
    return Decimal(NUMBER_WORDS.get(first, 0) or first) + (Decimal("0.5") if half else 0)


def _stored(months: Decimal, extension: Decimal) -> str:
    whole = [int(part.to_integral_value(ROUND_CEILING)) for part in (months, extension)]
    if whole[0] < 1:
        raise Unclear(f"A contract lasts at least one month. {ASK}")
    if sum(whole) > MOST_MONTHS:
        raise Unclear(f"That is more than 50 years. {ASK}")
    return f"{whole[0]}+{whole[1]}"
