"""A line of the audit trail: short on a card, whole in the export."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.documents import history_document
from cards.history import SHOWN, line
from domain.conversation import Recorded

REASON = "because " * 60
EVENT = Recorded(datetime(2026, 11, 22, 14, tzinfo=UTC), "Amira Hollis", "TenderWithdrawn", {"reason": REASON})


def test_a_long_line_is_cut_on_a_card() -> None:
    assert line(EVENT) == f"withdrew the tender: {f'reason = {REASON}'[:SHOWN].rstrip()} …"


def test_the_export_has_all_of_it() -> None:
    content = history_document("T-4K7QX", [EVENT]).content.decode("utf-8-sig")
    assert f"withdrew the tender: reason = {REASON}" in content
