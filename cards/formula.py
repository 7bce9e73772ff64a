"""Text that a spreadsheet would take for a formula, and so would run."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠]")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would take it for one, apostrophes before it left aside; numbers below nought too."""
    return bool(_FORMULA.match(text))


def defused(text: str) -> str:
    """The text as a spreadsheet takes it for text: with an apostrophe before what would be a formula."""
    return f"'{text}" if is_formula(text) and not _NUMBER.fullmatch(text) else text
