"""Mail: what came in, what was made of it, and how far its sender is to be believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

MARKER = "Please reply above this line."
"""The first line of every mail of ours, by which the end of a reply is found. It never changes."""

REFERENCE = "Reference: "
"""What the line with the thread's reference begins with, at the end of every mail of ours."""


class MailSource(StrEnum):
    """By which way a message came to us."""

    SMTP = "smtp"
    GRAPH = "graph"
    IMAP = "imap"


class MailKind(StrEnum):
    """What a message is. Lists, receipts and loops are automatic replies; only MESSAGE is ever answered."""

    MESSAGE = "message"
    AUTO_REPLY = "auto-reply"
    BOUNCE = "bounce"
    REPORT = "report"
    SET_ASIDE = "set-aside"


class Trust(StrEnum):
    """How far we believe that a message is from whom it says.

    INTERNAL: from a signed-in member of the organisation. VERIFIED: our own receiver vouches for the sender's
    domain. UNVERIFIED: nobody vouches. FAILED: our own receiver says that it is forged.
    """

    INTERNAL = "internal"
    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    FAILED = "failed"


@dataclass(frozen=True)
class RawMail:
    """One message as it came, before anything of it is understood.

    `sender` and `recipients` are the envelope's, empty where the source has none; `sender` is also empty for
    a bounce. `source_id` is the source's own lasting id, such as Graph's immutable id; empty for SMTP. `cut` says that
    it is only the beginning of a message that was too long to be fetched.
    """

    mailbox: str
    raw: bytes = field(repr=False)
    sender: str
    recipients: tuple[str, ...]
    at: datetime
    source: MailSource
    source_id: str = ""
    cut: bool = False


class MailState(StrEnum):
    """What has become of a stored message. DISMISSED: it was set aside, and a person or time has let it go."""

    NEW = "new"
    READ = "read"
    SET_ASIDE = "set aside"
    DISMISSED = "dismissed"


@dataclass(frozen=True)
class StoredMail:
    """A message as the record holds it. `raw` is empty when it has been forgotten.

    `since` is when it came, was taken up again by hand, or was settled. `message_id` is the sender's, without angle
    brackets; `duplicate` says that another message of this mailbox had the same one and other bytes. `thread` is the
    conversation that it belongs to; `understood` what was made of it.
    """

    id: int
    mailbox: str
    message_id: str
    duplicate: bool
    source: MailSource
    source_id: str
    sender: str
    recipients: tuple[str, ...]
    at: datetime
    since: datetime
    size: int
    state: MailState
    cut: bool = False
    thread: str = ""
    understood: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    raw: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class MailJob:
    """A stored message that is to be read, claimed: which job, and the attempt that is its fencing token."""

    job_id: int
    mail_id: int
    attempts: int
    forgiven: int = 0
    """Attempts that do not count: something was away, or they were made before it was taken up again by hand."""

    @property
    def tries(self) -> int:
        """Attempts that count, this one included."""
        return self.attempts - self.forgiven


@dataclass(frozen=True)
class MailFile:
    """An attachment. `type` is what its bytes are. `content` is empty, and `reason` says why, when not `taken`."""

    name: str
    type: str
    size: int
    taken: bool
    reason: str = ""
    content: bytes = field(default=b"", repr=False)
    digest: str = ""
    """Under which it is kept; empty until it is."""


@dataclass(frozen=True)
class KeptFile:
    """A file that is kept outside the database, as a record names it. `type` is what its bytes are."""

    name: str
    type: str
    digest: str

    def line(self) -> str:
        """The stored form; `of_line` reads it."""
        return f"{self.digest} {self.type} {self.name}"

    @classmethod
    def of_line(cls, line: str) -> KeptFile:
        digest, kind, name = line.split(" ", 2)
        return cls(name, kind, digest)


@dataclass(frozen=True)
class BouncedRecipient:
    """What became of one recipient (RFC 3464): `action` failed, delayed, delivered, relayed or expanded; `status`
    such as 5.1.1; `diagnostic` in the words of the other server."""

    address: str
    action: str
    status: str
    diagnostic: str = ""


@dataclass(frozen=True)
class MailHeaders:
    """The headers that matter, decoded and bounded. Addresses are in lower case.

    The ids of messages have no angle brackets, and their letters are as they came.
    """

    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    sender: str = ""
    sender_name: str = ""
    senders: int = 1
    """How many addresses From names; any number but 1 is suspicious."""
    recipients: tuple[str, ...] = ()
    """Addresses that it was sent to, from the headers that say so, those of the last hop first."""
    subject: str = ""
    date: datetime | None = None
    authentication: tuple[str, ...] = ()
    """The values of Authentication-Results, the topmost (newest) first."""
    auth_as: str = ""
    """X-MS-Exchange-Organization-AuthAs, which means something only where Exchange itself handed the message over."""


@dataclass(frozen=True)
class ReadMail:
    """What was made of a message.

    `reply` are the words that the sender wrote now: without quoted history, signature and our own words; None
    where there are none to be had. `reason` says why it is not a plain message. `away_until` is set for an
    out-of-office that says when it ends; `bounced` names the Message-ID that a bounce is about.
    """

    kind: MailKind
    headers: MailHeaders = MailHeaders()
    reply: str | None = None
    under: tuple[tuple[str, str], ...] = ()
    """Words that stand under or behind a labelled question of ours, quoted or copied, with its label: ("Q1", "12").
    They are in `reply` too, where the question is not."""
    whole: str = ""
    """The whole text, history included."""
    files: tuple[MailFile, ...] = ()
    recipients: tuple[BouncedRecipient, ...] = ()
    reason: str = ""
    bounced: str = ""
    away_until: date | None = None
    flagged: str = ""
    """A doubt about `reply`, such as that the whole text was taken because nothing was left of it."""
