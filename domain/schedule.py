"""When a contract's social value is reported: the ends of its reporting periods."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

YEARLY = 12

_MONTHS_BETWEEN = {"quarterly": 3, "six-monthly": 6, "once, at the end or yearly": YEARLY}


def monitoring_dates(start: date, months: int, reporting: str) -> tuple[date, ...]:
    """The last day of each reporting period of a contract of that many months; the last is the contract's end.

    `reporting` is a tier's: quarterly, six-monthly, "once, at the end or yearly", or one that begins with "none".
    Raises ValueError for another one, and for a contract of less than a month.
    """
    if months < 1:
        raise ValueError("A contract lasts one month or more.")
    if reporting.startswith("none"):
        return ()
    if reporting not in _MONTHS_BETWEEN:
        raise ValueError(f'"{reporting}" is no way of reporting that is known.')
    step = _MONTHS_BETWEEN[reporting]
    periods = [*range(step, months, step), months]
    return tuple(months_later(start, elapsed) - timedelta(days=1) for elapsed in periods)


def months_later(day: date, months: int) -> date:
    """The same day of the month that many months later, or the first day after a month that is too short.

    So a period that begins on 31 January and lasts one month ends on the last day of February.
    """
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    length = monthrange(year, month)[1]
    return date(year, month, day.day) if day.day <= length else date(year, month, length) + timedelta(days=1)
