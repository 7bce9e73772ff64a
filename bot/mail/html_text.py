"""HTML as the lines that a reader sees: words and cells never run together, and no tag splits a word.

The tags are read one after the other, without a tree: a tree builder takes quadratic time for nested elements, and
nesting is the sender's to choose. What HTML says about its parts is kept as marks at the beginning of a line: quoted
words begin with "> ", what a mail program calls a signature with `SIGNATURE`, and where it says that the earlier mail
begins stands a line `HISTORY`. Both are characters that `charsets.cleaned` lets no mail write.
"""

from __future__ import annotations

import re
from html import unescape

from bot.mail.charsets import cleaned
from bot.mail.html_tags import BLOCKS, CELLS, ENDS_PARAGRAPH, LONGEST_TAG, PARAGRAPHS, VOID, Tag, tag_of

SIGNATURE = "\ue001"
HISTORY = "\ue002"

MOST_LINES = 30_000
"""Lines of a text that are read; a megabyte of ordinary words has about half as many."""

_TAG = re.compile(r"(<[a-zA-Z/!?][^<>]*>)")
_SEEN = bytes([9, 10, 13, *range(32, 127)])
_MOST_KNOWN_TAGS = 5_000


def html_lines(html: str) -> str:
    """The text with marks, lines ending in "\n". Cells of a row are parted by tabs, paragraphs by empty lines."""
    page = _Page(is_clean=html.isascii() and not html.encode("ascii").translate(None, _SEEN))
    known: dict[str, Tag] = {}
    unfinished = ""
    pieces = _TAG.split(_without_comments(html))
    for text, written in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        if unfinished:  # a ">" inside an attribute had been taken for the end of its tag
            rest, bracket, text = text.partition(">")
            if not bracket and len(unfinished) < LONGEST_TAG:
                unfinished += rest + written
                continue
            page.tag(tag_of(unfinished + rest + bracket))
            unfinished = ""
        if text == "\n" and not page.preformatted:
            page.wants_space = True
        elif text:
            page.words(text)
        tag = known.get(written)
        if tag is None:
            if written.count('"') % 2 and len(written) < LONGEST_TAG:
                unfinished = written
                continue
            tag = known[written] = tag_of(written)
            if len(known) > _MOST_KNOWN_TAGS:
                known.clear()
        if page.marked or not tag.is_inert:
            page.tag(tag)
        if page.is_full:
            break
    return page.text()


def _without_comments(html: str) -> str:
    """Also without the parts that are for one program alone, which are written as comments."""
    kept: list[str] = []
    place = 0
    while (start := html.find("<!--", place)) >= 0:
        kept.append(html[place:start])
        end = html.find("-->", start + 4)
        if end < 0:
            return "".join(kept)
        place = end + 3
    return "".join([*kept, html[place:]])


class _Page:
    """Lines as they grow, and the marked elements that are open."""

    def __init__(self, *, is_clean: bool) -> None:
        self._is_clean = is_clean
        self._lines: list[str] = []
        self.is_full = False
        self._line: list[str] = []
        self._prefix = ""
        self._pending = 0
        """Line ends that are due before the next words: 1, or 2 where an empty line parts paragraphs."""
        self.wants_space = False
        self._bullet = ""
        self.marked: list[list[object]] = []
        """The marked elements that are open, of which any tag may be the end."""
        self._hidden = self._quotes = self._signatures = self.preformatted = 0
        self._lists: list[int] = []
        self._cells: list[int] = [0]
        """Per open table: 0 for a row without words, 1 with words on its line, 2 with several lines."""

    def words(self, text: str) -> None:
        if self._hidden:
            return
        if self.preformatted:
            self._preformatted_words(text)
            return
        written = text
        if "&" in text:
            text = unescape(text)
        content = " ".join(text.split())
        if not content:
            if text != "\n" and "\xa0" in text and not self._line:
                self._start()
                self._line.append("")
            else:
                self.wants_space = True
            return
        spaced = self.wants_space or text[0].isspace()
        self._start()
        if spaced and self._line and self._line[-1] != "\t":
            self._line.append(" ")
        self._line.append(content if self._is_clean and "&" not in written else cleaned(content))
        self.wants_space = text[-1].isspace()

    def tag(self, tag: Tag) -> None:
        name = tag.name
        if self.marked:
            self._nest(tag)
        if self._hidden and not tag.hides:
            return
        if tag.closes:
            self._leave(name)
        elif name == "br":
            self._break()
        elif name:
            self._enter(tag)

    def text(self) -> str:
        self._finish()
        return "\n".join(self._lines)

    def _enter(self, tag: Tag) -> None:
        name = tag.name
        if name in BLOCKS:
            self._due(2 if name in PARAGRAPHS and not tag.tight else 1)
        if tag.turns:
            self._finish()
            self._lines.append(HISTORY)
        if tag.is_marked and name not in VOID:
            self._due(1) if not tag.hides else None
            self.marked.append([name, 0, tag])
            self._hidden += tag.hides
            self._quotes += tag.quotes
            self._signatures += tag.signs
        if name in CELLS:
            self._cell()
        elif name == "tr":
            self._cells[-1] = 0
        elif name == "table":
            self._cells.append(0)
        elif name in ("ul", "ol"):
            self._lists.append(0 if name == "ol" else -1)
        elif name == "li":
            self._item()
        elif name == "pre":
            self.preformatted += 1

    def _leave(self, name: str) -> None:
        if name in BLOCKS:
            self._due(2 if name in PARAGRAPHS - {"p"} else 1)
        if name == "table" and len(self._cells) > 1:
            inner = self._cells.pop()
            self._cells[-1] = 2 if inner else self._cells[-1]
        elif name in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif name == "pre":
            self.preformatted = max(0, self.preformatted - 1)

    def _nest(self, tag: Tag) -> None:
        """Closes the innermost marked element where its own end tag, or what ends a paragraph, says so."""
        name, depth, opened = self.marked[-1]
        if name == "p" and not tag.closes and tag.name in ENDS_PARAGRAPH:
            depth = 0
        elif tag.name != name:
            return
        elif not tag.closes:
            if not tag.is_marked or (self._hidden and not tag.hides):  # else it is opened for itself
                self.marked[-1][1] = depth + 1  # type: ignore[operator]
            return
        if depth:
            self.marked[-1][1] = depth - 1  # type: ignore[operator]
            return
        self.marked.pop()
        assert isinstance(opened, Tag)
        if not opened.hides:
            self._due(1)
        self._hidden -= opened.hides
        self._quotes -= opened.quotes
        self._signatures -= opened.signs

    def _item(self) -> None:
        number = self._lists[-1] if self._lists else -1
        if number >= 0:
            number += 1
            self._lists[-1] = number
        self._bullet = f"{number}. " if number >= 0 else "- "

    def _cell(self) -> None:
        """A further cell stands on the same line, if the one before it has but one."""
        if self._cells[-1] == 1 and self._line:
            self._pending = 0
            self._line.append("\t")
            self.wants_space = False
        elif self._cells[-1] == 2:
            self._due(1)

    def _due(self, breaks: int) -> None:
        if self._line:
            if self._line[-1] != "\t":
                self._pending = max(self._pending, breaks)
        elif breaks == 2 and self._lines and self._lines[-1] != HISTORY:
            self._pending = 2
        self.wants_space = False

    def _start(self) -> None:
        """Makes the line ends that are due, and begins a line where there is none."""
        if self._pending:
            gap = self._pending == 2
            self._finish()
            if gap and self._lines and self._lines[-1].strip("> "):
                self._lines.append("")
            if self._cells[-1] == 1:
                self._cells[-1] = 2
        if not self._line:
            self._prefix = (SIGNATURE if self._signatures else "") + "> " * min(self._quotes, 20)
            if self._bullet:
                self._line.append(self._bullet)
                self._bullet = ""
                self.wants_space = False
        self._cells[-1] = self._cells[-1] or 1

    def _break(self) -> None:
        if self._pending:
            self._start()
        if not self._line:
            self._prefix = (SIGNATURE if self._signatures else "") + "> " * min(self._quotes, 20)
        self._lines.append(self._prefix + "".join(self._line).rstrip())
        self._line.clear()
        self.wants_space = False
        self.is_full = len(self._lines) > MOST_LINES
        self._cells[-1] = 2 if self._cells[-1] else 0

    def _finish(self) -> None:
        if self._line:
            self._lines.append(self._prefix + "".join(self._line).rstrip())
            self._line.clear()
            self.is_full = len(self._lines) > MOST_LINES
        self._pending = 0

    def _preformatted_words(self, text: str) -> None:
        for number, line in enumerate(cleaned(unescape(text)).split("\n")):
            if number:
                self._break()
            if line:
                self._start()
                self._line.append(line)
