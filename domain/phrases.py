"""How figures are written for people in the sentences that the rules make."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal


def pounds(value: Decimal) -> str:
    """£1,250, and £1,250.50 where there are pence."""
    whole = value == value.to_integral_value()
    return f"£{value:,.0f}" if whole else f"£{value:,.2f}"


def length(months: int) -> str:
    """1 month, 18 months, 3 years."""
    if months >= 12 and months % 12 == 0:
        return "1 year" if months == 12 else f"{months // 12} years"
    return "1 month" if months == 1 else f"{months} months"


def long_date(day: date) -> str:
    """22 November 2026."""
    return f"{day.day} {day:%B %Y}"


def listed(items: Sequence[str]) -> str:
    """a, b and c."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def number_range(low: int | Decimal, high: int | Decimal) -> str:
    """2 to 3, and 1 where both are the same."""
    return str(low) if low == high else f"{low} to {high}"


def counted(count: int, noun: str) -> str:
    """1 outcome, 2 outcomes."""
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"
