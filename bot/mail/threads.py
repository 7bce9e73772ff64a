"""By what a mail shows that it belongs to one of ours: the address that it was sent to, the id that it answers, the
reference in its subject or in its text; in that order.

The first two are signed, so nobody can write into a conversation whose mails they never saw. A reference alone can be
guessed or passed on: it counts only for the person whom that thread is with. Letters are read as capitals or not,
because some mail systems change them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from domain.mail import REFERENCE, MailHeaders

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
THREAD = 6
"""Letters of a thread's reference."""

_MAC = 16
"""Letters of a signature: 80 bits."""

_MESSAGE_ID = re.compile(r"(\d{1,18})\.([0-9a-z]{6})\.([0-9a-z]{16})@([^@]+)", re.IGNORECASE)
_TOKEN = re.compile(r"([^@]+)\+r\.([0-9a-z]{6})([0-9a-z]{16})@([^@]+)", re.IGNORECASE)
_TAG = re.compile(rf"\[SV-([{LETTERS}]{{{THREAD}}})\]", re.IGNORECASE)
_LINE = re.compile(rf"{REFERENCE}SV-([{LETTERS}]{{{THREAD}}})\b", re.IGNORECASE)


class Shown(StrEnum):
    """By what a mail names a thread."""

    ADDRESS = "address"
    MESSAGE_ID = "message id"
    SUBJECT = "subject"
    TEXT = "text"


@dataclass(frozen=True)
class Mark:
    """A thread that a mail names. `job_id` is the row of the outbox that it answers, 0 where that is not said."""

    thread: str
    shown: Shown
    job_id: int = 0
    signature: str = ""


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
        return f"{job_id}.{thread}.{self._signature(_message(job_id, thread))}@{domain}".lower()

    def reply_address(self, thread: str, recipient: str) -> str:
        """Where this recipient answers in this thread; good for nothing else and for nobody else."""
        local, _, domain = self.mailbox.rpartition("@")
        return f"{local}+r.{thread.lower()}{self._signature(_reply(thread, recipient))}@{domain}"

    def marks(self, headers: MailHeaders, recipients: Iterable[str]) -> Iterator[Mark]:
        """What the headers and the envelope name, the strongest first. Signatures are still to be checked."""
        for address in (*recipients, *headers.recipients):
            if match := _TOKEN.fullmatch(address):
                yield Mark(match[2].upper(), Shown.ADDRESS, self._answered(headers, match[2]), match[3].lower())
        yield from self._messages(headers)
        for match in _TAG.finditer(headers.subject):
            yield Mark(match[1].upper(), Shown.SUBJECT, self._answered(headers, match[1]))

    def of_message(self, message_id: str) -> Mark | None:
        """The thread of a mail of ours, by its id; None for any other."""
        return next(self._messages(MailHeaders(in_reply_to=(message_id,))), None)

    def in_text(self, text: str) -> Iterator[Mark]:
        """What the text of a mail names, history included; the first is the newest."""
        for match in _LINE.finditer(text):
            yield Mark(match[1].upper(), Shown.TEXT)

    def proves(self, mark: Mark, recipient: str) -> bool:
        """True when this mark is ours and was made for this recipient; a bare reference proves nothing."""
        match mark.shown:
            case Shown.ADDRESS:
                return self._signed(_reply(mark.thread, recipient), mark.signature)
            case Shown.MESSAGE_ID:
                return self._signed(_message(mark.job_id, mark.thread), mark.signature)
            case Shown.SUBJECT | Shown.TEXT:
                return False

    def _messages(self, headers: MailHeaders) -> Iterator[Mark]:
        for message_id in (*headers.in_reply_to, *reversed(headers.references)):
            if match := _MESSAGE_ID.fullmatch(message_id):
                mark = Mark(match[2].upper(), Shown.MESSAGE_ID, int(match[1]), match[3].lower())
                if self.proves(mark, ""):
                    yield mark

    def _answered(self, headers: MailHeaders, thread: str) -> int:
        """The newest mail of ours in that thread that the headers name."""
        return next((m.job_id for m in self._messages(headers) if m.thread == thread.upper()), 0)

    def _signature(self, what: str) -> str:
        return _letters(self._mac(self.secrets[0], what))

    def _signed(self, what: str, signature: str) -> bool:
        return any(hmac.compare_digest(_letters(self._mac(secret, what)), signature) for secret in self.secrets)

    @staticmethod
    def _mac(secret: str, what: str) -> bytes:
        return hmac.new(secret.encode(), b"mail:" + what.encode(), hashlib.sha256).digest()


def _message(job_id: int, thread: str) -> str:
    return f"message:{job_id}:{thread.upper()}"


def _reply(thread: str, recipient: str) -> str:
    return f"reply:{thread.upper()}:{recipient.lower()}"


def _letters(mac: bytes) -> str:
    return base64.b32encode(mac).decode().lower()[:_MAC]
