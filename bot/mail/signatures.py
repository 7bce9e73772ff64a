"""What programs and habits put below and above somebody's words: signatures, banners and notices."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.mail.html_text import SIGNATURE
from bot.mail.ours import label_of
from bot.mail.phrases import BANNER, BANNER_GOES_ON, DISCLAIMER, MOBILE

_MOST_SIGNED = 15
"""Lines with words that a signature may have below "-- "."""

_FEW = 8
_NEAR_THE_END = 4
_LONGEST_MOBILE = 160
_SHORTEST_NAME = 2
_LONGEST_NAME_LINE = 80
_LEADS_ON = re.compile(r"(?:[:,;–-]|\b(?:be|is|are|with|and|by|to|from|of|the))\s*\Z", re.IGNORECASE)
"""How a line ends whose sentence goes on in the next."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_DASHES = re.compile(r"--\s?|—")


def body(lines: Sequence[str], *, is_first: bool, is_last: bool) -> list[str]:
    """The lines of one stretch of somebody's words, without what is not theirs. May be empty."""
    kept = [line for line in lines if not line.startswith(SIGNATURE)]
    if is_first:
        kept = _without_banner(kept)
    kept = kept[: _signed_at(kept, has_words=not is_first)]
    kept = _without_mobile(kept)
    return _without_notice(kept) if is_last or is_first else kept


def is_notice(line: str) -> bool:
    """Whether a gateway, and not the person, wrote this line."""
    bare = line.strip()
    return bool(bare) and bool(DISCLAIMER.match(bare[:300]) or _is_banner(bare))


def _signed_at(lines: Sequence[str], *, has_words: bool) -> int:
    """Where "-- " begins a signature; after it come few lines and no answers."""
    found, below = len(lines), 0
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        if line[:1] in ("-", "—") and _DASHES.fullmatch(line):
            if below <= (_MOST_SIGNED if line == "-- " else _FEW) and (has_words or index > first):
                found = index
        elif line.strip():
            below += 1
            if below > _MOST_SIGNED or label_of(line):
                break
    return found


def _without_mobile(lines: list[str]) -> list[str]:
    """Without "Sent from my …" among the last lines."""
    seen = 0
    for index in range(len(lines) - 1, -1, -1):
        if not lines[index].strip():
            continue
        seen += 1
        if seen > _NEAR_THE_END:
            break
        if _is_mobile(lines[index]):
            below = [line for line in lines[index + 1 :] if line.strip() and not _is_address(line)]
            return _without_mobile(lines[:index] + below)
    return lines


def _is_mobile(line: str) -> bool:
    bare = line.strip(" \t*_<>[]()|")
    return len(bare) <= _LONGEST_MOBILE and MOBILE.fullmatch(bare.partition("<http")[0].strip(" *_.<>[]")) is not None


def _is_address(line: str) -> bool:
    return line.strip(" <>()[]").startswith(("http", "www."))


def _is_banner(bare: str) -> bool:
    return len(bare) < 500 and bool(BANNER.match(bare)) and bool(BANNER_GOES_ON.search(bare))


def _without_banner(lines: list[str]) -> list[str]:
    """Without a gateway's warning above the words."""
    index = 0
    while index < len(lines) and not lines[index].strip():
        index += 1
    if index == len(lines) or not (
        _is_banner(lines[index].strip()) or lines[index].strip(" []*").lower() == "external"
    ):
        return lines
    while index < len(lines) and lines[index].strip():  # the rest of its paragraph
        index += 1
    rest = lines[index:]
    return rest if any(line.strip() for line in rest) else lines


def _without_notice(lines: list[str]) -> list[str]:
    """Without the legal notice at the very end: the last paragraphs that begin as such notices do."""
    for index in range(len(lines)):
        before = lines[index - 1].strip() if index else ""
        line = lines[index].strip()
        if index and line and (not before or not before.strip("-_=*")) and DISCLAIMER.match(line[:300]):
            return lines[:index]
    return lines


def unsigned(text: str, *names: str) -> str:
    """A text without the lines at its end that its writer signed it with: a line with one of `names`, and the few
    short lines below it. Names may be addresses, and need not be in order ("Hollis, Amira"). A name that answers
    something, that stands alone, or in the middle of a text that goes on, stays. Empty when there is nothing else.
    """
    lines = text.split("\n")
    filled = [index for index, line in enumerate(lines) if line.strip()]
    for place, index in enumerate(filled):
        above, below = lines[index - 1] if index else "", [lines[other] for other in filled[place + 1 :]]
        if (place or below) and any(_is_name(lines[index], name) for name in names):
            is_open = bool(above.strip()) and _LEADS_ON.search(above) is not None
            if len(below) <= _FEW and not is_open and not any(_goes_on(line) for line in below):
                return "\n".join(lines[:index]).rstrip()
    return text


def _goes_on(line: str) -> bool:
    """Whether a line below a name is a text and no address, title or number."""
    return label_of(line) != "" or "?" in line or line.strip()[:1].islower() or line.rstrip().endswith((".", "!", ":"))


def _is_name(line: str, name: str) -> bool:
    """Whether a line has two words or more of a name and no others, or begins with the whole name and goes on, as in
    "Amira Hollis, Procurement". One word alone may be an answer.
    """
    named, words = set(_words(name.partition("@")[0])), _words(line)
    if min(len(named), len(words)) < _SHORTEST_NAME:
        return False
    return set(words) <= named or (named <= set(words[: len(named)]) and len(line) < _LONGEST_NAME_LINE)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]
