"""How many mails a second get from the SMTP door into a committed turn with its reply: python -m tests.bench.mail_rate.

One process with its worker, on SQLite and on all processors; whoever measures shares them. Questions are asked of the
guidance; a labelled reply fills in the first step of a plan under our own words, quoted as mail programs do. What comes
is in the database before the server says that it has it, and so is each reply before it is sent.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from time import perf_counter
from typing import Any

import aiosmtplib

from bot.mail.threads import Threads
from storage.outbox import Letter
from storage.store import Store
from tests.bench.cells import percentile
from tests.bench.processes import ORGANISATION, Process, free_port

MAILBOX, SECRET, DATABASE = "assistant@council.example", "kept for the time of one measurement", "mail.db"
SENDERS, CONNECTIONS = 400, 16
LONGEST = 300.0
AIM = 100
"""Labelled replies a second."""

PLAN = "I'm buying a social connection service for £{pounds:,} over 2 years"
FILLED = "Q1: the whole county\nQ2: 1\nQ3: 2 years\nQ4: 1 April 2027\nQ5: a mix\n"
QUESTIONS = (
    "What is social value?",
    "How much weighting should social value have?",
    "Can I insist on local suppliers?",
    "What must a small contract ask for?",
    "How do I check what a supplier has promised?",
)


@dataclass(frozen=True)
class Rate:
    """Of one kind of mail: how many, seconds for all, and for each the seconds from its arrival until its turn and its
    reply were committed and noted."""

    kind: str
    seconds: float
    waits: Sequence[float]

    @property
    def each_second(self) -> float:
        return len(self.waits) / self.seconds


@dataclass(frozen=True)
class MailRate:
    """`memory` is that of the process in MB at the end, without the processes that read; `load` that of the machine
    before the start, which ought to be near nothing."""

    rates: Sequence[Rate]
    memory: float
    load: float

    def lines(self) -> Iterator[str]:
        yield "  by the SMTP door into a committed turn with its reply, many at once"
        for rate in self.rates:
            late = f"{percentile(rate.waits, 50):.1f} / {percentile(rate.waits, 95):.1f} s"
            yield f"  {rate.kind:<20} {rate.each_second:6.0f} a second, p50 / p95 {late}"
        yield f"  memory               {self.memory:6.0f} MB, without the workers that read"
        yield f"  load of the machine  {self.load:6.1f} before"

    def aims(self) -> Iterator[tuple[str, bool]]:
        replies = next(rate for rate in self.rates if rate.kind == "labelled replies")
        yield f"{replies.each_second:.0f} labelled replies by mail a second, at least {AIM}", replies.each_second >= AIM


async def mail_rate(folder: Path, senders: int = SENDERS) -> MailRate:
    """Takes about a minute."""
    load, port = os.getloadavg()[0], free_port()
    process = _assistant(folder, port)
    try:
        await process.listening()
        await _until_open(port)
        plans = [_mail(n, "Service", PLAN.format(pounds=150_000 + n)) for n in range(senders)]
        begun = await _measured("first sentences", folder, port, plans)
        replies = [_reply(letter) for letter in await _letters(folder, senders)]
        filled = await _measured("labelled replies", folder, port, replies)
        if not all("Step 2 of 6" in str(letter.delivery.payload["text"]) for letter in await _letters(folder, senders)):
            raise RuntimeError("not every reply was taken for an answer")
        asked = [_mail(n, "A question", f"{QUESTIONS[n % len(QUESTIONS)]}\n") for n in range(senders)]
        questions = await _measured("questions", folder, port, asked)
        return MailRate((begun, filled, questions), process.memory(), load)
    finally:
        await process.stop()


def _assistant(folder: Path, port: int) -> Process:
    environment = {
        "SVA_DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        "SVA_ORGANISATION": ORGANISATION,
        "SVA_PORT": "{port}",
        "SVA_MAIL_PORT": str(port),
        "SVA_SECRET": SECRET,
        "SVA_FILES": str(folder / "files"),
    }
    process = Process("mail", ["-m", "bot", "serve"], environment, folder / "mail.log")
    process.spread()
    return process


async def _until_open(port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
            continue
        writer.close()
        return


async def _measured(kind: str, folder: Path, port: int, mails: Sequence[EmailMessage]) -> Rate:
    """Sends all by a few connections, and waits until each is read."""
    raws = [(str(mail["From"]), str(mail["To"]), mail.as_bytes(policy=SMTP)) for mail in mails]
    before = _read(folder)
    started = perf_counter()
    await asyncio.gather(*(_send(port, raws[first::CONNECTIONS]) for first in range(CONNECTIONS)))
    while (done := _read(folder) - before) < len(raws):
        if perf_counter() - started > LONGEST:
            raise RuntimeError(f"only {done} of {len(raws)} {kind} were read")
        await asyncio.sleep(0.1)
    return Rate(kind, perf_counter() - started, _waits(folder)[before:])


async def _send(port: int, raws: Sequence[tuple[str, str, bytes]]) -> None:
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, use_tls=False, start_tls=False, timeout=60) as client:
        for sender, to, raw in raws:
            await client.sendmail(sender, [to], raw)


def _read(folder: Path) -> int:
    return int(_rows(folder, "select count(*) from mail where state = 'read'")[0][0])


def _waits(folder: Path) -> list[float]:
    """For each mail that was read, the seconds that it waited, in the order in which they were read."""
    rows = _rows(folder, "select at, settled from mail where state = 'read' order by settled")
    moments = [(datetime.fromisoformat(at), datetime.fromisoformat(settled)) for at, settled in rows]
    return [(settled - at).total_seconds() for at, settled in moments]


def _rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{folder / DATABASE}?mode=ro", uri=True)) as database:
        return database.execute(query).fetchall()


async def _letters(folder: Path, count: int) -> list[Letter]:
    store = Store(f"sqlite:///{folder / DATABASE}", organisation=ORGANISATION)
    letters = await store.read(lambda tx: tx.letters(count))
    await store.close()
    return list(letters)


def _mail(number: int, subject: str, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = f"officer{number}@council.example", MAILBOX, subject
    message["Message-ID"] = f"<{subject.partition(' ')[0]}.{number}@their.example>"
    message.set_content(text)
    return message


def _reply(letter: Letter) -> EmailMessage:
    """What a mail program makes of the filled-in lines, with our words quoted under them."""
    delivery, threads = letter.delivery, Threads((SECRET,), MAILBOX)
    to = str(delivery.payload.get("to") or delivery.reference["to"])
    quoted = "\n".join(f"> {line}".rstrip() for line in str(delivery.payload["text"]).splitlines())
    number = int(to.partition("@")[0].removeprefix("officer"))
    words = f"{FILLED}\nOn Tue, 24 Nov 2026 at 13:05, Social Value Assistant wrote:\n{quoted}\n"
    message = _mail(number, f"Re: {delivery.payload['subject']}", words)
    answered = f"<{threads.message_id(delivery.job_id, delivery.address)}>"
    message.replace_header("To", threads.reply_address(delivery.address, to))
    message["In-Reply-To"] = message["References"] = answered
    return message


async def _alone() -> MailRate:
    with tempfile.TemporaryDirectory() as folder:
        return await mail_rate(Path(folder))


def main() -> int:
    found = asyncio.run(_alone())
    print("\n".join([*found.lines(), "\nAims"]))
    print("\n".join(f"  {'met' if met else 'MISSED':<7} {words}" for words, met in found.aims()))
    return 0 if all(met for _, met in found.aims()) else 1


if __name__ == "__main__":
    sys.exit(main())
