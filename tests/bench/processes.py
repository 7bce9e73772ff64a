"""The processes that are measured: started, watched through /proc, and ended."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

from tests.bench.teams import Teams
from tests.bot.teams.fake_people import APP_ID, TENANT

ROOT = Path(__file__).parent.parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
ORGANISATION = "derbyshire"
DATABASE = "assistant.db"
START_SECONDS = 60.0
STOP_SECONDS = 30.0


class Process:
    """One target. It gets the last processor for itself, and whoever measures keeps to the first."""

    def __init__(self, name: str, arguments: list[str], environment: Mapping[str, str], log: Path) -> None:
        self.name, self.log = name, log
        self.port = free_port()
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("SVA_") and k != "PYTHONDONTWRITEBYTECODE"}
        environment = {k: v.format(port=self.port) for k, v in environment.items()}
        self.began = perf_counter()
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env={**inherited, **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        self._proc = Path("/proc") / str(self._process.pid)
        os.sched_setaffinity(self._process.pid, {(os.cpu_count() or 1) - 1})

    async def listening(self) -> float:
        """Waits until it takes connections; seconds since it was started. Raises RuntimeError when it does not."""
        while perf_counter() - self.began < START_SECONDS:
            if self._process.poll() is not None:
                break
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(0.01)
                continue
            seconds = perf_counter() - self.began
            writer.close()
            return seconds
        raise RuntimeError(f"{self.name} does not listen:\n{self.last_words()}")

    def spread(self) -> None:
        """From now on it has every processor, and so have the processes that it starts."""
        os.sched_setaffinity(self._process.pid, range(os.cpu_count() or 1))

    def last_words(self) -> str:
        """The end of its log."""
        return self.log.read_text()[-3000:]

    def cpu(self) -> float:
        """Seconds of processor time, user and system, of all its threads so far."""
        fields = (self._proc / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> float:
        """Resident memory in MB."""
        status = (self._proc / "status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def begin_sampling(self) -> None:
        """Only for one that is `sampled`: any other is ended by it."""
        self._process.send_signal(signal.SIGUSR1)

    async def stop(self) -> None:
        """Asks it to end, and ends it when it does not."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            await asyncio.to_thread(self._process.wait, STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            await asyncio.to_thread(self._process.wait)


def bare(teams: Teams, folder: Path) -> Process:
    return Process("bare", ["-m", "tests.bench.bare"], _peer(teams), folder / "bare.log")


def stock(teams: Teams, folder: Path) -> Process:
    return Process("stock echo", ["-m", "tests.bench.stock"], _peer(teams), folder / "stock.log")


def assistant(teams: Teams, folder: Path, database: str = DATABASE, *options: str) -> Process:
    """`options` are those of `python -m bot serve`."""
    return _assistant(teams, folder, database, ["-m", "bot", "serve", *options])


def sampled(teams: Teams, folder: Path, database: str, out: Path) -> Process:
    """The assistant, which writes its profile there when it ends."""
    return _assistant(teams, folder, database, ["-m", "tests.bench.profiled", str(out), "serve"])


def _assistant(teams: Teams, folder: Path, database: str, arguments: list[str]) -> Process:
    environment = {
        "SVA_DATABASE_URL": f"sqlite:///{folder / database}",
        "SVA_ORGANISATION": ORGANISATION,
        "SVA_PORT": "{port}",
        "SVA_SECRET": "kept for the time of one measurement",
        "SVA_DEV_CHAT": "off",
        "SVA_APP_ID": APP_ID,
        "SVA_APP_PASSWORD": "a secret",
        "SVA_APP_TENANT_ID": TENANT,
        "SVA_OPENID_METADATA_URL": teams.metadata_url,
        "SVA_LOGIN_URL": teams.login_url,
        "SVA_CA_FILE": str(teams.ca_file),
    }
    log = folder / f"{database}.log"
    return Process("assistant", arguments, environment, log)


def _peer(teams: Teams) -> dict[str, str]:
    return {
        "PORT": "{port}",
        "APP_ID": APP_ID,
        "METADATA_URL": teams.metadata_url,
        "LOGIN_URL": teams.login_url,
        "SSL_CERT_FILE": str(teams.bundle),
        "REQUESTS_CA_BUNDLE": str(teams.bundle),
    }


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
