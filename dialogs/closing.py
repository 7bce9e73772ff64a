"""The lines of a letter that say nothing: how it begins and how it ends."""

from __future__ import annotations

import re

_CLOSING = re.compile(
    r"(?:many )?thanks(?: (?:again|in advance|and regards|so much|a lot|very much))?|cheers|ta|"
    r"thank you(?: (?:very much|so much))?|(?:(?:with )?(?:kind|best|warm|kindest|many) )?regards|"
    r"(?:all the )?best|(?:with )?best wishes|yours(?: (?:sincerely|faithfully|truly))?|sincerely|kr|rgds",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:dear|hi|hello|hey|good (?:morning|afternoon|evening|day)|morning|afternoon)\b[^.?!:]{0,40}[,!.:]?",
    re.IGNORECASE,
)


def is_closing(line: str) -> bool:
    """True for "Kind regards," and the like, alone on a line."""
    return len(line) <= 60 and _CLOSING.fullmatch(line.strip(" ,.!-–")) is not None


def is_greeting(line: str) -> bool:
    """True for "Dear assistant," and the like, alone on a line."""
    return len(line) <= 60 and _GREETING.fullmatch(line.strip()) is not None


def only_thanks(text: str) -> bool:
    """True when nothing is said but thanks, a greeting and a name."""
    lines = [line.strip() for line in text.strip().split("\n") if line.strip()]
    first = next((line for line in lines if not is_greeting(line)), "")
    return 0 < len(lines) <= 4 and is_closing(first) and all(len(line.split()) <= 4 for line in lines)
