"""Texts encoded by several processes are those that one would have made."""

from __future__ import annotations

import numpy as np

from bot.encode_apart import encode_apart
from tests.knowledge.libraries import ENCODER, encoder

TEXTS = ("a short one", "works", "Who pays the invoice within thirty days?", "two\nlines", "the last")


def test_the_rows_are_in_the_order_of_the_texts_however_many_processes_made_them() -> None:
    told: list[int] = []
    rows = encode_apart(ENCODER, TEXTS, told.append, at_a_time=2)
    assert told == [2, 4, 5]
    assert np.allclose(rows, np.stack([encoder()([text])[0] for text in TEXTS]), atol=1e-5)


def test_a_few_texts_are_encoded_here() -> None:
    told: list[int] = []
    assert encode_apart(ENCODER, TEXTS[:1], told.append).shape == (1, 384)
    assert told == []
