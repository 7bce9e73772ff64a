"""The commitments as a table for other systems: CSV, and a workbook for Excel with the monitoring calendar."""

from __future__ import annotations

import csv as csv_format
from collections.abc import Callable, Sequence
from datetime import datetime, time
from io import BytesIO, StringIO
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, WriteOnlyCell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from cards.formula import defused, is_formula
from cards.tender_pack import Pack
from cards.tender_pack.archive import settled
from cards.words import shown
from domain.tender import Commitment

_COLUMNS: dict[str, tuple[Callable[[Commitment], str], int]] = {
    "Lot": (lambda c: str(c.lot), 6),
    "Lot name": (lambda c: c.lot_name, 20),
    "Outcome reference": (lambda c: c.outcome_id, 12),
    "Outcome": (lambda c: c.outcome_title, 30),
    "Measure reference": (lambda c: c.measure_id, 12),
    "Measure": (lambda c: c.name, 34),
    "Framework's measure": (lambda c: c.original_name, 34),
    "Unit": (lambda c: c.unit, 16),
    "Direction": (lambda c: c.direction, 12),
    "Kind": (lambda c: c.kind, 10),
    "Reports combine by": (lambda c: c.roll_up, 12),
    "Evidence": (lambda c: "\n".join(c.evidence), 36),
    "Definition": (lambda c: c.definition, 36),
    "Target set by": (lambda c: c.target_by, 12),
    "Target": (lambda c: "" if c.target is None else f"{c.target:f}", 14),
    "Question": (lambda c: c.question, 50),
    "Framework's question": (lambda c: c.original_question, 50),
    "Framework version": (lambda c: str(c.framework_version), 12),
    "Made for this tender": (lambda c: "yes" if c.bespoke else "no", 12),
    "Approved by": (lambda c: c.approver, 20),
}
"""Each column's heading, what stands in it, and its width in characters of Excel."""

_NUMBERS = frozenset({"Lot", "Target", "Framework version"})
_EXACT_DIGITS = 15
"""Excel keeps no more digits of a number than these."""


def rows(commitments: Sequence[Commitment]) -> list[dict[str, str]]:
    """One row a commitment, all of its fields, keyed by the headings.

    Evidence is one piece a line; the target is an exact decimal number in the unit, "" when the bidder offers it.
    """
    return [{heading: shown(read(c)) for heading, (read, _) in _COLUMNS.items()} for c in commitments]


def csv(pack: Pack) -> bytes:
    """UTF-8 with a byte order mark and CRLF, as Excel wants it.

    Text that a spreadsheet would take for a formula gets an apostrophe before it; so does text that has such
    apostrophes already, which is why taking one away gives back exactly what was there.
    """
    out = StringIO()
    writer = csv_format.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for row in rows(pack.commitments):
        writer.writerow([defused(text) for text in row.values()])
    return out.getvalue().encode("utf-8-sig")


def workbook(pack: Pack) -> bytes:
    """The .xlsx file: the commitments, then the monitoring calendar. The same pack always gives the same bytes."""
    book = Workbook()
    commitments, calendar = book.worksheets[0], book.create_sheet("Monitoring calendar")
    commitments.title = "Commitments"
    _add_header(commitments, {heading: width for heading, (_, width) in _COLUMNS.items()})
    for row in rows(pack.commitments):
        commitments.append([_cell(commitments, text, number=heading in _NUMBERS) for heading, text in row.items()])
    _add_header(calendar, {"Lot": 6, "Lot name": 30, "Report": 8, "Due on": 22})
    _add_calendar(calendar, pack)
    book.properties = _properties(pack)
    out = BytesIO()
    # Not book.save(), which writes the time of saving into the properties.
    with ZipFile(out, "w") as archive:
        ExcelWriter(book, archive).save()
    return settled(out.getvalue())


def _add_calendar(sheet: Worksheet, pack: Pack) -> None:
    for lot in pack.lots:
        for count, due in enumerate(lot.monitoring, start=1):
            day = WriteOnlyCell(sheet, datetime.combine(due, time()))
            day.number_format = "d mmmm yyyy"
            day.font, day.alignment = Font(name="Arial"), Alignment(vertical="top", horizontal="left")
            number, name = _cell(sheet, str(lot.number), number=True), _cell(sheet, shown(lot.name), number=False)
            sheet.append([number, name, _cell(sheet, str(count), number=True), day])


def _add_header(sheet: Worksheet, widths: dict[str, int]) -> None:
    """Bold, always in sight, repeated on every printed page."""
    for column, (heading, width) in enumerate(widths.items(), start=1):
        cell = sheet.cell(1, column, heading)
        cell.font, cell.fill = Font(name="Arial", bold=True), PatternFill("solid", fgColor="DCE6F1")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _cell(sheet: Worksheet, text: str, *, number: bool) -> Cell:
    """Text is never a formula. A number that Excel could not keep exactly stays text."""
    exact = sum(character.isdigit() for character in text) <= _EXACT_DIGITS
    cell = WriteOnlyCell(sheet, float(text) if number and text and exact else text or None)
    cell.font, cell.alignment = Font(name="Arial"), Alignment(wrap_text=True, vertical="top")
    if isinstance(cell.value, float):
        cell.number_format = "#,##0.######" if "." in text else "#,##0"
    elif text:
        cell.data_type = "s"
        # Keeps it text when somebody edits the cell.
        cell.quotePrefix = is_formula(text)
    return cell


def _properties(pack: Pack) -> DocumentProperties:
    on = datetime.combine(pack.made_on, time())
    return DocumentProperties(
        creator=shown(pack.organisation),
        lastModifiedBy=shown(pack.organisation),
        title=shown(f"Social value commitments: {pack.title}"),
        subject=shown(f"Tender {pack.tender_ref}"),
        language="en-GB",
        created=on,
        modified=on,
    )
