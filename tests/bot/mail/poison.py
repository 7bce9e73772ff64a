"""Messages made to take a reader's time or memory. None is dangerous to one that counts before it parses."""

from __future__ import annotations

import base64
from collections.abc import Callable

FROM = b"From: jo@x.example\r\nTo: a@council.example\r\nSubject: x\r\n"
HTML = FROM + b"Content-Type: text/html; charset=utf-8\r\n\r\n"
TEXT = FROM + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
MEGABYTE = 1_000_000


def encoded_words(size: int) -> bytes:
    return b"From: jo@x.example\r\nSubject: " + b"=?utf-8?q?a?=\r\n " * (size // 16) + b"\r\n\r\nwords\r\n"


def nested(depth: int) -> bytes:
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(depth)
    )
    return FROM + opened + b"Content-Type: text/plain\r\n\r\nwords\r\n"


def parts(count: int) -> bytes:
    return FROM + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * count + b"--b--\r\n"


def digest(depth: int) -> bytes:
    return FROM + b"Content-Type: message/rfc822\r\n\r\n" * depth + b"words\r\n"


def filled(unit: str, size: int = MEGABYTE) -> bytes:
    return (unit * (size // len(unit.encode()) + 1)).encode()[:size]


def attached(content: bytes, name: str) -> bytes:
    return (
        FROM + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee the file.\r\n--b\r\n"
        b'Content-Type: application/octet-stream; name="' + name.encode() + b'"\r\n'
        b"Content-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(content) + b"\r\n--b--\r\n"
    )  # fmt: skip


HEADERS: dict[str, Callable[[], bytes]] = {
    "encoded words, 16 kB": lambda: encoded_words(16_000),
    "encoded words, 256 kB": lambda: encoded_words(256_000),
    "encoded words, 1.6 MB": lambda: encoded_words(1_600_000),
    "20,000 addresses": lambda: b"From: a@x.example\r\nTo: " + b"a@x.example,\r\n " * 20_000 + b"\r\n\r\nx",
    "brackets": lambda: b"From: " + b"(" * 100_000 + b"\r\n\r\nx",
    "brackets that fit": lambda: b"From: " + b"(" * 16_000 + b"\r\n\r\nx",
    "quotation marks": lambda: b"From: " + b'"' * 16_000 + b"\r\nTo: " + b"<" * 16_000 + b"\r\n\r\nx",
    "a group without members": lambda: b"From: a@x.example\r\nTo: undisclosed:;;,:;\r\n\r\nx",
    "parameters": lambda: FROM + b"Content-Type: text/plain" + b';a*0*="' * 2_000 + b"\r\n\r\nx",
    "2,000 headers": lambda: b"X-A: b\r\n" * 2_000 + b"\r\nx",
    "a line that never ends": lambda: FROM + b"X-A: " + b"a" * 3_000_000,
    "only spaces": lambda: b" " * 2_000_000,
    "zeros": lambda: b"\0" * 2_000_000,
}
PARTS: dict[str, Callable[[], bytes]] = {
    "20 parts deep": lambda: nested(19),
    "5,000 parts deep": lambda: nested(5_000),
    "150 parts deep": lambda: nested(150),
    "100,000 parts": lambda: parts(100_000),
    "messages in messages": lambda: digest(5_000),
    "100 messages in messages": lambda: digest(100),
    "many borders": lambda: FROM + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"\r\n--c" * 2_000_000,
    "8,000,000 lines": lambda: TEXT + b"\n" * 8_000_000,
    "bare returns": lambda: TEXT + b"\r" * 3_000_000,
    "no border": lambda: FROM + b"Content-Type: multipart/mixed; boundary=b\r\n\r\nwords",
    "a charset that is none": lambda: FROM + b"Content-Type: text/plain; charset=punycode\r\n\r\n" + b"-\xe9" * 200_000,
    "uuencoded rubbish": lambda: FROM + b"Content-Transfer-Encoding: x-uuencode\r\n\r\n" + b"M\xff~\n" * 200_000,
    "30 MB of file": lambda: attached(bytes(range(256)) * 120_000, "a.pdf"),
    "70 MB": lambda: TEXT + b"x" * 70_000_000,
}
BODIES: dict[str, Callable[[], bytes]] = {
    f"text: {unit[:12]!r}": (lambda unit=unit: TEXT + filled(unit))  # type: ignore[misc]
    for unit in (
        "\n", ">\n", "> > > \n", ">", "On ", "On Tue, 24 Nov 2026 at 13:05, a <a@b.example> wrote:\n",
        "wrote:\n", "a:\n",
        "From: a\n",
        "From: a@b.example\nTo: b\n\n", "-----\n", "-- \n", "----- Original Message -----\n", "_" * 32 + "\n",
        "Q1: x\n", "Sent from my \n", "Please reply above this line.\n",
        "(" * 50 + "\n", "<a@b.example>:\n", "é:\n",
        "CAUTION: external links\n", "This e-mail (and ", "x" * 100_000, "a@", "|x\n",
        "https://x.example/\n", "\u200b\ue001",
        "On 1 May 2026 10:00\n", "<" * 30 + "\n>:\n", "5.1.1 ", "until 1 ", "Q1: How many have started? 12\n",
    )
}  # fmt: skip
MARKUP: dict[str, Callable[[], bytes]] = {
    f"html: {unit[:14]!r}": (lambda unit=unit: HTML + filled(unit))  # type: ignore[misc]
    for unit in (
        "<div>", "<b>", "<blockquote>a", "<p>", "<table><td>", "<ul><li>a", "<", "<a ", "<!--", "&amp",
        "&#x1f600;", 
        "</p>",
        '<a b="', "<div class=gmail_signature>a", "<div style='display:none'>", "<tr><td>a</td></tr>",
        "<pre>\n", "<br>", "<p class=MsoNormal>a b c d</p>\n", "<x y='>'", '<a title="', "<div id=divRplyFwdMsg>",
        "<span\n",
    )
}  # fmt: skip
EVERYTHING = HEADERS | PARTS | BODIES | MARKUP
