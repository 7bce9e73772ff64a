"""The Social Value Framework: priorities, outcomes, measures, tiers and dated parameters of law and policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property


class ContractType(StrEnum):
    SERVICES = "services"
    GOODS = "goods"
    WORKS = "works"


@dataclass(frozen=True)
class Category:
    """A kind of buying. `words` are what people write when they mean it, in lower case, most telling first.

    `contract_types` has the usual type first; the others are possible. `light_touch` is a presumption that
    the officer checks against the CPV codes.
    """

    key: str
    title: str
    contract_types: tuple[ContractType, ...] = (ContractType.SERVICES,)
    light_touch: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measure:
    id: str
    name: str
    unit: str
    direction: str
    """increase, decrease or maintain."""
    kind: str
    """output (what was done) or outcome (what changed)."""
    roll_up: str
    """How figures of several periods combine: sum, average or latest."""
    evidence: tuple[str, ...]
    definition: str = ""
    proxy_source: str = ""


@dataclass(frozen=True)
class Outcome:
    id: str
    priority_id: str
    title: str
    statement: str
    minimum_value: Decimal
    """Smallest whole-life value in pounds for which it is proportionate."""
    minimum_months: int
    tiers: tuple[str, ...]
    most_relevant: tuple[str, ...]
    rarely_relevant: tuple[str, ...]
    question: str
    points: tuple[str, ...]
    """What people who assess answers look for."""
    measures: tuple[Measure, ...]
    guardrail: str = ""
    council_plan_outcome: str = ""
    national_mission: str = ""
    words: tuple[str, ...] = ()

    def measure(self, measure_id: str) -> Measure | None:
        return next((m for m in self.measures if m.id == measure_id), None)


@dataclass(frozen=True)
class Priority:
    id: str
    title: str
    statement: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class Tier:
    """A band of whole-life value. `maximum` None means no upper edge; all pounds, including VAT."""

    id: str
    label: str
    minimum: Decimal
    minimum_inclusive: bool
    maximum: Decimal | None
    maximum_inclusive: bool
    outcomes: tuple[int, int]
    measures_per_outcome: tuple[int, int]
    weighting: tuple[Decimal, Decimal]
    """Lowest and highest usual weighting, in percent of the total score."""
    scored: bool
    reporting: str
    delivery_plan: bool
    note: str = ""

    def holds(self, value: Decimal) -> bool:
        above = value >= self.minimum if self.minimum_inclusive else value > self.minimum
        if self.maximum is None:
            return above
        below = value <= self.maximum if self.maximum_inclusive else value < self.maximum
        return above and below


@dataclass(frozen=True)
class Parameter:
    """One dated figure of law or policy. Never a constant in code.

    `review_by` is the day from which a person must check it; past it, whoever shows the figure says so.
    """

    key: str
    value: Decimal
    source: str
    effective_from: date | None = None
    effective_to: date | None = None
    review_by: date | None = None
    note: str = ""

    def in_force(self, on: date) -> bool:
        after = self.effective_from is None or self.effective_from <= on
        before = self.effective_to is None or on <= self.effective_to
        return after and before

    def stale(self, on: date) -> bool:
        ended = self.effective_to is not None and on > self.effective_to
        return ended or (self.review_by is not None and on > self.review_by)


@dataclass(frozen=True)
class DurationRule:
    """What a contract's length asks of the selection. `below` and `at_least` are months; one of them is set."""

    below: int | None
    at_least: int | None
    advice: str
    at_most_outcomes: int | None = None
    outputs_only: bool = False
    outcome_measure_needed: bool = False
    avoid_follow_up: bool = False


@dataclass(frozen=True)
class HardTest:
    """One of the tests an officer ticks for every selection."""

    key: str
    text: str


@dataclass(frozen=True)
class Framework:
    """One version of the Framework. `version` 0 has not been stored yet."""

    version: int
    label: str
    """The data set's own version, such as "0.1.0"."""
    title: str
    status: str
    adopted: bool
    """False until the council has adopted it: then whoever shows it says that it is a proposal."""
    prepared: date
    districts: tuple[str, ...]
    county: str
    categories: tuple[Category, ...]
    tests: tuple[HardTest, ...]
    tiers: tuple[Tier, ...]
    duration_rules: tuple[DurationRule, ...]
    bidder_mix_rule: str
    parameters: tuple[Parameter, ...]
    priorities: tuple[Priority, ...]
    missions: Mapping[str, str] = field(default_factory=dict)
    council_plan: Mapping[str, str] = field(default_factory=dict)

    def __hash__(self) -> int:
        """Two that are equal have the same version and label; those that differ are told apart by comparison."""
        return hash((self.version, self.label))

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        return tuple(o for p in self.priorities for o in p.outcomes)

    @cached_property
    def _by_id(self) -> Mapping[str, Outcome]:
        return {outcome.id: outcome for outcome in self.outcomes}

    def outcome(self, outcome_id: str) -> Outcome | None:
        return self._by_id.get(outcome_id)

    def priority(self, priority_id: str) -> Priority | None:
        return next((p for p in self.priorities if p.id == priority_id), None)

    def category(self, key: str) -> Category | None:
        return next((c for c in self.categories if c.key == key), None)

    def tier(self, value: Decimal) -> Tier:
        """The tier that holds this value in pounds. The loader proves that there is exactly one."""
        return next(t for t in self.tiers if t.holds(value))

    @cached_property
    def _by_key(self) -> Mapping[str, Sequence[Parameter]]:
        found: dict[str, list[Parameter]] = {}
        for parameter in self.parameters:
            found.setdefault(parameter.key, []).append(parameter)
        return found

    def parameter(self, key: str, on: date) -> Parameter | None:
        """The parameter in force on that day, else the latest one that began before it (then it is stale)."""
        named = self._by_key.get(key, ())
        current = [p for p in named if p.in_force(on)]
        if current:
            return current[-1]
        past = [p for p in named if p.effective_from is None or p.effective_from <= on]
        return past[-1] if past else None
