"""Is a sentence supported by the passages that it cites? Nothing that a language model wrote is shown unless it is.

Nearness of meaning does not tell "must" from "must not", or 30 days from 60. So the sentence is compared with the
one or two sentences of the passages that it leans on, claim by claim. What fails is not shown; a true rewording that
fails as well costs nothing but the wording, because the passage's own sentences are shown instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import pairwise

from domain.prose import Items, Paragraph, prose, sentences
from knowledge.claims import CONDITION, NEGATION, Claim, claim_of, is_party, words_of
from knowledge.terms import stems

COVERED = 0.75
"""Share of a sentence's telling words that must stand in what it leans on."""

CLAUSE_COVERED = 0.6
"""The same for each of its clauses, so that nothing is added to a sentence that is otherwise true."""

MOST_UNKNOWN = 2
"""Telling words of a sentence that may stand nowhere in what it leans on: a rewording, not an addition."""

_ANSWERS = re.compile(r"\s*(yes|no)\s*(?:[,.;:–—]\s*|$)", re.IGNORECASE)
_OPPOSITES = (
    "increase decrease;raise lower;more less;more fewer;include exclude;before after;lawful unlawful;legal illegal;"
    "allow forbid;allow prevent;mandatory optional;required optional;inside outside;internal external;public private;"
    "accept refuse;accept reject;grant refuse;high low;higher lower;start end;begin end;first last;early late;"
    "buyer supplier;local national;central local;minimum maximum;gain lose;rise fall;add remove;pay charge;"
    "relevant irrelevant;proportionate disproportionate;possible impossible;fair unfair;binding optional;same different"
)
_OPPOSITE = {
    (a, b)
    for pair in _OPPOSITES.split(";")
    for one, other in [pair.split()]
    for a, b in ((stems(one)[0], stems(other)[0]), (stems(other)[0], stems(one)[0]))
}
_MAY_BE_LOST = ("future", "all")
_TURNS_ROUND = ("un", "in", "im", "ir", "il", "non", "dis")


class Doubt(StrEnum):
    """Why a sentence is not shown. NONE means that it is supported."""

    NONE = ""
    NOTHING_CITED = "nothing cited"
    NOT_COVERED = "words"
    NUMBER = "number"
    NAME = "name"
    TURNED = "turned"
    OPPOSITE = "opposite"
    PARTIES = "who"


def doubt(sentence: str, passages: Sequence[str]) -> Doubt:
    """The first reason to doubt that these passages say this; `Doubt.NONE` when there is none."""
    units = [unit for passage in passages for unit in _units(passage)]
    if not units:
        return Doubt.NOTHING_CITED
    if sentence in units:
        return Doubt.NONE
    if (answer := _ANSWERS.match(sentence)) is not None:
        word, sentence = answer.group(1).lower(), sentence[answer.end() :]
        if not any((begins := _ANSWERS.match(unit)) and begins.group(1).lower() == word for unit in units):
            return Doubt.TURNED
        if not sentence.strip():
            return Doubt.NONE
    said = claim_of(_unfinished(sentence))
    leans_on = _leans_on(said, units)
    if leans_on is None:
        return Doubt.NOT_COVERED
    held = _together(leans_on)
    if not said.names <= words_of(" ".join(passages)):
        return Doubt.NAME
    return _compared(said, held)


def _unfinished(sentence: str) -> str:
    """Its first letter small, unless the word is an abbreviation: a beginning is no name."""
    first = sentence.split(" ")[0]
    return sentence[:1].lower() + sentence[1:] if first[1:].islower() else sentence


def _units(passage: str) -> list[str]:
    """The sentences of a passage; and a list with what introduces it as one."""
    found, lead = list(sentences(passage)), ""
    for part in prose(passage):
        match part:
            case Paragraph(text):
                lead = sentences(text)[-1] if sentences(text) else ""
            case Items(items):
                found.append(" ".join((lead, "; ".join(items))))
    return found


def _leans_on(said: Claim, units: Sequence[str]) -> list[Claim] | None:
    """The sentence that has the most of its words, and a second one when that is not enough; None when they are
    not enough together."""
    wanted = set(said.telling)
    claims = [claim_of(unit) for unit in units]
    if not wanted:
        same = [claim for claim in claims if claim == said]
        return same[:1] or None
    shared = [len(wanted & set(claim.telling)) for claim in claims]
    best = max(range(len(claims)), key=lambda place: (shared[place], -len(claims[place].telling), -place))
    if _covered(said, [claims[best]]):
        return [claims[best]]
    left = wanted - set(claims[best].telling)
    second = max(range(len(claims)), key=lambda place: (len(left & set(claims[place].telling)), -place))
    both = [claims[place] for place in sorted({best, second})]
    return both if _covered(said, both) else None


def _covered(said: Claim, held: Sequence[Claim]) -> bool:
    known = {stem for claim in held for stem in claim.telling}
    unknown = [stem for stem in said.telling if stem not in known]
    enough = len(unknown) <= min(MOST_UNKNOWN, (1 - COVERED) * len(said.telling))
    return enough and all(_stands(clause, held) for clause in said.clauses if len(clause) > 1)


def _stands(clause: Sequence[str], held: Sequence[Claim]) -> bool:
    """Whether a clause stands in one sentence, whoever it is about included: two must not be mixed within it."""
    for claim in held:
        share = sum(stem in claim.telling for stem in clause) / len(clause)
        if share >= CLAUSE_COVERED and all(stem in claim.telling for stem in clause if is_party(stem)):
            return True
    return False


def _together(claims: Sequence[Claim]) -> Claim:
    """Several claims as one."""
    if len(claims) == 1:
        return claims[0]
    return Claim(
        telling=_joined(claim.telling for claim in claims),
        numbers=_joined(claim.numbers for claim in claims),
        units=frozenset().union(*(claim.units for claim in claims)),
        parts=tuple(part for claim in claims for part in claim.parts),
        turned=tuple(sorted(turn for claim in claims for turn in claim.turned)),
        names=frozenset().union(*(claim.names for claim in claims)),
        parties=_joined(claim.parties for claim in claims),
        clauses=tuple(clause for claim in claims for clause in claim.clauses),
    )


def _joined(texts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for some in texts for text in some))


def _compared(said: Claim, held: Claim) -> Doubt:
    if not set(said.numbers) <= set(held.numbers) or not said.units <= held.units | _unnamed(said, held):
        return Doubt.NUMBER
    if any(_of_another(number, about, held) for number, about in said.parts):
        return Doubt.NUMBER
    if _turned_round(said, held):
        return Doubt.TURNED
    unknown = set(said.telling) - set(held.telling)
    if any(_opposed(stem, other) for stem in unknown for other in held.telling):
        return Doubt.OPPOSITE
    shared = [party for party in said.parties if party in held.parties]
    order = [held.parties.index(party) for party in shared]
    if len(shared) < len(said.parties) or any(later < earlier for earlier, later in pairwise(order)):
        return Doubt.PARTIES
    return Doubt.NONE


def _unnamed(said: Claim, held: Claim) -> frozenset[tuple[str, str]]:
    """Units of numbers for which what is held names none: "3 for each" may become "3 outcomes for each"."""
    named = {number for number, _ in held.units}
    return frozenset((number, unit) for number, unit in said.units if number not in named and unit in held.telling)


def _of_another(number: str, about: frozenset[str], held: Claim) -> bool:
    """Whether a number stands with words that belong to another number."""
    own = frozenset().union(*(words for held_number, words in held.parts if held_number == number))
    others = [words for held_number, words in held.parts if held_number != number]
    return any(len(about & (words - own)) > len(about & (own - words)) for words in others)


def _turned_round(said: Claim, held: Claim) -> bool:
    """Whether a small word is new, gone, or stands with another word than where it was."""
    same = set(said.telling) == set(held.telling) and set(said.numbers) == set(held.numbers)
    if same and said.turned != held.turned:
        return True
    if _count(said, NEGATION) > _count(held, NEGATION):
        return True
    for kind, governed in said.turned:
        if kind not in held.kinds:
            return True
        if governed and (governed in held.telling or governed in held.numbers) and (kind, governed) not in held.turned:
            return True
    spoken = {*said.telling, *said.numbers}
    lost = {kind for kind, governed in {*held.turned} - {*said.turned} if governed in spoken}
    if lost - {CONDITION, *_MAY_BE_LOST}:
        return True
    # A condition may be said in another place, but not left out.
    return CONDITION in lost and CONDITION not in said.kinds


def _count(claim: Claim, kind: str) -> int:
    return sum(one == kind for one, _ in claim.turned)


def _opposed(stem: str, other: str) -> bool:
    if (stem, other) in _OPPOSITE:
        return True
    return any(stem == prefix + other or other == prefix + stem for prefix in _TURNS_ROUND)
