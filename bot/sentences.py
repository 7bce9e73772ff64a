"""Sentence vectors: made on a thread of their own, kept in the database by what the words are."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np

from knowledge.encoder import MODEL, Encoder, Floats
from knowledge.library import digest
from storage.store import Store

T = TypeVar("T")

STORED = np.float16
PREPARED_FILE = "prepared.npz"
"""Vectors of the articles that come with the assistant, made at set-up so that the first start is immediate."""

AT_A_TIME = 8
"""Texts that are encoded before a question that waits has its turn."""


class Sentences:
    """`open` loads the model. Everything heavy about the guidance runs on its one thread, never on the loop."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store, self._folder = store, folder
        self._thread = ThreadPoolExecutor(1, "sentences")
        self._encoder: Encoder | None = None
        self._prepared: Mapping[str, Floats] = {}

    async def open(self) -> None:
        """Raises `NoEncoder` when the model has not been built."""
        self._encoder = await self.run(lambda: Encoder(self._folder))
        self._prepared = await self.run(lambda: read_prepared(self._folder))

    async def close(self) -> None:
        await asyncio.to_thread(self._thread.shutdown)

    async def run(self, work: Callable[[], T]) -> T:
        """Runs work on the thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row for each text. Only on the thread."""
        if self._encoder is None:
            raise RuntimeError("sentences not open")
        return self._encoder(texts)

    def encode_known(self, texts: Sequence[str]) -> Floats:
        """The same, taking what was made at set-up. Only on the thread."""
        missing = [text for text in texts if digest(text) not in self._prepared]
        made = {} if not missing else dict(zip(missing, self.encode(missing), strict=True))
        return np.stack([made[text] if text in made else self._prepared[digest(text)] for text in texts])

    async def stored(self, texts: Collection[str]) -> Mapping[str, Floats]:
        """The vectors that are kept, by the digest of their text."""
        digests = {digest(text) for text in texts}
        prepared = {key: self._prepared[key] for key in digests & self._prepared.keys()}
        missing = digests - prepared.keys()
        found = await self._store.read(lambda tx: tx.vectors(MODEL, missing)) if missing else {}
        return prepared | {key: np.frombuffer(vector, STORED).astype(np.float32) for key, vector in found.items()}

    async def make(self, texts: Sequence[str], made: Callable[[int], None] = lambda count: None) -> None:
        """Encodes and keeps what is not kept yet. `made` is told how many are done, now and then."""
        held = await self.stored(texts)
        missing = list(dict.fromkeys(text for text in texts if digest(text) not in held))
        for start in range(0, len(missing), AT_A_TIME):
            some = missing[start : start + AT_A_TIME]
            rows = await self.run(lambda some=some: self.encode(some))  # type: ignore[misc]
            packed = {digest(text): row.astype(STORED).tobytes() for text, row in zip(some, rows, strict=True)}
            await self._store.write(lambda tx, packed=packed: tx.keep_vectors(MODEL, packed))  # type: ignore[misc]
            made(start + len(some))


def read_prepared(folder: Path) -> Mapping[str, Floats]:
    """The vectors that were made at set-up; none when there are none, or they are of another model."""
    file = folder / PREPARED_FILE
    if not file.is_file():
        return {}
    with np.load(file, allow_pickle=False) as kept:
        if str(kept["model"]) != MODEL:
            return {}
        rows = kept["vectors"].astype(np.float32)
        return dict(zip((str(key) for key in kept["digests"]), rows, strict=True))


def write_prepared(folder: Path, texts: Sequence[str], encode: Callable[[Sequence[str]], Floats]) -> int:
    """Makes the vectors of these texts where they are not there yet, forgets those of other texts, and says how
    many were made."""
    wanted = {digest(text): text for text in texts}
    held = {key: row for key, row in read_prepared(folder).items() if key in wanted}
    missing = [key for key in wanted if key not in held]
    made = encode([wanted[key] for key in missing]) if missing else np.zeros((0, 0), np.float32)
    vectors = held | dict(zip(missing, made, strict=True))
    rows = np.stack(list(vectors.values())).astype(STORED)
    unfinished = folder / f"{PREPARED_FILE}.part"
    with unfinished.open("wb") as file:
        np.savez(file, model=np.array(MODEL), digests=np.array(list(vectors)), vectors=rows)
    unfinished.replace(folder / PREPARED_FILE)
    return len(missing)
