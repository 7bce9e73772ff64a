"""Fits the lens of the search: python -m tests.bench.lens. No question of the bench is looked at.

Every title, sample question and wording of an article is a question whose answer is known. The lens is turned, a
little at a time, so that the other texts of that article come nearer to it than the texts of all the others.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.sentences import read_prepared
from knowledge.encoder import DIMENSIONS
from knowledge.index import QUESTION, WORDING
from knowledge.lens import write_lens
from knowledge.library import digest, texts_of
from tests.bench.guidance import ENCODER, TODAY, library

ROUNDS, AT_A_TIME = 5, 64
SHARPNESS = 0.05
"""Difference of cosine that counts: with less, the nearest text alone decides."""

STEP, SHRINK = 1e-3, 0.01
"""How far a step goes, and how strongly the lens is drawn back to turning nothing."""

MOMENT, SPREAD = 0.9, 0.999

Numbers = NDArray[np.float64]


def fit(texts: Numbers, article: NDArray[np.int64], asks: NDArray[np.int64], seed: int = 0) -> Numbers:
    """The turn that is added to the vector of a question.

    `texts` has a row for each text, `article` says which article it is of, and `asks` are the places of the texts
    that ask.
    """
    turn = np.zeros((DIMENSIONS, DIMENSIONS))
    mean, square = np.zeros_like(turn), np.zeros_like(turn)
    chance, steps = np.random.default_rng(seed), 0
    for _ in range(ROUNDS):
        order = chance.permutation(asks)
        for start in range(0, len(order), AT_A_TIME):
            some = order[start : start + AT_A_TIME]
            slope = _slope(turn, texts, article, some) + SHRINK * turn
            steps += 1
            mean = MOMENT * mean + (1 - MOMENT) * slope
            square = SPREAD * square + (1 - SPREAD) * slope**2
            turn -= STEP * (mean / (1 - MOMENT**steps)) / (np.sqrt(square / (1 - SPREAD**steps)) + 1e-8)
    return turn


def _slope(turn: Numbers, texts: Numbers, article: NDArray[np.int64], some: NDArray[np.int64]) -> Numbers:
    """How the loss of these questions grows with the turn: -log of the share that the right texts have."""
    plain = texts[some]
    turned = plain + plain @ turn.T
    length = np.linalg.norm(turned, axis=1, keepdims=True)
    unit = turned / length
    near = unit @ texts.T / SHARPNESS
    near[np.arange(len(some)), some] = -np.inf  # a text does not answer itself
    share = np.exp(near - near.max(1, keepdims=True))
    right = share * (article[None, :] == article[some, None])
    share /= share.sum(1, keepdims=True)
    right /= right.sum(1, keepdims=True) + 1e-12
    pull = (share - right) @ texts / SHARPNESS
    pull = (pull - (pull * unit).sum(1, keepdims=True) * unit) / length
    return np.asarray(pull.T @ plain / len(some))


def main() -> None:
    shelf, _ = library()
    prepared = read_prepared(ENCODER)
    rows, article, asks = [], [], []
    for number, held in enumerate(shelf.articles.values()):
        for text in texts_of(held, shelf.framework, TODAY, shelf.wordings):
            if text.passage in (QUESTION, WORDING):
                asks.append(len(rows))
            rows.append(prepared[digest(text.text)])
            article.append(number)
    turn = fit(np.stack(rows).astype(np.float64), np.array(article), np.array(asks))
    write_lens(turn.astype(np.float32))
    print(f"fitted on {len(asks)} ways of asking for {len(shelf.articles)} articles")


if __name__ == "__main__":
    main()
