"""What the compose box of Teams finds: guidance and outcomes, each as a card with its source and date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.library import LibraryHolder
from cards.adaptive import card
from cards.found import ArticleFound
from cards.framework import OutcomeDetail
from cards.guidance import source_line
from cards.words import day
from domain.framework import Framework, Outcome
from domain.guidance import Article, Audience
from domain.prose import citation_of, with_figures
from knowledge.compose import nearest_passage
from knowledge.library import Library
from knowledge.search import outcomes

AT_MOST = 10
AT_FIRST = 5
"""Of articles and of outcomes that are shown before anything is written."""

LOWEST = 0.35
"""Score from which an article is shown; less is only what happened to be nearest."""

Found = tuple[str, str, Mapping[str, Any]]
"""Title, subtitle and card."""


class Searching:
    """Looks in what is published now, for what this reader may read."""

    def __init__(self, library: LibraryHolder, today: Callable[[], date]) -> None:
        self._library, self._today = library, today

    async def find(self, words: str, reader: Audience) -> list[Found]:
        """At most `AT_MOST`, the best first; where nothing was written, what most articles lead on to."""
        library = self._library()
        if not words.strip():
            return self._first(library, reader)
        hits = await self._library.hits(words, reader, AT_MOST)
        places = {hit.slug: nearest_passage(library.articles[hit.slug], hit) for hit in hits if hit.score >= LOWEST}
        named = [outcome.id for outcome in outcomes(library.framework, words, AT_MOST)]
        exact = [slug for slug in named if slug.lower() in words.lower()]
        order = dict.fromkeys((*exact, *places, *named))
        return [self._shown(library, slug, places.get(slug, 0)) for slug in list(order)[:AT_MOST]]

    def _first(self, library: Library, reader: Audience) -> list[Found]:
        articles = [a for a in library.articles.values() if reader.may_read(a.audience)]
        led_to = [slug for article in articles for slug in article.related]
        own = [a for a in articles if library.framework.outcome(a.slug) is None]
        own.sort(key=lambda article: (-led_to.count(article.slug), article.slug))
        chosen = [article.slug for article in own[:AT_FIRST]]
        chosen += [priority.outcomes[0].id for priority in library.framework.priorities[:AT_FIRST]]
        return [self._shown(library, slug, 0) for slug in chosen]

    def _shown(self, library: Library, slug: str, passage: int) -> Found:
        outcome = library.framework.outcome(slug)
        if outcome is not None:
            return _outcome(outcome, library.framework)
        return _article(library.articles[slug], passage, library.framework, self._today())


def _outcome(outcome: Outcome, framework: Framework) -> Found:
    title, version = f"{outcome.id} {outcome.title}", f"{framework.title}, {day(framework.prepared)}"
    return title, f"{outcome.statement} ({version})", card(OutcomeDetail(outcome, framework))


def _article(article: Article, number: int, framework: Framework, today: date) -> Found:
    told, figures = with_figures(article.passages[number].text, framework, today)
    passages = tuple(replace(p, text=told) if p.number == number else p for p in article.passages)
    cited = citation_of(article, number, today)
    found = ArticleFound(replace(article, passages=passages), figures, cited, number)
    return article.title, source_line(cited), card(found)
