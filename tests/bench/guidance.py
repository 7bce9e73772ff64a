"""How well the guidance answers: python -m tests.bench.guidance [--misses].

The questions were written from the list of topics alone, before the articles. They are split by article into a
half for tuning and a half that is held out; questions that must not be answered are split by their own words.
Articles that answer a question too, found later by reading the articles, are in files of their own (`ALSO`).
A false answer is one given as an answer of which no citation answers the question.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from bot.sentences import read_prepared
from bot.shelf import KNOWLEDGE
from bot.shipped import shipped_files
from domain.guidance import Answer, Audience, Tier
from knowledge.article_file import parse
from knowledge.encoder import VOCABULARY_FILE, Encoder
from knowledge.framework_articles import framework_articles
from knowledge.library import Found, Library, build, digest, texts_of
from knowledge.load import parse as parse_framework
from knowledge.terms import telling_stems
from knowledge.tools import read_tools

QUESTIONS = Path(__file__).parent / "questions"
ENCODER = Path(".cache/encoder")
TODAY = date(2026, 11, 23)
ALSO = ("also.jsonl", "also_held_out.jsonl")
"""Further articles that answer a question, and labels that are wrong, of the tuning half and of the held-out one."""


LEAST_FOUND, LEAST_RIGHT, MOST_FALSE = 0.95, 0.85, 0.02
"""The aims on the half that is held out."""


@dataclass(frozen=True)
class Asked:
    question: str
    answers: tuple[str, ...]
    kind: str
    held_out: bool


@dataclass(frozen=True)
class Result:
    asked: Asked
    found: Found
    answer: Answer
    seconds: float

    @property
    def slugs(self) -> list[str]:
        return [hit.slug for hit in self.found.hits]

    @property
    def cited(self) -> list[str]:
        """The articles that are told as an answer, one or two."""
        return list(dict.fromkeys(citation.slug for citation in self.answer.citations))

    @property
    def right(self) -> bool:
        return any(slug in self.asked.answers for slug in self.cited)

    @property
    def first_right(self) -> bool:
        return self.right and self.cited[0] in self.asked.answers

    @property
    def false(self) -> bool:
        return self.answer.answered and not self.right


def questions() -> list[Asked]:
    also = {row["question"]: row for name in ALSO for row in _rows(QUESTIONS / name)}
    found = []
    for file in sorted(QUESTIONS.glob("*.jsonl")):
        for row in _rows(file) if file.name not in ALSO else ():
            # All questions of an article are in the same half.
            key = row["answers"][0] if row["answers"] else row["question"]
            held_out = hashlib.sha256(key.encode()).digest()[0] % 2 == 1
            further = also.pop(row["question"], {})
            answers = dict.fromkeys((*row["answers"], *further.get("also", ())))
            right = tuple(slug for slug in answers if slug not in further.get("not", ()))
            found.append(Asked(row["question"], right, row["kind"], held_out))
    if also:
        raise SystemExit(f"{ALSO} name questions that are not asked: {sorted(also)}")
    return found


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.is_file() else []


def library() -> tuple[Library, Encoder]:
    framework = parse_framework((KNOWLEDGE / "framework.yaml").read_text("utf-8"))
    articles = [parse(text, slug, framework) for slug, text in shipped_files().items()]
    encoder = Encoder(ENCODER)
    prepared = read_prepared(ENCODER)
    words = (ENCODER / VOCABULARY_FILE).read_text("utf-8").splitlines()
    tools = read_tools(lambda texts: np.stack([prepared[digest(text)] for text in texts]), words)
    everything = (*articles, *framework_articles(framework))
    return build(everything, framework, prepared, tools, 1, TODAY), encoder


def ask_all(shelf: Library, encoder: Encoder, asked: Sequence[Asked]) -> list[Result]:
    results = []
    for one in asked:
        start = time.perf_counter()
        reading = shelf.read(one.question)
        vector = encoder([reading.text])[0]
        answer = shelf.ask(one.question, reading, vector, Audience.STAFF, TODAY)
        seconds = time.perf_counter() - start
        results.append(Result(one, shelf.search(one.question, reading, vector, Audience.STAFF), answer, seconds))
    return results


def ranks(results: Sequence[Result], ranked: Callable[[Result], list[str]]) -> tuple[float, float, float]:
    """nDCG@10, recall@1 and recall@5 of the answerable questions."""
    gains, first, five = [], [], []
    for result in results:
        if result.asked.answers:
            hits = [slug in result.asked.answers for slug in ranked(result)[:10]]
            best = sum(1 / math.log2(place + 2) for place in range(min(len(result.asked.answers), 10)))
            gains.append(sum(1 / math.log2(place + 2) for place, hit in enumerate(hits) if hit) / best)
            first.append(any(hits[:1]))
            five.append(any(hits[:5]))
    return float(np.mean(gains)), float(np.mean(first)), float(np.mean(five))


def auroc(results: Sequence[Result]) -> float:
    """How well the confidence tells answerable questions from the others."""
    good = np.array([r.answer.confidence for r in results if r.asked.answers])
    bad = np.array([r.answer.confidence for r in results if not r.asked.answers])
    return float(np.mean(good[:, None] > bad[None, :]) + 0.5 * np.mean(good[:, None] == bad[None, :]))


def interval(share: float, count: int) -> str:
    """Wilson's, 95%."""
    z, n = 1.96, count
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return f"{share:.3f} [{middle - half:.3f}, {middle + half:.3f}]"


def report(name: str, results: Sequence[Result], others: dict[str, Callable[[Result], list[str]]]) -> None:
    answerable = [r for r in results if r.asked.answers]
    false = [r for r in results if r.false]
    print(f"\n{name}: {len(results)} questions, {len(results) - len(answerable)} of them cannot be answered")
    for engine, ranked in {"hybrid": lambda r: r.slugs, **others}.items():
        ndcg, one, five = ranks(results, ranked)
        print(f"  {engine:18} nDCG@10 {ndcg:.3f}  recall@1 {one:.3f}  recall@5 {interval(five, len(answerable))}")
    print(f"  decline quality (AUROC)  {auroc(results):.3f}")
    print(f"  answered rightly         {interval(sum(r.right for r in answerable) / len(answerable), len(answerable))}")
    first = sum(r.first_right for r in answerable) / len(answerable)
    beside = sum(len(r.cited) > 1 for r in results) / max(1, sum(r.answer.answered for r in results))
    print(f"    by the first article   {first:.3f}; two articles are told in {beside:.0%} of the answers")
    print(f"  false answers            {interval(len(false) / len(results), len(results))}")
    unsure = sum(r.answer.tier is Tier.UNSURE for r in answerable)
    print(f"  suggestions only         {unsure / len(answerable):.3f} of the answerable")
    took = np.array([r.seconds for r in results]) * 1000
    print(f"  milliseconds             p50 {np.quantile(took, 0.5):.1f}, p95 {np.quantile(took, 0.95):.1f}")


def keyword_engine(shelf: Library) -> Callable[[Result], list[str]]:
    """SQLite FTS5 with BM25 over the same texts: any of the words."""
    db = sqlite3.connect(":memory:")
    db.execute("create virtual table t using fts5(slug unindexed, body, tokenize='porter unicode61')")
    for article in shelf.articles.values():
        for text in texts_of(article, shelf.framework, TODAY, shelf.wordings):
            db.execute("insert into t values (?, ?)", (article.slug, text.text))

    def ranked(result: Result) -> list[str]:
        words = " OR ".join(f'"{stem}"' for stem in telling_stems(result.asked.question))
        rows = db.execute("select slug from t where t match ? order by bm25(t) limit 60", (words,))
        return list(dict.fromkeys(slug for (slug,) in rows))

    return ranked


def vector_engine(shelf: Library, encoder: Encoder) -> Callable[[Result], list[str]]:
    """The embedding alone, of the question as it was typed."""
    texts = [
        (a.slug, t.text) for a in shelf.articles.values() for t in texts_of(a, shelf.framework, TODAY, shelf.wordings)
    ]
    prepared = read_prepared(ENCODER)
    rows = np.stack([prepared[digest(text)] for _, text in texts])

    def ranked(result: Result) -> list[str]:
        order = np.argsort(-(rows @ encoder([result.asked.question])[0]))[:60]
        return list(dict.fromkeys(texts[place][0] for place in order))

    return ranked


def aims(results: Sequence[Result]) -> list[tuple[str, bool]]:
    """The aims of the half that is held out, each with whether it is met."""
    answerable = [r for r in results if r.asked.answers]
    five = ranks(results, lambda r: r.slugs)[2]
    rightly = sum(r.right for r in answerable) / len(answerable)
    false = sum(r.false for r in results) / len(results)
    return [
        (f"the right article among the first five for {LEAST_FOUND:.0%}: {five:.1%}", five >= LEAST_FOUND),
        (f"{LEAST_RIGHT:.0%} of the answerable answered rightly: {rightly:.1%}", rightly >= LEAST_RIGHT),
        (f"at most {MOST_FALSE:.0%} false answers: {false:.1%}", false <= MOST_FALSE),
    ]


def whole(misses: bool = False) -> list[tuple[str, bool]]:
    """Prints how both halves do, beside a search by words alone and one by meaning alone, and gives the aims."""
    shelf, encoder = library()
    asked = questions()
    tuning = ask_all(shelf, encoder, [one for one in asked if not one.held_out])
    others = {"FTS5 with BM25": keyword_engine(shelf), "embedding alone": vector_engine(shelf, encoder)}
    report("Tuning half", tuning, others)
    if misses:
        tell_misses(tuning)
        return []
    held_out = ask_all(shelf, encoder, [one for one in asked if one.held_out])
    report("Held-out half", held_out, others)
    return aims(held_out)


def tell_misses(tuning: Sequence[Result]) -> None:
    for r in tuning:
        if r.false or (r.asked.answers and not r.right):
            kind = "FALSE" if r.false else r.answer.tier.value
            boundary = r.found.boundary.key if r.found.boundary else ""
            told = f"{kind:9} {r.answer.confidence:.2f} {boundary} {r.asked.question!r}"
            print(f"{told} wanted {r.asked.answers} got {r.slugs[:3]} missing {r.found.missing}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--misses", action="store_true", help="show what went wrong on the tuning half")
    for words, met in whole(parser.parse_args().misses):
        print(f"  {'met' if met else 'MISSED':<7} {words}")


if __name__ == "__main__":
    main()
