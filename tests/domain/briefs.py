"""Tenders for the tests of the rules."""

from decimal import Decimal
from typing import Any

from domain.framework import ContractType
from domain.tender import Arrangement, Bidders, Brief, Lot, Vat


def brief(*values: str, **changes: Any) -> Brief:
    """A three-year contract for a social connection service, with a lot for each value in pounds."""
    known: dict[str, Any] = {
        "what": "Social Connection Service for isolated older people",
        "category": "adult_social_care",
        "contract_type": ContractType.SERVICES,
        "light_touch": False,
        "lots": tuple(Lot(place, "", Decimal(value)) for place, value in enumerate(values, start=1)),
        "vat": Vat.INCLUDED,
        "months": 36,
        "extension_months": 24,
        "start": None,
        "bidders": Bidders.MIXED,
        "arrangement": Arrangement.CONTRACT,
    }
    return Brief(**{**known, **changes})
