"""Which duties of law and policy bite on a tender, and why.

The wording is data that the council publishes (`DutyText`); when a duty bites is decided here. Every figure
is a dated parameter of the Framework. Duties go by the total of all lots, whole-life, with extensions and VAT.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from domain.framework import ContractType, Framework, Parameter
from domain.phrases import day, money
from domain.situation import Situation
from domain.tender import Arrangement, Brief

CONSIDERATIONS = ("consider_wellbeing", "consider_process", "consult")
"""The questions of section 1 of the Social Value Act 2012: what, how, and whether to consult."""
URGENCY = ("urgent_reason",)
"""The question in their place where there is no time for them (section 1(8))."""


@dataclass(frozen=True)
class DutyText:
    """How a duty is told. `title` and `text` may hold the placeholders of `FIGURES`.

    `source_date` is the day from which the source says so; `review_by` the day by which a person must check it.
    """

    key: str
    title: str
    text: str
    source: str
    source_date: date
    review_by: date | None = None


@dataclass(frozen=True)
class Duty:
    """A duty that bites. `why` names the figures; `stale` is a warning, "" when all is within its review date.

    `must_answer` are the keys of the questions that must be answered before the selection can be final.
    """

    key: str
    title: str
    text: str
    why: str
    source: str
    as_at: date
    stale: str = ""
    must_answer: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Rule:
    """`why` gives the reason why the duty bites, or None when it does not."""

    key: str
    why: Callable[[Situation], str | None]
    by_threshold: bool = False
    by_kpi_value: bool = False
    must_answer: tuple[str, ...] = ()


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


FIGURES: Mapping[str, tuple[str, Callable[[Decimal], str]]] = {
    "kpi_value": ("kpi.s52_value_gbp_inc_vat", money),
    "kpi_minimum": ("kpi.s52_minimum_kpis", _number),
    "notice_months": ("performance_notice.s71_interval_months", _number),
    "breach_days": ("breach_notice.s71_days", _number),
    "payment_days": ("payment.days", _number),
    "ppn002_weighting": ("ppn002.min_weighting_percent", _number),
}
"""The placeholders that a duty's text may hold: the parameter of each, and how it is written."""

_RULES = (
    _Rule("one_outcome", lambda _: "This holds for every procurement exercise: services, goods and works."),
    _Rule("social_value_act", Situation.act, by_threshold=True, must_answer=CONSIDERATIONS),
    _Rule("social_value_act_call_off", Situation.act_call_off, by_threshold=True, must_answer=CONSIDERATIONS),
    _Rule("social_value_act_urgent", Situation.act_urgent, by_threshold=True, must_answer=URGENCY),
    _Rule("social_value_policy_services", Situation.policy_services, by_threshold=True, must_answer=CONSIDERATIONS),
    _Rule("social_value_policy_goods_works", Situation.policy_goods_works),
    _Rule("above_threshold", Situation.above_threshold, by_threshold=True),
    _Rule("below_threshold", Situation.below_threshold, by_threshold=True),
    _Rule("light_touch", Situation.light_touch),
    _Rule("kpis", Situation.kpis, by_threshold=True, by_kpi_value=True),
    _Rule("kpis_exempt", Situation.kpis_exempt, by_threshold=True, by_kpi_value=True),
    _Rule("performance_notices", Situation.kpis, by_threshold=True, by_kpi_value=True),
    _Rule("policy_statement", lambda _: "It applies to the council as a contracting authority."),
    _Rule("location_not_scored", Situation.above_threshold, by_threshold=True),
    _Rule("local_reservation", Situation.below_threshold, by_threshold=True),
    _Rule("small_reservation", Situation.below_threshold, by_threshold=True),
    _Rule("prompt_payment_public", Situation.above_threshold, by_threshold=True),
    _Rule("prompt_payment_below_threshold", Situation.below_threshold, by_threshold=True),
    _Rule("ppn002_optional", lambda _: "The council is not a central government body."),
)

DUTY_KEYS = tuple(rule.key for rule in _RULES)
"""Every duty that there is a rule for, in the order in which they are told."""


def duties(brief: Brief, framework: Framework, duty_texts: tuple[DutyText, ...], today: date) -> tuple[Duty, ...]:
    """The duties that bite on this tender today.

    One that depends on what is not known yet (the type, a lot's value, a figure in force) is left out.
    """
    texts = {text.key: text for text in duty_texts}
    situation = Situation(brief, framework, today)
    found = []
    for rule in _RULES:
        why, text = rule.why(situation), texts.get(rule.key)
        figures = _figures(text, framework, today) if text is not None else None
        if why is None or text is None or figures is None:
            continue
        used = tuple(figures.values()) + _decisive(rule, situation)
        written = {name: FIGURES[name][1](figure.value) for name, figure in figures.items()}
        found.append(
            Duty(
                key=rule.key,
                title=text.title.format_map(written),
                text=text.text.format_map(written),
                why=why,
                source=text.source,
                as_at=text.source_date,
                stale=_stale(text, used, today),
                must_answer=rule.must_answer,
            )
        )
    return tuple(found)


@lru_cache(maxsize=1024)  # every card of a tender asks it, and four times all rules are dear
def arrangement_matters(brief: Brief, framework: Framework, today: date) -> bool:
    """True when other duties would bite if this were a framework, a concession or a call-off, and not a contract.

    Goods are bought by no concession (Procurement Act 2023 s.8).
    """
    biting = []
    for arrangement in Arrangement:
        if arrangement is Arrangement.CONCESSION and brief.contract_type is ContractType.GOODS:
            continue
        situation = Situation(replace(brief, arrangement=arrangement), framework, today)
        biting.append({rule.key for rule in _RULES if rule.why(situation) is not None})
    return any(keys != biting[0] for keys in biting)


def placeholders(text: str) -> tuple[str, ...]:
    """Names in braces. Raises ValueError when a brace is left open."""
    return tuple(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def _figures(text: DutyText, framework: Framework, today: date) -> Mapping[str, Parameter] | None:
    """The figures that the text names; None when one of them has not begun."""
    found = {name: framework.parameter(FIGURES[name][0], today) for name in placeholders(text.title + text.text)}
    known = {name: figure for name, figure in found.items() if figure is not None}
    return known if len(known) == len(found) else None


def _decisive(rule: _Rule, situation: Situation) -> tuple[Parameter, ...]:
    threshold = situation.threshold if rule.by_threshold else None
    kpi_value = situation.kpi_value if rule.by_kpi_value else None
    return tuple(figure for figure in (threshold, kpi_value) if figure is not None)


def _stale(text: DutyText, figures: tuple[Parameter, ...], today: date) -> str:
    past = [day for figure in figures if figure.stale(today) for day in (figure.review_by, figure.effective_to) if day]
    due = min((day for day in past if day < today), default=None)
    if due is not None:
        return f"This figure was due for review by {day(due)}; check it before use."
    if text.review_by is not None and today > text.review_by:
        return f"This wording was due for review by {day(text.review_by)}; check it before use."
    return ""
