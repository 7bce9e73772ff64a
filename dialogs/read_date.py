"""Dates in people's words, in the order that is usual here: the day, then the month."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from cards import words
from dialogs.plain import FLAGS, plain, quoted
from domain.errors import Unclear

ASK = "Please give the date as day, month and year, for example 1 November 2027."
MOST_YEARS = 10

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH = r"(?P<month{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
_MONTH += r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
_DAY = r"(?P<day{0}>[0-9]{{1,2}})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year{0}>[0-9]{{4}}|'?[0-9]{{2}}(?![0-9a-z]))(?![0-9]|[.,/-][0-9])"
_PHRASE = re.compile(
    r"(?<![a-z0-9.,/£-])(?:(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?(?:the )?(?:"
    r"(?P<year1>[0-9]{4})-(?P<month1>[0-9]{1,2})-(?P<day1>[0-9]{1,2})"
    r"|(?P<day2>[0-9]{1,2})(?P<mark>[/.-])(?P<month2>[0-9]{1,2})(?P=mark)(?P<year2>[0-9]{4}|[0-9]{2})"
    rf"|{_DAY.format(3)}(?: of)?[ -]?{_MONTH.format(3)}(?:,?[ -]?{_YEAR.format(3)})?"
    rf"|{_MONTH.format(4)} (?P<day4>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<year4>[0-9]{{4}})"
    rf"|{_MONTH.format(5)},?[ -]?(?P<year5>[0-9]{{4}})"
    rf"|{_MONTH.format(6)}(?: '?(?P<short>[0-9]{{2}}))?"
    r"))(?![a-z0-9]|[./-][0-9])",
    FLAGS,
)
_LEAD = re.compile(r"^(?:(?:from|on|starting|start|starts|beginning|about|it is|it's|of|in) )+", FLAGS)


@dataclass(frozen=True)
class Day:
    """A date that stands in a text at `start`. `stored` is ISO 8601, or "" with the `problem` in words."""

    start: int
    end: int
    words: str
    stored: str
    problem: str = ""


def read_date(answer: str, *, today: date, past_too: bool = False) -> date:
    """The date that an answer gives; a month and year are its first day. Raises Unclear, also for the past unless
    `past_too`."""
    match = _PHRASE.fullmatch(_LEAD.sub("", plain(answer[:200]).rstrip(" .!")))
    if match is None:
        raise Unclear(ASK)
    return _checked(match, today, past_too=past_too)


def find_dates(text: str, *, today: date) -> tuple[Day, ...]:
    """Every date in a plain text, first first; a month that stands alone is none unless a "from" leads to it."""
    found = []
    for match in _PHRASE.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        alone = match["month6"] is not None
        if alone and not re.search(r"\b(?:from|starting|beginning|commencing|by|next|in) $", before, FLAGS):
            continue
        try:
            found.append(Day(match.start(), match.end(), match[0], _checked(match, today).isoformat()))
        except Unclear as unclear:
            found.append(Day(match.start(), match.end(), match[0], "", str(unclear)))
    return tuple(found)


def _checked(match: re.Match[str], today: date, *, past_too: bool = False) -> date:
    if match["month6"]:
        raise Unclear(_which_year(match["short"], match["month6"], today))
    form = next(form for form in "12345" if match[f"month{form}"])
    month = _month(match[f"month{form}"])
    day = 1 if form == "5" else int(match[f"day{form}"])
    year = match[f"year{form}"]
    if not year:
        raise Unclear(f"Which year? Please type it, for example {day} {_name(month)} {today.year + 1}.")
    try:
        found = date(int(year.lstrip("'")) + (2000 if len(year.lstrip("'")) == 2 else 0), month, day)
    except ValueError:
        raise Unclear(f"There is no date {quoted(match[0])}: the day comes first, then the month. {ASK}") from None
    if found < today and not past_too:
        raise Unclear(f"{words.day(found)} is in the past. Please give a date from today on.")
    if found.year > today.year + MOST_YEARS:
        raise Unclear(f"{words.day(found)} is more than {MOST_YEARS} years ahead. {ASK}")
    return found


def _month(name: str) -> int:
    """The number of a month given in digits or letters; digits may be more than there are months."""
    if name.isdigit():
        return int(name)
    return next(number for number, full in enumerate(MONTHS, start=1) if full.lower().startswith(name.lower()[:3]))


def _name(month: int) -> str:
    return MONTHS[month - 1] if 1 <= month <= 12 else MONTHS[0]


def _which_year(short: str | None, month: str, today: date) -> str:
    name = _name(_month(month))
    if short:
        return (
            f"Is {int(short)} the day or the year? Please type the date in full, for example 1 {name} {today.year + 1}."
        )
    return f"Which year? Please type the month and the year, for example {name} {today.year + 1}."
