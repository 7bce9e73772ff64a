"""A line of the audit trail: short on a card, whole in the export."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.documents import history_document
from cards.history import SHOWN, line
from domain.conversation import Recorded

REASON = "because " * 60
EVENT = Recorded(datetime(2026, 11, 22, 14, tzinfo=UTC), "Amira Hollis", "TenderWithdrawn", {"reason": REASON})


def test_a_long_line_is_cut_on_a_card() -> None:
    assert line(EVENT) == f"withdrew the tender: {REASON[:SHOWN].rstrip()} …"


def test_the_export_has_all_of_it() -> None:
    content = history_document("T-4K7QX", [EVENT]).content.decode("utf-8-sig")
    assert f"withdrew the tender: {REASON}" in content


def answered(**answers: str | None) -> str:
    """The line of answers, whose keys have "_" for each point."""
    data = {"version": 4, "answers": {key.replace("__", "."): value for key, value in answers.items()}}
    return line(Recorded(EVENT.at, "Amira Hollis", "TenderAnswered", data)).removeprefix("answered: ")


@pytest.mark.parametrize(
    ("key", "stored", "said"),
    [
        ("what", "Parks, trees and paths", "what is bought = Parks, trees and paths"),
        ("bidders", "mixed", "likely bidders = A mix of small and large"),
        ("vat", "included", "VAT = Yes, VAT is included"),
        ("light_touch", "no", "light touch = No"),
        ("lot__2__place", "High Peak,Erewash", "place of lot 2 = High Peak and Erewash"),
        ("outcomes__1", "P4.2,P2.3", "outcomes of lot 1 = P4.2 and P2.3"),
        ("tests__1", "relevant,fair", "tests of lot 1 = all ticked"),
        ("weighting__2", "12.5", "weighting of lot 2 = 12.5%"),
        ("lot__1__name", "", "name of lot 1 = left empty"),
        ("tests__2", None, "tests of lot 2 = taken away"),
        ("waiver", '{"approver": "Sofia Marsh", "answer": "Agreed."}', "waiver = granted by Sofia Marsh: Agreed."),
        (
            "bespoke__S-1",
            '{"name": "Garden visits", "approver": "Sofia Marsh"}',
            "our own measure, ticket S-1 = Garden visits, approved by Sofia Marsh",
        ),
    ],
)
def test_answers_are_told_in_words(key: str, stored: str | None, said: str) -> None:
    assert answered(**{key: stored}) == said


@pytest.mark.parametrize(
    ("verb", "data", "said"),
    [
        ("TenderShared", {"version": 1, "person": 2, "with": "Owen Partridge"}, "shared it: with Owen Partridge"),
        ("TenderReopened", {"version": 7}, "opened the selection again"),
        ("TenderOpened", {"framework_version": 2, "copied_from": "T-1"}, "started planning: copied from T-1"),
        (
            "TicketDecided",
            {"version": 1, "state": "granted", "answer": "Agreed.", "own": True},
            "settled a ticket: granted; Agreed.; asked for by the same person, "
            "who alone is the single point of contact",
        ),
        (
            "FrameworkAdded",
            {"version": 2, "label": "0.2", "reason": "New."},
            "published a version of the Framework: version = 2; label = 0.2; New.",
        ),
    ],
)
def test_no_internals_are_told(verb: str, data: dict[str, object], said: str) -> None:
    assert line(Recorded(EVENT.at, "Amira Hollis", verb, data)) == said
