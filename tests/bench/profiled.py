"""The assistant with a sampler in its process: python -m tests.bench.profiled OUT serve …. From SIGUSR1 on it notes
again and again where each thread is, and at the end writes to OUT how much processor time went by in each stack."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from types import FrameType

import orjson

from bot.__main__ import main

EVERY = 0.002
"""Seconds between two looks."""

SWITCH = 1e-6
"""Seconds that a look waits for the interpreter: so few that it is taken where the work is, and not where the work
next gives way."""

Stack = tuple[tuple[str, str], ...]
"""File and function of each frame, the innermost first."""


class Sampler:
    def __init__(self) -> None:
        self.seen: Counter[Stack] = Counter()
        """Nanoseconds."""
        self._on, self._end = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="sampler", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def begin(self, *_: object) -> None:
        sys.setswitchinterval(SWITCH)
        self._on.set()

    def stop(self) -> None:
        self._end.set()
        self._on.set()
        self._thread.join()

    def _run(self) -> None:
        self._on.wait()
        before: dict[int, int] = {}
        while not self._end.wait(EVERY):
            for thread, frame in sys._current_frames().items():
                if thread != threading.get_ident():
                    spent = time.clock_gettime_ns(time.pthread_getcpuclockid(thread))
                    # A thread that is new may have the number of one that has ended.
                    self.seen[_stack(frame)] += max(0, spent - before.get(thread, spent))
                    before[thread] = spent


def _stack(frame: FrameType | None) -> Stack:
    found = []
    while frame is not None:
        found.append((frame.f_code.co_filename, frame.f_code.co_qualname))
        frame = frame.f_back
    return tuple(found)


if __name__ == "__main__":
    sampler = Sampler()
    sampler.start()
    signal.signal(signal.SIGUSR1, sampler.begin)
    code = main(sys.argv[2:])
    sampler.stop()
    Path(sys.argv[1]).write_bytes(orjson.dumps([[stack, spent] for stack, spent in sampler.seen.items()]))
    sys.exit(code)
