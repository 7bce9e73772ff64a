"""Fits the judge on the tuning half: python -m tests.bench.judge. Writes knowledge/judge.yaml.

The threshold is set on chances that come from a judge which did not see the question (ten folds, all questions of
an article in the same one), so that it holds for questions that nobody has asked yet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.judge import JUDGE_FILE, SIGNS
from tests.bench.guidance import Result, ask_all, library, questions

WRONG_AT_MOST = 0.014
"""Share of false answers on the tuning half at which the threshold is set: below the aim of 0.02, to leave room, for
who wrote the wordings had read the questions of this half."""

LOST_AT_MOST = 0.03
"""Share of right articles that are not even suggested."""

FOLDS, PENALTY, STEPS = 10, 8.0, 50

Numbers = NDArray[np.float64]


def fit(signs: Numbers, right: Numbers) -> tuple[Numbers, float]:
    """Weights and constant: logistic regression with a penalty on what was brought to one scale, by Newton's method."""
    middle, spread = signs.mean(0), signs.std(0) + 1e-9
    z = np.hstack([(signs - middle) / spread, np.ones((len(signs), 1))])
    w = np.zeros(z.shape[1])
    penalty = np.eye(len(w)) * PENALTY
    penalty[-1, -1] = 0
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-z @ w))
        w -= np.linalg.solve(z.T @ (z * (p * (1 - p))[:, None]) + penalty, z.T @ (p - right) + penalty @ w)
    return w[:-1] / spread, float(w[-1] - (w[:-1] * middle / spread).sum())


def chance(signs: Numbers, weights: Numbers, constant: float) -> Numbers:
    return np.asarray(1 / (1 + np.exp(-(signs @ weights + constant))))


def unseen(results: Sequence[Result], signs: Numbers, right: Numbers) -> Numbers:
    """The chance of each as a judge sees it that was fitted without its fold."""
    keys = [r.asked.answers[0] if r.asked.answers else r.asked.question for r in results]
    fold = np.array([hashlib.sha256(f"fold {key}".encode()).digest()[0] % FOLDS for key in keys])
    found = np.zeros(len(results))
    for number in range(FOLDS):
        found[fold == number] = chance(signs[fold == number], *fit(signs[fold != number], right[fold != number]))
    return found


def main() -> None:
    shelf, encoder = library()
    results = ask_all(shelf, encoder, [one for one in questions() if not one.held_out])
    judged = [r for r in results if r.found.hits and r.found.boundary is None]
    signs = np.array([r.found.signs.values() for r in judged])
    right = np.array([r.slugs[0] in r.asked.answers for r in judged], float)
    may = np.array([not r.found.missing for r in judged])  # what lacks a term is never an answer
    seen = unseen(judged, signs, right)
    wrong = np.sort(seen[(right == 0) & may])[::-1]
    answer_from = float(wrong[int(WRONG_AT_MOST * len(results))]) + 0.001
    suggest_from = float(np.quantile(seen[right == 1], LOST_AT_MOST))
    weights, constant = fit(signs, right)
    lines = ["# Fitted on the tuning half of the labelled questions: python -m tests.bench.judge", "weights:"]
    lines += [f"  {name}: '{weight:.3f}'" for name, weight in zip(SIGNS, weights, strict=True)]
    lines += [f"constant: '{constant:.3f}'", f"answer_from: {answer_from:.3f}", f"suggest_from: {suggest_from:.3f}", ""]
    JUDGE_FILE.write_text("\n".join(lines), "utf-8")
    answerable = sum(bool(r.asked.answers) for r in results)
    share = (seen[(right == 1) & may] > answer_from).sum() / answerable
    print("\n".join(lines))
    print(f"cross-validated: {share:.3f} of the answerable answered rightly at {WRONG_AT_MOST} false answers")


if __name__ == "__main__":
    main()
