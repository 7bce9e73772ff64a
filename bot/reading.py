"""Documents that somebody sent, read in a child process: whatever is in them, this one stays as it was."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence

from bot.limited import Limited, LimitReached
from domain.conversation import SentFile
from domain.document import (
    LARGEST_FILE,
    LONGEST_NAME,
    MOST_FILES,
    TOO_LARGE,
    TOO_MANY,
    TOO_MUCH,
    ReadDocument,
)
from knowledge.documents.clean import one_line

log = logging.getLogger("assistant.reading")

_READER = "knowledge.documents.read"
"""Named and not imported: what documents are read with is loaded in the child alone."""


class DocumentReader:
    """Reads each file by itself, so that one that does harm takes no other with it."""

    def __init__(self, limited: Limited) -> None:
        self._limited = limited

    async def read(self, files: Sequence[SentFile]) -> tuple[ReadDocument, ...]:
        """One for each file, in order. Never raises for what a file holds."""
        read = await asyncio.gather(*(self._one(file) for file in files[:MOST_FILES]))
        return (*read, *(_refused(file, TOO_MANY) for file in files[MOST_FILES:]))

    async def _one(self, file: SentFile) -> ReadDocument:
        if file.fault:
            return _refused(file, file.fault)
        if len(file.content) > LARGEST_FILE:
            return _refused(file, TOO_LARGE)
        name = json.dumps(file.name).encode("ascii")
        try:
            answer = await self._limited.run(f"{_READER}:read_in_child", name + b"\n" + file.content)
        except LimitReached as limit:
            log.warning("a document could not be read: %s", limit)
            return _refused(file, TOO_MUCH)
        found = json.loads(answer)
        return ReadDocument(**{**found, "notes": tuple(found["notes"])})


def _refused(file: SentFile, reason: str) -> ReadDocument:
    return ReadDocument(one_line(file.name)[:LONGEST_NAME] or "A file without a name", refused=reason)
