"""The process in which mail is read: python -m bot.mail.worker MEGABYTES. It may die; nothing else does.

Reads from its standard input the lengths of a message and of the sent text, as two numbers of eight bytes, and then
both. Answers with the length of the JSON, the JSON, and the contents of the files.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import BinaryIO

from bot.mail.peek import peek
from bot.mail.read import read, set_aside_as
from bot.mail.wire import written
from cards import set_aside
from domain.mail import ReadMail

if sys.platform != "win32":
    import resource

NUMBER = 8


def serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Reads message after message until its input ends. After one that took all memory it stops."""
    while len(head := incoming.read(2 * NUMBER)) == 2 * NUMBER:
        raw = incoming.read(int.from_bytes(head[:NUMBER], "big"))
        sent = incoming.read(int.from_bytes(head[NUMBER:], "big")).decode("utf-8", "replace")
        try:
            answer = read(raw, sent)
        except MemoryError:
            _answer(outgoing, set_aside_as(set_aside.TOO_MUCH_MEMORY, peek(raw)))
            return
        except Exception:
            answer = set_aside_as(set_aside.BROKE, peek(raw))
            _answer(outgoing, answer)
            raise
        _answer(outgoing, answer)


def _answer(outgoing: BinaryIO, mail: ReadMail) -> None:
    line, contents = written(mail)
    outgoing.write(len(line).to_bytes(NUMBER, "big") + line)
    for content in contents:
        outgoing.write(content)
    outgoing.flush()


def limit_memory(megabytes: int) -> None:
    """So that a message cannot take the machine's memory; where the system has such limits."""
    if sys.platform != "win32":
        most = megabytes * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    limit_memory(int(sys.argv[1]))
    with suppress(BrokenPipeError):  # nobody waits for the answer any more
        serve(sys.stdin.buffer, sys.stdout.buffer)
