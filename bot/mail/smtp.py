"""The SMTP door: a server in this process that says 250 only when the message is in the database.

Behind a relay of the council's it speaks LMTP as well. It takes mail for one mailbox, with or without something
after a plus sign, and for the postmaster; everything else is refused while the sender can still be told.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.mail.ports import Inbox
from domain.errors import TryLater
from domain.mail import MailSource, RawMail

log = logging.getLogger("assistant.mail")

POSTMASTER = "postmaster"
MOST_BYTES = 36_000_000
"""A message with 25 MB of files, which are a third larger on their way."""

MOST_AT_ONCE = 200
"""Connections. More are told to come again, so that no crowd can use up the process."""

MOST_RECIPIENTS = 100
IDLE_SECONDS = 60.0
LONGEST_LINE = 65_536
"""Bytes. The standard says 1,000, and there are senders who never heard of it."""

OK = "250 2.0.0 Kept"
AWAY = "451 4.3.0 The message could not be stored; please try again later"
NO_SUCH_MAILBOX = "550 5.1.1 There is no such mailbox here"
TOO_MANY = "452 4.5.3 Too many recipients; send the rest in another message"
CROWDED = b"421 4.7.0 Too many connections; please try again later\r\n"
NOT_YOU = b"554 5.7.1 This server takes mail from its own relay only\r\n"


@dataclass(frozen=True)
class SmtpSettings:
    """`mailbox` is our address. `relays` are the networks that may connect; none means this machine only."""

    host: str
    port: int
    mailbox: str
    relays: tuple[str, ...] = ()
    lmtp: bool = False

    def takes(self, address: str) -> str:
        """The mailbox that a recipient's address means; empty when it is none of ours."""
        address = address.lower()
        local, _, domain = self.mailbox.lower().rpartition("@")
        if address == POSTMASTER or address == f"{POSTMASTER}@{domain}":
            return f"{POSTMASTER}@{domain}"
        its_local, _, its_domain = address.rpartition("@")
        return self.mailbox.lower() if (its_local.partition("+")[0], its_domain) == (local, domain) else ""

    def lets_in(self, peer: str) -> bool:
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        if not self.relays:
            return address.is_loopback
        return any(address in ipaddress.ip_network(network, strict=False) for network in self.relays)


class Handler:
    """What aiosmtpd asks."""

    def __init__(self, settings: SmtpSettings, inbox: Inbox, now: Callable[[], datetime]) -> None:
        self._settings, self._inbox, self._now = settings, inbox, now

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self._settings.takes(address):
            return NO_SUCH_MAILBOX
        # LMTP answers for each recipient, and one answer is what there is to give.
        if len(envelope.rcpt_tos) >= (1 if self._settings.lmtp else MOST_RECIPIENTS):
            return TOO_MANY
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Stores it for each of our mailboxes that it names; a message that was there already is kept as well."""
        content = envelope.original_content or b""
        for mailbox in dict.fromkeys(self._settings.takes(address) for address in envelope.rcpt_tos):
            mail = RawMail(
                mailbox=mailbox,
                raw=bytes(content),
                sender=(envelope.mail_from or "").lower(),
                recipients=tuple(envelope.rcpt_tos),
                at=self._now(),
                source=MailSource.SMTP,
            )
            try:
                await self._inbox.keep(mail)
            except TryLater as reason:
                log.warning("a message could not be stored: %s", reason)
                return AWAY
        return OK

    async def handle_exception(self, error: Exception) -> str:
        log.error("the SMTP door failed", exc_info=error)
        return "451 4.3.0 Something went wrong here; please try again later"


class SmtpServer:
    """Listens in the running event loop. `port` is the real one once it is open."""

    def __init__(self, settings: SmtpSettings, inbox: Inbox, now: Callable[[], datetime]) -> None:
        self.settings = settings
        self.port = settings.port
        self.connections = 0
        self._handler = Handler(settings, inbox, now)
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Raises OSError when the address is not to be had."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connection, self.settings.host, self.settings.port, backlog=512)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Takes no new connection; those that are open end with the process, and their senders try again."""
        if self._server is not None:
            self._server.close()

    def _connection(self) -> SMTP:
        kind = _LmtpConnection if self.settings.lmtp else _SmtpConnection
        return kind(self._handler, self)


class _Guarded(SMTP):
    """One connection, with bounds that the library leaves open."""

    line_length_limit = LONGEST_LINE

    def __init__(self, handler: Handler, server: SmtpServer) -> None:
        super().__init__(
            handler,
            data_size_limit=MOST_BYTES,
            enable_SMTPUTF8=True,
            hostname=server.settings.mailbox.rpartition("@")[2],
            ident="ready",
            timeout=IDLE_SECONDS,
            command_call_limit={"RCPT": MOST_RECIPIENTS * 2, "*": 50},
        )
        self._door = server
        self._counted = False
        self._since_command = 0
        self._connection: Any = None

    def connection_made(self, transport: Any) -> None:
        self._connection = transport
        peer = transport.get_extra_info("peername")
        if not self._door.settings.lets_in(str(peer[0]) if peer else ""):
            _refuse(transport, NOT_YOU)
        elif self._door.connections >= MOST_AT_ONCE:
            _refuse(transport, CROWDED)
        else:
            self._counted = True
            self._door.connections += 1
            super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._counted:
            self._counted = False
            self._door.connections -= 1
            super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        """A line that never ends is not refused by the library, only kept."""
        if not self._counted:
            return
        self._since_command += len(data)
        if self._since_command > 2 * MOST_BYTES:
            self._connection.abort()
            return
        super().data_received(data)

    def eof_received(self) -> bool | None:
        return super().eof_received() if self._counted else None

    def _set_post_data_state(self) -> None:
        self._since_command = 0
        super()._set_post_data_state()  # type: ignore[no-untyped-call]


class _SmtpConnection(_Guarded):
    pass


class _LmtpConnection(_Guarded, LMTP):
    pass


def _refuse(transport: Any, words: bytes) -> None:
    transport.write(words)
    transport.close()
