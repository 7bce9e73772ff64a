"""The articles that come with the assistant: put into the database at the start, as versions like any other.

A version that a person published is never replaced by ours: they compare and decide (`guidance diff`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from domain.errors import Stale
from domain.guidance import ArticleState, ArticleVersion
from domain.people import Person
from knowledge.article_file import title_of
from storage.store import Store, Tx

GUIDANCE = Path(__file__).parent.parent / "knowledge" / "guidance"
AUTHOR = "The assistant's set-up"
SHIPPED = "comes with the assistant, "


def shipped_files(folder: Path = GUIDANCE) -> Mapping[str, str]:
    """The text of every article that comes with the assistant, by its slug."""
    return {file.stem: file.read_text("utf-8") for file in sorted(folder.glob("*.md"))}


def origin_of(text: str) -> str:
    return SHIPPED + hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


async def install_shipped(store: Store, at: datetime, files: Mapping[str, str]) -> int:
    """Publishes those that are new or newer, in one change, and says how many they were."""
    by = Person(0, store.organisation, AUTHOR)

    def work(tx: Tx) -> int:
        newest = {version.slug: version for version in tx.articles()}
        wanted = [
            _version(slug, text, newest.get(slug), at)
            for slug, text in files.items()
            if _is_newer(text, newest.get(slug))
        ]
        return tx.install_articles(wanted, by=by, at=at)

    try:
        return await store.write(work)
    except Stale:  # another process that started with us was quicker
        return 0


def _is_newer(text: str, newest: ArticleVersion | None) -> bool:
    if newest is None:
        return True
    ours = newest.state is ArticleState.PUBLISHED and newest.origin.startswith(SHIPPED)
    return ours and newest.origin != origin_of(text)


def _version(slug: str, text: str, before: ArticleVersion | None, at: datetime) -> ArticleVersion:
    version = before.version + 1 if before else 1
    title = title_of(text)
    return ArticleVersion(slug, version, ArticleState.PUBLISHED, title, text, origin_of(text), AUTHOR, 0, at)
