"""The child of `bot.limited`: takes its limits first, then imports the work, and does it once."""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Sequence
from importlib import import_module

OUT_OF_MEMORY = 3


def main(words: Sequence[str]) -> int:
    """`words` are the function, the bytes of memory and the seconds of processor time."""
    function, memory, processor = words[0], int(words[1]), int(words[2])
    os.nice(10)  # a person who waits for a chat goes before one who waits for a document
    for limit, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, processor),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(limit, (most, most))
    module, _, name = function.partition(":")
    try:
        answer: bytes = getattr(import_module(module), name)(sys.stdin.buffer.read())
    except MemoryError:
        return OUT_OF_MEMORY
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
