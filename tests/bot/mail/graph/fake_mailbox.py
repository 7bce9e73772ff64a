"""A mailbox of Exchange Online, as far as Microsoft Graph shows it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from tests.bot.mail.graph.fake_clock import Clock


class Refused(Exception):
    """Graph does not do it."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass
class Item:
    """A message. `number` runs through the mailbox; `moved` counts how often it changed its folder."""

    number: int
    folder: str
    fields: dict[str, Any]
    raw: bytes = b""
    is_draft: bool = False
    moved: int = 0
    answers: str = ""
    """The Message-ID of what it is a reply to."""
    files: list[dict[str, Any]] = field(default_factory=list)
    hidden: bool = False
    """True while the copy of something that was sent is not there yet."""

    def id(self, immutable: bool) -> str:
        return f"AAk/{self.number}=" if immutable else f"AAM/{self.number}-{self.moved}="


class FakeMailbox:
    """`sent` is what left, as its recipients see it. `late` holds back the copies in Sent Items until `settle`.

    `plus_addressing` says whether mail to the mailbox with a plus in its address arrives.
    """

    def __init__(self, address: str, clock: Clock) -> None:
        self.address, self.clock = address, clock
        self.items: list[Item] = []
        self.folders = {"inbox": "Inbox", "drafts": "Drafts", "sentitems": "Sent Items"}
        self.sent: list[EmailMessage] = []
        self.left: list[tuple[int, str]] = []
        """What was moved out of the inbox: when, by running number, and its id."""
        self.sessions: dict[str, tuple[Item, dict[str, Any], bytearray]] = {}
        self.late = False
        self.plus_addressing = True
        self.reads: list[str] = []
        self.number = 0

    def receive(self, raw: bytes) -> Item:
        item = Item(self.next(), "inbox", {"receivedDateTime": self.clock.text()}, raw)
        self.items.append(item)
        return item

    def next(self) -> int:
        self.number += 1
        return self.number

    def inside(self, folder: str) -> list[Item]:
        return [item for item in self.items if item.folder == folder and not item.hidden]

    def named(self, name: str) -> list[Item]:
        """What is in the folder of that name."""
        return [item for key, shown in self.folders.items() if shown == name for item in self.inside(key)]

    def find(self, message_id: str, immutable: bool) -> Item:
        for item in self.items:
            if item.id(immutable) == message_id and not item.hidden:
                return item
        raise Refused(404, "ErrorItemNotFound")

    def new(self, fields: dict[str, Any], answers: str = "") -> Item:
        _check_headers(fields)
        fields = {"internetMessageId": f"<{self.number}@prod.outlook.example>", **fields}
        item = Item(self.next(), "drafts", fields, is_draft=True, answers=answers)
        self.items.append(item)
        return item

    def reply_to(self, item: Item, fields: dict[str, Any]) -> Item:
        return self.new({"subject": "RE:", "toRecipients": [], **fields}, answers=_header(item.raw, "Message-ID"))

    def change(self, item: Item, fields: dict[str, Any]) -> None:
        if "internetMessageHeaders" in fields:
            raise Refused(400, "ErrorInvalidPropertySet")
        if "internetMessageId" in fields and not item.is_draft:
            raise Refused(400, "ErrorInvalidRequest")
        item.fields |= fields

    def move(self, item: Item, folder: str) -> None:
        if folder not in self.folders:
            raise Refused(404, "ErrorItemNotFound")
        if item.folder == "inbox":
            self.left.append((self.next(), item.id(True)))
        item.folder, item.moved = folder, item.moved + 1

    def send(self, item: Item) -> None:
        if not item.is_draft:
            raise Refused(404, "ErrorItemNotFound")
        if not item.fields["toRecipients"]:
            raise Refused(400, "ErrorInvalidRecipients")
        item.is_draft, item.hidden = False, self.late
        item.folder, item.moved = "sentitems", item.moved + 1
        mail = self._delivered(item)
        self.sent.append(mail)
        self._come_back(mail)

    def settle(self) -> None:
        """The copies appear in Sent Items."""
        for item in self.items:
            item.hidden = False

    def mime(self, item: Item) -> bytes:
        """Made anew each time it is asked for, with another boundary."""
        self.reads.append(item.id(True))
        return item.raw.replace(b"BOUNDARY", f"_000_{len(self.reads)}_".encode())

    def created_since(self, number: int) -> list[Item]:
        return [item for item in self.inside("inbox") if item.number > number]

    def _delivered(self, item: Item) -> EmailMessage:
        """Exchange writes the headers itself: of ours only those stay that begin with x-."""
        fields, mail = item.fields, EmailMessage()
        mail["From"] = self.address
        mail["To"] = ", ".join(_addresses(fields["toRecipients"]))
        mail["Subject"] = fields.get("subject", "")
        mail["Date"] = format_datetime(self.clock.now())
        mail["Message-ID"] = fields["internetMessageId"]
        if fields.get("replyTo"):
            mail["Reply-To"] = ", ".join(_addresses(fields["replyTo"]))
        if item.answers:
            mail["In-Reply-To"] = mail["References"] = item.answers
        for header in fields.get("internetMessageHeaders", []):
            mail[header["name"]] = header["value"]
        body = fields.get("body", {"contentType": "text", "content": ""})
        mail.set_content(body["content"], subtype="html" if body["contentType"] == "html" else "plain")
        for file in item.files:
            kind, _, subtype = file["contentType"].partition("/")
            mail.add_attachment(file["content"], kind, subtype, filename=file["name"])
        return mail

    def _come_back(self, mail: EmailMessage) -> None:
        """What was sent to the mailbox itself arrives there."""
        user, _, host = self.address.partition("@")
        for to in _split(str(mail["To"])):
            name, _, where = to.partition("@")
            plain, plus, _ = name.partition("+")
            if (plain, where) == (user, host) and (self.plus_addressing or not plus):
                self.receive(mail.as_bytes())


def attached(item: Item, body: dict[str, Any]) -> None:
    content = base64.b64decode(body["contentBytes"])
    if len(content) > 3 * 1024 * 1024:
        raise Refused(413, "RequestBodyTooLarge")
    item.files.append({"name": body["name"], "contentType": body["contentType"], "content": content})


def _check_headers(fields: dict[str, Any]) -> None:
    headers = fields.get("internetMessageHeaders", [])
    if any(not header["name"].lower().startswith("x-") for header in headers):
        raise Refused(400, "InvalidInternetMessageHeader")
    if len(headers) > 5:
        raise Refused(400, "InvalidInternetMessageHeaderCollection")


def _addresses(recipients: list[dict[str, Any]]) -> list[str]:
    return [recipient["emailAddress"]["address"] for recipient in recipients]


def _split(text: str) -> Iterator[str]:
    return (part.strip() for part in text.split(","))


def _header(raw: bytes, name: str) -> str:
    for line in raw.decode("latin-1").splitlines():
        if line.lower().startswith(f"{name.lower()}:"):
            return line.partition(":")[2].strip()
    return ""
