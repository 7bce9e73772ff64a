"""The mail door, put together: what comes in, what goes out, and the process's own SMTP server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.config_mail import LMTP, LOOPBACK, SMTP, MailConfig
from bot.mail.files import FileStore
from bot.mail.peek import peek
from bot.mail.ports import Transport
from bot.mail.reader import Reader
from bot.mail.receive import Receiver
from bot.mail.send import MailDoor
from bot.mail.smtp import SmtpServer, SmtpSettings
from bot.mail.threads import Threads
from bot.mail.transports import Loopback, SmtpRelay, SmtpTransport
from bot.turn import House
from domain.conversation import Delivery
from domain.mail import MailHeaders, StoredMail, Trust
from storage.store import Store


class MailOffice:
    """Built where mail is on. `server` is there where mail comes by SMTP or LMTP; the app opens and closes it."""

    def __init__(
        self,
        config: MailConfig,
        store: Store,
        house: Callable[[], House],
        *,
        secrets: tuple[str, ...],
        files: str,
        deliver: Callable[[Delivery], Awaitable[None]],
        now: Callable[[], datetime],
        new_reference: Callable[[], str],
    ) -> None:
        self.config, self._store = config, store
        self.threads = Threads(secrets, config.address)
        self.door = MailDoor(_transport(config), self.threads, config.address, config.address, now)
        self._reader = Reader()
        self.receiver = Receiver(
            store,
            house,
            reader=self._reader,
            peek=peek,
            threads=self.threads,
            files=FileStore(files),
            believe=self._believe,
            deliver=deliver,
            now=now,
            new_reference=new_reference,
        )
        self.server = SmtpServer(_door(config), self.receiver, now) if config.way_in in (SMTP, LMTP) else None

    async def run(self) -> None:
        """Reads what comes until `stop`; in the process that has the worker."""
        await self.receiver.claims.run()

    def stop(self) -> None:
        self.receiver.claims.stop()

    async def close(self, seconds: float) -> None:
        """Takes nothing more and finishes what is being read within `seconds`; the next process reads the rest."""
        if self.server is not None:
            await self.server.close()
        await self.receiver.claims.drain(seconds)
        await self._reader.close()

    async def _believe(self, mail: StoredMail, headers: MailHeaders) -> Trust:
        """On a machine of one's own a known member of staff is who they say; nobody else is."""
        known = await self._store.read(lambda tx: tx.person_by_email(headers.sender))
        return Trust.INTERNAL if self.config.local and known is not None and known.staff else Trust.UNVERIFIED


def _door(config: MailConfig) -> SmtpSettings:
    return SmtpSettings(config.host, config.port, config.address, config.relays, lmtp=config.way_in == LMTP)


def _transport(config: MailConfig) -> Transport:
    if config.way_out == LOOPBACK:
        return Loopback()
    return SmtpTransport(
        SmtpRelay(config.smtp_host, config.smtp_port, config.smtp_user, config.smtp_password, config.smtp_tls)
    )
