"""Where an earlier mail begins in a text: the lines that mail programs put over what they quote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.mail.html_text import HISTORY
from bot.mail.phrases import DATE, FORWARDING, FROM, LABELS, OPENERS, ORIGINAL, SUBJECT, TO, VERBS
from domain.mail import MARKER

_TIME = re.compile(r"\b\d{1,2}\s?[:.h]\s?\d{2}\b|\b\d{1,2}\s?(?:am|pm|uhr|Uhr)\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b")
_RULE = re.compile(r"[-_=*~#─—]{3,}")
_TITLED_RULE = re.compile(r"[-_=*~#]{2,}[^-_=*~#].{0,120}")
_LABELLED = re.compile(r"[|*>\s]*([^\s:*|][^:*|]{0,24}?)\s?\*?\s?[:：]\*?(.*)")
_WORD = re.compile(r"[^\W\d_]+")
_DATED = re.compile(r"\d{4}-\d\d-\d\d \d{1,2}:\d\d (?:GMT|UTC)[+-]\d\d:\d\d .{1,100}")
_LOTUS = re.compile(r".{1,100}---\s?\d{1,4}[./-]\d{1,2}[./-]\d{2,4} \d{1,2}:\d{2}")
_MOST_HEADERS = 14
_MOST_JOINED = 5
_LONGEST_JOINED = 500
_ENDINGS = (":", "：", "--", "==")
_LAST = frozenset(ending[-1] for ending in _ENDINGS)
_SHORT = 60
_LONGEST_MARKED = 200
_OF_MARKER = "above this"
_ACTS = frozenset("-_=*~#|")


@dataclass(frozen=True)
class Boundary:
    """Lines `start` to `end` are furniture; an earlier mail follows. `is_soft` when only a date speaks for it."""

    start: int
    end: int
    is_soft: bool = False


@dataclass(frozen=True)
class _Page:
    """The lines, and for each what header of a mail it looks like: "" for none."""

    lines: Sequence[str]
    kinds: Sequence[str]


def boundaries(lines: Sequence[str]) -> list[Boundary]:
    """Every boundary among lines that are not quoted with ">", in order, none overlapping another."""
    page = _Page(lines, [_label(line) if ":" in line or "：" in line else "" for line in lines])
    found: list[Boundary] = []
    place = 0
    for index, line in enumerate(lines):
        if index < place or not line or line[0] == ">" or (not page.kinds[index] and _is_plain(line)):
            continue
        boundary = _at(page, index, place)
        if boundary is not None:
            found.append(_with_what_follows(page, boundary))
            place = max(found[-1].end, index)
    return found


def is_marker(line: str) -> bool:
    return _OF_MARKER in line and len(line) < _LONGEST_MARKED and MARKER.rstrip(".").lower() in line.lower()


def _is_plain(line: str) -> bool:
    """Whether a line has nothing that a boundary has: told quickly, for nearly all lines are."""
    return (
        len(line) >= _SHORT
        and line[0].isalpha()
        and line.rstrip()[-1:] not in _LAST
        and "---" not in line
        and _OF_MARKER not in line
    )


def _at(page: _Page, index: int, floor: int) -> Boundary | None:
    line = page.lines[index]
    if line == HISTORY:
        return Boundary(index, index + 1)
    bare = line.strip()
    if not bare:
        return None
    if page.kinds[index]:
        end = _header_block(page, index, 3)
        if end:
            return Boundary(_above(page.lines, index, floor), end)
    if bare[0] in _ACTS and (_TITLED_RULE.match(bare) or _RULE.match(bare)):
        boundary = _ruled(page, index, bare)
        if boundary is not None:
            return boundary
    if bare.endswith(_ENDINGS):
        boundary = _attribution(page.lines, index, floor)
        if boundary is not None:
            return boundary
    return _by_its_words(page.lines, index, floor, bare)


def _by_its_words(lines: Sequence[str], index: int, floor: int, bare: str) -> Boundary | None:
    """Lines that say it alone: Notes, old Gmail, "Begin forwarded message:", and our own first line."""
    if ("---" in bare and _LOTUS.match(bare)) or ("T" in bare[:24] and _DATED.fullmatch(bare)):
        return Boundary(index, index + 1)
    if len(bare) < _SHORT and bare[0] not in _ACTS and FORWARDING.fullmatch(bare):
        return Boundary(index, index + 1)
    if is_marker(bare):
        return Boundary(_attributed_above(lines, index, floor), index)
    return None


def _with_what_follows(page: _Page, boundary: Boundary) -> Boundary:
    """Headers and further boundaries right below belong to the same one."""
    lines, following = page.lines, boundary
    while True:
        place = _next_words(lines, following.end)
        if place >= len(lines) or is_marker(lines[place]) or lines[place][:1] == ">":
            return following
        end = _header_block(page, place, 2) if page.kinds[place] else 0
        if not end:
            again = _at(page, place, place)
            if again is None or again.start != place:
                return following
            end = max(again.end, place + 1)
        following = Boundary(boundary.start, end, boundary.is_soft and end == following.end)


def _header_block(page: _Page, index: int, needed: int) -> int:
    """Where a block of From, Sent, To, Subject ends that begins here; 0 if there is none."""
    lines, kinds = page.lines, page.kinds
    if kinds[index] not in (FROM, DATE, SUBJECT, TO):
        return 0
    seen: set[str] = set()
    end, blanks = index, 0
    for place in range(index, min(index + _MOST_HEADERS, len(lines))):
        kind = kinds[place]
        if kind:
            seen.add(kind)
            end, blanks = place + 1, 0
        elif not lines[place].strip():
            blanks += 1
            if blanks > 1:
                break
        elif blanks or not _goes_on(lines[place]):
            break
        else:
            end = place + 1
    return end if FROM in seen and len(seen & {DATE, TO, SUBJECT}) >= needed - 1 else 0


def _label(line: str) -> str:
    match = _LABELLED.match(line[:120])
    if match is None:
        return ""
    return LABELS.get(match[1].strip().lower(), "")


def _goes_on(line: str) -> bool:
    """Whether a line is the rest of a long list of addresses."""
    return "@" in line or line[:1] in (" ", "\t") or line.rstrip().endswith((";", ","))


def _ruled(page: _Page, index: int, bare: str) -> Boundary | None:
    """ "-----Original Message-----" in any language, or a bare rule with headers below it."""
    words = bare.strip("-_=*~# ")
    if not words:
        end = _headers_near(page, index)
        return Boundary(index, end) if end else None
    if len(words) > 100 or bare[-2:].strip("-_=*~# "):
        return None
    if ORIGINAL.search(words):
        return Boundary(index, index + 1)
    if _has_verb(words) and (_TIME.search(words) or _YEAR.search(words) or "@" in words):
        return Boundary(index, index + 1)
    end = _headers_near(page, index)
    return Boundary(index, end) if end else None


def _headers_near(page: _Page, index: int) -> int:
    """Where a block of headers ends that begins shortly below a rule; 0 if there is none."""
    for place in range(index + 1, min(index + 4, len(page.lines))):
        if page.lines[place].strip():
            return _header_block(page, place, 2)
    return 0


def _attribution(lines: Sequence[str], index: int, floor: int) -> Boundary | None:
    """ "On … wrote:" in any language, which may have been wrapped over several lines."""
    follows = _next_words(lines, index + 1)
    is_followed = follows < len(lines) and (lines[follows][:1] == ">" or is_marker(lines[follows]))
    joined, alone = "", 0
    for start in range(index, max(floor, index - _MOST_JOINED) - 1, -1):
        line = lines[start].strip()
        if not line or line[0] == ">" or len(joined) + len(line) > _LONGEST_JOINED:
            break
        if start < index and line.endswith(_ENDINGS):
            break
        joined = f"{line} {joined}"
        if start == index and not is_followed and not _has_verb(joined):
            return None
        opens = _opens(line) or (is_followed and "@" in line.partition("<")[2] and _has_verb(line))
        verdict = _is_attribution(joined, opens, is_followed)
        if opens and verdict:
            return Boundary(start, index + 1, is_soft=verdict == 1)
        alone = verdict if start == index else alone
    return Boundary(index, index + 1, is_soft=alone == 1) if alone else None


def _has_verb(text: str) -> bool:
    return not VERBS.isdisjoint(_WORD.findall(text.lower()))


def _opens(line: str) -> bool:
    """Whether an attribution may begin with this line: "On …", or a date."""
    first = line.split(None, 1)[0].strip(",.*_-\"'").lower()
    return (first in OPENERS or line[0].isdigit()) and bool(_YEAR.search(line) or _TIME.search(line))


def _is_attribution(joined: str, opens: bool, is_followed: bool) -> int:
    """0 for no, 1 for perhaps, 2 for yes."""
    has_verb = _has_verb(joined)
    has_time, has_year, has_at = bool(_TIME.search(joined)), bool(_YEAR.search(joined)), "@" in joined
    if is_followed:
        strong = has_at or has_time or has_year
        return (
            2 if (has_verb and (strong or len(joined) < 100)) or (has_at and strong) or (has_time and has_year) else 0
        )
    if not has_verb:
        return 0
    if has_at and (opens or has_time or has_year or len(joined) < 120):
        return 2
    return 1 if opens and has_time and has_year else 0


def _attributed_above(lines: Sequence[str], index: int, floor: int) -> int:
    """Above our marker, lines with an address or a date are no words of the sender, in whatever language."""
    start = index
    for place in range(index - 1, max(floor, index - 4) - 1, -1):
        line = lines[place].strip()
        if not line:
            continue
        if not (line.endswith(_ENDINGS) and ("@" in line or _YEAR.search(line) or _TIME.search(line))):
            break
        start = place
    return start


def _above(lines: Sequence[str], index: int, floor: int) -> int:
    """The rule that stands over a block of headers belongs to it."""
    place = index - 1
    while place >= floor and not lines[place].strip():
        place -= 1
    return place if place >= floor and _RULE.fullmatch(lines[place].strip()) else index


def _next_words(lines: Sequence[str], index: int) -> int:
    while index < len(lines) and not lines[index].strip():
        index += 1
    return index
