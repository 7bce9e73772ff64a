"""The ways that mail takes in and out of this installation, made from its settings."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aiohttp import web

from bot.config_mail import LMTP, LOOPBACK, SMTP, MailConfig
from bot.config_mailbox import GRAPH, IMAP
from bot.mail.graph import notice
from bot.mail.graph.client import Graph
from bot.mail.graph.receive import GraphSource
from bot.mail.graph.send import GraphTransport
from bot.mail.graph.settings import PUBLIC_LOGIN, GraphSettings
from bot.mail.imap.receive import ImapSource
from bot.mail.imap.settings import ImapSettings
from bot.mail.ports import Inbox, Memory, Transport
from bot.mail.smtp import SmtpServer, SmtpSettings
from bot.mail.transports import Loopback, SmtpRelay, SmtpTransport
from bot.setting import is_loopback


@dataclass(frozen=True)
class Outside:
    """Time and chance, handed in."""

    now: Callable[[], datetime]
    random: Callable[[], float]
    sleep: Callable[[float], Awaitable[object]]


class Source(Protocol):
    """A mailbox elsewhere that is read."""

    async def run(self) -> None:
        """Until `stop`."""

    def stop(self) -> None:
        """Ends after what is in hand."""


class Ways:
    """`server` is there where mail comes to us, `source` where we fetch it; `graph` where either way is by Graph."""

    def __init__(
        self,
        config: MailConfig,
        inbox: Inbox,
        memory: Memory,
        outside: Outside,
        *,
        secrets: tuple[str, ...],
        public_url: str,
    ) -> None:
        self._memory, self._outside = memory, outside
        self.graph: Graph | None = None
        if GRAPH in (config.way_in, config.way_out):
            settings = graph_settings(config, secrets, public_url)
            self.graph = Graph(settings, now=outside.now, sleep=outside.sleep, random=outside.random)
        self.transport = self._transport(config)
        self.server = SmtpServer(_door(config), inbox, outside.now) if config.way_in in (SMTP, LMTP) else None
        self.source = self._source(config, inbox)

    def routes(self) -> Sequence[web.RouteDef]:
        """The address for notifications of new mail, where Graph can reach us."""
        source = self.source
        if not isinstance(source, GraphSource) or not source.settings.notify_url:
            return ()
        return notice.routes(notice.Notices(source.settings.client_states, source.heard))

    async def close(self) -> None:
        if self.graph is not None:
            await self.graph.close()

    def _transport(self, config: MailConfig) -> Transport:
        if self.graph is not None and config.way_out == GRAPH:
            return GraphTransport(self.graph, self._memory, self._outside.now)
        if config.way_out == LOOPBACK:
            return Loopback()
        return SmtpTransport(relay(config))

    def _source(self, config: MailConfig, inbox: Inbox) -> Source | None:
        now, chance = self._outside.now, self._outside.random
        if self.graph is not None and config.way_in == GRAPH:
            return GraphSource(self.graph, inbox, self._memory, now=now, random=chance)
        if config.way_in == IMAP:
            return ImapSource(imap_settings(config), inbox, self._memory, now=now, random=chance)
        return None


def graph_settings(config: MailConfig, secrets: tuple[str, ...], public_url: str) -> GraphSettings:
    box = config.mailbox
    return GraphSettings(
        mailbox=config.address,
        tenant_id=box.tenant_id,
        client_id=box.app_id,
        client_secret=box.app_password,
        certificate=box.app_certificate,
        certificate_thumbprint=box.app_thumbprint,
        base_url=box.graph_url,
        login_url=box.login_url or PUBLIC_LOGIN,
        ca_file=box.ca_file,
        processed_folder=box.processed,
        sends_a_minute=box.sends_a_minute,
        poll=box.poll,
        notify_url=public_url + notice.PATH if public_url.startswith("https://") else "",
        client_states=tuple(_client_state(secret, config.address) for secret in secrets),
    )


def imap_settings(config: MailConfig) -> ImapSettings:
    box = config.mailbox
    return ImapSettings(
        mailbox=config.address,
        host=box.imap_host,
        user=box.imap_user,
        password=box.imap_password,
        port=box.imap_port,
        security=box.imap_tls,
        ca_file=box.ca_file,
        processed_folder=box.processed,
        poll=box.poll,
    )


def relay(config: MailConfig) -> SmtpRelay:
    plain = is_loopback(config.smtp_host) and not config.smtp_tls
    return SmtpRelay(
        config.smtp_host,
        config.smtp_port,
        config.smtp_user,
        config.smtp_password,
        "none" if plain else "tls" if config.smtp_tls else "starttls",
        config.mailbox.ca_file,
    )


def _door(config: MailConfig) -> SmtpSettings:
    return SmtpSettings(config.host, config.port, config.address, config.relays, lmtp=config.way_in == LMTP)


def _client_state(secret: str, mailbox: str) -> str:
    """What Graph shows to prove that a notification is about our mailbox; nobody guesses it."""
    return hmac.new(secret.encode(), b"graph:" + mailbox.encode(), hashlib.sha256).hexdigest()
