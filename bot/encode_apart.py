"""Thousands of texts encoded by all processors at once, as set-up has them. A running assistant encodes on one."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from knowledge.encoder import Encoder, Floats

AT_A_TIME = 250
"""Texts of one errand. What makes fewer than two errands is encoded in this process."""

_encoder: list[Encoder] = []
"""That of a child process."""


def encode_apart(
    folder: Path, texts: Sequence[str], told: Callable[[int], None] = lambda count: None, at_a_time: int = AT_A_TIME
) -> Floats:
    """One row for each text, as `Encoder` makes it. `told` hears after each errand how many are done.

    Raises `NoEncoder`.
    """
    if len(texts) < 2 * at_a_time:
        return Encoder(folder)(texts)
    parts = [texts[start : start + at_a_time] for start in range(0, len(texts), at_a_time)]
    rows: list[Floats] = []
    # A child that begins anew, for one that is forked shares locks with the threads of linear algebra.
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), _begin, (folder,)) as pool:
        for part in pool.map(_encode, parts):
            rows.append(part)
            told(min(len(texts), len(rows) * at_a_time))
    return np.concatenate(rows)


def _begin(folder: Path) -> None:
    _encoder.append(Encoder(folder))


def _encode(texts: Sequence[str]) -> Floats:
    return _encoder[0](texts)
