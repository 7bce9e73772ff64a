"""Words as people see them: without characters that nobody sees, and without markup that would become ours."""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | {chr(code) for code in range(0xFE00, 0xFE10)}
"""Letters and marks that are drawn as nothing."""
_HARMLESS = frozenset("\u00ad\ufeff\r")
"""Hyphens that wait for a line's end, the mark at a file's beginning, and half of a line end: nothing hides in them."""
_SELECTORS = range(0xE0100, 0xE01F0)

_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_PICTURE = re.compile(r"!(?=\[)")
_LINK = re.compile(r"\](?=\()")
_LINE_START = re.compile(r"^(?:#{1,6}(?=\s)|-{3,}$|={3,}$|\|)\s*")


def visible(text: str) -> tuple[str, int]:
    """The text, with lines that end in "\\n" and without what cannot be seen; and how many characters hid in it."""
    if text.isascii() and text.isprintable():
        return text, 0
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    hidden = sum(1 for character in text if _hidden(character) and character not in _HARMLESS)
    kept = "".join(_as_seen(character) for character in text if not _hidden(character))
    return unicodedata.normalize("NFC", kept), hidden


def _hidden(character: str) -> bool:
    if character in "\n\t":
        return False
    unseen = unicodedata.category(character) in _UNSEEN
    return unseen or character in _BLANK or ord(character) in _SELECTORS


def _as_seen(character: str) -> str:
    return " " if unicodedata.category(character) == "Zs" or character == "\t" else character


def one_line(text: str) -> str:
    """Seen characters only, on one line with single spaces."""
    return " ".join(visible(text)[0].split())


def harmless(text: str) -> str:
    """One line of somebody's words that stays words in an article: no tag, link, picture, figure or heading.

    Braces become brackets, because in an article they name a figure.
    """
    line = _LINE_START.sub("", one_line(text)).replace("{", "(").replace("}", ")")
    return _LINK.sub("] ", _PICTURE.sub("! ", _TAG.sub("< ", line))).strip()
