"""A tender in planning: what is being bought, what was answered, what is suggested and what was promised to ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from domain.framework import ContractType


class TenderStatus(StrEnum):
    DRAFT = "draft"
    FINAL = "final"
    WITHDRAWN = "withdrawn"


class Bidders(StrEnum):
    """Who is likely to bid."""

    SMALL = "small"
    """Mostly small and medium-sized firms (SMEs) or voluntary, community and social enterprises (VCSEs)."""
    MIXED = "mixed"
    LARGE = "large"
    UNKNOWN = "unknown"


class Vat(StrEnum):
    """What the values that were given hold."""

    INCLUDED = "included"
    ADD = "add"
    """VAT at the standard rate comes on top."""
    NONE = "none"
    """No VAT is due on this contract."""


class Arrangement(StrEnum):
    CONTRACT = "contract"
    FRAMEWORK = "framework"
    CONCESSION = "concession"
    CALL_OFF = "call-off"
    """A contract under a framework agreement that is there already."""


@dataclass(frozen=True)
class Lot:
    """`number` counts from 1; a tender that is not divided has one lot. `value` is whole-life, in pounds,
    with extensions and VAT; None until it is known."""

    number: int
    name: str
    value: Decimal | None
    place: str = ""


@dataclass(frozen=True)
class Brief:
    """What is being bought, read from a tender's answers. None or "" where it is not known yet."""

    what: str
    category: str
    contract_type: ContractType | None
    light_touch: bool | None
    lots: tuple[Lot, ...]
    vat: Vat | None
    months: int | None
    """Length without extensions."""
    extension_months: int
    start: date | None
    bidders: Bidders | None
    arrangement: Arrangement | None
    urgent: bool = False
    """True when there is said to be no time for what would be due before the procurement starts."""

    @cached_property
    def total(self) -> Decimal | None:
        """Whole-life value of all lots together; the duties go by it. None while a lot's value is missing."""
        values = [lot.value for lot in self.lots if lot.value is not None]
        return sum(values, Decimal(0)) if len(values) == len(self.lots) and values else None

    @property
    def divided(self) -> bool:
        return len(self.lots) > 1


class TargetBy(StrEnum):
    """Who sets a measure's target."""

    COUNCIL = "council"
    BIDDER = "bidder"


@dataclass(frozen=True)
class Commitment:
    """One measure that goes into the tender and the contract: a row of the record, and of every export.

    `original_name` and `original_question` are the Framework's own words, kept beside an edited text.
    `target` is a decimal number in `unit`; None when the bidder offers it. `approver` is set for a
    bespoke measure only.
    """

    lot: int
    lot_name: str
    outcome_id: str
    outcome_title: str
    measure_id: str
    name: str
    original_name: str
    unit: str
    direction: str
    kind: str
    roll_up: str
    evidence: tuple[str, ...]
    definition: str
    target_by: TargetBy
    target: Decimal | None
    question: str
    original_question: str
    framework_version: int
    bespoke: bool = False
    approver: str = ""


@dataclass(frozen=True)
class Tender:
    """`answers` are keyed by step and in stored form (`domain.question.Kind`); the next step is found, not kept.

    `version` goes up by one with every change and guards against overwriting; `revision` counts how often
    the selection was made final. `commitments` are those of the last time it was made final.
    """

    ref: str
    organisation: str
    owner_id: int
    owner_name: str
    title: str
    framework_version: int
    created_at: datetime
    changed_at: datetime
    status: TenderStatus = TenderStatus.DRAFT
    version: int = 1
    revision: int = 0
    answers: Mapping[str, str] = field(default_factory=dict)
    commitments: tuple[Commitment, ...] = ()
    shared_with: frozenset[int] = frozenset()
    withdrawn_reason: str = ""

    def seen_by(self, person_id: int) -> bool:
        """True for the owner and for the colleagues it is shared with; both may work on it."""
        return person_id == self.owner_id or person_id in self.shared_with
