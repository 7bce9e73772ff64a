"""What the search is made with that does not change while articles do: read once from the files of this room."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from knowledge.boundaries import (
    BOUNDARIES_FILE,
    JARGON_FILE,
    Boundaries,
    Jargon,
    parse_boundaries,
    parse_jargon,
    phrases,
)
from knowledge.encoder import Floats
from knowledge.judge import JUDGE_FILE, Judge, parse_judge
from knowledge.lens import Lens, read_lens
from knowledge.unheld import UNHELD_FILE, Unheld, parse_unheld
from knowledge.wordings import WORDINGS_FILE, Wordings, parse_wordings

SHORTEST_WORD = 3
"""Letters of a word of the model's vocabulary that counts as English."""


@dataclass(frozen=True)
class Tools:
    """`english` are words that are right as they are."""

    judge: Judge
    boundaries: Boundaries
    jargon: Jargon
    english: Collection[str]
    wordings: Wordings
    lens: Lens
    unheld: Unheld


def read_tools(encode: Callable[[Sequence[str]], Floats], vocabulary: Sequence[str]) -> Tools:
    """`encode` gives a row for each text, `vocabulary` is that of the sentence model. Raises `Faults`."""
    known = parse_boundaries(BOUNDARIES_FILE.read_text("utf-8"))
    unheld = parse_unheld(UNHELD_FILE.read_text("utf-8"))
    return Tools(
        judge=parse_judge(JUDGE_FILE.read_text("utf-8")),
        boundaries=Boundaries(known, encode(phrases(known))),
        jargon=parse_jargon(JARGON_FILE.read_text("utf-8")),
        english=frozenset(word for word in vocabulary if len(word) >= SHORTEST_WORD and word.isalpha()),
        wordings=parse_wordings(WORDINGS_FILE.read_text("utf-8")),
        lens=read_lens(),
        unheld=Unheld(unheld, encode(unheld)),
    )
