"""PDF files: lines with their size and place, from which headings and paragraphs are found again."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

import pypdfium2
from pypdfium2 import raw

from domain.phrases import counted
from domain.prose import Items, Paragraph
from knowledge.documents.clean import one_line
from knowledge.documents.parts import Heading, Part, Parts, Unreadable

MOST_PAGES = 200
MOST_CHARACTERS = 1_000_000
FEWEST_CHARACTERS = 20
"""Of a page on average; a file with fewer is a picture of text."""
LONGEST_HEADING = 120
LARGER = 1.08
"""How much larger than the body's letters those of a heading are."""
NEW_PARAGRAPH = 1.4
"""A step down of so many usual ones begins a paragraph."""
RUNNING = 0.6
"""A line at the same place on so large a share of the pages belongs to none of them."""

_BROKEN = "The PDF is broken. Make it again, or send the Word document that it was made of."
_LOCKED = "The PDF is locked with a password. Save it without one and send that."
_LONG = f"The PDF has more than {MOST_PAGES} pages. Send the part that matters."
_MUCH = "The PDF holds more words than I read. Send the part that matters."
_SCANNED = (
    "The PDF holds pictures of pages and no text, as a scanner makes it. Have its text recognised, or send the "
    "Word document that it was made of."
)
_EMPTY = "The PDF has no pages."
_TABLES = "Tables of a PDF come out as lines of words: compare the passages with the document."

_BULLET = re.compile(r"^[•▪◦●■‣\uf0b7\uf0a7–-]\s+|^o\s+(?=[A-Z])")
_NUMBER = re.compile(r"^\(?\d{1,2}[.)]\s+")
_HYPHEN = re.compile(r"\w[\u2010\u00ad\ufffe\x02-]$")
_SURE_HYPHEN = re.compile(r"[\u2010\u00ad\ufffe\x02]$")
_PAGE_NUMBER = re.compile(r"(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
_ENDS = re.compile(r"[.!?:;]['\")”’]*$")


@dataclass(frozen=True)
class _Line:
    """`size` is that of its letters in points; `top` is 0 at the page's foot and 1 at its head."""

    page: int
    text: str
    size: float
    bold: bool
    top: float
    height: float
    """Of the page, in points."""


def read_pdf(content: bytes) -> Parts:
    """Raises `Unreadable` for a file that is broken, locked, scanned or too long."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as fault:
        raise Unreadable(_LOCKED if "assword" in str(fault) else _BROKEN) from fault
    try:
        if not len(document):
            raise Unreadable(_EMPTY)
        if len(document) > MOST_PAGES:
            raise Unreadable(_LONG)
        lines, empty = _read(document)
        return _made(lines, len(document), empty)
    except pypdfium2.PdfiumError as fault:
        raise Unreadable(_BROKEN) from fault
    finally:
        document.close()


def _read(document: pypdfium2.PdfDocument) -> tuple[list[_Line], list[int]]:
    """Every line, and the pages without any."""
    lines: list[_Line] = []
    empty: list[int] = []
    characters = 0
    for number, page in enumerate(document, start=1):
        text = page.get_textpage()
        characters += text.count_chars()
        if characters > MOST_CHARACTERS:
            raise Unreadable(_MUCH)
        found = list(_lines(text, number, page.get_height() or 1.0))
        lines += found
        if not found:
            empty.append(number)
        text.close()
        page.close()
    if characters < FEWEST_CHARACTERS * len(document):
        raise Unreadable(_SCANNED)
    return lines, empty


def _lines(text: pypdfium2.PdfTextPage, page: int, height: float) -> Iterator[_Line]:
    held: list[int] = []
    for place in range(text.count_chars()):
        if chr(raw.FPDFText_GetUnicode(text, place)) not in "\r\n":
            held.append(place)
        elif held:
            yield from _line(text, held, page, height)
            held = []
    if held:
        yield from _line(text, held, page, height)


def _line(text: pypdfium2.PdfTextPage, places: Sequence[int], page: int, height: float) -> Iterator[_Line]:
    characters = "".join(chr(raw.FPDFText_GetUnicode(text, place)) for place in places).strip()
    seen = [p for p in places if not chr(raw.FPDFText_GetUnicode(text, p)).isspace()]
    if not characters or not seen:
        return
    size = median(_size(text, place) for place in seen)
    weights = [raw.FPDFText_GetFontWeight(text, place) for place in seen[:: max(1, len(seen) // 8)]]
    bold = all(weight >= 600 for weight in weights) or _named_bold(text, seen)
    yield _Line(page, characters, round(size, 1), bold, _top(text, seen[0]) / height, height)


def _size(text: pypdfium2.PdfTextPage, place: int) -> float:
    """In points as they are seen: many files set letters at size 1 and enlarge them."""
    matrix = raw.FS_MATRIX()
    scale = abs(matrix.d) or 1.0 if raw.FPDFText_GetMatrix(text, place, matrix) else 1.0
    return float(raw.FPDFText_GetFontSize(text, place)) * scale


def _top(text: pypdfium2.PdfTextPage, place: int) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    return y.value if raw.FPDFText_GetCharOrigin(text, place, x, y) else 0.0


def _named_bold(text: pypdfium2.PdfTextPage, places: Sequence[int]) -> bool:
    return all("bold" in _font(text, place) for place in (places[0], places[-1]))


def _font(text: pypdfium2.PdfTextPage, place: int) -> str:
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, place, name, len(name), flags)
    return name.value.decode("utf-8", "replace").lower()


def _made(lines: list[_Line], pages: int, empty: Sequence[int]) -> Parts:
    lines = _without_running(lines, pages)
    if not lines:
        raise Unreadable(_SCANNED)
    letters: Counter[float] = Counter()
    for line in lines:
        letters[line.size] += len(line.text)
    body = letters.most_common(1)[0][0]
    parts = tuple(_parts(lines, body))
    notes = [_TABLES]
    if empty:
        which = "Page" if len(empty) == 1 else "Pages"
        notes.insert(0, f"Left out: {counted(len(empty), 'page')} without text. {which} {', '.join(map(str, empty))}.")
    return Parts(parts, tuple(notes))


def _without_running(lines: list[_Line], pages: int) -> list[_Line]:
    """Without what stands at the head or foot of most pages, and page numbers."""

    def key(line: _Line) -> tuple[str, int]:
        return re.sub(r"\d+", "#", line.text), round(line.top * 50)

    times = Counter(key for key, _ in {(key(line), line.page) for line in lines})
    running = {k for k, count in times.items() if pages >= 3 and count >= max(3, RUNNING * pages)}
    edge = (line.top < 0.08 or line.top > 0.92 for line in lines)
    return [
        line
        for line, at_edge in zip(lines, edge, strict=True)
        if key(line) not in running and not (at_edge and _PAGE_NUMBER.fullmatch(line.text))
    ]


def _parts(lines: Sequence[_Line], body: float) -> Iterator[Part]:
    """Headings by the size of their letters, or in bold on a line of their own; the rest joined again."""
    larger = sorted({line.size for line in lines if line.size > body * LARGER}, reverse=True)
    pitch = _pitch(lines)
    headings = [_level(line, larger, body, lines, place) for place, line in enumerate(lines)]
    for level, group in groupby(range(len(lines)), key=lambda place: headings[place]):
        some = [lines[place] for place in group]
        if level:
            yield from _headings(some, level, pitch)
        else:
            yield from _paragraphs(some, pitch)


def _level(line: _Line, larger: Sequence[float], body: float, lines: Sequence[_Line], place: int) -> int:
    """0 for a line that is no heading."""
    if len(line.text) > LONGEST_HEADING or _BULLET.match(line.text):
        return 0
    if line.size in larger:
        return min(larger.index(line.size) + 1, 6)
    alone = not _ENDS.search(line.text) and len(line.text.split()) <= 12 and line.size >= body * 0.95
    next_plain = place + 1 == len(lines) or not lines[place + 1].bold or lines[place + 1].page != line.page
    return 7 if line.bold and alone and next_plain and line.text[:1].isupper() else 0


def _pitch(lines: Sequence[_Line]) -> float:
    """The usual step from one line of a paragraph to the next, in points."""
    steps = [
        (one.top - other.top) * one.height
        for one, other in pairwise(lines)
        if one.page == other.page and one.size == other.size and 0 < (one.top - other.top) * one.height < 4 * one.size
    ]
    return Counter(round(step, 0) for step in steps).most_common(1)[0][0] if steps else 14.0


def _headings(lines: Sequence[_Line], level: int, pitch: float) -> Iterator[Heading]:
    """A heading on two lines is one."""
    held: list[_Line] = []
    for line in lines:
        near = (
            held and held[-1].page == line.page and 0 < _step(held[-1], line) <= max(pitch, line.size) * NEW_PARAGRAPH
        )
        if held and not near:
            yield Heading(level, " ".join(each.text for each in held))
            held = []
        held.append(line)
    if held:
        yield Heading(level, " ".join(each.text for each in held))


def _step(one: _Line, other: _Line) -> float:
    return (one.top - other.top) * one.height


def _paragraphs(lines: Sequence[_Line], pitch: float) -> Iterator[Part]:
    told = [(_joined(some), some) for some in _apart(lines, pitch)]
    for kind, group in groupby(told, key=lambda each: _kind(each[0])):
        texts = [text for text, _ in group]
        if kind:
            yield Items(tuple(_NUMBER.sub("", _BULLET.sub("", text)) for text in texts), numbered=kind == "numbered")
        else:
            yield from (Paragraph(text) for text in texts)


def _kind(text: str) -> str:
    return "listed" if _BULLET.match(text) else "numbered" if _NUMBER.match(text) else ""


def _apart(lines: Sequence[_Line], pitch: float) -> Iterator[list[_Line]]:
    """The lines of each paragraph."""
    held: list[_Line] = []
    for line in lines:
        if held and _begins(held[-1], line, pitch):
            yield held
            held = []
        held.append(line)
    if held:
        yield held


def _begins(before: _Line, line: _Line, pitch: float) -> bool:
    if _kind(line.text):
        return True
    if before.page != line.page or _step(before, line) <= 0:  # the next page, or the next column
        return _ENDS.search(before.text) is not None or line.text[:1].isupper()
    return _step(before, line) > pitch * NEW_PARAGRAPH


def _joined(lines: Sequence[_Line]) -> str:
    """The lines as one, hyphens at their ends taken away where the word goes on."""
    text = ""
    for line in lines:
        if text and _HYPHEN.search(text):
            goes_on = _SURE_HYPHEN.search(text) or line.text[:1].islower()
            text = text[:-1] + line.text if goes_on else text + line.text
        else:
            text = f"{text} {line.text}".strip()
    return one_line(text.replace("\ufffe", "").replace("\x02", ""))
