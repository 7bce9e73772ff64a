"""From a tender's answers to what is being bought."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TypeVar

from cards.plan_tender.questions import COUNTY
from cards.plan_tender.understood import place
from domain.framework import ContractType, Framework
from domain.tender import Arrangement, Bidders, Brief, Lot, Vat

MOST_LOTS = 12
"""More than this no form can ask for in one go; larger exercises are planned in parts."""

Choice = TypeVar("Choice", bound=StrEnum)


def brief_of(answers: Mapping[str, str], framework: Framework, today: date) -> Brief:
    """What is being bought, with what follows from it: the usual contract type of a category that has only one,
    the presumption of light touch, VAT added at the rate in force where the values are without it.
    """
    category = framework.category(answers.get("category", ""))
    contract_type = _choice(ContractType, answers.get("contract_type"))
    if contract_type is None and category is not None and len(category.contract_types) == 1:
        contract_type = category.contract_types[0]
    light_touch = category.light_touch and contract_type is ContractType.SERVICES if category else None
    if answers.get("light_touch"):
        light_touch = answers["light_touch"] == "yes"
    vat = _choice(Vat, answers.get("vat"))
    months, _, extension = (answers.get("length") or "").partition("+")
    return Brief(
        what=answers.get("what", ""),
        category=category.key if category else "",
        contract_type=contract_type,
        light_touch=light_touch,
        lots=_lots(answers, _vat_factor(vat, framework, today)),
        vat=vat,
        months=int(months) if months else None,
        extension_months=int(extension or 0),
        start=date.fromisoformat(answers["start"]) if answers.get("start") else None,
        bidders=_choice(Bidders, answers.get("bidders")),
        arrangement=_choice(Arrangement, answers.get("arrangement")),
        urgent=answers.get("urgent") == "yes",
    )


def number_of_lots(answers: Mapping[str, str]) -> int:
    """1 for a tender that is not divided, and where nothing was said of lots."""
    return int(Decimal(answers.get("lots") or "1"))


def _lots(answers: Mapping[str, str], factor: Decimal) -> tuple[Lot, ...]:
    found = []
    for number in range(1, number_of_lots(answers) + 1):
        given = answers.get(f"lot.{number}.value")
        value = (Decimal(given) * factor).quantize(Decimal("0.01"), ROUND_HALF_UP) if given else None
        where = answers.get(f"lot.{number}.place", "")
        name = answers.get(f"lot.{number}.name") or _called_by_place(where)
        found.append(Lot(number, name, value, where))
    return tuple(found)


def _called_by_place(where: str) -> str:
    """A lot without a name of its own is known by its districts."""
    return "" if COUNTY in where.split(",") else place(where)


def _vat_factor(vat: Vat | None, framework: Framework, today: date) -> Decimal:
    rate = framework.parameter("vat.standard_rate_percent", today)
    if vat is not Vat.ADD or rate is None:
        return Decimal(1)
    return 1 + rate.value / 100


def _choice(kind: type[Choice], value: str | None) -> Choice | None:
    return kind(value) if value else None
