"""Documents behind signed links, as whoever holds one gets them, and in Teams' own files."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from docx import Document

from bot.documents import CSV, EXCEL, WORD
from bot.tokens import LINKS_LAST
from domain.changes import TenderFinalised
from domain.tender import Commitment, TargetBy
from storage.store import Tx
from tests.bot.terminals import Terminals

READ: dict[str, Callable[[Commitment], str]] = {
    "Lot": lambda c: str(c.lot),
    "Lot name": lambda c: c.lot_name,
    "Outcome reference": lambda c: c.outcome_id,
    "Outcome": lambda c: c.outcome_title,
    "Measure reference": lambda c: c.measure_id,
    "Measure": lambda c: c.name,
    "Framework's measure": lambda c: c.original_name,
    "Unit": lambda c: c.unit,
    "Direction": lambda c: c.direction,
    "Kind": lambda c: c.kind,
    "Reports combine by": lambda c: c.roll_up,
    "Evidence": lambda c: "\n".join(c.evidence),
    "Definition": lambda c: c.definition,
    "Target set by": lambda c: c.target_by.value,
    "Target": lambda c: "" if c.target is None else f"{c.target:f}",
    "Question": lambda c: c.question,
    "Framework's question": lambda c: c.original_question,
    "Framework version": lambda c: str(c.framework_version),
    "Made for this tender": lambda c: "yes" if c.bespoke else "no",
    "Approved by": lambda c: c.approver,
}


@dataclass
class Reader:
    """Somebody with a link and a browser."""

    terminals: Terminals
    client: TestClient[Any, Any]

    def link(self, kind: str, ref: str) -> str:
        app = self.terminals.app
        return f"/files/{app.tokens.make(kind, ref, self.terminals.clock())}"

    async def get(self, kind: str, ref: str) -> tuple[int, bytes, Any]:
        return await self.open(self.link(kind, ref))

    async def open(self, link: str) -> tuple[int, bytes, Any]:
        async with self.client.get(link) as answer:
            return answer.status, await answer.read(), answer.headers

    async def rows(self, kind: str, ref: str) -> list[dict[str, str]]:
        status, content, headers = await self.get(kind, ref)
        assert (status, headers["Content-Type"]) == (200, CSV)
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.fixture
async def reader(terminals: Terminals) -> AsyncIterator[Reader]:
    async with TestClient(TestServer(terminals.app.web_application())) as client:
        yield Reader(terminals, client)


async def test_a_link_of_a_card_gives_the_document(reader: Reader) -> None:
    ref = await reader.terminals.final_tender("amira")
    shown = await reader.terminals.say("amira", f"open {ref}")
    links = [word for word in shown.split() if "/files/" in word]
    found = [await reader.open("/files/" + link.rpartition("/")[2]) for link in links]
    assert [(status, headers["Content-Type"]) for status, _, headers in found] == [
        (200, WORD),
        (200, CSV),
        (200, EXCEL),
    ]
    for _, _, headers in found:
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["X-Robots-Tag"] == "noindex"
    assert [headers["Content-Disposition"] for _, _, headers in found] == [
        f"attachment; filename*=UTF-8''{ref}%20tender%20pack.docx",
        f"attachment; filename*=UTF-8''{ref}%20schedule.csv",
        f"attachment; filename*=UTF-8''{ref}%20schedule.xlsx",
    ]
    pack = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(found[0][1])).paragraphs)
    assert "Single-use plastic items removed" in pack


async def test_a_link_that_is_changed_ended_or_made_up_opens_nothing(reader: Reader) -> None:
    ref = await reader.terminals.final_tender("amira")
    link = reader.link("schedule.csv", ref)
    other = reader.link("pack.docx", ref)
    mixed = other.partition(".")[0] + "." + link.partition(".")[2]
    for wrong in ("/files/nonsense", "/files/a.b", link + "A", mixed, link.partition(".")[0]):
        status, content, headers = await reader.open(wrong)
        assert (status, headers["Content-Type"]) == (404, "text/html; charset=utf-8")
        assert b"This link does not work" in content
    reader.terminals.clock.at += LINKS_LAST + timedelta(seconds=1)
    status, content, _ = await reader.open(link)
    assert (status, b"This link has ended" in content) == (410, True)


async def test_a_tender_has_documents_while_it_is_final(reader: Reader) -> None:
    at = reader.terminals
    await at.say("amira", "I'm buying home care")
    draft = (await at.conversation("amira")).tender_ref
    await at.say("amira", "stop")
    ref = await at.final_tender("amira")

    async def statuses(wanted: str) -> list[int]:
        return [(await reader.get(kind, wanted))[0] for kind in ("pack.docx", "schedule.csv", "schedule.xlsx")]

    assert await statuses(draft) == [409] * 3
    assert await statuses("T-ZZZZZ") == [409] * 3
    assert (await reader.get("anything.exe", ref))[0] == 409
    assert await statuses(ref) == [200] * 3
    await at.say("amira", f"open {ref}")
    await at.press("amira", "Change the selection")
    assert await statuses(ref) == [409] * 3
    await at.say("amira", f"withdraw {ref}")
    await at.press("amira", "Withdraw it", {"reason": "No longer needed"})
    status, content, _ = await reader.get("pack.docx", ref)
    assert (status, b"is withdrawn, so it has no tender pack just now." in content) == (409, True)


async def test_asking_for_a_document_changes_nothing(reader: Reader) -> None:
    ref = await reader.terminals.final_tender("amira")
    before = await reader.terminals.count("events")
    for kind in ("pack.docx", "schedule.csv", "schedule.xlsx", "history.csv"):
        await reader.get(kind, ref)
    assert await reader.terminals.count("events") == before


async def test_the_schedule_is_exactly_what_is_stored(reader: Reader) -> None:
    assert {field.name for field in fields(Commitment)} >= {"lot", "target"} and len(READ) == len(fields(Commitment))
    ref = await reader.terminals.final_tender("amira")
    stored = await _commitments(reader, ref)
    assert len(stored) == 1
    assert await reader.rows("schedule.csv", ref) == [{k: read(c) for k, read in READ.items()} for c in stored]


async def test_every_kind_of_promise_comes_out_as_it_was_stored(reader: Reader) -> None:
    """Many promises with figures, marks and lines, as the record holds them; nothing is rounded or lost."""
    at = reader.terminals
    ref = await at.final_tender("amira")
    (first,) = await _commitments(reader, ref)
    many = (
        first,
        replace(first, target_by=TargetBy.COUNCIL, target=Decimal("12.50"), name='Items "kept", counted'),
        replace(first, target_by=TargetBy.COUNCIL, target=Decimal("0.0000001"), evidence=("a", "b;c", "d,e")),
        replace(first, target_by=TargetBy.COUNCIL, target=Decimal("12345678901234567890.12"), bespoke=True),
        replace(first, lot_name="Größe £ 🙂", approver="Sofia Marsh", definition="one\ntwo"),
    )
    await at.say("amira", f"open {ref}")
    await at.press("amira", "Change the selection")
    amira = at.people["amira"]

    def finalise(tx: Tx) -> None:
        tender = tx.tender(ref)
        assert tender is not None
        tx.record([TenderFinalised(ref, tender.version, many)], by=amira, conversation=None, at=at.clock())

    await at.app.store.write(finalise)
    assert await _commitments(reader, ref) == many
    assert await reader.rows("schedule.csv", ref) == [{k: read(c) for k, read in READ.items()} for c in many]


async def _commitments(reader: Reader, ref: str) -> tuple[Commitment, ...]:
    tender = await reader.terminals.app.store.read(lambda tx: tx.tender(ref))
    assert tender is not None
    return tender.commitments


async def test_the_history_of_a_tender_as_rows(reader: Reader) -> None:
    ref = await reader.terminals.final_tender("amira")
    rows = await reader.rows("history.csv", ref)
    assert list(rows[0]) == ["at", "by", "change", "in words"]
    assert {row["by"] for row in rows} == {"Amira Hollis"}
    assert [row["change"] for row in rows] == ["TenderOpened", *["TenderAnswered"] * 3, "TenderFinalised"]
    assert rows[0]["at"] == "2026-11-22T14:06:00+00:00"
    assert rows[0]["in words"].startswith("started planning: VAT = Yes, VAT is included; likely ")
    assert await reader.rows("history.csv", "T-ZZZZZ") == []


async def test_somebodys_tenders_as_rows(reader: Reader) -> None:
    at = reader.terminals
    ref = await at.final_tender("amira")
    await at.say("amira", f"share {ref} with owen@council.example")
    await at.say("owen", "plan a tender")
    await at.press("owen", "Continue", {"what": "=1+1 chairs"})
    owen = await reader.rows("tenders.csv", str(at.people["owen"].id))
    assert [(row["reference"] == ref, row["state"], row["owner"]) for row in owen] == [
        (False, "draft", "Owen Partridge"),
        (True, "final", "Amira Hollis"),
    ]
    assert owen[0]["Buying"] == "'=1+1 chairs"
    (row,) = await reader.rows("tenders.csv", str(at.people["amira"].id))
    assert (row["Buying"], row["Whole-life value"]) == ("40 office chairs", "£38,000 including VAT")
    assert await reader.rows("tenders.csv", str(at.people["carol"].id)) == []
