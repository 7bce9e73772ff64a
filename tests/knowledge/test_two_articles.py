"""Where two articles are as likely meant, both are told; and questions that are known to have no answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cards.guidance import GuidanceAnswer
from cards.message import Heading, Text
from domain.guidance import Audience, Passage, Tier
from knowledge.index import Hit
from knowledge.library import BESIDE_WITHIN, digest, texts_of, told_of
from knowledge.unheld import UNHELD_FILE, Unheld, parse_unheld
from tests.knowledge.libraries import TODAY, ask, encoder, library, published, shipped, tools

BEST = Hit("kpis", 0.9, 0.8, 0.5, 0, 0.8, 0.7, 0.5)


def test_the_second_is_told_where_it_is_as_near_and_a_third_never() -> None:
    near = replace(BEST, slug="roles", score=BEST.score - BESIDE_WITHIN / 2)
    far = replace(BEST, slug="lots", score=BEST.score - BESIDE_WITHIN)
    assert told_of([BEST, near, near]) == [BEST, near]
    assert told_of([BEST, far]) == [BEST]
    assert told_of([BEST]) == [BEST]


def test_two_articles_are_told_each_under_its_title_with_its_source() -> None:
    answer = ask("what is the procurement threshold for light touch services?")
    assert answer.tier is Tier.ANSWERED
    assert [cited.slug for cited in answer.citations] == ["light-touch", "thresholds"]
    assert len(answer.marks) == len(answer.sentences)
    assert set(answer.marks) == {(1,), (2,)}
    assert not {suggestion.slug for suggestion in answer.suggestions} & {"light-touch", "thresholds"}
    message = GuidanceAnswer(answer, "Q-1")
    headings = [block.text for block in message.blocks() if isinstance(block, Heading)]
    assert headings == [answer.citations[0].title, f"Also: {answer.citations[1].title}"]
    first, second = message.spoken.split("\n\n")
    assert first.endswith(" [1]")
    assert second.startswith(f"Also: {answer.citations[1].title} ")
    assert second.endswith(" [2]")


def test_a_source_of_several_passages_is_named_once_behind_their_numbers() -> None:
    answer = ask("what happens to social value if the contract is terminated early")
    assert [cited.slug for cited in answer.citations] == ["contract-clauses", "remedies"]
    lines = [block.text for block in GuidanceAnswer(answer, "Q-1").blocks() if isinstance(block, Text)]
    assert [line for line in lines if "summary of" in line] == [
        "(1) (2) Our summary of: The assistant's good-practice guide, 22 November 2026"
    ]


def test_the_nearness_is_that_of_the_nearest_question_and_of_the_nearest_three() -> None:
    rows = np.eye(4, 384, dtype=np.float32)
    asked = np.zeros(384, np.float32)
    asked[:4] = 0.9, 0.3, 0.6, 0.0
    nearest, mean = Unheld(("a", "b", "c", "d"), rows).nearness(asked)
    assert (round(nearest, 6), round(mean, 6)) == (0.9, 0.6)


def test_a_question_is_held_once_and_remarks_are_no_questions() -> None:
    assert parse_unheld("# ours\n\nwho won?\n  who won? \nwhen?\n") == ("who won?", "when?")


def test_no_wording_of_an_article_is_among_those_that_have_no_answer() -> None:
    unheld = set(parse_unheld(UNHELD_FILE.read_text("utf-8")))
    assert not unheld & {wording for wordings in tools().wordings.values() for wording in wordings}


def test_nearness_to_what_is_not_held_makes_the_judge_less_sure() -> None:
    reading = library().read("how do I measure volunteering?")
    found = library().search(reading.text, reading, encoder()([reading.text])[0], Audience.STAFF)
    nearer = replace(found.signs, unheld=found.signs.cosine, unheld_support=found.signs.support)
    judge = tools().judge
    assert judge.confidence(nearer) < judge.confidence(found.signs) - 0.01


def test_an_article_that_answers_what_nobody_could_is_told_although_its_questions_were_among_those() -> None:
    question = "how many days is the standstill after the award"
    assert ask(question).tier is not Tier.ANSWERED
    article = replace(
        shipped()["kpis"],
        slug="standstill",
        title="How long is the standstill period after an award?",
        questions=("How many days is the standstill?", "When may we sign the contract after the award notice?"),
        passages=(Passage(0, "", "The standstill is eight working days from the contract award notice."),),
    )
    texts = [text.text for text in texts_of(article, published(), TODAY, {})]
    vectors = {digest(text): row for text, row in zip(texts, encoder()(texts), strict=True)}
    changed = library().changed([article], (), vectors, 2, TODAY)
    reading = changed.read(question)
    answer = changed.ask(question, reading, encoder()([reading.text])[0], Audience.STAFF, TODAY)
    assert (answer.tier, [cited.slug for cited in answer.citations]) == (Tier.ANSWERED, ["standstill"])
