"""Questions that ask the same, found by their meaning. The same questions give the same groups, in any order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from domain.gaps import Gap, plain_words
from domain.guidance import AskedQuestion
from knowledge.encoder import DIMENSIONS, Floats

ALIKE = 0.57
"""Cosine to the middle of a group from which a question belongs to it."""

ROUNDS = 10
"""How often questions may move to the group that they are nearest to."""

STORED = np.float16
"""How the vector of a question is kept."""


def packed(vector: Floats) -> bytes:
    return vector.reshape(-1).astype(STORED).tobytes()


def gaps(asked: Sequence[AskedQuestion]) -> tuple[Gap, ...]:
    """The groups of these questions: what most people asked first. A question whose meaning is not kept is with those
    of the same words only."""
    alike: dict[str, list[AskedQuestion]] = {}
    for one in sorted(asked, key=lambda q: (q.at, q.ref)):
        alike.setdefault(plain_words(one.question), []).append(one)
    vectors = {words: row for words, some in alike.items() if (row := _vector(some)) is not None}
    found = [[words] for words in alike if words not in vectors]
    found += _grouped(vectors, {words: len(some) for words, some in alike.items()})
    groups = [_gap([q for words in group for q in alike[words]], group[0], alike) for group in found]
    return tuple(sorted(groups, key=lambda gap: (-gap.people, -len(gap.questions), gap.first, gap.example)))


def _vector(asked: Sequence[AskedQuestion]) -> Floats | None:
    """The first vector that is kept of these, at length one."""
    for one in asked:
        if len(one.vector) == DIMENSIONS * np.dtype(STORED).itemsize:
            row = np.frombuffer(one.vector, STORED).astype(np.float32)
            length = float(np.linalg.norm(row))
            if np.isfinite(length) and length > 0:
                return row / np.float32(length)
    return None


def _grouped(vectors: Mapping[str, Floats], counts: Mapping[str, int]) -> list[list[str]]:
    """Groups of words, the most usual of a group first.

    What was asked most often begins a group; what is near the middle of one joins it; then all move to the nearest
    until none does.
    """
    order = sorted(vectors, key=lambda words: (-counts[words], words))
    if not order:
        return []
    rows = np.stack([vectors[words] for words in order])
    weights = np.array([counts[words] for words in order], np.float32)
    belongs = _begun(rows)
    for _ in range(ROUNDS):
        moved = np.argmax(rows @ _middles(rows, weights, belongs).T, axis=1)
        if np.array_equal(moved, belongs):
            break
        belongs = np.unique(moved, return_inverse=True)[1]
    groups: dict[int, list[str]] = {}
    for words, place in zip(order, belongs.tolist(), strict=True):
        groups.setdefault(place, []).append(words)
    return list(groups.values())


def _begun(rows: Floats) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """The first group of each row: the nearest that begins before it, or one of its own."""
    heads = [0]
    belongs = np.zeros(len(rows), np.intp)
    for place in range(1, len(rows)):
        cosines = rows[heads] @ rows[place]
        best = int(np.argmax(cosines))
        if cosines[best] >= ALIKE:
            belongs[place] = best
        else:
            belongs[place] = len(heads)
            heads.append(place)
    return belongs


def _middles(rows: Floats, weights: Floats, belongs: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Floats:
    middles = np.zeros((int(belongs.max()) + 1, rows.shape[1]), np.float32)
    np.add.at(middles, belongs, rows * weights[:, None])
    lengths = np.linalg.norm(middles, axis=1, keepdims=True).astype(np.float32)
    found: Floats = middles / np.maximum(lengths, np.float32(1e-9))
    return found


def _gap(asked: Sequence[AskedQuestion], head: str, alike: Mapping[str, Sequence[AskedQuestion]]) -> Gap:
    return Gap(alike[head][0].question.strip(), tuple(sorted(asked, key=lambda q: (q.at, q.ref))))
