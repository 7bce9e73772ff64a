"""The library as this process holds it: read from the database, and what is newer taken in at the next question."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from bot.sentences import Sentences
from bot.wording import Wording
from domain.framework import Framework
from domain.guidance import Answer, Article, ArticleState, ArticleVersion, Audience
from knowledge.article_file import parse
from knowledge.encoder import VOCABULARY_FILE
from knowledge.framework_articles import framework_articles
from knowledge.gaps import packed
from knowledge.index import Hit
from knowledge.library import Library, build, texts_of
from knowledge.tools import Tools, read_tools
from knowledge.wording import Source, sources
from knowledge.wordings import Wordings
from storage.store import Store

log = logging.getLogger("assistant.library")

AT_ONCE = 60
"""New texts, some eight an article, that are encoded before the question that finds them new is answered; more
are encoded in the background, and until then found by their words only."""


class LibraryHolder:
    """Holds one library and replaces it whole; a reader always sees one that fits together. `wording` rewords its
    answers where a language model is set."""

    def __init__(
        self,
        store: Store,
        sentences: Sentences,
        folder: Path,
        framework: Callable[[], Framework],
        today: Callable[[], date],
        wording: Wording | None = None,
    ) -> None:
        self._store, self._sentences, self._folder = store, sentences, folder
        self._framework, self._today = framework, today
        self._wording = wording
        self._tools: Tools | None = None
        self._library: Library | None = None
        self._refreshing = asyncio.Lock()
        self._encoding: set[asyncio.Task[None]] = set()

    def __call__(self) -> Library:
        """Raises RuntimeError before `open`."""
        if self._library is None:
            raise RuntimeError("the library is not open")
        return self._library

    async def open(self) -> None:
        """Loads the sentence model and every article. Raises `NoEncoder` when the model has not been built."""
        await self._sentences.open()
        self._tools = await self._sentences.run(self._make_tools)
        await self.refresh()

    async def close(self) -> None:
        """Waits for the texts that are just being encoded; the next start goes on with the others."""
        for task in self._encoding:
            task.cancel()
        await asyncio.gather(*self._encoding, return_exceptions=True)
        await self._sentences.close()
        if self._wording is not None:
            await self._wording.close()

    async def refresh(self) -> None:
        """Takes in what was published or retired since, and a newer Framework."""
        async with self._refreshing:
            held = self._library
            since = held.version if held else 0
            version, changes = await self._store.read(lambda tx: (tx.guidance_version(), tx.articles_since(since)))
            framework = self._framework()
            anew = held is None or held.framework.version != framework.version
            if version == since and not anew:
                return
            before = {} if held is None else {s: a for s, a in held.articles.items() if not held.framework.outcome(s)}
            articles = _after(before, changes, framework)
            outcomes = framework_articles(framework)
            fresh = [*articles.values(), *outcomes] if anew else [a for s, a in articles.items() if before.get(s) != a]
            await self._take_in(fresh, before.keys() - articles.keys(), version, None if anew else held)

    async def _take_in(self, fresh: Sequence[Article], gone: set[str], version: int, held: Library | None) -> None:
        framework, today, tools = self._framework(), self._today(), self._tools
        if tools is None:
            raise RuntimeError("the library is not open")
        texts = await self._sentences.run(lambda: _texts(fresh, framework, today, tools.wordings))
        vectors = await self._sentences.stored(texts)
        if 0 < len(set(texts)) - len(vectors) <= AT_ONCE:
            await self._sentences.make(texts)
            vectors = await self._sentences.stored(texts)

        def made() -> Library:
            if held is None:
                return build(fresh, framework, vectors, tools, version, today)
            return held.changed(fresh, gone, vectors, version, today)

        self._library = await self._sentences.run(made)
        if len(vectors) < len(set(texts)):
            self._encode_later(fresh, texts)

    async def hits(self, words: str, reader: Audience, most: int) -> tuple[Hit, ...]:
        """The articles that these words find, the best first."""

        def work() -> tuple[Hit, ...]:
            library = self()
            reading = library.read(words)
            return library.search(words, reading, self._sentences.encode([reading.text])[0], reader, most).hits

        return await self._sentences.run(work)

    async def answer(self, question: str, before: str, reader: Audience) -> Answer:
        """The answer to a question by what is held now; `before` is what the question goes on from."""

        def work() -> tuple[Answer, tuple[Source, ...]]:
            library, today = self(), self._today()
            reading = library.read(question, before)
            vector = self._sentences.encode([reading.text])[0]
            answer = replace(library.ask(question, reading, vector, reader, today), vector=packed(vector))
            wanted = self._wording is not None
            return answer, sources(library, answer, reading, vector, reader, today) if wanted else ()

        answer, found = await self._sentences.run(work)
        return await self._wording.reworded(answer, found) if self._wording is not None and found else answer

    def _make_tools(self) -> Tools:
        vocabulary = (self._folder / VOCABULARY_FILE).read_text("utf-8").splitlines()
        return read_tools(self._sentences.encode_known, vocabulary)

    def _encode_later(self, articles: Sequence[Article], texts: Sequence[str]) -> None:
        """What has no vector yet is found by its words until it has."""
        task = asyncio.get_running_loop().create_task(self._encode(articles, texts))
        self._encoding.add(task)
        task.add_done_callback(self._encoding.discard)

    async def _encode(self, articles: Sequence[Article], texts: Sequence[str]) -> None:
        try:
            await self._sentences.make(texts)
            async with self._refreshing:
                held = self()
                still = [a for a in articles if held.articles.get(a.slug) == a]
                await self._take_in(still, set(), held.version, held)
        except Exception:
            log.exception("some passages are found by their words only, until the next start")


def _after(
    before: Mapping[str, Article], changes: Sequence[ArticleVersion], framework: Framework
) -> dict[str, Article]:
    """The articles that are published after these changes; the last change of an article counts."""
    articles = dict(before)
    published = {change.slug: change for change in changes if change.state is ArticleState.PUBLISHED}
    for change in changes:
        articles.pop(change.slug, None)
    articles.update({slug: published_article(version, framework) for slug, version in published.items()})
    return articles


@lru_cache(maxsize=1024)
def _parsed(text: str, slug: str, framework: Framework) -> Article:
    return parse(text, slug, framework)


def published_article(version: ArticleVersion, framework: Framework) -> Article:
    """The stored file as an article that knows its version and who approved it."""
    article = _parsed(version.data, version.slug, framework)
    return replace(article, version=version.version, owner=version.decided_by)


def _texts(articles: Sequence[Article], framework: Framework, today: date, wordings: Wordings) -> list[str]:
    return [text.text for article in articles for text in texts_of(article, framework, today, wordings)]
