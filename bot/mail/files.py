"""Files that people sent, by their digest, outside the database."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass

import fsspec

from domain.errors import TryLater


@dataclass(frozen=True)
class FileStore:
    """`address` is a folder, or any address that fsspec knows. The same bytes are kept once."""

    address: str

    async def keep(self, content: bytes) -> str:
        """Stores a file and gives its digest. Whoever reads it never sees half of it. Raises `TryLater`."""
        try:
            return await asyncio.to_thread(self._keep, content)
        except Exception as error:  # each system that fsspec knows has faults of its own
            raise TryLater(f"a file could not be kept: {type(error).__name__}: {error}") from error

    async def read(self, digest: str) -> bytes:
        """Raises FileNotFoundError for one that is not there."""
        return await asyncio.to_thread(self._read, digest)

    async def drop(self, digest: str) -> None:
        """Deletes a file, if it is there."""
        await asyncio.to_thread(self._drop, digest)

    def _keep(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        system, path = self._place(digest)
        if not system.exists(path):
            system.makedirs(path.rpartition("/")[0], exist_ok=True)
            begun = f"{path}.{id(content):x}.new"
            system.pipe_file(begun, content)
            system.mv(begun, path)
        return digest

    def _read(self, digest: str) -> bytes:
        system, path = self._place(digest)
        return bytes(system.cat_file(path))

    def _drop(self, digest: str) -> None:
        system, path = self._place(digest)
        if system.exists(path):
            system.rm_file(path)

    def _place(self, digest: str) -> tuple[fsspec.AbstractFileSystem, str]:
        system, root = fsspec.core.url_to_fs(self.address)
        return system, f"{root}/{digest[:2]}/{digest}"
