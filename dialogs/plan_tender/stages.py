"""The stages of planning: which questions apply, which are still open. The position is found, never stored."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from cards.plan_tender import questions as ask
from dialogs.plan_tender.brief import brief_of
from domain.duties import arrangement_matters
from domain.framework import ContractType, Framework, Measure, Outcome
from domain.question import Question
from domain.selection import (
    Advice,
    Suggestion,
    against_advice,
    lacks_outcome_measure,
    measure_advice,
    suggest,
    why_not_measures,
)
from domain.situation import Situation
from domain.tender import Brief, Lot, Tender

TO_CHOOSE_FROM = 4
"""Suggestions that are shown beyond those that are recommended."""


@dataclass(frozen=True)
class Stage:
    """Questions that belong on one card. `lot` is 0 for those of the whole tender.

    `all_needed` makes optional questions wait for an answer too, even an empty one.
    """

    key: str
    questions: tuple[Question, ...]
    lot: int = 0
    all_needed: bool = False

    def open(self, answers: Mapping[str, str]) -> tuple[Question, ...]:
        """The questions that stand in the way of the next stage."""
        return tuple(q for q in self.questions if q.key not in answers and (q.required or self.all_needed))


@dataclass(frozen=True)
class Plan:
    """A tender with what can be read from it. `framework` is the version that the tender was opened with."""

    tender: Tender
    framework: Framework
    today: date

    @property
    def answers(self) -> Mapping[str, str]:
        return self.tender.answers

    @cached_property
    def brief(self) -> Brief:
        return brief_of(self.answers, self.framework, self.today)

    @property
    def waived(self) -> bool:
        """True when the single point of contact has granted that no outcome is suitable."""
        return "waiver" in self.answers

    @property
    def waiver_words(self) -> str:
        """Who granted the waiver and why; empty without one."""
        if not self.waived:
            return ""
        waiver = json.loads(self.answers["waiver"])
        said = f"{waiver['reason']} — {waiver['answer']}"
        return f"No outcome, by a waiver of {waiver['approver']} (ticket {waiver['ticket']}): {said}"

    @property
    def waiting(self) -> tuple[str, ...]:
        """What the single point of contact has still to decide, in words."""
        return tuple(words for key, words in sorted(self.answers.items()) if key.startswith("waiting."))

    def lot(self, number: int) -> Lot:
        return self.brief.lots[number - 1]

    def advice(self, number: int) -> Advice:
        value = self.lot(number).value
        if value is None:
            raise ValueError(f"lot {number} has no value yet")
        return suggest(value, self.brief, self.framework)

    def proposed(self, number: int) -> tuple[str, ...]:
        """Ids of the outcomes that are chosen unless the officer chooses others: the middle of what suits, so
        that nobody asks for the most there may be just by going on.
        """
        advice = self.advice(number)
        count = (advice.limits.outcomes_min + advice.limits.outcomes_max) // 2
        return tuple(s.outcome.id for s in advice.suggested[:count])

    def best(self, number: int) -> tuple[Suggestion, ...]:
        """The suggestions worth reading: as many as may be chosen, and some to choose from."""
        advice = self.advice(number)
        return advice.suggested[: advice.limits.outcomes_max + TO_CHOOSE_FROM]

    def further(self, number: int) -> tuple[Suggestion, ...]:
        """What may be chosen as well, but fits less well."""
        return self.advice(number).suggested[len(self.best(number)) :]

    def chosen(self, number: int) -> tuple[Outcome, ...]:
        ids = self.answers.get(f"outcomes.{number}", "").split(",")
        return tuple(o for o in (self.framework.outcome(i) for i in ids if i) if o is not None)

    def against(self, number: int) -> tuple[str, ...]:
        """In what the choice of outcomes for this lot goes against the advice."""
        return against_advice(tuple(o.id for o in self.chosen(number)), self.advice(number))

    def measures(self, number: int, outcome: Outcome) -> tuple[Measure, ...]:
        """The chosen measures of one outcome: the Framework's, then approved bespoke ones."""
        ids = self.answers.get(f"measures.{number}.{outcome.id}", "").split(",")
        return tuple(m for m in outcome.measures if m.id in ids) + self.own_measures(number, outcome)

    def own_measures(self, number: int, outcome: Outcome) -> tuple[Measure, ...]:
        """The approved measures of our own for one outcome of a lot."""
        return tuple(b.measure for b in self.bespoke if b.lot == number and b.outcome_id == outcome.id)

    @cached_property
    def bespoke(self) -> tuple[Bespoke, ...]:
        keys = sorted(k for k in self.answers if k.startswith("bespoke."))
        return tuple(Bespoke.read(self.answers[k]) for k in keys)

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """Every stage that can be known from the answers so far; those after an unfinished one follow later."""
        return tuple(self._stages())

    @property
    def current(self) -> Stage | None:
        """The first stage with an open question; None when all is answered."""
        return next((s for s in self.stages if s.open(self.answers)), None)

    def stage(self, key: str) -> Stage | None:
        return next((s for s in self.stages if s.key == key), None)

    def _stages(self) -> Iterator[Stage]:
        brief = Stage("brief", self._filled(tuple(self._brief_questions())))
        yield brief
        if brief.open(self.answers):
            return
        if not self.waived:
            for lot in self.brief.lots:
                for stage in self._lot_stages(lot.number):
                    yield stage
                    if stage.open(self.answers):
                        return
        if self.brief.contract_type is ContractType.SERVICES:
            considered = (ask.consider_wellbeing(), ask.consider_process(), ask.consult())
            too_urgent = Situation(self.brief, self.framework, self.today).act_urgent() is not None
            yield Stage("act", self._filled((ask.urgent_reason(),) if too_urgent else considered))

    def _brief_questions(self) -> Iterator[Question]:
        framework, brief = self.framework, self.brief
        yield ask.what()
        yield ask.category(framework.categories)
        category = framework.category(brief.category)
        if category is not None and (len(category.contract_types) > 1 or "contract_type" in self.answers):
            yield ask.contract_type()
        if brief.contract_type is ContractType.SERVICES:
            yield ask.light_touch()
        yield ask.lots()
        divided = brief.divided
        for lot in brief.lots:
            if divided:
                yield ask.lot_name(lot.number)
            yield ask.lot_value(lot.number, divided)
            yield ask.lot_place(lot.number, divided, framework.districts)
        yield ask.vat()
        yield ask.length()
        yield ask.start()
        yield ask.bidders()
        if "arrangement" in self.answers or arrangement_matters(brief, framework, self.today):
            yield ask.arrangement()
        if brief.contract_type is ContractType.SERVICES:
            yield ask.urgent()

    def _lot_stages(self, number: int) -> Iterator[Stage]:
        advice = self.advice(number)
        offered = tuple(s.outcome for s in self.best(number))
        offered += tuple(o for o in self.chosen(number) if o not in offered)
        if f"show_all.{number}" in self.answers:
            offered += tuple(o for o in self.framework.outcomes if o not in offered)
        choice = ask.outcomes(number, offered, self.proposed(number), advice.limits)
        against = (ask.against(number),) if self.chosen(number) and self.against(number) else ()
        tests = ask.tests(number, self.framework.tests)
        yield Stage(f"outcomes.{number}", self._filled((choice, *against, tests)), number)
        yield Stage(f"measures.{number}", self._filled(tuple(self._measure_questions(number))), number, all_needed=True)
        yield Stage(f"targets.{number}", self._filled(tuple(self._target_questions(number))), number, all_needed=True)
        if advice.limits.scored:
            yield Stage(f"weighting.{number}", self._filled(tuple(self._weighting_questions(number))), number)

    def _measure_questions(self, number: int) -> Iterator[Question]:
        limits = self.advice(number).limits
        for outcome in self.chosen(number):
            recommended = measure_advice(outcome, limits).recommended
            yield ask.measures(number, outcome, recommended, limits, own=len(self.own_measures(number, outcome)))
        if self.against_measures(number):
            yield ask.against_measures(number)

    def against_measures(self, number: int) -> tuple[str, ...]:
        """In what the choice of measures for this lot goes against the advice."""
        limits = self.advice(number).limits
        found: list[str] = []
        for outcome in self.chosen(number):
            key = f"measures.{number}.{outcome.id}"
            if key in self.answers:
                ids = tuple(i for i in self.answers[key].split(",") if i)
                own = tuple(measure.id for measure in self.own_measures(number, outcome))
                found += why_not_measures(outcome, (*ids, *own), limits)
        measures = [m for outcome in self.chosen(number) for m in self.measures(number, outcome)]
        # Only where one could be chosen: what is proposed must not go against the advice.
        possible = any(m.kind == "outcome" for outcome in self.chosen(number) for m in outcome.measures)
        if possible and measures and (lacking := lacks_outcome_measure(measures, limits)) is not None:
            found.append(lacking)
        return tuple(found)

    def _target_questions(self, number: int) -> Iterator[Question]:
        chosen = [(o, m) for o in self.chosen(number) for m in self.measures(number, o)]
        if not chosen:
            return
        yield ask.targets(number)
        if self.answers.get(f"targets.{number}") == "council":
            for _, measure in chosen:
                yield ask.target(number, measure.id, measure.name, ask.unit(measure))

    def _weighting_questions(self, number: int) -> Iterator[Question]:
        limits = self.advice(number).limits
        yield ask.weighting(number, limits)
        if self.unusual_weighting(number):
            yield ask.weighting_reason(number)

    def unusual_weighting(self, number: int) -> bool:
        """True when the weighting of this lot is outside the range that is usual, and so needs a reason."""
        limits, given = self.advice(number).limits, self.answers.get(f"weighting.{number}", "")
        return given != "" and not limits.weighting_low <= Decimal(given) <= limits.weighting_high

    def weighting_reason(self, number: int) -> str:
        """Why the weighting is unusual; empty where it is not."""
        return self.answers.get(f"weighting_reason.{number}", "") if self.unusual_weighting(number) else ""

    def _filled(self, questions: tuple[Question, ...]) -> tuple[Question, ...]:
        """The questions with the answers so far; a proposal stays where there is none."""
        answers = self.answers
        return tuple(replace(q, value=answers[q.key]) if answers.get(q.key) else q for q in questions)


@dataclass(frozen=True)
class Bespoke:
    """A measure that the single point of contact approved for one lot; kept in the answers as JSON."""

    lot: int
    outcome_id: str
    measure: Measure
    approver: str
    ticket: str

    @classmethod
    def read(cls, stored: str) -> Bespoke:
        data = json.loads(stored)
        measure = Measure(
            id=data["id"],
            name=data["name"],
            unit=data["unit"],
            direction=data["direction"],
            kind="outcome",
            roll_up="sum",
            evidence=(data["evidence"],),
        )
        return cls(int(data["lot"]), data["outcome"], measure, data["approver"], data["ticket"])
