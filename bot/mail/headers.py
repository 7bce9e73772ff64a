"""The headers of a mail or of one of its parts: found, unfolded and decoded in linear time. Never fails."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from bot.mail.charsets import cleaned, decoded

_ENCODED = re.compile(r"=\?([^?\s=]{1,60})\?([bBqQ])\?([^?]*)\?=")
_NAME = re.compile(r"[!-9;-~]{1,80}")
_BREAKS = re.compile(r"[\r\n]+")
_ID = re.compile(r"<([^<>\s]{1,500})>")
_LONGEST = 16_384


@dataclass(frozen=True)
class Headers:
    """Headers by their name in lower case, each with its raw values, the topmost first."""

    values: dict[str, list[str]] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def all(self, name: str) -> tuple[str, ...]:
        """The values as they are, on one line each."""
        return tuple(self.values.get(name, ()))

    def raw(self, name: str) -> str:
        found = self.values.get(name)
        return found[0] if found else ""

    def text(self, name: str) -> str:
        """The topmost value, decoded for people."""
        return words(self.raw(name))

    def main(self, name: str) -> str:
        """Its value without parameters, in lower case, such as "text/plain"."""
        return self.raw(name).partition(";")[0].strip().lower()

    def parameters(self, name: str) -> dict[str, str]:
        return parameters(self.raw(name))


def gathered(pairs: Iterable[tuple[str, object]]) -> Headers:
    """The headers from names and values, unfolded."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        line = _BREAKS.sub("", str(value)[: _LONGEST * 4]).strip()
        values.setdefault(name.strip().lower(), []).append(line)
    return Headers(values)


def block(raw: bytes) -> Headers:
    """The headers at the beginning of `raw`, which must be bounded. A line that is no header is passed over."""
    pairs: list[tuple[str, str]] = []
    text = raw.decode("ascii", "surrogateescape").replace("\r\n", "\n").replace("\r", "\n")
    for line in text.split("\n"):
        name, colon, value = line.partition(":")
        if line[:1] in (" ", "\t"):
            if pairs and line.strip():
                pairs[-1] = (pairs[-1][0], pairs[-1][1] + line)
        elif colon and _NAME.fullmatch(name.rstrip()):
            pairs.append((name, value))
        elif not line:
            break
    return gathered(pairs)


def words(value: str) -> str:
    """A value for people: encoded words (RFC 2047) and bare 8-bit characters are read, on one line."""
    parts: list[str] = []
    waiting, waiting_charset, end = b"", "", 0
    for match in _ENCODED.finditer(value):
        between = value[end : match.start()]
        charset, data = match[1].partition("*")[0], _unpacked(match[2], match[3])
        if waiting and not between.strip() and charset.lower() == waiting_charset.lower():
            waiting += data
        else:
            parts.append(decoded(waiting, waiting_charset))
            if between.strip() or end == 0:
                parts.append(_eight_bit(between))
            waiting, waiting_charset = data, charset
        end = match.end()
    parts += [decoded(waiting, waiting_charset), _eight_bit(value[end:])]
    return " ".join(cleaned("".join(parts)).split())


def parameters(value: str) -> dict[str, str]:
    """The parameters behind the first semicolon, with RFC 2231 and RFC 2047 read; names in lower case."""
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, raw in _pairs(value.partition(";")[2]):
        base, star, rest = name.partition("*")
        if not star:
            plain.setdefault(name, words(raw))
            continue
        number = rest.rstrip("*")
        place = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0
        pieces.setdefault(base, {}).setdefault(place, (raw, name.endswith("*")))
    for base, found in pieces.items():
        plain[base] = _joined([found[place] for place in sorted(found)])
    return plain


def message_ids(values: Iterable[str]) -> tuple[str, ...]:
    """The ids in In-Reply-To or References, split on spaces and commas, each once, without brackets."""
    found: dict[str, None] = {}
    for value in values:
        ids = _ID.findall(value) or [
            word.strip("<>") for word in value.replace(",", " ").split() if "@" in word and len(word) <= 500
        ]
        found.update(dict.fromkeys(ids))
    return tuple(found)


def _joined(pieces: list[tuple[str, bool]]) -> str:
    """The pieces of one RFC 2231 value; the first names the charset."""
    charset, data = "utf-8", b""
    for place, (raw, is_encoded) in enumerate(pieces):
        if is_encoded and place == 0 and raw.count("'") >= 2:
            charset, _, raw = raw.split("'", 2)
        data += unquote_to_bytes(raw.encode("utf-8", "surrogateescape")) if is_encoded else _bytes(raw)
    return words(decoded(data, charset or "utf-8"))


def _pairs(value: str) -> Iterable[tuple[str, str]]:
    """Names and values between semicolons; quoted ones may hold semicolons."""
    place, length = 0, len(value)
    while place < length:
        equals = value.find("=", place)
        if equals < 0:
            return
        name = value[place:equals].rpartition(";")[2].strip().lower()
        place = equals + 1
        while place < length and value[place] in " \t":
            place += 1
        if value[place : place + 1] == '"':
            read, place = _quoted(value, place + 1)
        else:
            end = value.find(";", place)
            end = length if end < 0 else end
            read, place = value[place:end].strip(), end
        yield name, read
        semicolon = value.find(";", place)
        place = length if semicolon < 0 else semicolon + 1


def _quoted(value: str, place: int) -> tuple[str, int]:
    """What stands up to the closing quotation mark, and the place behind it."""
    read: list[str] = []
    while place < len(value) and value[place] != '"':
        if value[place] == "\\" and value[place + 1 : place + 2] in ('"', "\\"):
            place += 1
        read.append(value[place])
        place += 1
    return "".join(read), place + 1


def _unpacked(encoding: str, text: str) -> bytes:
    if encoding in "qQ":
        return quopri.decodestring(_bytes(text).replace(b"_", b" "))
    data = _bytes(text).rstrip(b"=")
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4))
    except (binascii.Error, ValueError):
        return base64.b64decode(data[: len(data) // 4 * 4])


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _eight_bit(text: str) -> str:
    return text if text.isascii() else decoded(_bytes(text), "")
