"""Where somebody's words end and the name begins that they signed them with."""

from __future__ import annotations

import pytest

from bot.mail.signatures import unsigned

ASKED = "Can I insist on local suppliers?"
NAME, ADDRESS = "Amira Hollis", "amira.hollis@council.example"


@pytest.mark.parametrize(
    "signature",
    [
        "Amira Hollis",
        "Amira Hollis\nProcurement",
        "AMIRA HOLLIS\nProcurement officer\nElm County Council\n01632 960123",
        "Amira Hollis, Senior Procurement Officer | Elm County Council",
        "Hollis, Amira",
        "*Amira Hollis*\n\nProcurement",
    ],
)
def test_a_name_and_what_stands_below_it_are_no_part_of_the_question(signature: str) -> None:
    assert unsigned(f"{ASKED}\n\n{signature}\n", NAME, ADDRESS) == ASKED


@pytest.mark.parametrize(
    "names", [("Hollis, Amira (Procurement)", ADDRESS), ("", ADDRESS), (NAME, "ah7@council.example")]
)
def test_the_name_is_known_from_the_display_name_or_the_address(names: tuple[str, str]) -> None:
    assert unsigned(f"{ASKED}\n\nAmira Hollis\nProcurement", *names) == ASKED


@pytest.mark.parametrize(
    "words",
    [
        "Amira Hollis",
        "Amira Hollis\nasked whether we can insist on local suppliers",
        "Hello,\nGrant",
        "Q1: 7\nQ2:\nAmira Hollis",
        "The contract manager will be\nAmira Hollis\nand the sponsor is Owen",
        "Amira is on leave. Speak to\nAmira Hollis\nor me.",
        "Share it with\nSofia Marsh\nplease",
        "Amira Hollis will send the schedule.\nIs that right?",
        "The officers are\nAmira Hollis\nQ2: 14",
        "Who decides?\nAmira Hollis\nor may I?",
        "Here are the names:\nAmira Hollis" + "\nanother line" * 9,
    ],
)
def test_words_that_are_no_signature_stay(words: str) -> None:
    assert unsigned(words, NAME, ADDRESS) == words
    assert unsigned(words, "", "") == words


def test_a_mail_of_nothing_but_a_signature_has_no_words() -> None:
    assert unsigned("Amira Hollis\nProcurement officer\n01632 960123\n", NAME, ADDRESS) == ""


def test_one_word_is_an_answer_whatever_somebody_is_called() -> None:
    assert unsigned("Hello,\nGrant", "Will Grant", "will.grant@council.example") == "Hello,\nGrant"
