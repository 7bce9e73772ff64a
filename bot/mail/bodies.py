"""Which parts of a message are its words, and which are files."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.mail.charsets import cleaned, decoded
from bot.mail.html_text import MOST_LINES, html_lines
from bot.mail.mime import Part

MOST_TEXT = 2_000_000
"""Bytes of a text that are read; a longer one is cut, and flagged."""

_STUB_LENGTH = 400
_STUB = re.compile(
    r"html|view (?:this|the) (?:e-?mail|message)|in (?:your|a) browser|does not (?:support|display)"
    r"|\[image|\[cid:|nicht darstellen|navigateur|navegador",
    re.IGNORECASE,
)
_NOT_FILES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
_LOOKS_LIKE_HTML = re.compile(r"\s*<(?:!doctype html|html|head|body|div|p)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Body:
    """The words, with the marks of `html_text` where they come from HTML, and what is not words.

    `is_cut` when a text was longer than is read. `shown` are the Content-IDs that the HTML shows as pictures.
    """

    text: str
    files: tuple[Part, ...]
    html: str = ""
    is_cut: bool = False

    @classmethod
    def from_forms(cls, plain: str, html: str, files: tuple[Part, ...]) -> Body:
        """Of the plain and the HTML form of the same words, of which either may be empty."""
        rich = html_lines(html) if html else ""
        return cls(rich if rich.strip() and _is_stub(plain, rich) else plain, files, html)


def body_of(message: Part) -> Body:
    """The words of a message and the parts that are files."""
    texts: list[str] = []
    files: list[Part] = []
    htmls: list[str] = []
    cut = [False]
    _gather(message, texts, files, htmls, cut)
    text, is_long = _bounded("\n".join(text for text in texts if text.strip()))
    return Body(text, tuple(files), "\n".join(htmls), cut[0] or is_long)


def _bounded(text: str) -> tuple[str, bool]:
    """At most so many lines, and whether some were cut off."""
    if text.count("\n") <= MOST_LINES:
        return text, False
    return "\n".join(text.split("\n", MOST_LINES)[:MOST_LINES]), True


def text_of(part: Part) -> str:
    """The words of a text part."""
    text = _html(part)[0] if part.type == "text/html" else part.text(MOST_TEXT)
    return html_lines(text) if part.type != "text/html" and _LOOKS_LIKE_HTML.match(text[:200]) else text


def _gather(part: Part, texts: list[str], files: list[Part], htmls: list[str], cut: list[bool]) -> None:
    kind = part.type
    if kind == "multipart/alternative":
        _alternative(part, texts, files, htmls, cut)
    elif kind.startswith("multipart/"):
        for child in part.children:
            _gather(child, texts, files, htmls, cut)
    elif kind in _NOT_FILES or (kind == "text/calendar" and not part.is_attachment):
        return
    elif kind in ("text/plain", "text/html", "text/enriched") and not part.is_attachment and not part.name:
        cut[0] = cut[0] or len(part.payload) > MOST_TEXT * 2
        if kind == "text/html":
            lines, html = _html(part)
            texts.append(lines)
            htmls.append(html)
        else:
            texts.append(text_of(part))
    else:
        files.append(part)


def _alternative(part: Part, texts: list[str], files: list[Part], htmls: list[str], cut: list[bool]) -> None:
    """The plain one of several forms, unless it is empty or only says that there is another."""
    plain: list[str] = []
    rich: list[str] = []
    for child in part.children:
        own: list[str] = []
        before = len(htmls)
        _gather(child, own, files, htmls, cut)
        (rich if len(htmls) > before else plain).extend(own)
    words = "\n".join(plain)
    other = "\n".join(rich)
    texts.append(other if other.strip() and _is_stub(words, other) else words)


def _is_stub(plain: str, rich: str) -> bool:
    """Whether the plain form is empty or only points to the other one."""
    short = " ".join(plain.split())
    if not short:
        return True
    return len(short) < _STUB_LENGTH and len(rich) > 2 * len(short) and bool(_STUB.search(short))


def _html(part: Part) -> tuple[str, str]:
    charset = part.headers.parameters("content-type").get("charset", "")
    html = decoded(part.content()[:MOST_TEXT], charset or _declared(part.payload))
    return html_lines(cleaned(html) if "\x00" in html else html), html


def _declared(payload: bytes) -> str:
    found = re.search(rb"<meta[^<>]{0,200}charset=[\"']?([\w-]{1,40})", payload[:4_000], re.IGNORECASE)
    return found[1].decode("ascii", "replace") if found else ""
