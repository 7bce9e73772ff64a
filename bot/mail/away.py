"""Until when somebody says that they are away, in the languages that reach a council."""

from __future__ import annotations

import re
from datetime import date, timedelta

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero gennaio januari stycznia styczeń janeiro ionawr ene gen janv sty",
            "february feb februar février febrero febbraio februari lutego luty fevereiro chwefror fév fev febr lut",
            "march mar märz mars marzo maart marca marzec março mawrth mär mrz mrt",
            "april apr avril abril aprile kwietnia kwiecień ebrill avr abr kwi",
            "may mai mayo maggio mei maja maj maio mag",
            "june jun juni juin junio giugno czerwca czerwiec junho mehefin giu cze",
            "july jul juli juillet julio luglio lipca lipiec julho gorffennaf juil lug lip",
            "august aug août agosto augustus sierpnia sierpień awst ago sie augusti",
            "september sep sept septembre septiembre settembre września wrzesień setembro medi set wrz",
            "october oct oktober octobre octubre ottobre października październik outubro hydref okt ott out paź",
            "november nov novembre noviembre listopada listopad novembro tachwedd lis",
            "december dec dezember décembre diciembre dicembre grudnia grudzień dezembro rhagfyr dez déc dic gru",
        ),
        1,
    )
    for name in names.split()
}
_UNTIL = re.compile(
    r"(?:\b(?:until|till|til|through|thru|up to|back (?:in the office |at work |at my desk |online )?(?:on|from)?"
    r"|return(?:ing|s)?(?: to (?:the office|work|my desk))?(?: on| from)?|available (?:again )?(?:on|from|again)"
    r"|back"
    r"|bis (?:zum|einschließlich|einschl\.|inkl\.)|bis|wieder (?:ab|am)|zurück (?:ab|am)|ab dem|erreichbar ab"
    r"|jusqu.au|de retour (?:le|à partir du|au bureau le)|retour le|hasta el|hasta|regreso el|vuelvo el"
    r"|de regreso el"
    r"|fino al|sino al|rientro il|rientrerò il|torno il|tornerò il|tot en met|t/m|tot|terug op"
    r"|weer bereikbaar (?:op|vanaf)|do dnia|do|wracam|powrót|até o dia|até|ate|retorno (?:em|no dia|dia)"
    r"|regresso (?:em|a)"
    r"|till och med|t\.o\.m\.|tillbaka|tilbage|frem til|til og med|tot|yn ôl|hyd|and|to|au|al)(?=[\s:,])"
    r"|[-–—])[\s:,]{0,3}",
    re.IGNORECASE,
)
_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,?\s+)?"
_NUMBERED = re.compile(
    _WEEKDAY + r"(?:the\s+|den\s+|dem\s+|le\s+|el\s+|il\s+|dia\s+)?(\d{1,2})(?:st|nd|rd|th|er|\.|º|°)?\s*(?:of\s+|de\s+"
    r"|d['’])?([^\W\d_]{3,12})\.?,?(?:\s*(?:de\s+)?(\d{4}))?",
    re.IGNORECASE,
)
_AMERICAN = re.compile(_WEEKDAY + r"([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?(?:\s*(\d{4}))?", re.IGNORECASE)
_SLASHED = re.compile(
    _WEEKDAY
    + r"(?:the\s+|den\s+|dem\s+|le\s+|el\s+|il\s+)?(\d{1,2})\s?[./-]\s?(\d{1,2})(?:\s?[./-]\s?(\d{4}|\d{2}))?(?!\d)",
    re.IGNORECASE,
)
_ISO = re.compile(_WEEKDAY + r"(\d{4})-(\d{2})-(\d{2})", re.IGNORECASE)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TO_DATE_ONLY = ("and", "to", "au", "al", "-", "–", "—", "do", "back", "a")
_MOST = 60


def away_until(text: str, written: date | None) -> date | None:
    """The latest day that the text names as the end of an absence; None if it names none that can be read.

    Without a year it is the first such day from the day on which the message was written.
    """
    strong: list[date] = []
    weak: list[date] = []
    for number, match in enumerate(_UNTIL.finditer(text)):
        if number > _MOST:
            break
        found = _date(text[match.end() : match.end() + 60], written)
        if found is not None:
            is_weak = match[0].strip(" :,").lower() in _TO_DATE_ONLY
            (weak if is_weak else strong).append(found)
    later = [day for day in strong or weak if written is None or day >= written - timedelta(days=1)]
    return max(later, default=None)


def _date(text: str, written: date | None) -> date | None:
    text = text.lstrip(" \t\n*_")
    if match := _ISO.match(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMBERED.match(text):
        month = _MONTHS.get(match[2].lower())
        if month:
            return _nearest(match[3], month, int(match[1]), written)
    if match := _AMERICAN.match(text):
        month = _MONTHS.get(match[1].lower())
        if month:
            return _nearest(match[3], month, int(match[2]), written)
    if match := _SLASHED.match(text):
        day, month = int(match[1]), int(match[2])
        if month > 12 and day <= 12:
            day, month = month, day
        return _nearest(match[3], month, day, written)
    first = re.match(r"(?:next |on )?([a-z]+)", text, re.IGNORECASE)
    if written and first and first[1].lower() in _WEEKDAYS:
        ahead = (_WEEKDAYS.index(first[1].lower()) - written.weekday()) % 7 or 7
        return written + timedelta(days=ahead)
    return None


def _nearest(year: str | None, month: int, day: int, written: date | None) -> date | None:
    if year:
        return _day(int(year) + (2000 if len(year) == 2 else 0), month, day)
    if written is None:
        return None
    found = _day(written.year, month, day)
    if found is not None and found < written - timedelta(days=30):
        return _day(written.year + 1, month, day)
    return found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
