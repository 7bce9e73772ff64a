"""Conversations as tests: a transcript is spoken through a real door, and every word of the answers is compared.

    Amira: I'm buying a social connection service …        somebody writes
    Amira [Continue] lot.1.place = High Peak; vat = included   somebody presses a button, with answers
        …                                                  what the assistant says, indented
    Sofia hears:                                           what reaches somebody who did not ask
        …
    Sofia sends permits.docx: for the guidance             somebody sends a file of tests/documents.py, with words
        …

`pytest tests/test_conversations.py --rewrite` writes the assistant's lines anew; the difference is the review.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.documents import FILES

INDENT = "    "
_TURN = re.compile(
    r"(?P<who>\w+)(?: \[(?P<button>[^\]]+)\](?P<fields>.*)|: (?P<said>.*)|(?P<hears> hears):"
    r"| sends (?P<file>[^:]+):(?P<words>.*))"
)


class Speaker(Protocol):
    """A door with people at it. What they get is the text of our messages, whatever the door made of it."""

    async def say(self, who: str, text: str) -> list[str]: ...

    async def press(self, who: str, button: str, answers: Mapping[str, str]) -> list[str]: ...

    async def send(self, who: str, name: str, content: bytes, text: str) -> list[str]: ...

    async def hears(self, who: str) -> list[str]: ...


@dataclass(frozen=True)
class Line:
    """One line of a person, and what the assistant said to it according to the transcript."""

    text: str
    expected: str


def lines(transcript: str) -> list[Line]:
    """The transcript's turns. Lines before the first turn are a comment and belong to nobody."""
    found: list[Line] = []
    head, answer = "", []
    for line in [*transcript.splitlines(), None]:
        starts = line is None or (not line.startswith(INDENT) and line.strip() and not line.startswith("#"))
        if starts:
            if head:
                found.append(Line(head, "\n".join(answer).strip("\n")))
            head, answer = line or "", []
        elif line is not None and head:
            answer.append(line.removeprefix(INDENT).rstrip())
    return found


async def spoken(transcript: str, speaker: Speaker) -> str:
    """The transcript with what the assistant really said."""
    comment = [line for line in transcript.splitlines() if line.startswith("#")]
    parts = ["\n".join(comment)] if comment else []
    for line in lines(transcript):
        answers = await _turn(line.text, speaker)
        said = "\n\n- - -\n\n".join(answers)
        indented = "\n".join((INDENT + row).rstrip() for row in said.splitlines())
        parts.append(f"{line.text}\n{indented}" if indented else line.text)
    return "\n\n".join(parts) + "\n"


async def _turn(text: str, speaker: Speaker) -> list[str]:
    match = _TURN.fullmatch(text)
    if match is None:
        raise ValueError(f"not a line of a transcript: {text!r}")
    who = match["who"]
    if match["hears"]:
        return await speaker.hears(who)
    if match["file"]:
        return await speaker.send(match["who"], match["file"], FILES[match["file"]](), match["words"].strip())
    if match["button"]:
        try:
            return await speaker.press(who, match["button"], _answers(match["fields"]))
        except (KeyError, RuntimeError, StopIteration) as error:
            return [f"!! no such button: {error}"]
    return await speaker.say(who, match["said"])


def _answers(text: str) -> dict[str, str]:
    """A line end in an answer is written as "\\n"."""
    pairs = (pair.partition("=") for pair in text.split(";") if pair.strip())
    return {key.strip(): value.strip().replace("\\n", "\n") for key, _, value in pairs}


def transcripts() -> list[Path]:
    return sorted((Path(__file__).parent / "conversations").glob("*.txt"))
