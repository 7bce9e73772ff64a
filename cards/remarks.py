"""What is said about a mail whose words could not be taken as answers."""

from __future__ import annotations

from collections.abc import Sequence

from cards.labels import code
from cards.words import counted, listed, one_line


def twice(number: int, label: str, answers: Sequence[str]) -> str:
    given = listed([f"“{one_line(answer)[:60]}”" for answer in answers])
    return f"{code(number)} {label}: I found {given}, so I took neither. Please send the line that is right."


def unknown(codes: Sequence[str], number: int) -> str:
    found = "is no question" if len(codes) == 1 else "are no questions"
    valid = (
        "It has one question, Q1." if number == 1 else f"Its {counted(number, 'question')} are Q1 to {code(number)}."
    )
    return f"{listed(list(codes))} {found} of the mail that you answered. {valid}"


def unused(words: str) -> str:
    return f"I did not use these words: “{one_line(words)[:500]}”. If they are for me, send them alone."


def which(titles: Sequence[str]) -> str:
    lines = listed([f"“{title}: ” and your words" for title in titles], "or")
    return f"Please say which it is: begin your reply with {lines}."
