"""Documents behind signed addresses, made when they are fetched from the record as it stands then."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from cards.formula import defused
from cards.history import line
from cards.plan_tender.understood import rows as understood_rows
from dialogs.intent import Desk
from dialogs.plan_tender.pack import pack_of
from dialogs.plan_tender.show import plan_of
from domain.conversation import Recorded
from domain.framework import Framework
from domain.gaps import Gap
from domain.tender import Tender

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


GAP_COLUMNS = (
    "question",
    "people",
    "times",
    "not answered",
    "offered other articles",
    "no help",
    "first",
    "last",
    "also asked as",
    "comments",
)


class NoDocument(Exception):
    """The record does not have this document just now. The text says why, to the reader."""


@dataclass(frozen=True)
class Document:
    name: str
    type: str
    content: bytes


def tender_document(kind: str, tender: Tender, desk: Desk) -> Document:
    """The pack or the schedule of a final tender. Raises NoDocument for a draft and for one withdrawn."""
    # Here, for what the files are made with takes a tenth of the start, and a process may never make one.
    from cards.tender_pack import sheets, word  # noqa: PLC0415

    pack = pack_of(tender, desk, desk.today)
    if pack is None:
        raise NoDocument(f"Tender {tender.ref} is {tender.status.value}, so it has no tender pack just now.")
    if kind == "pack.docx":
        return Document(f"{tender.ref} tender pack.docx", WORD, word.document(pack))
    if kind == "schedule.csv":
        return Document(f"{tender.ref} schedule.csv", CSV, sheets.csv(pack))
    if kind == "schedule.xlsx":
        return Document(f"{tender.ref} schedule.xlsx", EXCEL, sheets.workbook(pack))
    raise NoDocument("There is no document of that kind.")


def history_document(ref: str, history: Sequence[Recorded], framework: Framework | None = None) -> Document:
    """The audit trail of one tender as rows: when in UTC, who, what was done, in words."""
    rows = [(r.at.isoformat(), r.by, r.verb, line(r, framework, whole=True)) for r in history]
    return Document(f"{ref} history.csv", CSV, _table(("at", "by", "change", "in words"), rows))


def tenders_document(tenders: Sequence[Tender], desk: Desk) -> Document:
    """A person's tenders as rows, with what was understood of each."""
    labels: dict[str, None] = {}
    found = []
    for tender in tenders:
        plan = plan_of(tender, desk)
        facts = dict(understood_rows(plan.brief, plan.framework))
        labels |= dict.fromkeys(facts)
        found.append((tender, facts))
    header = ("reference", "state", "owner", "last change", *labels)
    rows = [
        (t.ref, t.status.value, t.owner_name, t.changed_at.isoformat(), *(facts.get(label, "") for label in labels))
        for t, facts in found
    ]
    return Document("tenders.csv", CSV, _table(header, rows))


def gaps_document(gaps: Sequence[Gap]) -> Document:
    """What the guidance did not answer: a row for each group of questions, and no names."""
    return Document("guidance gaps.csv", CSV, _table(GAP_COLUMNS, [_gap_row(gap) for gap in gaps]))


def _gap_row(gap: Gap) -> tuple[str, ...]:
    return (
        gap.example,
        str(gap.people),
        str(len(gap.questions)),
        str(gap.unanswered),
        str(gap.unsure),
        str(gap.no_help),
        gap.first.isoformat(),
        gap.last.isoformat(),
        " | ".join(gap.others),
        " | ".join(gap.comments),
    )


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
