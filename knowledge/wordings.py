"""Further ways in which people ask for an article, beside its title and sample questions: searched, never shown.

The more ways of asking an article is found by, the better it is told from its neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from domain.framework import Framework
from domain.guidance import Article
from knowledge.faults import Fault, Faults

WORDINGS_FILE = Path(__file__).with_name("wordings.txt")

Wordings = Mapping[str, tuple[str, ...]]
"""The wordings by the slug of their article; an outcome of the Framework has its title after its id."""


def parse_wordings(text: str) -> Wordings:
    """A line that names the article, then its wordings, each on an indented line. Raises `Faults`."""
    found: dict[str, list[str]] = {}
    faults: list[Fault] = []
    name = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" "):
            name = line.strip()
            if name in found:
                faults.append(Fault(number, f'"{name}" is named twice.'))
            found.setdefault(name, [])
        elif not name:
            faults.append(Fault(number, "a wording comes before the article that it asks for."))
        else:
            found[name].append(line.strip())
    if faults:
        raise Faults(tuple(faults))
    return {slug: tuple(dict.fromkeys(wordings)) for slug, wordings in found.items()}


def wordings_of(article: Article, framework: Framework, wordings: Wordings) -> tuple[str, ...]:
    """The wordings of one article; none for an outcome that has another title than they were written for."""
    outcome = framework.outcome(article.slug)
    return wordings.get(f"{outcome.id} {outcome.title}" if outcome else article.slug, ())
