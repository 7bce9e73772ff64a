"""A real Dovecot as an ordinary process on loopback, with its configuration and its mail in a folder of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import smtplib
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from imap_tools import MailBoxUnencrypted

from tests.e2e.assistant import free_port

PROGRAM = "/usr/sbin/dovecot"
USER, PASSWORD = "assistant@council.example", "password-of-the-mailbox"

CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_login_user = {login_user}
default_internal_user = {internal_user}
default_internal_group = {internal_group}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{folder}/mail
mail_access_groups =
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp_port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home allow_all_users=yes
}}
"""


class Dovecot:
    """One mailbox. `folder` is one that everybody may enter: as root, the parts of it run as other users, made by
    Debian for them. What was delivered is still there after it was killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.lmtp_port = free_port(), free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = _owner()
        for name in ("run", "state", "home", "mail", "mail/new"):
            (folder / name).mkdir(parents=True)
            os.chown(folder / name, *self._owner)
        (folder / "dovecot.conf").write_text(self._configuration(), encoding="utf-8")

    def start(self) -> None:
        command = [PROGRAM, "-F", "-c", str(self.folder / "dovecot.conf")]
        self._process = subprocess.Popen(command, start_new_session=True)
        for port in (self.port, self.lmtp_port):
            self._wait_for(port)

    def kill(self) -> None:
        """Ends it, and all that it has started, without a word."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, 9)
            self._process.wait()
            self._process = None
            shutil.rmtree(self.folder / "run")
            (self.folder / "run").mkdir()

    def deliver(self, raw: bytes, sender: str = "sam@supplier.example", to: str = USER) -> None:
        with smtplib.LMTP("127.0.0.1", self.lmtp_port) as client:
            client.sendmail(sender, [to], raw)

    def put(self, raws: list[bytes], first: int) -> None:
        """Many at once, as if they had come long ago; they are numbered from `first`."""
        new = self.folder / "mail" / "new"
        for number, raw in enumerate(raws, first):
            file = new / f"{1_700_000_000 + number}.{number}.council"
            file.write_bytes(raw)
            os.chown(file, *self._owner)

    def subjects(self, folder: str) -> list[str]:
        with MailBoxUnencrypted("127.0.0.1", self.port, 30).login(USER, PASSWORD, folder) as client:
            return [mail.subject for mail in client.fetch(mark_seen=False)]

    def count(self, folder: str) -> int:
        with MailBoxUnencrypted("127.0.0.1", self.port, 30).login(USER, PASSWORD, folder) as client:
            return len(client.uids())

    def _configuration(self) -> str:
        root = os.getuid() == 0
        user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
        group = subprocess.run(["id", "-gn"], capture_output=True, text=True, check=True).stdout.strip()
        return CONFIGURATION.format(
            folder=self.folder,
            port=self.port,
            lmtp_port=self.lmtp_port,
            password=PASSWORD,
            uid=self._owner[0],
            gid=self._owner[1],
            login_user="dovenull" if root else user,
            internal_user="dovecot" if root else user,
            internal_group="dovecot" if root else group,
        )

    def _wait_for(self, port: int) -> None:
        """Until it listens there. It is another process, so that it can only be asked."""
        for _ in range(400):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return
            time.sleep(0.05)
        raise RuntimeError("Dovecot did not start:\n" + (self.folder / "dovecot.log").read_text("utf-8"))


def _owner() -> tuple[int, int]:
    """Whose the mail is. Dovecot keeps none as root; then it is that of Debian's user for mail."""
    if os.getuid() != 0:
        return os.getuid(), os.getgid()
    mail = pwd.getpwnam("mail")
    return mail.pw_uid, mail.pw_gid
