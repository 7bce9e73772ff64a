import pytest

from domain.framework import Framework
from knowledge.search import outcomes


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("P4.2", "P4.2"),
        ("tell me about p4.2 please", "P4.2"),
        ("apprentices", "P1.3"),
        ("Apprenticeship", "P1.3"),
        ("LONELINESS", "P4.2"),
        ("carbon", "P6.1"),
        ("living wage", "P7.1"),
        ("modern slavery", "P7.5"),
        ("care leavers", "P5.1"),
        ("paying suppliers on time, prompt payment", "P7.3"),
        ("volunteers", "P3.2"),
        ("trees", "P6.4"),
        ("zero hours", "P7.2"),
        ("mental health first aiders", "P4.5"),
    ],
)
def test_the_best_outcome_comes_first(framework: Framework, words: str, first: str) -> None:
    assert outcomes(framework, words)[0].id == first


def test_an_id_of_a_priority_finds_all_of_it(framework: Framework) -> None:
    assert [outcome.id for outcome in outcomes(framework, "p5")] == ["P5.1", "P5.2", "P5.3"]


@pytest.mark.parametrize("words", ["", "   ", "zzz", "the council and its services", "P9.9", "%", "'; drop table"])
def test_nothing_matches(framework: Framework, words: str) -> None:
    assert outcomes(framework, words) == ()


def test_no_more_than_the_limit_and_always_the_same(framework: Framework) -> None:
    many = outcomes(framework, "spend staff community young jobs training", limit=20)
    assert len(many) > 8
    assert outcomes(framework, "spend staff community young jobs training") == many[:8]
    assert len(set(many)) == len(many)
