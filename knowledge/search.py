"""Finding outcomes of the Framework by the words that people use for them."""

from __future__ import annotations

from domain.framework import Framework, Outcome
from domain.matching import phrase_in, telling_words

_PHRASE, _TITLE, _WORDS, _STATEMENT, _MEASURES = 6, 5, 4, 2, 1


def outcomes(framework: Framework, words: str, limit: int = 8) -> tuple[Outcome, ...]:
    """At most `limit` outcomes that have some of these words, the best first; empty when none has any.

    An id counts as the whole question: "P4.2" finds that outcome first, "P4" all outcomes of that priority.
    Case and plural do not matter.
    """
    wanted = telling_words(words)
    named = [o for o in framework.outcomes if o.id.lower() in wanted or o.priority_id.lower() in wanted]
    named.sort(key=lambda outcome: outcome.id.lower() not in wanted)
    points = {outcome.id: _points(outcome, wanted, words) for outcome in framework.outcomes if outcome not in named}
    found = [outcome for outcome in framework.outcomes if points.get(outcome.id)]
    found.sort(key=lambda outcome: -points[outcome.id])
    return tuple((*named, *found)[:limit])


def _points(outcome: Outcome, wanted: tuple[str, ...], words: str) -> int:
    fields = (
        (_TITLE, outcome.title),
        (_WORDS, " ".join(outcome.words)),
        (_STATEMENT, outcome.statement),
        (_MEASURES, " ".join(measure.name for measure in outcome.measures)),
    )
    phrases = sum(_PHRASE for phrase in outcome.words if phrase_in(phrase, words))
    return phrases + sum(weight * len(set(wanted) & set(telling_words(text))) for weight, text in fields)
