"""What the guidance did not answer, grouped for the single point of contact."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from cards.gaps import PERIODS, GapList
from dialogs.intent import Asked, Decision
from domain.gaps import Gap, lacking
from domain.guidance import AskedQuestion
from knowledge.gaps import gaps as grouped
from knowledge.shelf import Shelf

USUAL = next(iter(PERIODS))


def gaps(asked: Asked) -> Decision:
    days = read_days(asked.fields.get("days", ""))
    found = gaps_since(asked.facts.asked, asked.desk.shelf, asked.desk.now - timedelta(days=days))
    return Decision(replies=(GapList(found, days, asked.desk.link("gaps.csv", str(days))),))


def gaps_since(asked: Iterable[AskedQuestion], shelf: Shelf, since: datetime) -> tuple[Gap, ...]:
    """The groups of what was asked since then and found no answer, or none that helped."""
    subjects = frozenset(boundary.key for boundary in shelf.boundaries if boundary.to_contact)
    return grouped(lacking(asked, subjects, since))


def read_days(text: str) -> int:
    """One of the periods; the shortest for anything else."""
    return next((days for days in PERIODS if str(days) == text), USUAL)
