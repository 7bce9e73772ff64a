"""A mail as bytes. No value of a header can begin another header, whoever wrote it."""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

CONTROL = re.compile(r"[\x00-\x20\x7f\x85\u2028\u2029]+")
"""What ends a line for somebody, and white space beside it."""

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
"""Addresses that we write to: the plain form that every mail system takes."""

_ID = re.compile(r"[!-~]{1,400}")


def one_header(value: str) -> str:
    """A value on one line."""
    return CONTROL.sub(" ", value).strip()


def headers(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those that have a value, each on one line; characters beyond ASCII are encoded words."""
    found = []
    for name, value in pairs:
        line = one_header(value)
        if line:
            encoded = line if line.isascii() else Header(line, "utf-8", header_name=name).encode(linesep="\r\n")
            found.append((name, encoded))
    return found


def ids(values: Sequence[str], most: int = 20) -> str:
    """Message ids for In-Reply-To and References, one a line: the first, and the latest. Others' ids can be anything,
    and what could not stand in a header is left out."""
    good = [value for value in dict.fromkeys(values) if _ID.fullmatch(value) and not re.search(r"[<>]", value)]
    kept = good if len(good) <= most else [good[0], *good[1 - most :]]
    return " ".join(f"<{value}>" for value in kept)


def date(at: datetime) -> str:
    return format_datetime(at)


def multipart(pairs: Iterable[tuple[str, str]], text: str, html: str) -> bytes:
    """The whole message, its text first, lines ending with CRLF. Headers of its own form are added."""
    given = headers(pairs)
    boundary = f"=_{hashlib.sha256(repr(given).encode()).hexdigest()[:24]}"  # "=_" cannot be in quoted-printable
    kind = f'multipart/alternative; boundary="{boundary}"'
    head = [*given, ("MIME-Version", "1.0"), ("Content-Language", "en-GB"), ("Content-Type", kind)]
    lines = [f"{name}: {_folded(value)}" for name, value in head]
    parts = [*lines, "", *_part(boundary, "plain", text), *_part(boundary, "html", html), f"--{boundary}--", ""]
    return "\r\n".join(parts).encode("ascii")


def _part(boundary: str, kind: str, content: str) -> list[str]:
    return [
        f"--{boundary}",
        f"Content-Type: text/{kind}; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
        "",
        _quoted(content),
    ]


def _quoted(content: str) -> str:
    """Quoted-printable. A dot at the beginning of a line and "From " are the transport's affair and safe there."""
    plain = "\n".join(content.splitlines()) + "\n"
    return binascii.b2a_qp(plain.encode(), istext=True).decode("ascii").replace("\n", "\r\n")


def _folded(value: str, width: int = 76) -> str:
    """At blanks, so that no line is too long; a value that is folded already stays so."""
    if "\r\n" in value or len(value) <= width:
        return value
    lines, line = [], ""
    for word in value.split(" "):
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\r\n ".join([*lines, line])
