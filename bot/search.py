"""What the compose box of Teams finds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cards.adaptive import card
from cards.framework import OutcomeDetail
from domain.framework import Framework
from knowledge.search import outcomes

AT_MOST = 8


def found_outcomes(framework: Framework, words: str) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Title, subtitle and card of the outcomes that these words find; the first ones where nothing was written."""
    found = outcomes(framework, words, AT_MOST) if words else framework.outcomes[:AT_MOST]
    return [(f"{o.id} {o.title}", o.statement, card(OutcomeDetail(o, framework))) for o in found]
