"""Fits the judge: python -m tests.bench.judge. Writes knowledge/judge.yaml.

It is fitted on the tuning half, and on the wordings of the articles and the questions that none answers, each judged
by a library that has not seen it. The threshold is set on the tuning half and on those of the others that were
written from the topics alone and labelled afterwards (`training/calibrating.jsonl`), by judges that did not see the
question (ten folds, all questions of an article in the same one), so that it holds for questions nobody has asked yet.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.sentences import read_prepared
from domain.guidance import Audience
from knowledge.encoder import Encoder, Floats
from knowledge.judge import JUDGE_FILE, SIGNS
from knowledge.library import Found, Library, build, digest, told_of
from knowledge.unheld import Unheld
from tests.bench.guidance import ENCODER, QUESTIONS, TODAY, ask_all, library, questions

WRONG_AT_MOST = 0.02
"""Share of false answers at which the threshold is set: the aim. The library that is asked holds a fifth more wordings
than those that the threshold is set with, and is wrong less often."""

LOST_AT_MOST = 0.03
"""Share of right articles that are not even suggested."""

FOLDS, PENALTY, STEPS = 10, 8.0, 50
PARTS = 5
"""Libraries that each have not seen a part of the wordings."""

LESS = 0.08
"""What such a question counts for beside one of the tuning half: there are many, and they are not asked by people."""

Numbers = NDArray[np.float64]


def fit(signs: Numbers, right: Numbers, counts: Numbers) -> tuple[Numbers, float]:
    """Weights and constant: logistic regression with a penalty on what was brought to one scale, by Newton's method."""
    middle, spread = signs.mean(0), signs.std(0) + 1e-9
    z = np.hstack([(signs - middle) / spread, np.ones((len(signs), 1))])
    w = np.zeros(z.shape[1])
    penalty = np.eye(len(w)) * PENALTY
    penalty[-1, -1] = 0
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-z @ w))
        w -= np.linalg.solve(
            z.T @ (z * (counts * p * (1 - p))[:, None]) + penalty, z.T @ (counts * (p - right)) + penalty @ w
        )
    return w[:-1] / spread, float(w[-1] - (w[:-1] * middle / spread).sum())


def chance(signs: Numbers, weights: Numbers, constant: float) -> Numbers:
    return np.asarray(1 / (1 + np.exp(-(signs @ weights + constant))))


def part_of(text: str, parts: int) -> int:
    return hashlib.sha256(f"fold {text}".encode()).digest()[0] % parts


@dataclass(frozen=True)
class Case:
    """What was found for a question, the articles that answer it, and whether the threshold is set on it."""

    question: str
    found: Found
    answers: Sequence[str]
    calibrates: bool

    @property
    def is_right(self) -> bool:
        """Whether what would be told answers it."""
        return any(hit.slug in self.answers for hit in told_of(self.found.hits))


def unseen(shelf: Library, vectors: Mapping[str, Floats], encoder: Encoder) -> Iterator[Case]:
    """What a library finds for each wording and each question without an answer that it has not seen."""
    calibrating = _answers("calibrating.jsonl")
    several = _answers("several.jsonl") | calibrating
    articles = tuple(shelf.articles.values())
    slugs = {_name(shelf, slug): slug for slug in shelf.articles}
    for part in range(PARTS):
        seen = {
            name: tuple(wording for wording in wordings if part_of(wording, PARTS) != part)
            for name, wordings in shelf.tools.wordings.items()
        }
        rest = tuple(question for question in shelf.tools.unheld.questions if part_of(question, PARTS) != part)
        without = Unheld(rest, np.stack([vectors[digest(question)] for question in rest]))
        tools = replace(shelf.tools, wordings=seen, unheld=without)
        half = build(articles, shelf.framework, vectors, tools, 1, TODAY)
        asked: list[tuple[str, tuple[str, ...]]] = []
        asked += [(w, (slugs[name],)) for name, all_of in shelf.tools.wordings.items() for w in all_of if name in slugs]
        asked += [(question, ()) for question in shelf.tools.unheld.questions]
        for question, answers in asked:
            if part_of(question, PARTS) == part:
                reading = half.read(question)
                held = vectors.get(digest(reading.text))
                vector = encoder([reading.text])[0] if held is None else held
                found = half.search(question, reading, vector, Audience.STAFF)
                yield Case(question, found, several.get(question, answers), question in calibrating)


def _answers(name: str) -> dict[str, Sequence[str]]:
    lines = (QUESTIONS / "training" / name).read_text("utf-8").splitlines()
    return {row["question"]: row["answers"] for row in map(json.loads, lines)}


def _name(shelf: Library, slug: str) -> str:
    outcome = shelf.framework.outcome(slug)
    return f"{outcome.id} {outcome.title}" if outcome else slug


def cases(shelf: Library, encoder: Encoder) -> list[Case]:
    """All of them that go past the boundaries."""
    asked = ask_all(shelf, encoder, [one for one in questions() if not one.held_out])
    tuning = [Case(r.asked.question, r.found, r.asked.answers, calibrates=True) for r in asked]
    return [*tuning, *unseen(shelf, dict(read_prepared(ENCODER)), encoder)]


def main() -> None:
    every = cases(*library())
    judged = [case for case in every if case.found.hits and case.found.boundary is None]
    signs = np.array([case.found.signs.values() for case in judged])
    right = np.array([case.is_right for case in judged], float)
    decides = np.array([case.calibrates for case in judged])
    may = np.array([not case.found.missing for case in judged])  # what lacks a term is never an answer
    fold = np.array([part_of(case.answers[0] if case.answers else case.question, FOLDS) for case in judged])

    def fitted(some: NDArray[np.bool_]) -> tuple[Numbers, float]:
        return fit(signs[some], right[some], np.where(decides[some], 1.0, LESS))

    seen = np.zeros(len(judged))
    for number in range(FOLDS):
        seen[fold == number] = chance(signs[fold == number], *fitted(fold != number))
    wrong = np.sort(seen[(right == 0) & may & decides])[::-1]
    calibrating = [case for case in every if case.calibrates]
    answer_from = float(wrong[int(WRONG_AT_MOST * len(calibrating))]) + 0.001
    suggest_from = float(np.quantile(seen[(right == 1) & decides], LOST_AT_MOST))
    weights, constant = fitted(np.ones(len(judged), bool))
    lines = ["# Fitted on labelled questions: python -m tests.bench.judge", "weights:"]
    lines += [f"  {name}: '{weight:.3f}'" for name, weight in zip(SIGNS, weights, strict=True)]
    lines += [f"constant: '{constant:.3f}'", f"answer_from: {answer_from:.3f}", f"suggest_from: {suggest_from:.3f}", ""]
    JUDGE_FILE.write_text("\n".join(lines), "utf-8")
    answerable = sum(bool(case.answers) for case in calibrating)
    share = (seen[(right == 1) & may & decides] > answer_from).sum() / answerable
    print("\n".join(lines))
    print(f"cross-validated: {share:.3f} of the answerable answered rightly at {WRONG_AT_MOST} false answers")


if __name__ == "__main__":
    main()
