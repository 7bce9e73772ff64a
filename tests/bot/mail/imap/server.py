"""A real IMAP server on loopback: pymap in a process of its own, with one mailbox in its memory."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from imap_tools import BaseMailBox, MailBoxStartTls, MailBoxUnencrypted

USER, PASSWORD = "assistant", "a password"


class Pymap:
    """`client` is somebody else who is signed in. With a `certificate` (PEM, with its key) it demands STARTTLS.

    Killed and started again it has forgotten its messages, and numbers new ones anew.
    """

    def __init__(self, certificate: str = "", authority: str = "") -> None:
        self._certificate, self._authority = certificate, authority
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def start(self) -> None:
        program = str(Path(sys.executable).with_name("pymap"))
        safe = ["--cert", self._certificate, "--key", self._certificate] if self._certificate else ["--no-tls"]
        command = [program, "--host", "127.0.0.1", "--port", str(self.port), *safe]
        store = ["dict", "--demo-user", USER, "--demo-password", PASSWORD]
        self._process = subprocess.Popen([*command, *store], stderr=subprocess.DEVNULL)
        _wait_for(self.port)
        self.client = self._new_client()
        self.client.login(USER, PASSWORD)

    def _new_client(self) -> BaseMailBox:
        if self._certificate:
            trust = ssl.create_default_context(cafile=self._authority)
            return MailBoxStartTls("127.0.0.1", self.port, 10, ssl_context=trust)
        return MailBoxUnencrypted("127.0.0.1", self.port, 10)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self.client.client.shutdown()

    def deliver(self, *raws: bytes) -> None:
        for raw in raws:
            self.client.append(raw, "INBOX")

    def subjects(self, folder: str) -> list[str]:
        self.client.folder.set(folder)
        return [mail.subject for mail in self.client.fetch(mark_seen=False)]

    def empty(self) -> None:
        """No message is in the inbox, and there is no other folder of ours."""
        if self.client.folder.exists("Processed"):
            self.client.folder.set("INBOX")
            self.client.folder.delete("Processed")
        self.client.folder.set("INBOX")
        self.client.delete(self.client.uids())


def _wait_for(port: int) -> None:
    """Until somebody listens there. It is another process, so that it can only be asked."""
    for _ in range(400):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError("the IMAP server did not start")
