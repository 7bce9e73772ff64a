"""What the tender pack must know. `word` makes the Word document of it, `sheets` the CSV and the workbook.

Everything is in the words that people read: labels, not codes. Nothing is looked up or decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.selection import Delivery
from domain.tender import Commitment


@dataclass(frozen=True)
class PackOutcome:
    """One chosen outcome of one lot. `question` may be edited; `original_question` is the Framework's own."""

    id: str
    title: str
    statement: str
    priority_title: str
    reason: str
    """Why it was chosen for this lot."""
    question: str
    original_question: str
    points: tuple[str, ...]
    """What people who assess answers look for."""
    guardrail: str
    """A legal or privacy caution; empty when there is none."""
    commitments: tuple[Commitment, ...]

    @property
    def edited(self) -> bool:
        return self.question != self.original_question


@dataclass(frozen=True)
class PackLot:
    """One lot, or the whole contract when the tender is not divided. The weighting is in percent."""

    number: int
    name: str
    value: str
    """Whole-life, with extensions, and what it holds of VAT."""
    tier_id: str
    tier_label: str
    place: str
    reporting: str
    """How often the supplier reports, such as "quarterly"."""
    delivery: Delivery
    scored: bool
    weighting: Decimal | None
    """Share of the total score; None when the tier is not scored."""
    weighting_range: tuple[Decimal, Decimal]
    """Lowest and highest usual weighting of the tier."""
    weighting_reason: str
    """Why the weighting is outside the range; empty when it is inside."""
    against_reason: str
    """Why the selection goes against the advice; empty when it follows it."""
    tests: tuple[str, ...]
    """The texts of the tests that the officer ticked."""
    outcomes: tuple[PackOutcome, ...]
    monitoring: tuple[date, ...] = ()
    """The days on which updates are due, earliest first; empty while the start is not known."""

    @property
    def commitments(self) -> tuple[Commitment, ...]:
        return tuple(c for outcome in self.outcomes for c in outcome.commitments)


@dataclass(frozen=True)
class PackDuty:
    """A duty of law or policy that applies. `as_at` is the day from which its source says so."""

    title: str
    text: str
    why: str
    """Why it applies to this tender."""
    source: str
    as_at: date | None
    stale: bool = False
    """True when a person must check the figure before it is relied on."""


@dataclass(frozen=True)
class PackWaiver:
    """Somebody allowed this tender to go ahead without an outcome."""

    reason: str
    """The officer's."""
    approver: str
    answer: str
    """The approver's own reason, in writing."""
    on: date


@dataclass(frozen=True)
class Pack:
    """All that the documents of one tender say. With a waiver, no lot has an outcome."""

    organisation: str
    tender_ref: str
    title: str
    owner: str
    made_on: date
    framework_title: str
    framework_label: str
    """The data set's own version, such as "0.1.0"."""
    framework_version: int
    proposal: bool
    """True until the council has adopted the Framework: then every page says so."""
    brief: tuple[tuple[str, str], ...]
    """What is being bought: label and value, in the order they are read."""
    lots: tuple[PackLot, ...]
    duties: tuple[PackDuty, ...] = ()
    considerations: tuple[tuple[str, str], ...] = ()
    """Questions the officer considered before starting, and the answers."""
    waiver: PackWaiver | None = None
    revision: int = 1
    """How often the selection was made final."""

    @property
    def divided(self) -> bool:
        return len(self.lots) > 1

    @property
    def commitments(self) -> tuple[Commitment, ...]:
        return tuple(c for lot in self.lots for c in lot.commitments)
