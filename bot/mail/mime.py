"""The parts of a message. Python's parser finds them; what they say of themselves is read by our own headers."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.feedparser import BytesFeedParser
from email.generator import BytesGenerator
from email.message import Message
from email.policy import compat32
from io import BytesIO
from quopri import decodestring

from bot.mail.charsets import cleaned, decoded
from bot.mail.guards import MOST_DEPTH, MOST_PARTS
from bot.mail.headers import Headers, gathered
from cards import set_aside

_CHUNK = 1 << 18
_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


class Unreadable(Exception):
    """The message must be set aside. The text says why."""


@dataclass(frozen=True)
class Part:
    """One part. `children` are the parts inside a multipart or the one message inside a message/rfc822."""

    type: str
    headers: Headers
    children: tuple[Part, ...] = ()
    payload: bytes = field(default=b"", repr=False)
    source: Message | None = field(default=None, repr=False, compare=False)
    """The message inside a message/rfc822 that lies in no other, so that its bytes can be had."""

    def walk(self) -> Iterator[Part]:
        """This part and all inside it, in order."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(reversed(part.children))

    @property
    def is_attachment(self) -> bool:
        return self.headers.main("content-disposition") == "attachment"

    @property
    def name(self) -> str:
        """The name of a file as its sender gave it; "" when there is none."""
        disposition, kind = self.headers.parameters("content-disposition"), self.headers.parameters("content-type")
        return disposition.get("filename") or kind.get("name") or disposition.get("name") or ""

    def enclosed(self) -> bytes:
        """The bytes of the message inside a message/rfc822."""
        written = BytesIO()
        if self.source is not None:
            BytesGenerator(written, mangle_from_=False, maxheaderlen=0).flatten(self.source)
        return written.getvalue()

    def content(self) -> bytes:
        """The bytes, with the transfer encoding undone as far as it can be."""
        data = self.payload
        encoding = self.headers.main("content-transfer-encoding")
        if encoding == "base64":
            return _from_base64(data)
        if encoding == "quoted-printable":
            return decodestring(data)
        if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
            return _from_uu(data)
        return data

    def text(self, most: int) -> str:
        """The text of at most `most` bytes, in clean characters with lines that end in "\\n"."""
        data = self.content()[:most]
        parameters = self.headers.parameters("content-type")
        text = cleaned(decoded(data, parameters.get("charset", "")))
        if parameters.get("format", "").lower() == "flowed":
            return unflowed(text, glue=parameters.get("delsp", "").lower() == "yes")
        return text


def opened(raw: bytes) -> Part:
    """The parts of a message whose bytes passed the guards. Raises `Unreadable`."""
    parser = BytesFeedParser(policy=compat32)
    raw = raw.lstrip(b"\r\n \t\xef\xbb\xbf")
    if raw.startswith((b"From ", b">From ")):
        raw = re.split(rb"[\r\n]+", raw, maxsplit=1)[-1]
    for start in range(0, len(raw), _CHUNK):
        parser.feed(raw[start : start + _CHUNK])
    return _part(parser.close(), 0, [0], "text/plain", keep=False)


def unflowed(text: str, *, glue: bool) -> str:
    """Lines that end in a space go on in the next one (RFC 3676), if both are quoted equally deep."""
    joined: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        if depth == open_depth and content != "-- ":
            joined[-1] += content
        else:
            joined.append(">" * depth + " " * bool(depth) + content)
        flows = content.endswith(" ") and content != "-- "
        if flows and glue:
            joined[-1] = joined[-1][:-1]
        open_depth = depth if flows and len(joined[-1]) < 10_000 else -1
    return "\n".join(joined)


def _part(message: Message, depth: int, counted: list[int], default: str, *, keep: bool) -> Part:
    """The parts from here. With `keep` the message is needed later, and its payloads are left in it."""
    counted[0] += 1
    if depth > MOST_DEPTH:
        raise Unreadable(set_aside.DEEP)
    if counted[0] > MOST_PARTS:
        raise Unreadable(set_aside.MANY_PARTS)
    headers = gathered(message.raw_items())
    kind = headers.main("content-type")
    kind = kind if "/" in kind else ("text/plain" if "content-type" in headers else default)
    payload = vars(message)["_payload"]  # get_payload() decodes bytes beyond ASCII, by a charset that may be wrong
    if isinstance(payload, list):
        inner = "message/rfc822" if kind == "multipart/digest" else "text/plain"
        inside = [child for child in payload if isinstance(child, Message)]
        source = inside[0] if inside and kind == "message/rfc822" and not keep else None
        kept = keep or source is not None
        children = tuple(_part(child, depth + 1, counted, inner, keep=kept) for child in inside)
        return Part(kind, headers, children, source=source)
    if kind.startswith("multipart/"):  # without a boundary that is there: what it holds is text
        kind = "text/plain"
    return Part(kind, headers, payload=_bytes(message, keep=keep))


def _bytes(message: Message, *, keep: bool) -> bytes:
    """What stands in a part without parts, as it came; the message is left without it unless it is kept."""
    encoding = message.get_all("Content-Transfer-Encoding", [])
    del message["Content-Transfer-Encoding"]
    data = message.get_payload(decode=True)
    if keep:
        for value in encoding:
            message["Content-Transfer-Encoding"] = value
    else:
        message.set_payload("")
    return data if isinstance(data, bytes) else b""


def _from_base64(data: bytes) -> bytes:
    try:
        return b64decode(data, validate=False)
    except binascii.Error:
        clean = _BASE64.sub(b"", data)
        return b64decode(clean[: len(clean) // 4 * 4])


def _from_uu(data: bytes) -> bytes:
    lines: list[bytes] = []
    for line in data.splitlines():
        if line.startswith((b"begin ", b"end")) or not line.strip():
            continue
        try:
            lines.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue
    return b"".join(lines)
