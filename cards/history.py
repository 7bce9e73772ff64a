"""What an audit line says to people."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from cards.words import day, duration, money
from domain.conversation import Recorded

_SAID = {
    "TenderOpened": "started planning",
    "TenderAnswered": "answered",
    "TenderFinalised": "made the selection final",
    "TenderReopened": "opened the selection again",
    "TenderWithdrawn": "withdrew the tender",
    "TenderShared": "shared it",
    "TicketRaised": "asked the single point of contact",
    "TicketAdded": "wrote more",
    "TicketDecided": "settled a ticket",
    "Refused": "tried what is not allowed",
    "FeedbackGiven": "gave feedback",
    "PersonMet": "wrote for the first time",
    "PersonSaved": "was added or changed",
    "MailDismissed": "let go of a mail that was set aside",
    "FrameworkAdded": "published a version of the Framework",
    "ArticlesInstalled": "brought the guidance that comes with the assistant",
    "ArticleDrafted": "drafted an article",
    "ArticleRevised": "changed a draft",
    "ArticlePublished": "published an article",
    "ArticleRejected": "rejected a draft",
    "ArticleRetired": "retired an article",
}
"""Verbs of the audit trail, which are the names of the changes, in words."""

_ANSWERS = (
    (r"what", "what is bought"),
    (r"contract_type", "contract type"),
    (r"light_touch", "light touch"),
    (r"lots", "number of lots"),
    (r"lot\.(\d+)\.(\w+)", r"\2 of lot \1"),
    (r"vat", "VAT"),
    (r"outcomes\.(\d+)", r"outcomes of lot \1"),
    (r"against\.(\d+)", r"reason for outcomes against advice, lot \1"),
    (r"tests\.(\d+)", r"tests of lot \1"),
    (r"measures\.(\d+)\.(.+)", r"measures of \2, lot \1"),
    (r"against_measures\.(\d+)", r"reason for measures against advice, lot \1"),
    (r"targets\.(\d+)", r"who sets the targets of lot \1"),
    (r"target\.(\d+)\.(.+)", r"target of \2, lot \1"),
    (r"weighting\.(\d+)", r"weighting of lot \1"),
    (r"weighting_reason\.(\d+)", r"reason for the weighting of lot \1"),
    (r"consider_wellbeing", "how wellbeing might improve"),
    (r"consider_process", "how the process might help"),
    (r"wording\.(.+)", r"wording of \1"),
    (r"question\.(.+)", r"question of \1"),
    (r"bespoke\.(.+)", r"our own measure, ticket \1"),
    (r"waiting\.(.+)", r"waiting for ticket \1"),
    (r"show_all\.(\d+)", r"offered every outcome for lot \1"),
)
"""Keys of answers, in words; a key that is not here is a word already."""

SHOWN = 160


def line(recorded: Recorded, *, whole: bool = False) -> str:
    """One line, such as "answered: VAT = included; length = 3 years"; cut short unless `whole`."""
    said = _SAID.get(recorded.verb, recorded.verb)
    # Which verb was tried is for the auditor's export of the data; people want to know why it was not allowed.
    details = str(recorded.data.get("reason", "")) if recorded.verb == "Refused" else _details(recorded.data)
    if not whole and len(details) > SHOWN:
        details = details[:SHOWN].rstrip() + " …"
    return f"{said}: {details}" if details else said


def _details(data: Mapping[str, object]) -> str:
    answers = data.get("answers")
    if isinstance(answers, Mapping):
        parts = [f"{_label(key)} = {_value(key, value)}" for key, value in answers.items()]
    else:
        parts = [f"{k} = {v}" for k, v in data.items() if isinstance(v, str | int) and v not in ("", None)]
    return "; ".join(parts)


def _label(key: str) -> str:
    for pattern, words in _ANSWERS:
        if re.fullmatch(pattern, key):
            return re.sub(pattern, words, key)
    return key


def _value(key: str, stored: object) -> str:
    if stored is None:
        return "taken away"
    shown = _SHOWN_AS.get(key.rpartition(".")[2])
    return shown(str(stored)) if shown is not None and stored else str(stored).replace(",", ", ")


def _duration(stored: str) -> str:
    months, _, extension = stored.partition("+")
    return duration(int(months), int(extension or 0))


_SHOWN_AS: Mapping[str, Callable[[str], str]] = {
    "value": lambda stored: money(Decimal(stored)),
    "start": lambda stored: day(date.fromisoformat(stored)),
    "length": _duration,
}
