"""Work on what strangers sent, in a child process that takes no more than it is given and cannot harm its parent.

The child has none of our settings and secrets in its environment, may write to no file, and is killed when it
takes too long. It runs one function of ours, named as "module:function", from bytes to bytes.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
MEGABYTE = 1024 * 1024

OUT_OF_MEMORY = 3
"""How the child ends when it wanted more memory than it may have."""


@dataclass(frozen=True)
class Limits:
    """`memory` and `answer` in bytes, `processor` in whole seconds of its time, `seconds` by the clock."""

    memory: int = 512 * MEGABYTE
    processor: int = 20
    seconds: float = 30.0
    answer: int = 8 * MEGABYTE


class LimitReached(Exception):
    """The child was stopped, or ended by itself without an answer. The text says of what, for the log."""


class Limited:
    """Runs such work, `at_once` at the same time; more waits for its turn."""

    def __init__(self, limits: Limits | None = None, at_once: int = 2) -> None:
        self._limits = limits or Limits()
        self._turns = asyncio.Semaphore(at_once)

    async def run(self, function: str, given: bytes) -> bytes:
        """What "module:function" makes of these bytes. Raises `LimitReached`."""
        async with self._turns:
            child = await self._start(function)
            try:
                async with asyncio.timeout(self._limits.seconds):
                    _, answer = await asyncio.gather(_feed(child, given), self._answer(child))
                    code = await child.wait()
            except TimeoutError as fault:
                raise LimitReached(f"it took longer than {self._limits.seconds:g} seconds") from fault
            finally:
                if child.returncode is None:
                    with contextlib.suppress(ProcessLookupError):
                        child.kill()
                    await child.wait()
        if code:
            raise LimitReached("it wanted too much memory" if code == OUT_OF_MEMORY else f"it ended with {code}")
        return answer

    async def _start(self, function: str) -> asyncio.subprocess.Process:
        limits = self._limits
        words = ("-m", "bot.limited_child", function, str(limits.memory), str(limits.processor))
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-E", "-s", "-B", "-X", "utf8", *words),
            cwd=ROOT,
            env={},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )

    async def _answer(self, child: asyncio.subprocess.Process) -> bytes:
        assert child.stdout is not None
        found = bytearray()
        while part := await child.stdout.read(65_536):
            found += part
            if len(found) > self._limits.answer:
                raise LimitReached(f"it answered with more than {self._limits.answer} bytes")
        return bytes(found)


async def _feed(child: asyncio.subprocess.Process, given: bytes) -> None:
    """A child that ends before it has read everything is told by how it ended."""
    assert child.stdin is not None
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        child.stdin.write(given)
        await child.stdin.drain()
        child.stdin.close()
        await child.stdin.wait_closed()
