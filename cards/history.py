"""What an audit line says to people."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from cards.plan_tender import questions, understood
from cards.words import YES_NO, contract_length, day, listed, money
from domain.conversation import Recorded
from domain.framework import Framework
from domain.question import Option

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
    (r"bidders", "likely bidders"),
    (r"urgent", "urgent"),
    (r"urgent_reason", "why there is no time"),
    (r"consult", "consultation"),
    (r"waiver", "waiver"),
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


def line(recorded: Recorded, framework: Framework | None = None, *, whole: bool = False) -> str:
    """One line, such as "answered: VAT = Yes, VAT is included; length = 3 years"; cut short unless `whole`.

    `framework` gives its categories their titles.
    """
    said = _SAID.get(recorded.verb, recorded.verb)
    # Which verb was tried is for the auditor's export of the data; people want to know why it was not allowed.
    details = str(recorded.data.get("reason", "")) if recorded.verb == "Refused" else _details(recorded, framework)
    if not whole and len(details) > SHOWN:
        details = details[:SHOWN].rstrip() + " …"
    return f"{said}: {details}" if details else said


_UNSAID = {"version", "framework_version", "person", "own"}
"""What only the auditor's export of the data tells of tenders and tickets."""
_LEADS = {
    "reason": "",
    "answer": "",
    "text": "",
    "kind": "",
    "state": "",
    "with": "with ",
    "copied_from": "copied from ",
}
"""What stands before a value that is no answer; others have their name and an equals sign."""


def _details(recorded: Recorded, framework: Framework | None) -> str:
    data, answers = recorded.data, recorded.data.get("answers")
    unsaid = _UNSAID if recorded.verb.startswith(("Tender", "Ticket")) else {"person"}
    others = {k: v for k, v in data.items() if isinstance(v, str | int) and v not in ("", None) and k not in unsaid}
    parts = [f"{_LEADS.get(key, f'{key} = ')}{value}" for key, value in others.items()]
    if data.get("own"):
        parts.append("asked for by the same person, who alone is the single point of contact")
    if isinstance(answers, Mapping):
        parts += [f"{_label(key)} = {_value(key, value, framework)}" for key, value in answers.items()]
    return "; ".join(parts)


def _label(key: str) -> str:
    for pattern, words in _ANSWERS:
        if re.fullmatch(pattern, key):
            return re.sub(pattern, words, key)
    return key


def _value(key: str, stored: object, framework: Framework | None) -> str:
    if stored is None:
        return "taken away"
    text = str(stored)
    if not text:
        return "left empty"
    if key == "category":
        category = framework.category(text) if framework else None
        return category.title if category else text
    kind = key.rpartition(".")[2] if key.startswith("lot.") else key.partition(".")[0]
    shown = _SHOWN_AS.get(kind)
    return shown(text) if shown is not None else text


def _duration(stored: str) -> str:
    months, _, extension = stored.partition("+")
    return contract_length(int(months), int(extension or 0))


def _title_of(options: tuple[Option, ...]) -> Callable[[str], str]:
    titles = {str(option.value): option.title for option in options}
    return lambda stored: titles.get(stored, stored)


def _waiver(stored: str) -> str:
    waiver = json.loads(stored)
    return f"granted by {waiver['approver']}: {waiver['answer']}"


def _own_measure(stored: str) -> str:
    measure = json.loads(stored)
    return f"{measure['name']}, approved by {measure['approver']}"


def _several(stored: str) -> str:
    return listed(stored.split(","))


_SHOWN_AS: Mapping[str, Callable[[str], str]] = {
    "value": lambda stored: money(Decimal(stored)),
    "place": understood.place,
    "start": lambda stored: day(date.fromisoformat(stored)),
    "length": _duration,
    "contract_type": _title_of(questions.CONTRACT_TYPES),
    "vat": _title_of(questions.VAT_OPTIONS),
    "bidders": _title_of(questions.BIDDER_OPTIONS),
    "arrangement": _title_of(questions.ARRANGEMENTS),
    "consult": _title_of(questions.CONSULT_OPTIONS),
    "targets": _title_of(questions.TARGET_OPTIONS),
    "light_touch": _title_of(YES_NO),
    "urgent": _title_of(YES_NO),
    "show_all": _title_of(YES_NO),
    "outcomes": _several,
    "measures": _several,
    "tests": lambda stored: "all ticked",
    "weighting": lambda stored: f"{stored}%",
    "waiver": _waiver,
    "bespoke": _own_measure,
}
