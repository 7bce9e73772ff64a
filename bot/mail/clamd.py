"""Asks a virus scanner (clamd, by INSTREAM) about a file, where the council has one."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from domain.errors import TryLater

_CHUNK = 1 << 16
_SECONDS = 60.0
_LONGEST_ANSWER = 4_096


@dataclass(frozen=True)
class Clamd:
    """The scanner at `address`: "host:port", or the path of a socket on this machine."""

    address: str

    async def found_in(self, content: bytes) -> str:
        """The name of what it found, "" for nothing. Raises `TryLater` when it gives no answer."""
        try:
            answer = await asyncio.wait_for(self._asked(content), _SECONDS)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as fault:
            raise TryLater(f"clamd: {type(fault).__name__}: {fault}") from fault
        name, space, verdict = answer.rpartition(" ")
        if verdict == "OK":
            return ""
        if verdict == "FOUND" and space:
            return name.partition(": ")[2][:100]
        raise TryLater(f"clamd: {answer[:200]}")

    async def _asked(self, content: bytes) -> str:
        if self.address.startswith("/"):
            answers, writer = await asyncio.open_unix_connection(self.address, limit=_LONGEST_ANSWER)
        else:
            host, _, port = self.address.rpartition(":")
            answers, writer = await asyncio.open_connection(host.strip("[]"), int(port), limit=_LONGEST_ANSWER)
        try:
            writer.write(b"zINSTREAM\0")
            for start in range(0, len(content), _CHUNK):
                piece = content[start : start + _CHUNK]
                writer.write(len(piece).to_bytes(4, "big") + piece)
                await writer.drain()
            writer.write(bytes(4))
            await writer.drain()
            return (await answers.readuntil(b"\0")).rstrip(b"\0").decode("utf-8", "replace").strip()
        finally:
            writer.close()
