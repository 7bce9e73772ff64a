"""Words that ask where a bidder is based, which above the threshold is never a criterion: Local Government Act 1988
s.17(5)(e). They are shown to a person, who decides; the rule itself is among the duties."""

from __future__ import annotations

import re

_BIDDER = r"(?:you|your|bidders?|suppliers?|providers?|contractors?|compan(?:y|ies)|firms?|business(?:es)?)"
_THEIRS = r"(?:staff|employees|workforce|workers|offices?|depots?|premises|headquarters)"
_IS_AT = (
    r"(?:based|located|situated|headquartered|registered|resident|living|lives?|established)"
    r"\s+(?:locally|in|within|near|close to|at)\b"
)
_FEW = r"(?: [\w'’]+){0,3}"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:{_BIDDER}|{_THEIRS})\b{_FEW} {_IS_AT}",
        rf"\bwhere (?:are|is|do|does)\b{_FEW} (?:{_BIDDER}|{_THEIRS})\b{_FEW} (?:based|located|live)\b",
        r"\b(?:have|has|with) (?:an?|its|their|your) (?:local )?(?:office|depot|base|premises) (?:in|within|near)\b",
    )
)


def asks_where_based(words: str) -> bool:
    """Whether words may ask where a bidder is, or where its staff live now, and not what it will do there."""
    return any(pattern.search(words) for pattern in _PATTERNS)
