"""The mail door, put together: what comes in, what goes out, and the process's own SMTP server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.config_mail import MailConfig
from bot.mail import belief as believing
from bot.mail.belief import Belief
from bot.mail.clamd import Clamd
from bot.mail.files import FileStore
from bot.mail.memory import StoredMemory
from bot.mail.peek import peek
from bot.mail.reader import Reader
from bot.mail.receive import Receiver
from bot.mail.send import MailDoor
from bot.mail.threads import Threads
from bot.mail.undelivered import tell_of_undelivered
from bot.mail.ways import Outside, Ways
from bot.turn import House
from domain.conversation import Delivery
from domain.mail import MailHeaders, StoredMail
from storage.store import Store


class MailOffice:
    """Built where mail is on. The process that has the doors opens and closes it; one that only works runs it."""

    def __init__(
        self,
        config: MailConfig,
        store: Store,
        house: Callable[[], House],
        *,
        secrets: tuple[str, ...],
        files: FileStore,
        deliver: Callable[[Delivery], Awaitable[None]],
        outside: Outside,
        new_reference: Callable[[], str],
        public_url: str,
    ) -> None:
        self.config = config
        self.threads = Threads(secrets, config.address)
        self._reader = Reader(scanner=Clamd(config.clamd) if config.clamd else None)
        self.receiver = Receiver(
            store,
            house,
            reader=self._reader,
            peek=peek,
            threads=self.threads,
            files=files,
            believe=self._believe,
            deliver=deliver,
            given_up=tell_of_undelivered(house, outside.now),
            now=outside.now,
            new_reference=new_reference,
        )
        memory = StoredMemory(store, outside.now)
        self.ways = Ways(config, self.receiver, memory, outside, secrets=secrets, public_url=public_url)
        self.server = self.ways.server
        self.door = MailDoor(self.ways.transport, self.threads, config.address, config.address, outside.now)
        self._fetching: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Lets mail in: listens for it, or begins to fetch it. Raises OSError when the address is not to be had."""
        if self.server is not None:
            await self.server.open()
        if self.ways.source is not None:
            self._fetching = asyncio.create_task(self.ways.source.run())

    async def run(self) -> None:
        """Reads what comes until `stop`; in the process that has the worker."""
        await self.receiver.claims.run()

    def wake(self) -> None:
        """Reads at once what is due."""
        self.receiver.claims.wake()

    def stop(self) -> None:
        self.receiver.claims.stop()

    async def close(self, seconds: float) -> None:
        """Takes nothing more and finishes what is being read within `seconds`; the next process reads the rest."""
        if self.server is not None:
            await self.server.close()
        if self.ways.source is not None and self._fetching is not None:
            self.ways.source.stop()
            await asyncio.wait([self._fetching], timeout=seconds)
        await self.receiver.claims.drain(seconds)
        await self._reader.close()
        await self.ways.close()

    def _believe(self, mail: StoredMail, headers: MailHeaders) -> Belief:
        config = self.config
        who = believing.Receiver(mail.source, config.staff_domains, config.authserv_id, this_machine=config.local)
        return believing.belief(headers, who)
