import pytest

from domain.matching import phrase_in, stem, telling_words


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("apprentices", "apprentice"),
        ("charities", "charity"),
        ("boxes", "box"),
        ("glasses", "glass"),
        ("loneliness", "loneliness"),
        ("bus", "bus"),
        ("crisis", "crisis"),
        ("ties", "tie"),
    ],
)
def test_one_and_many_are_the_same(word: str, expected: str) -> None:
    assert stem(word) == expected


def test_words_that_say_nothing_are_left_out() -> None:
    assert telling_words("The Council’s taxis for SCHOOLS, and P4.2 schools") == ("taxi", "school", "p4.2")


def test_a_phrase_stands_together() -> None:
    assert phrase_in("social connection", "A Social Connections service")
    assert not phrase_in("social connection", "a social and connection service")
    assert phrase_in("children's home", "Children’s homes")
    assert not phrase_in("", "anything")
