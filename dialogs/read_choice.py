"""What somebody chose, by number, by title or by its beginning; a small slip of the pen is forgiven."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from cards.words import listed
from dialogs.plain import LONGEST, plain
from domain.errors import Unclear
from domain.question import Option, Question

CLOSE = 0.8
"""How alike, from 0 to 1, misspelt words must be to one title, and to one only."""
MOST_PIECES = 12
"""The most commas and "and"s that one option's title may hold, and one."""

_JOINS = re.compile(r"[,;\n]|(?<=\s)(?:and|&)(?=\s)", re.IGNORECASE)
_NUMBERS = re.compile(r"[0-9]{1,3}(?: [0-9]{1,3})+")


FEW = 4


def read_choice(question: Question, words: str) -> str:
    """The value of the one option that is meant. Raises Unclear."""
    found = _one(question.options, plain(words[:LONGEST]))
    if found is None:
        raise Unclear(f"Please choose one of{_offered(question)}.")
    return found.value


def read_choices(question: Question, words: str) -> str:
    """The values of the options that are meant, in the order of the options. Raises Unclear.

    "all" is all of them; "none" is "" where no answer is required.
    """
    if len(words) > LONGEST:
        raise Unclear(f"Please choose from{_offered(question)}.")
    said = _key(words)
    if said in ("all", "all of them", "everything") and _exact(question.options, said) is None:
        return ",".join(option.value for option in question.options)
    if said in ("none", "none of them", "nothing") and _exact(question.options, said) is None:
        chosen: list[Option] = []
    else:
        chosen = _several(question, words)
    values = ",".join(option.value for option in question.options if option in chosen)
    fewest = max(question.at_least, 1 if question.required else 0)
    if values.count(",") + bool(values) < fewest:
        raise Unclear(f"Please choose at least {fewest} of{_offered(question)}.")
    return values


def _several(question: Question, words: str) -> list[Option]:
    pieces = [piece for piece in (plain(part).strip(" .-") for part in _JOINS.split(words)) if piece]
    if len(pieces) == 1 and _NUMBERS.fullmatch(pieces[0]):
        pieces = pieces[0].split()
    chosen = []
    while pieces:
        option, used = _longest(question.options, pieces)
        if option is None:
            raise Unclear(f'I could not find "{pieces[0][:60]}". Please choose from{_offered(question)}.')
        chosen.append(option)
        pieces = pieces[used:]
    return chosen


def _longest(options: Sequence[Option], pieces: Sequence[str]) -> tuple[Option | None, int]:
    """The option that most of the next pieces together name: a title may hold commas and "and" itself."""
    for used in range(min(len(pieces), MOST_PIECES), 1, -1):
        option = _exact(options, _key(" ".join(pieces[:used])))
        if option:
            return option, used
    return _one(options, pieces[0]), 1


def _one(options: Sequence[Option], words: str) -> Option | None:
    words = words.strip(" .!")
    said = _key(words)
    exact = _exact(options, said)
    if exact or not said:
        return exact
    if re.fullmatch(r"[0-9]{1,3}", words):
        return options[int(words) - 1] if 1 <= int(words) <= len(options) else None
    beginning = [option for option in options if len(said) > 1 and _option_key(option.title).startswith(said)]
    return beginning[0] if len(beginning) == 1 else _close(options, said) if not beginning else None


def _exact(options: Sequence[Option], said: str) -> Option | None:
    """By value first, then by title; nothing when two titles are the same."""
    by_value = [option for option in options if said and _option_key(option.value) == said]
    by_title = [option for option in options if said and _option_key(option.title) == said]
    for found in (by_value, by_title):
        if len(found) == 1:
            return found[0]
    return None


def _close(options: Sequence[Option], said: str) -> Option | None:
    if len(said) > 200:
        return None
    close = [option for option in options if SequenceMatcher(None, said, _option_key(option.title)).ratio() >= CLOSE]
    return close[0] if len(close) == 1 else None


def _key(words: str) -> str:
    """What counts for comparing: letters and digits in lower case, without "and"."""
    kept = "".join(c if c.isalnum() else " " for c in plain(words).replace("'", "").lower())
    return " ".join(word for word in kept.split() if word != "and")


@lru_cache(maxsize=2048)  # our own words only: the same options are compared in every turn
def _option_key(words: str) -> str:
    return _key(words)


def _offered(question: Question) -> str:
    """The options where they are few; where they are many, they are better read on the card than in a sentence."""
    if len(question.options) > FEW:
        return " the numbered options"
    titles = [f"{number} {option.title}" for number, option in enumerate(question.options, start=1)]
    return f": {listed(titles, 'or')}"
