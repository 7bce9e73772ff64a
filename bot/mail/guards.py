"""What is checked on the bytes of a message before anything of it is parsed.

Python's parser is honest work for honest mail; the limits keep its time and memory bounded for the other kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.mail.addresses import MOST as MOST_ADDRESSES
from bot.mail.headers import Headers, block
from cards import set_aside

MOST_BYTES = 50_000_000
"""A mail of 25 MB of files, encoded, with room for what is refused and named."""

HEADER_BYTES = 65_536
ONE_HEADER_BYTES = 16_384
MOST_HEADERS = 1_000
MOST_ENCODED = 1_000
MOST_LINES = 1_200_000
MOST_PARTS = 200
MOST_DEPTH = 20
MOST_DASHED = 50_000
"""Lines that begin like the border between two parts."""

ADDRESSED = ("from", "sender", "reply-to", "to", "cc", "bcc", "resent-to", "resent-cc")

_END_OF_HEADERS = re.compile(rb"\r\n\r\n|\n\r?\n|\r\r")
_HEADER = re.compile(rb"[!-9;-~]{1,80}[ \t]*:")
_BOUNDARY = re.compile(rb'boundary\*?[0-9]{0,2}\*?[ \t]*=[ \t\r\n]*("[^"\r\n]{1,200}"|[^\s";]{1,200})', re.IGNORECASE)
_DASHED = re.compile(rb"[\r\n]--([^\r\n]{1,200})")


def header_block(raw: bytes) -> bytes:
    """The bytes of the headers, at most `HEADER_BYTES`; a line of a mailbox file before them is left out."""
    head = raw[: HEADER_BYTES + 4].lstrip(b"\r\n \t\xef\xbb\xbf")
    if head.startswith((b"From ", b">From ")):
        head = re.split(rb"[\r\n]+", head, maxsplit=1)[-1]
    end = _END_OF_HEADERS.search(head)
    return head[: end.start()] if end else head[:HEADER_BYTES]


def fault(raw: bytes) -> str:
    """Why the message must not be parsed, in words; empty when it may be."""
    if len(raw) > MOST_BYTES:
        return set_aside.TOO_BIG
    if not raw.strip(b"\r\n \t\x00"):
        return set_aside.EMPTY
    head = header_block(raw)
    return _in_headers(head) or _in_lines(raw)


def _in_headers(head: bytes) -> str:
    if len(head) >= HEADER_BYTES:
        return set_aside.LONG_HEADERS
    if not _HEADER.match(head):
        return set_aside.NO_HEADERS
    if head.count(b"=?") > MOST_ENCODED:
        return set_aside.MANY_ENCODED
    headers = block(head)
    values = [value for found in headers.values.values() for value in found]
    if len(values) > MOST_HEADERS:
        return set_aside.MANY_HEADERS
    if any(len(value) > ONE_HEADER_BYTES for value in values):
        return set_aside.LONG_HEADER
    return set_aside.MANY_ADDRESSES if _addresses(headers) > MOST_ADDRESSES else ""


def _addresses(headers: Headers) -> int:
    return sum(value.count("@") for name in ADDRESSED for value in headers.all(name))


def _in_lines(raw: bytes) -> str:
    if raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n") > MOST_LINES:
        return set_aside.MANY_LINES
    lowered = raw.lower()
    named = list(_boundaries(raw, lowered))
    boundaries = set(named)
    if len(named) > MOST_PARTS or lowered.count(b"message/rfc822") > MOST_PARTS:
        return set_aside.MANY_PARTS
    if not boundaries:
        return ""
    if raw.count(b"\n--") > MOST_DASHED:
        return set_aside.MANY_PARTS
    borders = sum(line.rstrip(b" \t") in boundaries for line in _DASHED.findall(raw))
    return set_aside.MANY_PARTS if borders > MOST_PARTS else ""


def _boundaries(raw: bytes, lowered: bytes) -> Iterator[bytes]:
    """The borders between parts that the message names, as many as it takes to see that they are too many."""
    place, found = -1, 0
    while (place := lowered.find(b"boundary", place + 1)) >= 0 and found <= MOST_PARTS:
        named = _BOUNDARY.match(raw, place)
        if named is not None:
            found += 1
            yield named[1].strip(b'"')
