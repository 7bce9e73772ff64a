"""Reads mail in processes of their own, which are killed and replaced when a message is too much for them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from asyncio.subprocess import PIPE, Process
from dataclasses import replace

from bot.mail.clamd import Clamd
from bot.mail.peek import peek
from bot.mail.read import set_aside_as
from bot.mail.wire import lengths, read_back
from bot.mail.worker import NUMBER
from cards import refused_files, set_aside
from domain.mail import MailFile, ReadMail

MEGABYTES = 700
"""Address space of a worker, which is more than it uses: the libraries alone map a third of it."""

SECONDS = 10.0
_MOST_ANSWER = 100_000_000

log = logging.getLogger(__name__)


class Reader:
    """At most `workers` messages are read at once; the others wait. `close` when done."""

    def __init__(
        self, workers: int = 2, *, seconds: float = SECONDS, megabytes: int = MEGABYTES, scanner: Clamd | None = None
    ) -> None:
        self._scanner = scanner
        self._free = asyncio.Semaphore(workers)
        self._seconds = seconds
        self._megabytes = megabytes
        self._idle: list[Process] = []

    async def read(self, raw: bytes, sent_text: str = "") -> ReadMail:
        """What the message is; set aside, with the reason, when it took too long or broke its worker.

        Raises `TryLater` when there is a virus scanner and it does not answer.
        """
        mail = await self._read(raw, sent_text)
        return mail if self._scanner is None else replace(mail, files=await self._scanned(mail.files, self._scanner))

    async def _scanned(self, files: tuple[MailFile, ...], scanner: Clamd) -> tuple[MailFile, ...]:
        judged = []
        for file in files:
            found = await scanner.found_in(file.content) if file.taken else ""
            if found:
                file = replace(file, taken=False, reason=refused_files.infected(found), content=b"")
            judged.append(file)
        return tuple(judged)

    async def _read(self, raw: bytes, sent_text: str) -> ReadMail:
        async with self._free:
            worker = self._idle.pop() if self._idle else await self._started()
            try:
                mail = await asyncio.wait_for(_asked(worker, raw, sent_text), self._seconds)
            except TimeoutError:
                log.warning("a message took longer than %s seconds to read", self._seconds)
                await _end(worker)
                return set_aside_as(set_aside.TOO_SLOW, peek(raw))
            except (asyncio.IncompleteReadError, OSError, ValueError, TypeError, KeyError) as fault:
                log.warning("reading a message broke its worker: %s", fault)
                await _end(worker)
                return set_aside_as(set_aside.BROKE, peek(raw))
            except BaseException:
                await _end(worker)
                raise
            self._idle.append(worker)
            if mail.reason in (set_aside.TOO_MUCH_MEMORY, set_aside.BROKE):
                self._idle.remove(worker)
                await _end(worker)
            return mail

    @property
    def idle(self) -> list[int]:
        """The process ids of the workers that wait for a message."""
        return [worker.pid for worker in self._idle]

    async def close(self) -> None:
        while self._idle:
            await _end(self._idle.pop())

    async def _started(self) -> Process:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.mail.worker", str(self._megabytes), stdin=PIPE, stdout=PIPE
        )


async def _asked(worker: Process, raw: bytes, sent_text: str) -> ReadMail:
    assert worker.stdin is not None and worker.stdout is not None
    sent = sent_text.encode("utf-8", "replace")
    worker.stdin.write(len(raw).to_bytes(NUMBER, "big") + len(sent).to_bytes(NUMBER, "big"))
    worker.stdin.write(raw)
    worker.stdin.write(sent)
    await worker.stdin.drain()
    line = await _exactly(worker, int.from_bytes(await worker.stdout.readexactly(NUMBER), "big"))
    return read_back(line, [await _exactly(worker, length) for length in lengths(line)])


async def _exactly(worker: Process, length: int) -> bytes:
    assert worker.stdout is not None
    if not 0 <= length <= _MOST_ANSWER:
        raise ValueError("more than a worker may send")
    return await worker.stdout.readexactly(length) if length else b""


async def _end(worker: Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        worker.kill()
    if worker.stdin is not None:
        worker.stdin.close()
    await worker.wait()
