"""Questions that ask the same are counted together, whatever their words."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from domain.gaps import lacking
from domain.guidance import AskedQuestion, Tier
from knowledge.gaps import gaps, packed
from tests.knowledge.libraries import encoder, library

BEGAN = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
GROUPS = (
    (
        "Can we pay suppliers in advance?",
        "is it ok to pay a supplier in advance",
        "paying suppliers up front",
        "advance payment to suppliers allowed?",
    ),
    ("How do I seal a deed?", "who seals deeds", "what is the process for sealing a deed"),
    ("do we need a parent company guarantee", "Can I ask for a parent company guarantee?"),
    ("where do I book a meeting room", "meeting room booking"),
    ("zero carbon concrete", "low carbon concrete spec"),
)


def asked(number: int, text: str, person: int = 0, *, vector: bytes | None = None, **more: object) -> AskedQuestion:
    """A question with its meaning, unless another is given."""
    meaning = packed(encoder()([library().read(text).text])[0]) if vector is None else vector
    at = BEGAN + timedelta(hours=number)
    values: dict[str, object] = {"tier": Tier.DECLINED, "slug": "", "passages": (), "answer": "", "reason": ""} | more
    return AskedQuestion(f"Q-{number:05}", at, text, person_id=person or number, vector=meaning, **values)  # type: ignore[arg-type]


def everything() -> list[AskedQuestion]:
    texts = [text for group in GROUPS for text in group]
    return [asked(number, text) for number, text in enumerate(texts, 1)]


def test_questions_that_ask_the_same_are_one_gap() -> None:
    found = gaps(everything())
    assert [{q.question for q in gap.questions} for gap in found] == [set(group) for group in GROUPS]
    assert [gap.people for gap in found] == [4, 3, 2, 2, 2]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_in_which_they_come_does_not_matter(seed: int) -> None:
    mixed = everything()
    random.Random(seed).shuffle(mixed)
    assert gaps(mixed) == gaps(everything())


def test_people_are_counted_once_and_what_was_asked_most_often_stands_for_all() -> None:
    texts = ("who seals deeds", "Who seals deeds?", "WHO SEALS DEEDS", "How do I seal a deed?", "how do I seal a deed")
    (gap,) = gaps([asked(n, text, person=1 + n % 2) for n, text in enumerate(texts)])
    assert (gap.example, gap.people, len(gap.questions)) == ("who seals deeds", 2, 5)
    assert (gap.first, gap.last) == (BEGAN, BEGAN + timedelta(hours=4))
    assert gap.others == ("How do I seal a deed?",)


@pytest.mark.parametrize(
    "vector", [b"", b"\0" * 768, b"short", np.full(384, np.nan, np.float16).tobytes(), b"\xff" * 768]
)
def test_without_a_meaning_only_the_same_words_are_the_same(vector: bytes) -> None:
    texts = ("How do I seal a deed?", "how do i seal a deed", "who seals deeds")
    found = gaps([asked(n, text, vector=vector) for n, text in enumerate(texts)])
    assert [len(gap.questions) for gap in found] == [2, 1]


def test_no_questions_are_no_gaps() -> None:
    assert gaps([]) == ()


def test_what_shows_a_gap() -> None:
    helped = asked(1, "a?", tier=Tier.ANSWERED)
    questions = [
        helped,
        asked(2, "b?", tier=Tier.ANSWERED, reaction="like"),
        asked(9, "c?", tier=Tier.ANSWERED, reaction="dislike"),
        asked(4, "d?"),
        asked(5, "e?", tier=Tier.UNSURE),
        asked(6, "f?", reason="scoring"),
        asked(7, "g?", reason="not_held"),
        asked(8, "  "),
        asked(0, "h?"),
    ]
    found = lacking(questions, frozenset({"not_held"}), BEGAN + timedelta(hours=1))
    assert [q.question for q in found] == ["d?", "e?", "g?", "c?"]
