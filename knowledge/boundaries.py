"""Questions that are never answered, and subjects that we know we do not hold: held as data."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from domain.guidance import Boundary
from knowledge.encoder import Floats
from knowledge.faults import Faults
from knowledge.safe_yaml import open_section
from knowledge.section import Section

BOUNDARIES_FILE = Path(__file__).with_name("boundaries.yaml")
JARGON_FILE = Path(__file__).with_name("jargon.yaml")

LIKELY, NEAR_ENOUGH = 0.45, 0.62
"""Cosine to a sample phrase from which a question counts as of that kind, when no article is nearer: the first when
no article answers it anyway, the second without asking how sure we are of an article."""


@dataclass(frozen=True)
class KnownBoundary:
    """A boundary with how people ask for it. `patterns` decide at once; `phrases` by their nearness."""

    boundary: Boundary
    phrases: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]


def parse_boundaries(text: str) -> tuple[KnownBoundary, ...]:
    """In the order of the file, which is the order of precedence. Raises `Faults`."""
    file = open_section(text)
    found = [_known(section) for section in file.sections("boundaries", "Boundary")]
    file.finish()
    if file.faults:
        raise Faults(tuple(sorted(file.faults, key=lambda fault: (fault.line, fault.text))))
    return tuple(found)


def _known(section: Section) -> KnownBoundary:
    known = KnownBoundary(
        Boundary(
            key=section.text("key"),
            reason=section.text("reason"),
            way=section.text("way"),
            to_contact=section.flag("to_contact", default=False),
        ),
        section.texts("phrases"),
        tuple(_pattern(section, text) for text in section.texts("patterns", default=True)),
    )
    section.finish()
    return known


def _pattern(section: Section, text: str) -> re.Pattern[str]:
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as fault:
        section.fault(section.line_of("patterns"), f'"{text[:40]}" is no regular expression: {fault}.')
        return re.compile(r"(?!)")


@dataclass(frozen=True)
class Jargon:
    """`short` says what people's abbreviations are read as, by the abbreviation in small letters; `places` are ours."""

    short: Mapping[str, str]
    places: tuple[str, ...]


def parse_jargon(text: str) -> Jargon:
    """Raises `Faults`."""
    file = open_section(text)
    section = file.section("jargon", "Jargon")
    found = Jargon({name.lower(): section.text(name) for name in section.names()}, file.texts("places", default=True))
    section.finish()
    file.finish()
    if file.faults:
        raise Faults(tuple(file.faults))
    return found


class Boundaries:
    """`vectors` has a row for each phrase, boundary after boundary."""

    def __init__(self, known: Sequence[KnownBoundary], vectors: Floats) -> None:
        self._known = tuple(known)
        self._of = [entry for entry in self._known for _ in entry.phrases]
        self._vectors = vectors

    def by_words(self, question: str) -> Boundary | None:
        """The first boundary whose words are in the question."""
        for entry in self._known:
            if any(pattern.search(question) for pattern in entry.patterns):
                return entry.boundary
        return None

    def nearest(self, vector: Floats) -> tuple[Boundary, float]:
        """The boundary whose phrase is nearest in meaning, and its cosine."""
        cosines = self._vectors @ vector.reshape(-1)
        best = int(np.argmax(cosines))
        return self._of[best].boundary, float(cosines[best])


def phrases(known: Sequence[KnownBoundary]) -> tuple[str, ...]:
    """All sample phrases in the order that `Boundaries` takes their vectors."""
    return tuple(phrase for entry in known for phrase in entry.phrases)
