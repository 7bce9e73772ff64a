"""By what a mail shows that it belongs to one of ours: the address that it was sent to, or the id that it answers.

Both are signed, so nobody can write into a conversation whose mails they never saw. Letters are read as capitals or
not, because some mail systems change them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
THREAD = 6
"""Letters of a thread's reference."""

_MAC = 16
"""Letters of a signature: 80 bits."""

_MESSAGE_ID = re.compile(r"(\d{1,18})\.([0-9a-z]{6})\.([0-9a-z]{16})@([^@]+)", re.IGNORECASE)
_TOKEN = re.compile(r"([^@]+)\+r\.([0-9a-z]{6})([0-9a-z]{16})@([^@]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Threads:
    """Makes and reads the marks of threads. `secrets` are tried in order; the first one signs."""

    secrets: tuple[str, ...]
    mailbox: str

    def new(self, mail_id: int, attempt: int = 0) -> str:
        """The thread that a mail begins: always the same for the same mail. `attempt` gives another one."""
        number = int.from_bytes(self._mac(self.secrets[0], f"new:{mail_id}:{attempt}"))
        found = []
        for _ in range(THREAD):
            number, place = divmod(number, len(LETTERS))
            found.append(LETTERS[place])
        return "".join(found)

    def message_id(self, job_id: int, thread: str) -> str:
        """The id of the mail of a row of the outbox, without angle brackets."""
        domain = self.mailbox.rpartition("@")[2]
        return f"{job_id}.{thread}.{self._signature(f'message:{job_id}:{thread.upper()}')}@{domain}".lower()

    def of_message_id(self, message_id: str) -> tuple[int, str] | None:
        """Job and thread of an id of ours; None for any other."""
        match = _MESSAGE_ID.fullmatch(message_id)
        if match is None or not self._signed(f"message:{match[1]}:{match[2].upper()}", match[3]):
            return None
        return int(match[1]), match[2].upper()

    def reply_address(self, thread: str) -> str:
        local, _, domain = self.mailbox.rpartition("@")
        return f"{local}+r.{thread.lower()}{self._signature(f'reply:{thread.upper()}')}@{domain}"

    def of_address(self, address: str) -> str:
        """The thread of an address of ours; empty for any other."""
        match = _TOKEN.fullmatch(address)
        if match is None or not self._signed(f"reply:{match[2].upper()}", match[3]):
            return ""
        return match[2].upper()

    def _signature(self, what: str) -> str:
        return _letters(self._mac(self.secrets[0], what))

    def _signed(self, what: str, signature: str) -> bool:
        given = signature.lower()
        return any(hmac.compare_digest(_letters(self._mac(secret, what)), given) for secret in self.secrets)

    @staticmethod
    def _mac(secret: str, what: str) -> bytes:
        return hmac.new(secret.encode(), b"mail:" + what.encode(), hashlib.sha256).digest()


def _letters(mac: bytes) -> str:
    return base64.b32encode(mac).decode().lower()[:_MAC]
