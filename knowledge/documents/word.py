"""Word documents (.docx): their paragraphs, lists and tables in order."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from docx import Document

from domain.phrases import counted
from domain.prose import Grid, Items, Paragraph
from knowledge.documents.clean import one_line
from knowledge.documents.parts import TITLE, Heading, Part, Parts, Unreadable

MOST_ENTRIES = 3_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_TEXT = 20 * 1024 * 1024
"""Bytes of one of its XML files, unpacked."""
SHORT_HEADING = 12
"""Words of a paragraph in bold that stands for a heading."""
BOLD_LEVEL = 7

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SAVE_AGAIN = "Open it in Word, save it as a Word document (.docx) without macros, and send that."

_NO_WORD = "It is not a Word document, although it is packed like one. Please send .docx, PDF, HTML or Markdown."
_BROKEN = "The Word document is broken. " + _SAVE_AGAIN
_TOO_LARGE = "The Word document unpacks to more than I read. Leave large pictures out and send it again."
_MACROS = "The Word document holds macros, which I do not take. " + _SAVE_AGAIN
_ENCRYPTED = "The Word document is locked with a password. Save it without one and send that."

_LEFT_OUT = {
    "picture": "picture",
    "text box": "text box",
    "footnote": "footnote",
    "comment": "comment",
    "hidden": "piece of hidden text",
    "deleted": "deletion that is not yet accepted",
}
_SKIPPED = {
    f"{_W}drawing": "picture",
    f"{_W}pict": "picture",
    f"{_W}object": "picture",
    f"{_MC}AlternateContent": "picture",
    f"{_W}del": "deleted",
    f"{_W}moveFrom": "deleted",
    f"{_W}footnoteReference": "footnote",
    f"{_W}endnoteReference": "footnote",
    f"{_W}commentReference": "comment",
}
_BREAKS = frozenset({f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"})
_INSIDE = frozenset({f"{_W}ins", f"{_W}moveTo", f"{_W}customXml", f"{_W}sdt", f"{_W}sdtContent", f"{_W}smartTag"})


def read_word(content: bytes) -> Parts:
    """Raises `Unreadable` for what is no Word document, is locked, too large, or holds macros."""
    _check(content)
    try:
        document = Document(io.BytesIO(content))
    except (KeyError, ValueError, zipfile.BadZipFile, SyntaxError, AttributeError) as fault:
        raise Unreadable(_BROKEN) from fault
    walk = _Walk(_styles(document.styles.element))
    parts = tuple(walk.parts(document.element.body))
    return Parts(parts, tuple(walk.notes()))


def _check(content: bytes) -> None:
    """What the package says of itself, before any of it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            names = {entry.filename.lower() for entry in entries}
            if "encryptedpackage" in names or any(entry.flag_bits & 1 for entry in entries):
                raise Unreadable(_ENCRYPTED)
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise Unreadable(_TOO_LARGE)
            if any(entry.file_size > MOST_TEXT for entry in entries if entry.filename.lower().endswith(".xml")):
                raise Unreadable(_TOO_LARGE)
            if "[content_types].xml" not in names or "word/document.xml" not in names:
                raise Unreadable(_NO_WORD)
            types = package.read("[Content_Types].xml").lower()
            if any(name.endswith("vbaproject.bin") for name in names) or b"macroenabled" in types:
                raise Unreadable(_MACROS)
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, OSError, EOFError) as fault:
        raise Unreadable(_BROKEN) from fault


@dataclass(frozen=True)
class _Style:
    """`level` is 0 for the title, 1 to 6 for headings, -1 for anything else."""

    name: str = ""
    level: int = -1
    bold: bool = False
    listed: bool = False
    numbered: bool = False
    contents: bool = False


def _styles(element: Any) -> Mapping[str, _Style]:
    rows = {}
    for style in element.findall(f"{_W}style"):
        name = _value(style.find(f"{_W}name"))
        rows[style.get(f"{_W}styleId", "")] = (name.lower(), _value(style.find(f"{_W}basedOn")), style)
    return {key: _style(key, rows) for key in rows}


def _style(key: str, rows: Mapping[str, tuple[str, str, Any]]) -> _Style:
    """A style with what it takes from those that it is based on."""
    level, bold, listed, name = -1, False, False, rows[key][0]
    seen: set[str] = set()
    while key in rows and key not in seen:
        seen.add(key)
        its_name, parent, element = rows[key]
        level = level if level >= 0 else _level(its_name, element)
        bold = bold or _switched_on(element.find(f"{_W}rPr/{_W}b"))
        listed = listed or its_name.startswith("list") or element.find(f"{_W}pPr/{_W}numPr") is not None
        key = parent
    return _Style(name, level, bold, listed, "number" in name, name.startswith("toc"))


def _level(name: str, element: Any) -> int:
    if name == "title":
        return TITLE
    if heading := re.fullmatch(r"heading ([1-6])", name):
        return int(heading.group(1))
    outline = element.find(f"{_W}pPr/{_W}outlineLvl")
    value = _value(outline)
    return int(value) + 1 if value.isdigit() and int(value) < 6 else -1


@dataclass
class _Walk:
    styles: Mapping[str, _Style]
    left_out: Counter[str] = field(default_factory=Counter)

    def parts(self, body: Any) -> Iterator[Part]:
        items: list[str] = []
        numbered = False
        for block in _blocks(body):
            if block.tag == f"{_W}tbl":
                part = self._table(block)
                listed = None
            else:
                part, listed = self._paragraph(block)
            if listed is not None and part is None:
                numbered = numbered if items else listed[1]
                items.append(listed[0])
                continue
            if items:
                yield Items(tuple(items), numbered)
                items = []
            if part is not None:
                yield part
        if items:
            yield Items(tuple(items), numbered)

    def notes(self) -> Iterator[str]:
        for kind, noun in _LEFT_OUT.items():
            if number := self.left_out[kind]:
                yield f"Left out: {counted(number, noun)}."

    def _paragraph(self, paragraph: Any) -> tuple[Part | None, tuple[str, bool] | None]:
        """A part of its own, or the words of a list's item and whether the list is numbered."""
        properties = paragraph.find(f"{_W}pPr")
        style = self.styles.get(_value(_find(properties, "pStyle")), _Style())
        text = one_line(self._words(paragraph))
        if not text or style.contents:
            return None, None
        if style.level >= 0:
            return Heading(style.level, text), None
        if style.listed or _find(properties, "numPr") is not None:
            return None, (text, style.numbered)
        if len(text.split()) <= SHORT_HEADING and not text.endswith((".", ";", ",")) and self._bold(paragraph, style):
            return Heading(BOLD_LEVEL, text), None
        return Paragraph(text), None

    def _table(self, table: Any) -> Part | None:
        rows = [self._row(row) for row in table.iter(f"{_W}tr") if _owner(row, "tbl") is table]
        rows = [row for row in rows if any(row)]
        width = max(map(len, rows), default=0)
        if not width:
            return None
        full = [(*row, *("",) * (width - len(row))) for row in rows]
        return Grid(full[0], tuple(full[1:]))

    def _row(self, row: Any) -> tuple[str, ...]:
        cells = [cell for cell in row.iter(f"{_W}tc") if _owner(cell, "tr") is row]
        return tuple(one_line(" ".join(self._words(p) for p in cell.iter(f"{_W}p"))) for cell in cells)

    def _words(self, node: Any) -> str:
        """The words of a paragraph as they are seen; what is not is counted."""
        found: list[str] = []
        waiting = [iter(node)]
        while waiting:
            child = next(waiting[-1], None)
            if child is None:
                waiting.pop()
            elif child.tag in _SKIPPED:
                self._note(child)
            elif child.tag == f"{_W}t":
                found.append(child.text or "")
            elif child.tag in _BREAKS:
                found.append("-" if child.tag == f"{_W}noBreakHyphen" else " ")
            elif child.tag == f"{_W}r" and _switched_on(child.find(f"{_W}rPr/{_W}vanish")):
                self.left_out["hidden"] += 1
            elif isinstance(child.tag, str):
                waiting.append(iter(child))
        return "".join(found)

    def _note(self, node: Any) -> None:
        boxed = next(node.iter(f"{_W}txbxContent"), None) is not None
        self.left_out["text box" if boxed else _SKIPPED[node.tag]] += 1

    def _bold(self, paragraph: Any, style: _Style) -> bool:
        runs = [run for run in paragraph.iter(f"{_W}r") if "".join(t.text or "" for t in run.iter(f"{_W}t")).strip()]
        bold = [run.find(f"{_W}rPr/{_W}b") for run in runs]
        return bool(runs) and all(style.bold if b is None else _switched_on(b) for b in bold)


def _blocks(body: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, those inside content controls too; a table of contents is left out."""
    waiting = [iter(body)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in _INSIDE and "Table of Contents" not in _gallery(child):
            waiting.append(iter(child))


def _gallery(control: Any) -> str:
    return _value(control.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery"))


def _owner(node: Any, name: str) -> Any:
    """The nearest element of that name around it."""
    return next(node.iterancestors(f"{_W}{name}"), None)


def _find(properties: Any, name: str) -> Any:
    return None if properties is None else properties.find(f"{_W}{name}")


def _value(element: Any) -> str:
    return "" if element is None else str(element.get(f"{_W}val", ""))


def _switched_on(element: Any) -> bool:
    return element is not None and element.get(f"{_W}val", "true").lower() not in ("0", "false", "off", "none")
