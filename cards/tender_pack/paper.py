"""A Word document as a sheet of paper to write on: headings, text, lists and tables, each in one call.

Whatever is written is shown as it is: characters that a document cannot hold are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO

import docx
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import Cm
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from cards.tender_pack import word_styles
from cards.tender_pack.archive import settled
from cards.tender_pack.word_styles import element
from cards.words import one_line, shown

_TO_FILL_IN = re.compile(r"(\[[^\[\]]+\])")
_LONGEST_PROPERTY = 255
"""Characters that a property of a Word document can have."""
_SHORT = 8
"""Rows of a table that is kept on one page."""


class Paper:
    """Starts empty, A4, with our styles. Write from top to bottom, then take the `content`."""

    def __init__(self) -> None:
        self._document = docx.Document()
        word_styles.apply(self._document)

    def about(self, title: str, subject: str, author: str, on: date) -> None:
        """The document's properties. Both of its times are the start of that day."""
        properties = self._document.core_properties
        properties.title = one_line(title)[:_LONGEST_PROPERTY]
        properties.subject = one_line(subject)[:_LONGEST_PROPERTY]
        properties.author = properties.last_modified_by = one_line(author)[:_LONGEST_PROPERTY]
        properties.created = properties.modified = datetime.combine(on, time())
        properties.comments, properties.keywords, properties.language = "", "", word_styles.LANGUAGE
        properties.revision = 1

    def frame(self, header: tuple[str, str], footer: str) -> None:
        """Left and right of the header, and left of the footer, on every page; the footer counts the pages."""
        section = self._document.sections[0]
        section.header.paragraphs[0].add_run("\t".join(one_line(part) for part in header))
        line = section.footer.paragraphs[0]
        line.add_run(f"{one_line(footer)}\tPage ")
        _add_field(line, "PAGE")
        line.add_run(" of ")
        _add_field(line, "NUMPAGES")

    def title(self, title: str, subtitle: str) -> None:
        self._document.add_paragraph(one_line(title), "Title")
        self._document.add_paragraph(one_line(subtitle), "Subtitle")

    def heading(self, text: str, level: int) -> None:
        self._document.add_heading(one_line(text), level)

    def text(self, text: str, lead: str = "") -> None:
        """A paragraph; `lead` are words in bold before it."""
        self._paragraph(text, "Normal", lead)

    def to_use(self, text: str) -> None:
        """Wording for the officer to copy."""
        self._paragraph(text, word_styles.TO_USE)

    def warning(self, text: str, lead: str) -> None:
        self._paragraph(text, word_styles.WARNING, lead)

    def bullets(self, items: Sequence[str]) -> None:
        for item in items:
            self._paragraph(item, "List Bullet")

    def numbered(self, items: Sequence[tuple[str, str]]) -> None:
        """Clauses, each with a lead in bold, numbered by Word from 1."""
        number = self._new_numbering()
        for lead, text in items:
            properties = self._paragraph(text, "List Number", lead)._p.get_or_add_pPr()
            properties.get_or_add_numPr().get_or_add_ilvl().val = 0
            properties.get_or_add_numPr().get_or_add_numId().val = number

    def table(
        self, caption: str, headers: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]
    ) -> None:
        """A table with a header row that repeats on each page. `widths` are centimetres, one a column; the
        caption is read out to whoever cannot see it."""
        table = self._document.add_table(rows=0, cols=len(headers), style="Table Grid")
        table.autofit = False
        table._tbl.tblPr.append(element("w:tblCaption", val=one_line(caption)))
        _fill_header(_add_row(table, widths), headers)
        for number, row in enumerate(rows, start=1):
            for cell, text in zip(_add_row(table, widths).cells, row, strict=True):
                _fill(cell, text)
                cell.paragraphs[0].paragraph_format.keep_with_next = number < len(rows) <= _SHORT
        # Two tables without a paragraph between them would become one.
        self._document.add_paragraph(style=word_styles.SMALL)

    @property
    def content(self) -> bytes:
        """The .docx file; the same writing gives the same bytes."""
        out = BytesIO()
        self._document.save(out)
        return settled(out.getvalue())

    def _paragraph(self, text: str, style: str, lead: str = "") -> Paragraph:
        paragraph = self._document.add_paragraph(style=style)
        if lead:
            paragraph.add_run(f"{one_line(lead)} ").bold = True
        _add_text(paragraph, text)
        return paragraph

    def _new_numbering(self) -> int:
        """The id of a numbering like that of "List Number", which starts at 1."""
        definitions = self._document.part.numbering_part.element
        like = self._document.styles["List Number"].element.pPr.numPr.numId.val
        made = definitions.add_num(definitions.num_having_numId(like).abstractNumId.val)
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(made.numId)


def _add_text(paragraph: Paragraph, text: str) -> None:
    """What stands in square brackets is marked, because somebody must fill it in."""
    for part in _TO_FILL_IN.split(shown(text)):
        if not part:
            continue
        run = paragraph.add_run(part)
        if _TO_FILL_IN.fullmatch(part):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _add_field(paragraph: Paragraph, name: str) -> None:
    """A field that Word works out itself, with "1" until it has."""
    for kind in ("begin", "separate", "end"):
        if kind == "end":
            paragraph.add_run("1")
        paragraph.add_run()._r.append(element("w:fldChar", fldCharType=kind))
        if kind == "begin":
            instruction = element("w:instrText")
            instruction.text = f" {name} "
            paragraph.add_run()._r.append(instruction)


def _add_row(table: Table, widths: Sequence[float]) -> _Row:
    """A row that stays on one page."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = Cm(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    return row


def _fill_header(row: _Row, headers: Sequence[str]) -> None:
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))
    for cell, text in zip(row.cells, headers, strict=True):
        _fill(cell, text)
        cell.paragraphs[0].runs[0].bold = True
        cell.paragraphs[0].paragraph_format.keep_with_next = True
        shade = element("w:shd", val="clear", color="auto", fill=word_styles.HEADER_FILL)
        cell._tc.get_or_add_tcPr().append(shade)


def _fill(cell: _Cell, text: str) -> None:
    cell.paragraphs[0].style = word_styles.SMALL
    _add_text(cell.paragraphs[0], text)
