"""What an audit line says to people."""

from __future__ import annotations

from collections.abc import Mapping

from domain.conversation import Recorded

_SAID = {
    "TenderOpened": "started planning",
    "TenderAnswered": "answered",
    "TenderFinalised": "made the selection final",
    "TenderReopened": "opened the selection again",
    "TenderWithdrawn": "withdrew the tender",
    "TenderShared": "shared it",
    "TicketRaised": "asked the single point of contact",
    "TicketDecided": "settled a ticket",
    "Refused": "tried what is not allowed",
    "FeedbackGiven": "gave feedback",
}
"""Verbs of the audit trail, which are the names of the changes, in words."""

SHOWN = 120


def line(recorded: Recorded) -> str:
    """One line, such as "answered: vat = included; length = 36+24"."""
    said = _SAID.get(recorded.verb, recorded.verb)
    details = _details(recorded.data)
    return f"{said}: {details}" if details else said


def _details(data: Mapping[str, object]) -> str:
    answers = data.get("answers")
    if isinstance(answers, Mapping):
        parts = [f"{k} = {v if v is not None else 'taken away'}" for k, v in answers.items()]
    else:
        parts = [f"{k} = {v}" for k, v in data.items() if isinstance(v, str | int) and v not in ("", None)]
    words = "; ".join(parts)
    return words if len(words) <= SHOWN else words[:SHOWN].rstrip() + " …"
