"""How well and how cheaply mail is read: python -m tests.bench.mail_reading.

Replies are counted on the half of the generated ones that is not looked at while tuning. Times are seconds of CPU in
the reading itself; memory is the most that a worker process has had in its hands while it read the poison.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.mail.read import read
from bot.mail.reader import Reader
from tests.bot.mail.poison import BODIES, EVERYTHING, HTML, MARKUP, TEXT, filled
from tests.bot.mail.replies import HELD_OUT, TUNING, WORLDS, generated, prompt

ROUNDS = 5
SENT = prompt(WORLDS[TUNING], labels_first=False)
QUOTED = "".join(f"> {line}\n" for line in SENT.splitlines())
WORDS = "We have taken on three people from the estate since April, and two of them have signed for a second year.\n"
STYLE = "font-size:11.0pt;font-family:&quot;Calibri&quot;,sans-serif;color:#1F497D"
TYPICAL = {
    "text": TEXT
    + filled(WORDS * 6 + "\n")
    + b"\nOn Tue, 24 Nov 2026 at 13:05, us <a@b.example> wrote:\n"
    + QUOTED.encode(),
    "HTML": HTML
    + filled(f'<p class="MsoNormal"><span style="{STYLE}">{WORDS.strip()} <b>Yes</b><o:p></o:p></span></p>\n'),
}


@dataclass(frozen=True)
class Reading:
    """`exact` of `replies` were read right; seconds of CPU; `slowest` and `largest` are of the poison, in MB."""

    exact: int
    replies: int
    typical: dict[str, float]
    worst: float
    worst_of: str
    slowest: float
    slowest_of: str
    largest: float

    def lines(self) -> Iterator[str]:
        yield "\nReading mail"
        yield f"  replies read right   {self.exact} of {self.replies} ({self.exact / self.replies:.1%})"
        for name, seconds in self.typical.items():
            yield f"  1 MB of {name:<12} {seconds * 1000:6.0f} ms"
        yield f"  worst 1 MB           {self.worst * 1000:6.0f} ms ({self.worst_of})"
        yield f"  slowest poison       {self.slowest * 1000:6.0f} ms ({self.slowest_of})"
        yield f"  a worker's memory    {self.largest:6.0f} MB at most"

    def aims(self) -> Iterator[tuple[str, bool]]:
        yield "at least 95% of replies read right", self.exact >= 0.95 * self.replies
        yield "a typical 1 MB in less than 50 ms", max(self.typical.values()) < 0.05
        yield "the worst 1 MB in less than 500 ms", self.worst < 0.5
        yield "no poison takes 2 s or 300 MB", self.slowest < 2 and self.largest < 300


async def reading() -> Reading:
    """Takes about half a minute."""
    cases = list(generated(HELD_OUT))
    exact = sum((read(case.raw, case.sent).reply or "").split() == case.expected.split() for case in cases)
    typical = {name: statistics.median(_seconds(raw) for _ in range(ROUNDS)) for name, raw in TYPICAL.items()}
    worst_of, worst = max(((name, _seconds((BODIES | MARKUP)[name]())) for name in BODIES | MARKUP), key=lambda x: x[1])
    slowest_of, slowest, largest = await _poisoned()
    return Reading(exact, len(cases), typical, worst, worst_of, slowest, slowest_of, largest)


def _seconds(raw: bytes) -> float:
    started = time.process_time()
    read(raw, SENT)
    return time.process_time() - started


async def _poisoned() -> tuple[str, float, float]:
    """The slowest poison with its seconds of CPU, and the most memory of any worker."""
    slowest_of, slowest, largest = "", 0.0, 0.0
    reader = Reader(workers=1)
    for name, make in EVERYTHING.items():
        await reader.read(b"From: a@b.example\r\n\r\nto have a worker")
        worker = reader.idle[0]
        before = _cpu(worker)
        await reader.read(make(), SENT)
        if worker not in reader.idle:
            return name, float("inf"), float("inf")
        seconds = _cpu(worker) - before
        slowest_of, slowest = max((slowest_of, slowest), (name, seconds), key=lambda one: one[1])
        largest = max(largest, _peak(worker))
    await reader.close()
    return slowest_of, slowest, largest


def _cpu(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def _peak(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text("ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1000


def main() -> int:
    found = asyncio.run(reading())
    print("\n".join([*found.lines(), "\nAims"]))
    print("\n".join(f"  {'met' if met else 'MISSED':<7} {words}" for words, met in found.aims()))
    return 0 if all(met for _, met in found.aims()) else 1


if __name__ == "__main__":
    sys.exit(main())
