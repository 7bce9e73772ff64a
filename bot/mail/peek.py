"""The headers of a message, read cheaply and within bounds, before anybody is asked to read all of it."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from bot.mail.addresses import mailboxes
from bot.mail.guards import header_block
from bot.mail.headers import Headers, block, message_ids
from domain.mail import MailHeaders

INSTANCE = "X-Social-Value-Assistant"
"""Our own header, which names the installation that sent a message."""

_DELIVERED = ("x-gm-original-to", "delivered-to", "envelope-to", "x-envelope-to", "x-original-to")
_ADDRESSED = ("resent-to", "resent-cc", "to", "cc")
_MOST_SHOWN = 50
_LONGEST = 998


def peek(raw: bytes) -> MailHeaders:
    """The headers that matter. Reads no more than the first 64 KiB; what cannot be read stays empty."""
    return told(block(header_block(raw)))


def told(headers: Headers) -> MailHeaders:
    """The same, of headers that were found already."""
    senders = [mailbox for value in headers.all("from")[:5] for mailbox in mailboxes(value)]
    named = [address for header in (*_DELIVERED, *_ADDRESSED) for address in _addresses(headers, header)]
    return MailHeaders(
        message_id=next(iter(message_ids(headers.all("message-id")[:1])), ""),
        in_reply_to=message_ids(headers.all("in-reply-to")[:5])[:_MOST_SHOWN],
        references=message_ids(headers.all("references")[:5])[-_MOST_SHOWN:],
        sender=senders[0].address if senders else "",
        sender_name=senders[0].name if senders else "",
        senders=len(senders),
        recipients=tuple(dict.fromkeys(named)),
        subject=headers.text("subject")[:_LONGEST],
        date=moment(headers.raw("date")),
        authentication=headers.all("authentication-results")[:_MOST_SHOWN],
        auth_as=headers.raw("x-ms-exchange-organization-authas")[:100],
    )


def moment(value: str) -> datetime | None:
    """A date of RFC 5322; one without a zone is taken to be UTC."""
    try:
        found = parsedate_to_datetime(value[:200])
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _addresses(headers: Headers, name: str) -> list[str]:
    return [mailbox.address for value in headers.all(name)[:5] for mailbox in mailboxes(value)]
