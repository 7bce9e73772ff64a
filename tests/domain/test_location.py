"""Words that ask where a bidder is, beside those that ask what it will do."""

from __future__ import annotations

import pytest

from domain.location import asks_where_based


@pytest.mark.parametrize(
    "words",
    [
        "Is your company based in Derbyshire?",
        "Share of staff who are living in the county today",
        "Suppliers headquartered within 20 miles",
        "Where are your offices located?",
        "Where do your employees live?",
        "Does the bidder have an office in High Peak?",
        "Number of firms registered locally",
    ],
)
def test_words_that_ask_where_a_bidder_is(words: str) -> None:
    assert asks_where_based(words)


@pytest.mark.parametrize(
    "words",
    [
        "How will you reach local people with the jobs that this contract creates?",
        "Work done by county residents",
        "Spending that circulates in the county",
        "Hours of volunteering given to groups in Amber Valley",
        "Where will you hold the sessions?",
        "What will your team do for people who live in the county?",
        "Local apprentices taken on",
    ],
)
def test_words_that_ask_what_a_bidder_will_do(words: str) -> None:
    assert not asks_where_based(words)
