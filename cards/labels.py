"""The lines with which questions are answered in a mail: a code, then what belongs after it.

Plain ASCII without list marks, so that no mail program makes a list of them, and never with an example that could
be somebody's answer.
"""

from __future__ import annotations

from domain.question import Kind, Question

PLACES = {
    Kind.TEXT: "(your words)",
    Kind.LONG_TEXT: "(your words)",
    Kind.MONEY: "(an amount in pounds)",
    Kind.NUMBER: "(a number)",
    Kind.DATE: "(a date)",
    Kind.DURATION: "(a length of time)",
    Kind.YES_NO: "(yes or no)",
    Kind.CHOICE: "(one number or its words)",
    Kind.CHOICES: "(numbers or their words)",
}
"""What stands where the answer goes. A line that still has it is not answered."""


def code(number: int) -> str:
    """The code of a mail's first, second, … question."""
    return f"Q{number}"


def line(number: int, question: Question) -> str:
    """The line to fill in."""
    return f"{code(number)}: {PLACES[question.kind]}"
