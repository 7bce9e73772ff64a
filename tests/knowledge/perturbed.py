"""Sentences of the guidance changed in ways that keep their meaning and in ways that do not, the same every time."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from domain.framework import Framework
from domain.guidance import Article
from domain.prose import sentences, with_figures
from tests.knowledge.libraries import TODAY

_SAME = {
    "important": "significant",
    "help": "assist",
    "use": "employ",
    "used": "employed",
    "many": "numerous",
    "show": "demonstrate",
    "begin": "start",
    "large": "big",
    "get": "obtain",
    "about": "regarding",
    "because": "since",
    "include": "comprise",
    "provide": "offer",
    "people": "individuals",
    "main": "principal",
    "write": "put down",
}
_VERB = re.compile(r"\b(is|are|was|were|can|must|should|may|will|has|have)\b")
_PERMITS = re.compile(r"\b(may|should|can|could|need not)\b")
_COMPARES = re.compile(r"\b(at least|at most|more than|less than|over|under|above|below|before|after|up to)\b")
_OTHER_WAY = {
    "at least": "at most",
    "at most": "at least",
    "more than": "less than",
    "less than": "more than",
    "over": "under",
    "under": "over",
    "above": "below",
    "below": "above",
    "before": "after",
    "after": "before",
    "up to": "more than",
}
_NAMES = ("Bolsover", "Cabinet Office", "National Health Service", "Chesterfield", "Ofsted", "Companies House")


@dataclass(frozen=True)
class Changed:
    """`kind` says what was done, `meant` whether the sentence still means the same."""

    kind: str
    meant: bool
    sentence: str
    passage: str


@dataclass(frozen=True)
class _Place:
    sentence: str
    passage: str
    others: tuple[str, ...]
    """Sentences of other passages of the article."""
    elsewhere: str
    """A sentence of another article."""
    chance: random.Random


def perturbed(articles: dict[str, Article], framework: Framework, seed: int = 9) -> Iterator[Changed]:
    """Every kind of change of up to three sentences of each passage, where it can be made."""
    chance = random.Random(seed)
    told = {slug: [with_figures(p.text, framework, TODAY)[0] for p in a.passages] for slug, a in articles.items()}
    slugs = sorted(told)
    for slug in slugs:
        for passage in told[slug]:
            fit = [s for s in sentences(passage) if 7 < len(s.split()) < 45]
            for sentence in chance.sample(fit, min(3, len(fit))):
                others = [s for p in told[slug] if p != passage for s in sentences(p) if len(s.split()) > 7]
                other = chance.choice([s for s in slugs if s != slug])
                foreign = [s for p in told[other] for s in sentences(p) if 6 < len(s.split()) < 20]
                place = _Place(sentence, passage, tuple(others), chance.choice(foreign or ["Bees make honey."]), chance)
                for (kind, meant), change in _KINDS.items():
                    changed = change(place)
                    if changed and (changed != sentence or kind == "verbatim"):
                        yield Changed(kind, meant, changed, passage)


def _dropped(place: _Place) -> str:
    clauses = re.split(r",\s+", place.sentence)
    return f"{', '.join(clauses[:-1])}." if len(clauses) > 1 and len(clauses[0].split()) > 5 else ""


def _synonyms(place: _Place) -> str:
    text = " ".join(_SAME.get(word.lower(), word) for word in place.sentence.split())
    halves = re.split(r",\s+", text.rstrip("."), maxsplit=1)
    if len(halves) == 2:
        text = f"{halves[1][:1].upper()}{halves[1][1:]}, {halves[0]}."
    return text if text != place.sentence else ""


def _joined(place: _Place) -> str:
    found = sentences(place.passage)
    at = found.index(place.sentence)
    if at + 1 >= len(found):
        return ""
    following = found[at + 1]
    return f"{place.sentence.rstrip('.')}, and {following[:1].lower()}{following[1:]}"


def _number(place: _Place) -> str:
    numbers = list(re.finditer(r"\d+", place.sentence))
    if not numbers:
        return ""
    one = place.chance.choice(numbers)
    changed = int(one.group()) + place.chance.choice([1, 2, 5, 10])
    return f"{place.sentence[: one.start()]}{changed}{place.sentence[one.end() :]}"


def _swapped(place: _Place) -> str:
    numbers = re.findall(r"£[\d,]+\d|\d+%", place.sentence)
    if len(set(numbers)) < 2:
        return ""
    first, second = numbers[:2]
    return place.sentence.replace(first, "\0").replace(second, first).replace("\0", second)


def _negated(place: _Place) -> str:
    verb = _VERB.search(place.sentence)
    if verb is None or " not" in place.sentence:
        return ""
    return f"{place.sentence[: verb.end()]} not{place.sentence[verb.end() :]}"


def _asserted(place: _Place) -> str:
    return re.sub(r"\b(?:not|never) ", "", place.sentence, count=1)


def _modal(place: _Place) -> str:
    found = _PERMITS.search(place.sentence)
    if found is not None:
        return f"{place.sentence[: found.start()]}must{place.sentence[found.end() :]}"
    return re.sub(r"\bmust\b", "may", place.sentence, count=1)


def _compared(place: _Place) -> str:
    found = _COMPARES.search(place.sentence)
    return "" if found is None else _COMPARES.sub(lambda one: _OTHER_WAY[one.group()], place.sentence, count=1)


def _named(place: _Place) -> str:
    names = [m.group() for m in re.finditer(r"(?<=\w )[A-Z][a-z]{3,}", place.sentence)]
    other = [name for name in _NAMES if name.lower() not in place.passage.lower()]
    return place.sentence.replace(place.chance.choice(names), place.chance.choice(other)) if names else ""


def _other_passage(place: _Place) -> str:
    return place.chance.choice(place.others) if place.others else ""


def _invented(place: _Place) -> str:
    return f"{place.sentence.rstrip('.')}, and {place.elsewhere[:1].lower()}{place.elsewhere[1:]}"


_KINDS: dict[tuple[str, bool], Callable[[_Place], str]] = {
    ("verbatim", True): lambda place: place.sentence,
    ("clause dropped", True): _dropped,
    ("synonyms, reordered", True): _synonyms,
    ("two joined", True): _joined,
    ("number changed", False): _number,
    ("numbers swapped", False): _swapped,
    ("negated", False): _negated,
    ("not left out", False): _asserted,
    ("modal changed", False): _modal,
    ("comparison turned", False): _compared,
    ("name swapped", False): _named,
    ("other passage", False): _other_passage,
    ("invented clause", False): _invented,
    ("other subject", False): lambda place: place.elsewhere,
}
