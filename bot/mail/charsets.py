"""Bytes of a mail as text, whatever their sender says of them. Never fails."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

_ALIASES = {
    "ansi_x3.4-1968": "ascii",
    "ansi_x3.110-1983": "cp1252",
    "cp-850": "cp850",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso8859-1": "cp1252",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "macintosh": "mac-roman",
    "shift_jis": "cp932",
    "unicode-1-1-utf-7": "utf-7",
    "us-ascii": "ascii",
    "utf8mb4": "utf-8",
    "x-mac-roman": "mac-roman",
    "x-sjis": "cp932",
    "x-windows-949": "cp949",
}
"""Names that Python does not know, or that mean more in practice than they say."""

_NO_CHARSETS = frozenset({"idna", "punycode", "undefined", "mbcs", "oem"})
_WEAK = frozenset({"ascii", "cp1252"})
"""What programs say when they have not looked; bytes that are UTF-8 throughout are that."""

_UNSEEN = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ue000-\uf8ff\ud800-\udfff]")
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, *range(0x80, 0xA0)])
_SPACES = {0xA0: " ", 0x202F: " ", 0x2007: " ", 0x3000: " "}


def decoded(data: bytes, charset: str) -> str:
    """The text of these bytes; characters that cannot be had are replaced."""
    if data.isascii() and b"\x1b" not in data and not charset.lower().startswith(("utf-7", "utf-16", "utf-32", "unic")):
        return data.decode("ascii")
    name = _codec(charset)
    if name in _WEAK or not name:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode("cp1252", "replace")
    try:
        return data.decode(name)
    except (UnicodeError, ValueError):
        return data.decode("cp1252" if name == "utf-8" and _is_western(data) else name, "replace")


def cleaned(text: str) -> str:
    """With lines that end in "\\n", ordinary spaces, and no character that cannot be seen."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return text if text.isprintable() else text.translate(_CONTROLS)
    return _UNSEEN.sub("", text.translate(_CONTROLS | _SPACES))


def _is_western(data: bytes) -> bool:
    """Whether hardly anything of it is UTF-8."""
    return data.decode("utf-8", "replace").count("\ufffd") * 2 > sum(byte > 127 for byte in data[:100_000])


@lru_cache(maxsize=256)
def _codec(charset: str) -> str:
    """Python's name, or "" when it is not known or no charset at all."""
    name = charset.strip(" \"'").lower()[:40]
    name = _ALIASES.get(name, name)
    if name in _NO_CHARSETS or "escape" in name or not name.isascii():
        return ""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    return found.name if getattr(found, "_is_text_encoding", True) else ""
