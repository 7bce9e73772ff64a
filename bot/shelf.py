"""The shelf as this process holds it: read from the database, and anew when another process published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from domain.errors import Stale
from domain.framework import Framework
from domain.guidance import Article
from knowledge.boundaries import BOUNDARIES_FILE, parse_boundaries
from knowledge.duties import DUTIES_FILE
from knowledge.duties import parse as parse_duties
from knowledge.load import parse
from knowledge.shelf import Shelf
from storage.store import Store, Tx

KNOWLEDGE = Path(__file__).parent.parent / "knowledge"
FIRST_REASON = "The proposal that comes with the assistant"


class ShelfHolder:
    """Holds one shelf and replaces it whole; readers always see one that fits together."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._duties = parse_duties(DUTIES_FILE.read_text("utf-8"))
        known = parse_boundaries(BOUNDARIES_FILE.read_text("utf-8"))
        self._shelf = Shelf({}, 0, self._duties, boundaries=tuple(entry.boundary for entry in known))

    def __call__(self) -> Shelf:
        return self._shelf

    async def refresh(self) -> None:
        """Reads the versions that are not held yet; a version that was published never changes."""
        held = self._shelf.frameworks

        def load(tx: Tx) -> dict[int, str]:
            versions = [row.version for row in tx.framework_versions()]
            return {v: tx.framework_data(v) for v in versions if v not in held}

        new = await self._store.read(load)
        frameworks = {**held, **{v: published(text, v) for v, text in new.items()}}
        self._shelf = replace(self._shelf, frameworks=frameworks, current=max(frameworks, default=0))

    def put(self, articles: Mapping[str, Article]) -> None:
        """The articles that the library holds now."""
        self._shelf = replace(self._shelf, articles=articles)


def published(text: str, version: int) -> Framework:
    """The stored text as a Framework that knows its version."""
    return replace(parse(text), version=version)


async def publish_first(store: Store, at: datetime) -> bool:
    """Stores the Framework that comes with the assistant where there is none yet; True when it did."""
    if await store.read(lambda tx: tx.framework_version()):
        return False
    text = (KNOWLEDGE / "framework.yaml").read_text("utf-8")
    label = parse(text).label

    def work(tx: Tx) -> bool:
        if tx.framework_version():
            return False
        tx.add_framework(text, label=label, author="The assistant's set-up", reason=FIRST_REASON, at=at)
        return True

    try:
        return await store.write(work)
    except Stale:  # another process that started with us was quicker
        return False
