"""What a question costs at 300, 10,000 and 100,000 passages, on one core: python -m tests.bench.sizes.

The articles are made up of words of ours and the vectors are drawn at random, which changes what is found but not
what it costs. The questions are real ones, and the time is the whole of it: reading, encoding, searching, answering.
Each size has a process of its own, so that the memory is its own too.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from domain.guidance import Article, Audience, Passage
from knowledge.encoder import DIMENSIONS, Floats
from knowledge.library import Library, Vectors, build, digest, texts_of
from tests.bench.guidance import TODAY, library, questions

SIZES = (300, 10_000, 100_000)
PASSAGES, WORDS = 4, 60
"""Passages of an article, and words of a passage."""

ASKED = 200
CHANGES = 20
LIMIT_MS = 60.0
LIMIT_AT = 10_000
LIMIT_START = 2.0


@dataclass(frozen=True)
class Cost:
    """Times in milliseconds, memory in megabytes. `build` makes the index anew, `refresh` takes in one article."""

    passages: int
    median: float
    slow: float
    """95 of 100 questions are quicker."""
    build: float
    refresh: float
    memory: float


def measured(passages: int) -> Cost:
    os.sched_setaffinity(0, {0})
    shelf, encoder = library()
    asked = [one.question for one in questions() if not one.held_out][:ASKED]
    chance = np.random.default_rng(1)
    made = list(_articles(shelf, passages, chance))
    vectors = _vectors(shelf, made, chance)
    before = _resident()
    start = time.perf_counter()
    held = build(made, shelf.framework, vectors, shelf.tools, 1, TODAY)
    build_time = time.perf_counter() - start
    memory = _resident() - before
    held.ask(asked[0], held.read(asked[0]), encoder([asked[0]])[0], Audience.STAFF, TODAY)  # the first reads the words
    times = []
    for question in asked:
        start = time.perf_counter()
        reading = held.read(question)
        held.ask(question, reading, encoder([reading.text])[0], Audience.STAFF, TODAY)
        times.append(time.perf_counter() - start)
    refresh = [_refresh(held, article, vectors) for article in made[:CHANGES]]
    quick, slow = np.quantile(np.array(times) * 1000, [0.5, 0.95])
    middle = float(np.median(refresh)) * 1000
    return Cost(passages, float(quick), float(slow), build_time * 1000, middle, memory)


def _articles(shelf: Library, passages: int, chance: np.random.Generator) -> Iterator[Article]:
    words = np.array([word for a in shelf.articles.values() for p in a.passages for word in p.text.split()])
    words = words[["{" not in word for word in words]]
    titles = [question for article in shelf.articles.values() for question in (article.title, *article.questions)]
    model = next(iter(shelf.articles.values()))
    for number in range(max(1, passages // PASSAGES)):
        told = tuple(Passage(n, "", " ".join(chance.choice(words, WORDS)) + ".") for n in range(PASSAGES))
        asks = tuple(f"{titles[n]} {number}" for n in chance.integers(0, len(titles), 4))
        yield replace(model, slug=f"made-{number}", title=asks[0], questions=asks[1:], passages=told)


def _vectors(shelf: Library, articles: Sequence[Article], chance: np.random.Generator) -> Vectors:
    keys = [digest(t.text) for a in articles for t in texts_of(a, shelf.framework, TODAY, shelf.wordings)]
    rows: Floats = chance.standard_normal((len(keys), DIMENSIONS), np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return dict(zip(keys, rows, strict=True))


def _refresh(held: Library, article: Article, vectors: Vectors) -> float:
    start = time.perf_counter()
    held.changed([article], set(), vectors, 2, TODAY)
    return time.perf_counter() - start


def _resident() -> float:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1e6


def started() -> float:
    """Seconds until a new process holds every article that comes with the assistant and has answered a question."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "tests.bench.sizes", "start"], check=True, capture_output=True)
    return time.perf_counter() - start


def report(sizes: Sequence[int] = SIZES) -> list[tuple[str, bool]]:
    """Prints the costs and gives the aims, each with whether it is met."""
    start = min(started() for _ in range(3))
    print(f"\nStart with the index and a first answer: {start:.2f} s")
    print("Passages   p50 ms   p95 ms  build s  refresh ms  memory MB")
    costs = []
    for size in sizes:
        command = [sys.executable, "-m", "tests.bench.sizes", str(size)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        cost = Cost(**json.loads(done.stdout))
        costs.append(cost)
        print(
            f"{cost.passages:>8,} {cost.median:>8.1f} {cost.slow:>8.1f} {cost.build / 1000:>8.1f} "
            f"{cost.refresh:>11.1f} {cost.memory:>10.0f}",
            flush=True,
        )
    slow = next(cost.slow for cost in costs if cost.passages == LIMIT_AT)
    return [
        (f"a question at {LIMIT_AT:,} passages within {LIMIT_MS:.0f} ms (p95): {slow:.1f}", slow < LIMIT_MS),
        (f"start with the index within {LIMIT_START:.0f} s: {start:.2f}", start < LIMIT_START),
    ]


def main(arguments: Sequence[str]) -> int:
    if arguments == ["start"]:
        shelf, encoder = library()
        question = "Do we have to use 10%?"
        shelf.ask(question, shelf.read(question), encoder([question])[0], Audience.STAFF, TODAY)
    elif arguments:
        print(json.dumps(asdict(measured(int(arguments[0])))))
    else:
        return 0 if all(met for _, met in report()) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
