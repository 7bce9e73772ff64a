"""Ways out: nowhere, which is this machine's own pages, and SMTP."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field

import aiosmtplib

from bot.mail.ports import OutgoingMail
from domain.errors import GiveUp, TryLater

SECONDS = 30.0


class Loopback:
    """Mail for this machine: the row in the outbox is the delivery, and the pages for mail read it from there."""

    async def send(self, mail: OutgoingMail) -> None:
        """Nothing leaves."""


@dataclass(frozen=True)
class SmtpRelay:
    """The server that takes our mail. `security` is "starttls", "tls" (from the start), or "none", which is for
    loopback only. `ca_file` names certificates to trust beside the system's."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    security: str = "starttls"
    ca_file: str = ""


@dataclass(frozen=True)
class SmtpTransport:
    """One connection for each message, so that none is held open for a mail an hour."""

    relay: SmtpRelay

    async def send(self, mail: OutgoingMail) -> None:
        relay = self.relay
        try:
            refused, _ = await aiosmtplib.send(
                mail.raw,
                sender=mail.sender,
                recipients=[mail.recipient],
                hostname=relay.host,
                port=relay.port,
                username=relay.user or None,
                password=relay.password or None,
                use_tls=relay.security == "tls",
                start_tls=relay.security == "starttls",  # without it the mail is not sent
                tls_context=None if relay.security == "none" else _trusted(relay.ca_file),
                timeout=SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _of_code(error.recipients[0].code, error.recipients[0].message) from error
        except aiosmtplib.SMTPResponseException as error:
            raise _of_code(error.code, error.message) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise TryLater(f"{relay.host}:{relay.port}: {error}") from error
        if refused:
            code, words = next(iter(refused.values()))
            raise _of_code(code, words)


def _trusted(ca_file: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def _of_code(code: int, words: str) -> Exception:
    """4xx may work later; 5xx never will. What is neither is no answer of an SMTP server that we can trust."""
    told = f"{code} {words}"
    return GiveUp(told) if 500 <= code < 600 else TryLater(told)
