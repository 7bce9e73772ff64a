"""Answers in the text of a mail: every way of writing them, and what is never taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.labelled import Labelled, labelled
from domain.question import Kind, Question

QUESTIONS = (
    Question("starts", "How many apprentices started?", Kind.NUMBER, hint="for example 12.5"),
    Question("paid", "Is everybody paid the Real Living Wage?", Kind.YES_NO),
    Question("value", "Local spend", Kind.MONEY),
    Question("story", "What went well?", Kind.LONG_TEXT, required=False),
)
SENT = """Please reply above this line.

Your update
===========

How many apprentices started? (for example 12.5)
Q1: (a number)

Is everybody paid the Real Living Wage?
1. Yes
2. No
Q2: (yes or no)

Local spend
Q3: (an amount in pounds)

What went well? (optional)
Q4: (your words)

To answer, copy the 4 lines from Q1 to Q4 into your reply and fill them in.

Reference: SV-7KQ2M4
"""


def answers(reply: str) -> dict[int, str]:
    found = labelled(reply, QUESTIONS)
    assert (found.twice, found.unknown) == ({}, ())
    return dict(found.answers)


ONE = (
    "Q1: 12", "q1: 12", "Q1:12", "Q1 : 12", "q1 = 12", "Q1=12", "Q 1 - 12", "Q1 - 12", "Q1-12", "Q1 – 12", "Q1 12",
    "Q1) 12", "Q1. 12", "Q1 | 12", "| Q1 | 12 |", "Q1\t12", "1: 12", "1) 12", "1 ) 12", "1. 12", "1 = 12", "1 | 12",
    "question 1: 12", "Question 1 - 12", "- Q1: 12", "• Q1: 12", "* Q1: 12", "*Q1:* 12", "> Q1: 12", "Q1： 12",
    "Q1:\u00a012", "Q1:\n12", "Q1:\n\n12", "Q1\n12", "Q1: (a number)\n12", "Q1: (a number) 12", "Q1: 12 (a number)",
    "How many apprentices started? 12", "How many apprentices started?\n12", "how many apprentices started? - 12",
    "How many apprentices started? (for example 12.5) 12", "Q1: How many apprentices started? 12",
    "| How many apprentices started? | 12 |", "Q1 | How many apprentices started? | 12", "Q1: “12”", "Q1: *12*",
    "Dear assistant,\n\nQ1: 12\n\nKind regards,\nTheo", "Hello\nQ1: 12\nThanks", "Q1: 12\nQ1: 12", "Q2:\nQ1: 12",
    "Q1: 12\n\nQ2: (yes or no)\nQ3: (an amount in pounds)",
)  # fmt: skip


@pytest.mark.parametrize("reply", ONE)
def test_one_answer(reply: str) -> None:
    assert answers(reply) == {1: "12"}


def test_several_answers() -> None:
    assert answers("Q1: 12 Q\nQ2 yes\n3: £4.5k\nQ4: It went well.\nVery well.\n\nReally.") == {
        1: "12 Q",
        2: "yes",
        3: "£4.5k",
        4: "It went well.\nVery well.\nReally.",
    }
    assert answers("1) 12\n2) y\n3) 4 500") == {1: "12", 2: "y", 3: "4 500"}


def test_a_number_on_the_line_after_its_code_is_the_answer() -> None:
    assert answers("Q1:\n2. 5\nQ2: yes") == {1: "2. 5", 2: "yes"}
    assert answers("Q1:\n10-12") == {1: "10-12"}


@pytest.mark.parametrize("reply", ["all: nil", "All = nil", "all answers: nil", "ALL - nil"])
def test_all_at_once(reply: str) -> None:
    assert answers(reply) == {1: "nil", 2: "nil", 3: "nil", 4: "nil"}
    assert answers(f"Q2: yes\n{reply}") == {1: "nil", 2: "yes", 3: "nil", 4: "nil"}


@pytest.mark.parametrize("reply", ["None to report.", "nothing to report", "Nil return"])
def test_nothing_to_report(reply: str) -> None:
    assert answers(reply) == {1: "nil", 2: "nil", 3: "nil", 4: "nil"}


def test_two_values_are_not_one() -> None:
    found = labelled("Q1: 12\nQ2: yes\n1: 14", QUESTIONS)
    assert found == Labelled({2: "yes"}, {1: ("12", "14")})


def test_codes_of_no_question() -> None:
    found = labelled("Q1: 12\nQ5: 3\nQ0: 1\nQ5: 4", QUESTIONS)
    assert found == Labelled({1: "12"}, unknown=("Q5", "Q0"))
    assert labelled("Q12: 3", QUESTIONS).found


def test_other_words_are_kept_apart() -> None:
    found = labelled("Dear all,\nWe are late with this, sorry.\n\nQ1: 12\nMore in July.\nRegards\nTheo", QUESTIONS)
    assert found == Labelled({1: "12"}, rest="We are late with this, sorry.\nMore in July.\nTheo")


@pytest.mark.parametrize(
    "reply",
    [
        "We have 12 apprentices.",
        "The Q1 figures follow next week.",
        "12",
        "10:30 suits us",
        "7) is not one of your questions",
        "Q4 was a good quarter for everybody here",
        "Q1%",
        "IQ1: 12",
        "",
        "Kind regards",
    ],
)
def test_what_is_no_answer(reply: str) -> None:
    assert not labelled(reply, QUESTIONS).found


def test_with_one_question_a_bare_number_is_none() -> None:
    assert not labelled("1) First\n2) Second", QUESTIONS[3:]).found
    assert labelled("Q1: First", QUESTIONS[3:]).answers == {1: "First"}


def quoting(*between: tuple[str, str], mark: str = "> ") -> tuple[str, str]:
    """A reply with words typed under our lines, and the words alone, as the reader of replies finds them."""
    after = dict(between)
    lines = ["On Monday the assistant wrote:", ""]
    for line in SENT.splitlines():
        lines += [f"{mark}{line}", *([after[line]] if line in after else [])]
    return "\n".join(lines), "\n".join(after.values())


@pytest.mark.parametrize("mark", ["> ", ">", "", ">> ", "| "])
def test_answers_under_our_questions(mark: str) -> None:
    whole, reply = quoting(
        ("How many apprentices started? (for example 12.5)", "12"),
        ("Q2: (yes or no)", "yes"),
        ("Q3: (an amount in pounds)", "£4,500"),
        ("Q4: (your words)", "It went well."),
        mark=mark,
    )
    found = labelled(reply, QUESTIONS, whole=whole, sent=SENT)
    assert found == Labelled({1: "12", 2: "yes", 3: "£4,500", 4: "It went well."})


def test_an_answer_under_the_choices() -> None:
    whole, reply = quoting(("2. No", "1"))
    assert labelled(reply, QUESTIONS, whole=whole, sent=SENT) == Labelled({2: "1"})


def test_words_under_the_quotation_belong_to_no_question() -> None:
    whole, reply = quoting(("Q1: (a number)", "12"), ("Reference: SV-7KQ2M4", "We will send the rest in July."))
    found = labelled(reply, QUESTIONS, whole=whole, sent=SENT)
    assert found == Labelled({1: "12"}, rest="We will send the rest in July.")


def test_labels_above_a_quotation() -> None:
    whole, reply = quoting()
    found = labelled("Q1: 12\nQ2: no", QUESTIONS, whole=f"Q1: 12\nQ2: no\n\n{whole}", sent=SENT)
    assert (reply, found) == ("", Labelled({1: "12", 2: "no"}))


def test_words_that_are_not_found_in_the_whole_are_read_all_the_same() -> None:
    assert labelled("Q1: 12", QUESTIONS, whole="Q1:\n12", sent=SENT).answers == {1: "12"}


@given(st.text(alphabet="Qq12:=-)|. >\n\tabnil“–", max_size=200), st.text(alphabet="Q1:> \n2ab", max_size=100))
def test_whatever_is_written_it_is_read(reply: str, whole: str) -> None:
    found = labelled(reply, QUESTIONS, whole=whole, sent=SENT)
    assert set(found.answers) | set(found.twice) <= {1, 2, 3, 4}
    assert set(found.answers).isdisjoint(found.twice)
    assert all(words.strip() for words in found.answers.values())
