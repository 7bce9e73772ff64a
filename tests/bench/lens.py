"""Fits the lens of the search: python -m tests.bench.lens. No question of the bench is looked at.

Every title, sample question and wording of an article is a question whose answer is known; some are
answered by several articles; `unheld.txt` and each boundary have near ones that none does. The lens is turned, a
little at a time, so that the right article scores more than all others, by the search's own score, and than a floor
that nothing may reach where there is no answer. Numbers of a question are left out by chance meanwhile, so that the
lens leans on none of them alone: questions of articles that it never saw gain by that most.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.sentences import read_prepared
from knowledge.boundaries import BOUNDARIES_FILE, parse_boundaries, phrases
from knowledge.encoder import DIMENSIONS, Encoder, Floats
from knowledge.index import COVERAGE_WEIGHT, NEAREST
from knowledge.lens import write_lens
from knowledge.library import Library, digest, texts_of
from knowledge.terms import stems, telling_stems
from tests.bench.guidance import ENCODER, QUESTIONS, TODAY, library

ROUNDS, AT_A_TIME = 8, 128
SHARPNESS = 0.05
"""Difference of score that counts: with less, the best article alone decides."""

LEFT_OUT = 0.4
"""Share of a vector's numbers that are left out each time."""

FLOOR = 0.52
"""Score that a question without an answer should stay below."""

STEP, SHRINK = 1e-3, 0.01
"""How far a step goes, and how strongly the lens is drawn back to turning nothing."""

MOMENT, SPREAD = 0.9, 0.999
NOWHERE = -3.0
"""A cosine below all others: of a text that is not there, or that may not answer itself."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Asking:
    """A question: `articles` answer it; `own` is its place when it is itself a text of the index, or -1."""

    text: str
    vector: Floats
    articles: tuple[int, ...]
    own: int = -1


class Texts:
    """All texts of the library in rows, article after article, as the index holds them."""

    def __init__(self, shelf: Library, prepared: dict[str, Floats]) -> None:
        self.slugs = list(shelf.articles)
        self.texts: list[str] = []
        self.article: list[int] = []
        self.asks: list[int] = []
        for number, held in enumerate(shelf.articles.values()):
            for text in texts_of(held, shelf.framework, TODAY, shelf.wordings):
                if text.passage < 0:
                    self.asks.append(len(self.texts))
                self.texts.append(text.text)
                self.article.append(number)
        self.vectors: Floats = np.stack([prepared[digest(text)] for text in self.texts])
        asking = np.bincount([self.article[place] for place in self.asks], minlength=len(self.slugs))
        self.supporting = np.clip(asking, 1, NEAREST)
        self.places = self._places()
        self._stems = [set(stems(text)) for text in self.texts]
        self._holders: dict[str, Counter[int]] = defaultdict(Counter)
        for number, held_stems in zip(self.article, self._stems, strict=True):
            for stem in held_stems:
                self._holders[stem][number] += 1

    def _places(self) -> Numbers:
        """A row for each article with the places of its texts; what is left of a row points past the last text."""
        rows: list[list[int]] = [[] for _ in self.slugs]
        for place, number in enumerate(self.article):
            rows[number].append(place)
        longest = max(len(row) for row in rows)
        return np.array([row + [len(self.texts)] * (longest - len(row)) for row in rows])

    def coverage(self, asking: Asking) -> Floats:
        """Of each article; a text does not cover itself."""
        count, found, total = len(self.slugs), np.zeros(len(self.slugs), np.float32), 0.0
        for stem in telling_stems(asking.text):
            holders = Counter(self._holders.get(stem, ()))
            if asking.own >= 0 and stem in self._stems[asking.own]:
                holders[self.article[asking.own]] -= 1
            having = [number for number, texts in holders.items() if texts > 0]
            weight = math.log(1 + (count - len(having) + 0.5) / (len(having) + 0.5))
            found[having] += weight
            total += weight
        return found / (total or 1.0)


def fit(texts: Texts, askings: Sequence[Asking], seed: int = 0) -> Floats:
    """The turn that is added to the vector of a question."""
    plain = np.stack([asking.vector for asking in askings])
    given = np.stack([COVERAGE_WEIGHT * texts.coverage(asking) for asking in askings])
    right = np.zeros((len(askings), len(texts.slugs) + 1), np.float32)
    for row, asking in enumerate(askings):
        right[row, list(asking.articles) or -1] = 1
    own = np.array([asking.own for asking in askings])
    turn = np.zeros((DIMENSIONS, DIMENSIONS), np.float32)
    mean, square = np.zeros_like(turn), np.zeros_like(turn)
    chance, steps = np.random.default_rng(seed), 0
    every = ROUNDS * math.ceil(len(askings) / AT_A_TIME)
    for _ in range(ROUNDS):
        order = chance.permutation(len(askings))
        for start in range(0, len(order), AT_A_TIME):
            some = order[start : start + AT_A_TIME]
            seen = plain[some] * (chance.random(plain[some].shape) >= LEFT_OUT) / (1 - LEFT_OUT)
            pull = _pull(texts, plain[some] + seen @ turn.T, given[some], right[some], own[some])
            slope = (pull.T @ seen / len(some) + SHRINK * turn).astype(np.float32)
            steps += 1
            mean = MOMENT * mean + (1 - MOMENT) * slope
            square = SPREAD * square + (1 - SPREAD) * slope**2
            # Full steps for the first half, then smaller and smaller ones.
            pace = STEP * min(1.0, 2 * (1 - steps / every) + 0.05)
            turn -= pace * (mean / (1 - MOMENT**steps)) / (np.sqrt(square / (1 - SPREAD**steps)) + 1e-8)
    return turn


def _pull(texts: Texts, turned: Floats, given: Floats, right: Floats, own: Numbers) -> Floats:
    """How the loss grows with each turned vector: -log of the share that the right articles have."""
    length = np.linalg.norm(turned, axis=1, keepdims=True)
    unit = turned / length
    near = np.hstack([unit @ texts.vectors.T, np.full((len(unit), 1), NOWHERE)])
    itself = np.flatnonzero(own >= 0)
    near[itself, own[itself]] = NOWHERE
    nearest, counts = _nearest(texts, near)
    rows = np.arange(len(unit))[:, None, None]
    support = (near[rows, nearest] * counts).sum(2) / texts.supporting
    floor = np.full((len(unit), 1), FLOOR)
    scores = np.hstack([support + given, floor]) / SHARPNESS
    share = np.exp(scores - scores.max(1, keepdims=True))
    share /= share.sum(1, keepdims=True)
    wanted = share * right
    wanted /= wanted.sum(1, keepdims=True) + 1e-12
    of_article = (share - wanted)[:, :-1] / SHARPNESS / texts.supporting
    of_text = np.zeros_like(near)
    np.add.at(of_text, (rows, nearest), of_article[:, :, None] * counts)
    pull = of_text[:, :-1] @ texts.vectors
    return np.asarray((pull - (pull * unit).sum(1, keepdims=True) * unit) / length, np.float32)


def _nearest(texts: Texts, near: Floats) -> tuple[Numbers, NDArray[np.bool_]]:
    """The places of each article's nearest texts, the nearest first, and which of them count for its support."""
    cosines = near[:, texts.places]
    best = np.argpartition(-cosines, NEAREST, axis=2)[:, :, :NEAREST]
    best = np.take_along_axis(best, np.argsort(-np.take_along_axis(cosines, best, 2), axis=2), 2)
    counts = np.arange(NEAREST) < texts.supporting[:, None]
    return texts.places[np.arange(len(texts.slugs))[:, None], best], counts


def askings_of(texts: Texts, shelf: Library, encoder: Encoder) -> list[Asking]:
    """Every text that asks, then the training questions, then those that nothing answers."""
    found = [Asking(texts.texts[place], texts.vectors[place], (texts.article[place],), place) for place in texts.asks]
    number = {slug: place for place, slug in enumerate(texts.slugs)}
    asked = [
        (shelf.read(row["question"]).text, tuple(number[slug] for slug in row["answers"]))
        for row in map(json.loads, (QUESTIONS / "training" / "several.jsonl").read_text("utf-8").splitlines())
    ]
    asked += [(shelf.read(question).text, ()) for question in shelf.tools.unheld.questions]
    asked += [(phrase, ()) for phrase in phrases(parse_boundaries(BOUNDARIES_FILE.read_text("utf-8")))]
    rows = encoder([text for text, _ in asked])
    found += [Asking(text, row, answers) for (text, answers), row in zip(asked, rows, strict=True)]
    apart = _kept_apart(shelf)
    return [asking for asking in found if asking.text not in apart]


def _kept_apart(shelf: Library) -> frozenset[str]:
    """The questions that set the threshold of the judge: a lens fitted on them would flatter it."""
    lines = (QUESTIONS / "training" / "calibrating.jsonl").read_text("utf-8").splitlines()
    asked = [json.loads(line)["question"] for line in lines]
    return frozenset(asked) | frozenset(shelf.read(question).text for question in asked)


def main() -> None:
    shelf, encoder = library()
    texts = Texts(shelf, dict(read_prepared(ENCODER)))
    askings = askings_of(texts, shelf, encoder)
    write_lens(fit(texts, askings))
    print(f"fitted on {len(askings)} questions for {len(texts.slugs)} articles")


if __name__ == "__main__":
    main()
