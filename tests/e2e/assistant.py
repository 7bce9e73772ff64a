"""The real process, as an officer's machine would run it: `python -m bot start` on a free port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Assistant:
    """One installation in `folder`: its database stays there when the process ends. `settings` come without prefix."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self._folder = folder
        self._settings = {f"SVA_{name}": value for name, value in settings.items()}
        self._port, self.mail_port = free_port(), free_port()
        self._process: subprocess.Popen[str] | None = None
        self.address = f"http://127.0.0.1:{self._port}"

    @property
    def log(self) -> str:
        return (self._folder / "log").read_text(encoding="utf-8")

    def start(self) -> None:
        """Returns when it listens. Raises RuntimeError, with its log, when it ends before that."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith("SVA_")}
        settings = {
            "SVA_PORT": str(self._port),
            "SVA_MAIL_PORT": str(self.mail_port),
            "SVA_DATABASE_URL": f"sqlite:///{self._folder / 'assistant.db'}",
            "SVA_SECRET": "a secret for the tests, long enough",
        }
        with (self._folder / "log").open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "start"],
                cwd=PROJECT,
                env=ours | settings | self._settings,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if "listening" in line:
                return
        self._process.stdout.close()
        raise RuntimeError(f"The assistant ended with {self._process.wait()}:\n{self.log}")

    def stop(self) -> int:
        """Ends it as Ctrl-C does, and returns its exit code; 0 when it does not run."""
        if self._process is None:
            return 0
        self._process.send_signal(signal.SIGINT)
        self._process.communicate(timeout=30)
        code, self._process = self._process.returncode, None
        return code
