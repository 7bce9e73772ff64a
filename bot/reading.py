"""Documents that somebody sent, read in a child process: whatever is in them, this one stays as it was."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict

from bot.limited import Limited, LimitReached
from domain.conversation import SentFile
from domain.document import LARGEST_FILE, MOST_FILES, ReadDocument
from knowledge.documents.clean import one_line
from knowledge.documents.read import LONGEST_NAME, TOO_LARGE, TOO_MANY, TOO_MUCH, read_document

log = logging.getLogger("assistant.reading")

_READ = f"{__name__}:read_in_child"


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
            answer = await self._limited.run(_READ, name + b"\n" + file.content)
        except LimitReached as limit:
            log.warning("a document could not be read: %s", limit)
            return _refused(file, TOO_MUCH)
        found = json.loads(answer)
        return ReadDocument(**{**found, "notes": tuple(found["notes"])})


def read_in_child(given: bytes) -> bytes:
    """The child's work: a name and a file in, what was made of it out."""
    name, _, content = given.partition(b"\n")
    return json.dumps(asdict(read_document(json.loads(name), content))).encode("ascii")


def _refused(file: SentFile, reason: str) -> ReadDocument:
    return ReadDocument(one_line(file.name)[:LONGEST_NAME] or "A file without a name", refused=reason)
