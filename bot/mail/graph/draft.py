"""A message of ours as Microsoft Graph wants to be told it."""

from __future__ import annotations

from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses
from typing import Any

from bot.mail.ports import OutgoingMail

MOST_HEADERS = 5
"""Graph takes no more, and only those whose names begin with x-."""


@dataclass(frozen=True)
class DraftFile:
    name: str
    type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Draft:
    """`headers` can only be given when a draft is made, `fields` at any time; `files` are added afterwards."""

    fields: dict[str, Any]
    headers: list[dict[str, str]]
    files: tuple[DraftFile, ...] = ()


def draft_of(mail: OutgoingMail) -> Draft:
    """Graph makes the text part from the HTML part by itself; a message without HTML goes as text.

    In-Reply-To and References cannot be told to Graph: it writes them when a draft is made as a reply.
    """
    message = message_from_bytes(mail.raw, policy=default)
    assert isinstance(message, EmailMessage)  # that is what this policy makes
    body = message.get_body(("html", "plain"))
    html = body is not None and body.get_content_subtype() == "html"
    fields: dict[str, Any] = {
        "subject": str(message.get("Subject", "")),
        "body": {"contentType": "html" if html else "text", "content": "" if body is None else body.get_content()},
        "toRecipients": _addresses(mail.recipient),
        "ccRecipients": [],
        "replyTo": _addresses(str(message.get("Reply-To", ""))),
        "internetMessageId": f"<{mail.message_id}>",
    }
    named = [{"name": n, "value": str(v)} for n, v in message.items() if n.lower().startswith("x-")]
    return Draft(fields, named[:MOST_HEADERS], tuple(_file(part) for part in message.iter_attachments()))


def _addresses(text: str) -> list[dict[str, dict[str, str]]]:
    return [{"emailAddress": {"name": name, "address": address}} for name, address in getaddresses([text]) if address]


def _file(part: EmailMessage) -> DraftFile:
    content = part.get_payload(decode=True)
    return DraftFile(
        part.get_filename("attachment"), part.get_content_type(), content if isinstance(content, bytes) else b""
    )
