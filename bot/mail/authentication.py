"""Authentication-Results (RFC 8601) as servers really write them, Exchange Online's form without a server included.

Nothing here says whether a header is to be believed: see `bot.mail.belief`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

LONGEST = 16_000
"""Characters of one header that are looked at."""

_METHOD = re.compile(r"([a-z][a-z0-9-]*)(?:/\d+)?=([a-z][a-z0-9-]*)", re.IGNORECASE)
_PROPERTY = re.compile(r"([a-z][a-z0-9.-]*)=(.+)", re.IGNORECASE | re.DOTALL)
_AROUND_EQUALS = re.compile(r"[ \t\r\n]*=[ \t\r\n]*")


@dataclass(frozen=True)
class Verdict:
    """What one method found, all in lower case: "dkim", "pass", {"header.d": "council.example"}."""

    method: str
    result: str
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Results:
    """One header. `server` is the authserv-id in lower case; empty where the header names none, as Exchange's."""

    server: str
    verdicts: tuple[Verdict, ...]

    def of(self, method: str) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in self.verdicts if verdict.method == method)


def results(value: str) -> Results:
    """Reads a header's value. What cannot be read is left out; it never raises, and takes time in proportion."""
    first, *others = _pieces(value[:LONGEST])
    words = first.split()
    named = bool(words) and "=" not in words[0]
    parts = others if named else [first, *others]
    found = tuple(verdict for part in parts for verdict in _verdict(part))
    return Results(_unquoted(words[0]).lower() if named else "", found)


def _verdict(piece: str) -> Iterator[Verdict]:
    words = _words(_AROUND_EQUALS.sub("=", piece))
    method = _METHOD.fullmatch(words[0]) if words else None
    if method is None:
        return
    matches = (_PROPERTY.fullmatch(word) for word in words[1:])
    properties = {match[1].lower(): _unquoted(match[2]).lower() for match in matches if match}
    yield Verdict(method[1].lower(), method[2].lower(), properties)


def _pieces(value: str) -> list[str]:
    """What stands between semicolons, without comments; semicolons in quotation marks do not count."""
    pieces: list[list[str]] = [[]]
    depth, quoted, skip = 0, False, False
    for character in value:
        if skip:
            skip = False
            kept = not depth
        elif character == "\\" and (quoted or depth):
            skip, kept = True, not depth
        elif character == '"' and not depth:
            quoted, kept = not quoted, True
        elif character in "()" and not quoted:
            depth = depth + 1 if character == "(" else max(0, depth - 1)
            character, kept = " ", True
        else:
            kept = not depth
        if kept and character == ";" and not quoted:
            pieces.append([])
        elif kept:
            pieces[-1].append(character)
    return ["".join(piece).strip() for piece in pieces]


def _words(piece: str) -> list[str]:
    """Words between white space, which does not count in quotation marks."""
    words: list[list[str]] = [[]]
    quoted = False
    for character in piece:
        quoted ^= character == '"'
        if character.isspace() and not quoted:
            words.append([])
        else:
            words[-1].append(character)
    return ["".join(word) for word in words if word]


def _unquoted(word: str) -> str:
    return word[1:-1] if len(word) > 1 and word[0] == word[-1] == '"' else word
