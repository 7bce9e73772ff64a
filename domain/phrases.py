"""How figures are written for people, in the sentences that the rules make and everywhere else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal


def money(amount: Decimal) -> str:
    """Pounds: "£1,250", and "£490,569.50" where there are pence."""
    pounds = round(amount, 2)
    digits = f"{abs(pounds):,.0f}" if pounds == pounds.to_integral_value() else f"{abs(pounds):,.2f}"
    return f"{'-' if pounds < 0 else ''}£{digits}"


def day(on: date) -> str:
    """The date as in "22 November 2026"."""
    return f"{on.day} {on:%B} {on.year}"


def months(count: int) -> str:
    """As in "3 years" where the months fill years, else as in "18 months"."""
    if count and count % 12 == 0:
        return counted(count // 12, "year")
    return counted(count, "month")


def counted(count: int, noun: str, plural: str = "") -> str:
    """As in "1 measure", "2 measures". Give the plural when it is not made with an s."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def listed(items: Sequence[str], last: str = "and") -> str:
    """As in "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def number_range(low: int | Decimal, high: int | Decimal) -> str:
    """2 to 3, and 1 where both are the same."""
    return str(low) if low == high else f"{low} to {high}"
