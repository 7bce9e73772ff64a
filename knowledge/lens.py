"""A lens: a linear map that brings the vector of a question nearer to what answers it.

It is fitted on the wordings that ask for our articles (`python -m tests.bench.lens`), on the side of the question
only, so that vectors which are kept stay as the model made them. An article that it never saw is found too: the
lens turns a vector a little and does not replace it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from knowledge.encoder import DIMENSIONS, MODEL, Floats

LENS_FILE = Path(__file__).with_name("lens.npz")
SMALLEST, LARGEST = -127, 127


class Lens:
    """`turn` is added to a vector: one row and one column for each of its numbers."""

    def __init__(self, turn: Floats) -> None:
        self._turn = turn

    def __call__(self, vector: Floats) -> Floats:
        """The vector as it is searched with, of length one."""
        plain = vector.reshape(DIMENSIONS)
        turned = plain + self._turn @ plain
        return np.asarray(turned / max(float(np.linalg.norm(turned)), 1e-9), np.float32)


def read_lens(file: Path = LENS_FILE) -> Lens:
    """Raises ValueError when the file was fitted for another model."""
    with np.load(file, allow_pickle=False) as kept:
        if str(kept["model"]) != MODEL:
            raise ValueError(f"{file.name} was fitted for another sentence model; run python -m tests.bench.lens")
        return Lens(kept["turn"].astype(np.float32) * np.float32(kept["unit"]))


def write_lens(turn: Floats, file: Path = LENS_FILE) -> None:
    """Keeps it in whole numbers of one byte, which loses nothing that can be measured."""
    unit = float(np.abs(turn).max()) / LARGEST
    small = np.clip(np.round(turn / unit), SMALLEST, LARGEST).astype(np.int8)
    with file.open("wb") as out:
        np.savez_compressed(out, model=np.array(MODEL), turn=small, unit=np.array(unit))
