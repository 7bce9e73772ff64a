"""What a check of doctor found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What a check found. `todo` is empty when nothing is to be done."""

    check: str
    found: str
    todo: str = ""
    wrong: bool = False


def first_line(fault: Exception) -> str:
    """Some drivers say more than fits on the one line of a check."""
    return str(fault).partition("\n")[0] or type(fault).__name__
