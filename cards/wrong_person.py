"""The page on which the reader of a mail says that somebody else deals with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cards.confirm_page import Said
from cards.message import Ask, Quote, Text
from domain.question import Kind, Question

WHO, NAME, EMAIL = "who", "name", "email"
"""Keys of what the page asks."""

TELL = "Tell the council"

_QUESTIONS = (
    Question(WHO, "Who deals with this?", Kind.LONG_TEXT, hint="a person, a job or a team; if you do not know, say so"),
    Question(NAME, "Their name", Kind.TEXT, required=False),
    Question(EMAIL, "Their e-mail address", Kind.TEXT, required=False),
)


def asked(title: str, to: str, given: Mapping[str, str] | None = None) -> Said:
    """`title` is the subject of our mail and `to` its address; `given` is what was sent without what is needed."""
    lead = f"Our mail “{title}” went to {to}. If it is not for you, tell us who deals with it."
    gets = "The council's social value contact gets what you write."
    error = "Please write who deals with it, or that you do not know." if given is not None else ""
    filled = (replace(question, value=(given or {}).get(question.key, "")) for question in _QUESTIONS)
    return Said("Not for you?", (Text(lead), Text(gets), *(Ask(q, error if q.key == WHO else "") for q in filled)))


def words(given: Mapping[str, str]) -> str:
    """What is recorded of the answers; "" without who it is."""
    who = given.get(WHO, "")
    others = (f"{q.label}: {given[q.key]}" for q in _QUESTIONS if q.key != WHO and given.get(q.key))
    return "\n".join([f"This is not for me. Who deals with it: {who}", *others]) if who else ""


def done(text: str) -> Said:
    thanks = Text("We recorded this, and the council's social value contact gets it:")
    return Said("Thank you", (thanks, Quote(text), Text("If it is wrong, reply to our mail and say so.")))


def failed() -> Said:
    text = "Something went wrong at our side, and nothing was recorded. Try again later, or reply to our mail."
    return Said("Sorry", (Text(text),))


def ended() -> Said:
    text = "This address has ended or is not complete. Reply to our mail instead, and write who deals with it."
    return Said("This does not work any more", (Text(text),))
