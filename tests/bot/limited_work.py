"""What a child of `bot.limited` is made to do in its tests."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path


def twice(given: bytes) -> bytes:
    return given * 2


def wait(given: bytes) -> bytes:
    signal.pause()
    return b"never"


def work(given: bytes) -> bytes:
    while True:
        pass


def want_memory(given: bytes) -> bytes:
    return bytes(2_000 * 1024 * 1024)


def talk(given: bytes) -> bytes:
    return b"x" * 200_000


def crash(given: bytes) -> bytes:
    os.abort()


def fail(given: bytes) -> bytes:
    raise ValueError(given)


def write(given: bytes) -> bytes:
    Path(given.decode()).write_bytes(b"words")
    return b"written"


def environment(given: bytes) -> bytes:
    return json.dumps(sorted(os.environ)).encode()
