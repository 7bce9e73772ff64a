"""What is being bought, as rows for people to check."""

from __future__ import annotations

from cards.plan_tender.questions import ARRANGEMENTS, BIDDER_OPTIONS, CONTRACT_TYPES, COUNTY
from cards.words import contract_length, day, listed, money
from domain.framework import Framework
from domain.question import Option
from domain.tender import Arrangement, Brief, Lot, Vat


def rows(brief: Brief, framework: Framework) -> tuple[tuple[str, str], ...]:
    """Label and value of everything known so far; nothing for what is not."""
    category = framework.category(brief.category)
    found = [
        ("Buying", brief.what),
        ("Category", category.title if category else ""),
        ("Contract type", _title(CONTRACT_TYPES, brief.contract_type)),
        ("Light-touch regime", _light_touch(brief, framework)),
        *_lot_rows(brief),
        ("Length", contract_length(brief.months, brief.extension_months) if brief.months is not None else ""),
        ("Start", day(brief.start) if brief.start else ""),
        ("Likely bidders", _title(BIDDER_OPTIONS, brief.bidders)),
        ("Arrangement", "" if brief.arrangement is Arrangement.CONTRACT else _title(ARRANGEMENTS, brief.arrangement)),
        ("Urgent", "Yes: no time to consider social value first" if brief.urgent else ""),
    ]
    return tuple((label, value) for label, value in found if value)


def _light_touch(brief: Brief, framework: Framework) -> str:
    if brief.light_touch is None:
        return ""
    category = framework.category(brief.category)
    if brief.light_touch:
        return "Yes, as is usual for this category; check the CPV codes"
    return "No" if category and category.light_touch else ""


def _lot_rows(brief: Brief) -> list[tuple[str, str]]:
    if not brief.divided:
        lot = brief.lots[0]
        return [("Whole-life value", value(brief, lot)), ("Place", place(lot.place))]
    found = [("Lots", str(len(brief.lots)))]
    for lot in brief.lots:
        where = place(lot.place)
        parts = [p for p in (value(brief, lot), where) if p and p != lot.name]
        found.append((lot_title(lot), ", ".join(parts)))
    if brief.total is not None:
        found.append(("All lots together", _with_vat(brief, money(brief.total))))
    return found


def value(brief: Brief, lot: Lot) -> str:
    """A lot's whole-life value with what is known of its VAT; empty while it is not known."""
    return "" if lot.value is None else _with_vat(brief, money(lot.value))


def _with_vat(brief: Brief, amount: str) -> str:
    words = {Vat.INCLUDED: " including VAT", Vat.ADD: " with VAT added", Vat.NONE: ", no VAT due", None: ""}
    return amount + words[brief.vat]


def lot_title(lot: Lot) -> str:
    return f"Lot {lot.number}: {lot.name}" if lot.name else f"Lot {lot.number}"


def place(stored: str) -> str:
    """The districts of a lot, for people."""
    names = [p for p in stored.split(",") if p]
    return listed(["the whole county" if n == COUNTY else n for n in names]) if names else ""


def _title(options: tuple[Option, ...], value: str | None) -> str:
    return next((o.title for o in options if o.value == value), "")
