"""Where a tender stands to the law's thresholds: the facts that decide which duties bite."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from domain.framework import ContractType, Framework, Parameter
from domain.phrases import day, money
from domain.tender import Arrangement, Brief, Vat

_THRESHOLDS = {
    ContractType.SERVICES: "threshold.subcentral.goods_services_gbp_inc_vat",
    ContractType.GOODS: "threshold.subcentral.goods_services_gbp_inc_vat",
    ContractType.WORKS: "threshold.works_gbp_inc_vat",
}
_LIGHT_TOUCH = "threshold.light_touch_gbp_inc_vat"
_CONCESSION = "threshold.concession_gbp_inc_vat"


@dataclass(frozen=True)
class Situation:
    """A tender on a day. Each method gives the reason why a duty bites, in a sentence, or None."""

    brief: Brief
    framework: Framework
    today: date

    @cached_property
    def threshold(self) -> Parameter | None:
        """The threshold of this kind of contract; None while the kind is not known."""
        if self.brief.contract_type is None:
            return None
        key = _THRESHOLDS[self.brief.contract_type]
        if self.brief.arrangement is Arrangement.CONCESSION:
            key = _CONCESSION
        elif self.brief.light_touch:
            key = _LIGHT_TOUCH
        return self.framework.parameter(key, self.today)

    @cached_property
    def kpi_value(self) -> Parameter | None:
        return self.framework.parameter("kpi.s52_value_gbp_inc_vat", self.today)

    @cached_property
    def above(self) -> bool | None:
        """True at the threshold and above it (Procurement Act 2023 s.3); None while it cannot be told."""
        total, threshold = self.brief.total, self.threshold
        return None if total is None or threshold is None else total >= threshold.value

    def above_threshold(self) -> str | None:
        return self._by_threshold if self.above is True else None

    def below_threshold(self) -> str | None:
        return self._by_threshold if self.above is False else None

    def act(self) -> str | None:
        excused = self.brief.arrangement is Arrangement.CALL_OFF or self.brief.urgent
        return self.above_threshold() if self._services and not excused else None

    def act_call_off(self) -> str | None:
        if not self._services or self.brief.arrangement is not Arrangement.CALL_OFF:
            return None
        return self._because("It is a call-off from a framework.")

    def act_urgent(self) -> str | None:
        if not self._services or not self.brief.urgent or self.brief.arrangement is Arrangement.CALL_OFF:
            return None
        return self._because("It was said to be urgent.")

    def policy_services(self) -> str | None:
        return self.below_threshold() if self._services else None

    def policy_goods_works(self) -> str | None:
        if self.brief.contract_type in (ContractType.GOODS, ContractType.WORKS):
            return f"This is a contract for {self.brief.contract_type}, and the Act is about services."
        return None

    def light_touch(self) -> str | None:
        return "The contract was said to be light touch." if self.brief.light_touch else None

    def kpis(self) -> str | None:
        return self._over_kpi_value() if self._over and not self._exemption else None

    def kpis_exempt(self) -> str | None:
        return f"{self._over_kpi_value()} But {self._exemption}." if self._over and self._exemption else None

    @property
    def _services(self) -> bool:
        return self.brief.contract_type is ContractType.SERVICES

    @property
    def _over(self) -> bool:
        """Over the value, not at it; False while it, or the kind of contract, is not known."""
        total, value = self.brief.total, self.kpi_value
        return total is not None and value is not None and self.above is not None and total > value.value

    @property
    def _exemption(self) -> str:
        if self.brief.arrangement is Arrangement.FRAMEWORK:
            return "it is a framework, and frameworks are exempt"
        if self.brief.arrangement is Arrangement.CONCESSION:
            return "it is a concession contract, and concession contracts are exempt"
        if self.brief.light_touch:
            return "it is a light touch contract, and light touch contracts are exempt"
        return "it is below its threshold, and only public contracts have this duty" if self.above is False else ""

    def _because(self, reason: str) -> str | None:
        above = self.above_threshold()
        return f"{above} {reason}" if above else None

    def _over_kpi_value(self) -> str:
        value = self.kpi_value.value if self.kpi_value is not None else None
        return "" if value is None else f"{self._total()} is over {money(value)}."

    @cached_property
    def _by_threshold(self) -> str | None:
        threshold = self.threshold
        if threshold is None:
            return None
        relation = "is at or above" if self.above else "is below"
        until = f" until {day(threshold.effective_to)}" if threshold.effective_to else ""
        return f"{self._total()} {relation} {money(threshold.value)}, the threshold for {self._kind()}{until}."

    def _total(self) -> str:
        lots = " for all lots together" if self.brief.divided else ""
        total = self.brief.total
        vat = "with extensions, no VAT due" if self.brief.vat is Vat.NONE else "with extensions and VAT"
        return f"{money(total)}{lots}, {vat}," if total is not None else ""

    def _kind(self) -> str:
        if self.brief.arrangement is Arrangement.CONCESSION:
            return "concession contracts"
        return "light touch contracts" if self.brief.light_touch else f"{self.brief.contract_type} contracts"
