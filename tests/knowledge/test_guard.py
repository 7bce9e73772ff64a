"""Nothing is shown of a model's words that no passage supports."""

from __future__ import annotations

from collections import defaultdict

import pytest

from knowledge.guard import Doubt, doubt
from tests.knowledge.libraries import published, shipped
from tests.knowledge.perturbed import perturbed

TEN = (
    "No. Procurement Policy Note 002, with its minimum of 10%, binds central government. A council may use it but "
    "need not, and sets its own weighting."
)
THRESHOLDS = (
    "For a council the thresholds are £207,720 for goods and services, £5,193,000 for works and £663,540 for light "
    "touch services. All of them include VAT. At or above its threshold the Procurement Act 2023 applies in full."
)
PAYMENT = (
    "A valid, undisputed invoice must be paid within 30 days. The law puts this term into public contracts, into "
    "their sub-contracts and into regulated below-threshold contracts. Terms that say otherwise have no effect."
)
CARE = (
    "In care these fit:\n\n- secure and fair conditions (P7.2)\n- less loneliness (P4.2)\n\nNever score where a "
    "supplier is based. A waiver is granted only by the single point of contact."
)


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("A council may use it but need not, and sets its own weighting.", TEN),
        ("A council sets its own weighting.", TEN),
        ("No: Procurement Policy Note 002 binds central government.", TEN),
        ("A council may use the note, and sets its own weighting.", TEN),
        ("No.", TEN),
        ("The threshold for works is £5,193,000.", THRESHOLDS),
        ("For works it is £5.193 million.", THRESHOLDS),
        ("The Procurement Act 2023 applies at or above the threshold.", THRESHOLDS),
        ("Valid, undisputed invoices must be paid within thirty days.", PAYMENT),
        ("A valid invoice has to be paid within 30 days.", PAYMENT),
        ("In care, secure and fair conditions (P7.2) and less loneliness (P4.2) fit.", CARE),
        ("Only the single point of contact grants a waiver.", CARE),
    ],
)
def test_a_true_rewording_is_supported(sentence: str, passage: str) -> None:
    assert doubt(sentence, [passage]) is Doubt.NONE


@pytest.mark.parametrize(
    ("sentence", "passage", "why"),
    [
        ("Yes, Procurement Policy Note 002 binds central government.", TEN, Doubt.TURNED),
        ("Yes.", TEN, Doubt.TURNED),
        ("A council must use it.", TEN, Doubt.TURNED),
        ("A council may not use it.", TEN, Doubt.TURNED),
        ("A council cannot use it.", TEN, Doubt.TURNED),
        ("The minimum of 15% binds central government.", TEN, Doubt.NUMBER),
        ("The minimum of 10% binds central government in Wales.", TEN, Doubt.NAME),
        ("The threshold for works is £207,720.", THRESHOLDS, Doubt.NUMBER),
        ("The thresholds are £5,193,000 for goods and £207,720 for works.", THRESHOLDS, Doubt.NUMBER),
        ("The Procurement Act 2023 applies below its threshold.", THRESHOLDS, Doubt.TURNED),
        ("The thresholds exclude VAT.", THRESHOLDS, Doubt.NOT_COVERED),
        ("All of the thresholds exclude VAT for a council.", THRESHOLDS, Doubt.NOT_COVERED),
        ("A valid, undisputed invoice must be paid within 60 days.", PAYMENT, Doubt.NUMBER),
        ("A valid, undisputed invoice must be paid within 30 months.", PAYMENT, Doubt.NUMBER),
        ("A valid, undisputed invoice should be paid within 30 days.", PAYMENT, Doubt.TURNED),
        ("A valid, undisputed invoice must be paid after 30 days.", PAYMENT, Doubt.TURNED),
        ("Terms that say otherwise have an effect.", PAYMENT, Doubt.TURNED),
        ("A disputed invoice must be paid within 30 days.", PAYMENT, Doubt.OPPOSITE),
        ("An invoice must be paid within 30 days, and interest of eight percent is due.", PAYMENT, Doubt.NOT_COVERED),
        ("In care, less loneliness (P7.2) fits.", CARE, Doubt.NUMBER),
        ("Score where a supplier is based.", CARE, Doubt.TURNED),
        ("A waiver is granted by the single point of contact.", CARE, Doubt.TURNED),
        ("A supplier is granted a waiver only by the single point of contact.", CARE, Doubt.NOT_COVERED),
        ("The council reports to the supplier.", "The supplier reports to the council.", Doubt.PARTIES),
        ("Bees make honey in the meadow behind County Hall.", CARE, Doubt.NOT_COVERED),
        ("", CARE, Doubt.NOT_COVERED),
        ("!!!", CARE, Doubt.NOT_COVERED),
    ],
)
def test_what_a_passage_does_not_say_is_not(sentence: str, passage: str, why: Doubt) -> None:
    assert doubt(sentence, [passage]) is why


def test_a_sentence_that_cites_nothing_is_not_supported() -> None:
    assert doubt("A council may use it.", []) is Doubt.NOTHING_CITED
    assert doubt("A council may use it.", [""]) is Doubt.NOTHING_CITED


def test_two_sentences_may_be_joined_but_not_turned_round() -> None:
    joined = "The minimum of 10% binds central government, and a council sets its own weighting."
    assert doubt(joined, [TEN]) is Doubt.NONE
    assert doubt("A council sets its own weighting, and 10% binds the council.", [TEN]) is Doubt.NOT_COVERED


WANTED = {
    "verbatim": 1.0,
    "clause dropped": 0.9,
    "synonyms, reordered": 0.75,
    "two joined": 0.85,
}
"""At least this share of each change that keeps the meaning is shown."""

SUFFERED = {"other passage": 0.01, "invented clause": 0.01, "other subject": 0.01}
"""At most this share of what is true elsewhere; of everything that changes a meaning none."""


@pytest.mark.parametrize("seed", [9, 10])
def test_of_sentences_of_every_article_changed_in_meaning_next_to_none_is_shown(seed: int) -> None:
    found: dict[tuple[str, bool], list[bool]] = defaultdict(list)
    for changed in perturbed(shipped(), published(), seed):
        found[changed.kind, changed.meant].append(doubt(changed.sentence, [changed.passage]) is Doubt.NONE)
    shares = {key: sum(kept) / len(kept) for key, kept in found.items()}
    assert min(len(kept) for kept in found.values()) >= 10
    assert {kind: share for (kind, meant), share in shares.items() if meant and share < WANTED[kind]} == {}
    assert {kind: s for (kind, meant), s in shares.items() if not meant and s > SUFFERED.get(kind, 0.0)} == {}
