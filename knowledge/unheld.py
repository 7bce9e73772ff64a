"""Questions of our field that no article answers, as people ask them: a question near to one is answered less readily.

They are searched, never shown. A question that an article answers by now is nearer to that article than to these.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from knowledge.encoder import Floats

UNHELD_FILE = Path(__file__).with_name("unheld.txt")

NEAREST = 3
"""Questions whose nearness counts together: one alone may be near by chance."""


class Unheld:
    """`questions` with a row of `vectors` for each."""

    def __init__(self, questions: tuple[str, ...], vectors: Floats) -> None:
        self.questions = questions
        self._vectors = vectors

    def nearness(self, vector: Floats) -> tuple[float, float]:
        """The cosine of the nearest question, and the mean of the nearest three."""
        cosines = self._vectors @ vector.reshape(-1)
        best = np.sort(np.partition(cosines, -NEAREST)[-NEAREST:])
        return float(best[-1]), float(best.mean())


def parse_unheld(text: str) -> tuple[str, ...]:
    """One question a line, each once; lines that begin with # are for those who care for the file."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))
