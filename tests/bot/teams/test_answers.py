"""Answers of the guidance in Teams: the words as a message that cites, the rest as its card."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest

from bot.teams.send import activity_of, dress
from bot.teams.serde import dumps
from cards.guidance import GuidanceAnswer
from tests.cards.examples import ANSWER, CITED, WORDED


def sent(message: GuidanceAnswer) -> dict[str, Any]:
    """The activity as Teams gets it."""
    found: dict[str, Any] = orjson.loads(dumps(activity_of(dress(message))))
    return found


def test_the_words_cite_their_source_and_the_card_does_not_say_them_again() -> None:
    activity = sent(GuidanceAnswer(ANSWER, "Q-4K7QX"))
    assert (activity["text"], activity["textFormat"]) == ("At least 3 for contracts over £5,000,000. [1]", "plain")
    assert activity["channelData"] == {"feedbackLoop": {"type": "default"}}
    (entity,) = activity["entities"]
    assert (entity["type"], entity["@type"], entity["@context"]) == (
        "https://schema.org/Message",
        "Message",
        "https://schema.org",
    )
    (claim,) = entity["citation"]
    assert (claim["position"], claim["appearance"]) == (
        1,
        {
            "@type": "DigitalDocument",
            "name": "Our summary of: Procurement Act 2023 s.52, 24 February 2025",
            "abstract": "At least 3 for contracts over £5,000,000.",
        },
    )
    below = dumps(activity["attachments"][0]["content"]).decode()
    assert "At least 3" not in below
    assert "Our summary of: Procurement Act 2023 s.52" in below
    assert "This helped" not in below


def test_each_sentence_of_a_model_s_wording_cites_its_own_sources() -> None:
    activity = sent(GuidanceAnswer(WORDED, "Q-4K7QX"))
    assert activity["text"] == "Publish at least 3. [1] They are for contracts over £5,000,000. [1] [2]"
    (entity,) = activity["entities"]
    told = [(claim["position"], claim["appearance"]["abstract"]) for claim in entity["citation"]]
    assert told == [
        (1, "Publish at least 3. They are for contracts over £5,000,000."),
        (2, "They are for contracts over £5,000,000."),
    ]
    assert entity["additionalType"] == ["AIGeneratedContent"]
    below = dumps(activity["attachments"][0]["content"]).decode()
    assert "Worded by AI" in below
    assert "(2) Our summary of: Our guide" in below


@pytest.mark.parametrize(("worded", "label"), [(True, ["AIGeneratedContent"]), (False, None)])
def test_only_what_a_model_wrote_carries_the_label(worded: bool, label: list[str] | None) -> None:
    activity = sent(GuidanceAnswer(replace(ANSWER, worded=worded), "Q-4K7QX"))
    assert activity["entities"][0].get("additionalType") == label


def test_names_and_abstracts_keep_to_what_teams_takes() -> None:
    long = replace(ANSWER, sentences=("word " * 200,), citations=(replace(CITED, source="source " * 60),))
    appearance = sent(GuidanceAnswer(long, "Q-4K7QX"))["entities"][0]["citation"][0]["appearance"]
    assert (len(appearance["name"].encode()) <= 80, len(appearance["abstract"].encode()) <= 160) == (True, True)
    assert appearance["name"].startswith("Our summary of: source source")


def test_the_message_stands_for_its_question_so_that_a_thumb_finds_it() -> None:
    assert dress(GuidanceAnswer(ANSWER, "Q-4K7QX"))["about"] == "question Q-4K7QX"
