"""What the ways in and out are given in tests: an inbox and a memory that can be away."""

from __future__ import annotations

from collections.abc import Callable

from domain.errors import TryLater
from domain.mail import RawMail


class KeptMail:
    """An inbox, which knows the same message again. It is `away` for so many messages from now."""

    def __init__(self) -> None:
        self.mails: list[RawMail] = []
        self.offered = 0
        self.away = 0
        self.at_keep: Callable[[], object] = bool

    async def keep(self, mail: RawMail) -> bool:
        self.offered += 1
        if self.away:
            self.away -= 1
            raise TryLater("the database is away")
        new = not any(same(mail, known) for known in self.mails)
        if new:
            self.mails.append(mail)
        self.at_keep()
        return new

    def subjects(self) -> list[str]:
        return [subject_of(mail.raw) for mail in self.mails]


def same(mail: RawMail, other: RawMail) -> bool:
    """By their bytes, or by the id of a source that has one."""
    return mail.mailbox == other.mailbox and (
        mail.raw == other.raw or (mail.source_id != "" and mail.source_id == other.source_id)
    )


class Remembered:
    """A memory that outlasts whoever uses it."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    async def recall(self, key: str) -> str:
        return self.kept.get(key, "")

    async def remember(self, key: str, text: str) -> None:
        self.kept[key] = text

    async def forget(self, key: str) -> None:
        self.kept.pop(key, None)


def raw_mail(subject: str, body: str = "Hello") -> bytes:
    """A message with a part whose boundary a server may write anew."""
    return (
        f"From: Sam <sam@supplier.example>\r\nTo: assistant@council.example\r\nSubject: {subject}\r\n"
        f"Message-ID: <{subject.replace(' ', '.')}@supplier.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="BOUNDARY"\r\n\r\n'
        f"--BOUNDARY\r\nContent-Type: text/plain\r\n\r\n{body}\r\n--BOUNDARY--\r\n"
    ).encode()


def subject_of(raw: bytes) -> str:
    return next(line[9:] for line in raw.decode("latin-1").splitlines() if line.startswith("Subject: "))
