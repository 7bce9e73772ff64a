"""The long-running commands as real processes: how they start, what they keep, and how they end."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.mail import MailSource, MailState, RawMail
from storage.store import Store, Tx
from tests.bot.teams.fake_connector import Answered, FakeTeams
from tests.e2e.assistant import PROJECT, free_port

LISTENING = "The assistant is listening.\n"


class Installation:
    """One folder with a database, and a port."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.port, self.mail_port = free_port(), free_port()
        ours = {name: value for name, value in os.environ.items() if not name.startswith("SVA_")}
        self._environ = ours | {
            "SVA_PORT": str(self.port),
            "SVA_MAIL_PORT": str(self.mail_port),
            "SVA_DATABASE_URL": f"sqlite:///{folder}/assistant.db",
            "SVA_SECRET": "a secret for the tests, long enough",
            "PYTHONUNBUFFERED": "1",
            **settings,
        }

    @contextmanager
    def process(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        """A process with its streams as pipes. It is killed only when the test has failed."""
        with subprocess.Popen(
            [sys.executable, "-m", "bot", *words],
            cwd=PROJECT,
            env=self._environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def done(self, *words: str, given: str = "") -> tuple[int, str, str]:
        """Code, output and errors of a command that ends by itself."""
        with self.process(*words) as process:
            out, err = process.communicate(given, timeout=60)
            return process.returncode, out, err

    def refuses(self) -> None:
        """Returns as soon as nobody new is let in."""
        with suppress(ConnectionError):
            while True:
                socket.create_connection(("127.0.0.1", self.port), timeout=60).close()

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return str(answer.read().decode())


@pytest.fixture
def here(tmp_path: Path) -> Installation:
    return Installation(tmp_path)


def ended(process: subprocess.Popen[str], number: int) -> tuple[int, list[str]]:
    """Sends the signal, and gives the code and the levels of what was logged."""
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    return process.returncode, [json.loads(line)["level"] for line in err.splitlines()]


def listening(process: subprocess.Popen[str]) -> str:
    """Waits until it listens, and gives what it says about where."""
    assert process.stdout is not None
    said = [process.stdout.readline()]
    assert said == [LISTENING]
    while "Ctrl-C" not in said[-1]:
        said.append(process.stdout.readline())
    return "".join(said)


def test_serve_answers_refuses_a_second_on_its_port_and_ends_when_told(here: Installation) -> None:
    with here.process("serve") as process:
        assert listening(process) == (
            f"{LISTENING}  Browser chat:    http://127.0.0.1:{here.port}/dev/chat\n"
            f"  Teams endpoint:  http://127.0.0.1:{here.port}/api/messages\n"
            "  Mail address:    assistant@council.example\n"
            f"  SMTP server:     127.0.0.1:{here.mail_port}\n"
            f"  Mail, to see:    http://127.0.0.1:{here.port}/dev/mail\nCtrl-C ends it.\n"
        )
        assert here.get("/ready") == "ready\n"
        code, out, err = here.done("serve")
        assert (code, out) == (1, "")
        assert err.splitlines()[-2].startswith(f"Cannot listen on 127.0.0.1:{here.port}: ")
        assert here.get("/ready") == "ready\n"
        code, levels = ended(process, signal.SIGTERM)
        assert (code, set(levels)) == (0, {"INFO"})


async def test_a_turn_in_hand_is_finished_and_answered_before_the_end(here: Installation) -> None:
    async with FakeTeams() as teams:
        amira, teams.hold = teams.user("Amira"), asyncio.Event()
        teams.bot_url = f"http://127.0.0.1:{here.port}/api/messages"
        with here.process("serve") as process:
            await asyncio.to_thread(listening, process)
            said = asyncio.create_task(teams.say(amira, "help"))
            await teams.tried.wait()  # the answer is on its way, and Teams does not take it yet
            process.send_signal(signal.SIGTERM)
            assert process.stdout is not None
            assert await asyncio.to_thread(process.stdout.readline) == "Stopping: finishing what is in hand.\n"
            await asyncio.to_thread(here.refuses)
            assert said.done() is False
            teams.hold.set()
            assert await said == Answered(200)
            assert await asyncio.to_thread(process.wait, 60) == 0
        assert [m["summary"] for m in teams.sent(amira)] == ["What I can do"]


def test_start_twice_keeps_the_people_and_adds_nobody_twice(here: Installation) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        with here.process("start") as process:
            listening(process)
            page = here.get("/dev/chat")
            assert ended(process, number)[0] == 0
        assert page.count("Amira Hollis") == 1
    assert len(here.done("people")[1].splitlines()) == 7


def test_the_worker_ends_when_told(here: Installation) -> None:
    with here.process("worker") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "The worker is running.\n"
        code, levels = ended(process, signal.SIGTERM)
        assert (code, set(levels)) == (0, {"INFO"})


def test_the_worker_forgets_old_mail_after_the_days_of_the_setting(tmp_path: Path) -> None:
    here = Installation(tmp_path, SVA_MAIL_KEPT_DAYS="2")
    here.done("migrate")
    read_days_ago(f"sqlite:///{tmp_path}/assistant.db", 3)
    with here.process("worker") as process:
        assert process.stderr is not None
        late = threading.Timer(60, process.kill)
        late.start()
        said = iter(json.loads(line)["message"] for line in process.stderr)
        assert "1 old mails were forgotten; what was understood of them is kept" in said
        late.cancel()


def read_days_ago(url: str, days: int) -> None:
    """A mail that was read so many days ago."""
    at = datetime.now(UTC) - timedelta(days=days)

    def work(tx: Tx) -> None:
        tx.keep_mail(RawMail("assistant@council.example", b"words", "", (), at, MailSource.SMTP), "", at=at)
        (held,), _ = tx.claim_mail(1, lease=timedelta(0), now=at, max_attempts=1)
        tx.mail_read(held, MailState.READ, at=at)

    async def write() -> None:
        store = Store(url, organisation="derbyshire")
        await store.write(work)
        await store.close()

    asyncio.run(write())


def test_a_conversation_in_the_terminal(here: Installation) -> None:
    here.done("people", "add", "nina@council.example", "Nina Vale", "officer")
    told = "I need a quotation for 40 office chairs, £38,000 including VAT, one-off, mostly small firms\n"
    code, out, err = here.done("talk", "--as", "NINA@council.example", given=f"help\n{told}my tenders\n")
    greeting, helped, planned, listed, end = out.split("> ")
    assert (code, err, end) == (0, "", "")
    assert greeting == "You are Nina Vale. Write what you want; Ctrl-D ends it.\n\n"
    assert helped.startswith("\nWhat I can do\n=============\n")
    assert planned.startswith("\nStep 1 of 4: What you are buying\n")
    assert "Buying: 40 office chairs\n" in planned
    assert "40 office chairs" in listed


def test_what_came_meanwhile_is_shown_in_the_terminal_once(here: Installation) -> None:
    here.done("people", "add", "nina@council.example", "Nina Vale", "officer")
    here.done("people", "add", "ian@council.example", "Ian Moss", "officer", "single point of contact")
    here.done("talk", "--as", "ian@council.example", given="help\n")
    here.done("talk", "--as", "nina@council.example", given="ask a person\nMay we use a framework?\n")
    shown = here.done("talk", "--as", "ian@council.example", given="help\n")[1]
    assert shown.count("A question\n==========\n") == 1
    assert "> May we use a framework?\n— Nina Vale\n" in shown
    assert shown.index("A question\n") < shown.index("What I can do\n")
    assert "A question\n" not in here.done("talk", "--as", "ian@council.example")[1]


def test_only_somebody_known_talks(here: Installation) -> None:
    add = "Use: python -m bot people add EMAIL NAME officer\n"
    assert here.done("talk") == (1, "", f"Nobody is an officer yet. {add}")
    nobody = (1, "", f"Nobody has the address nina@council.example. {add}")
    assert here.done("talk", "--as", "nina@council.example") == nobody
