"""Mail comes in by IMAP: what is new is kept, then moved to another folder; the server tells us, or it is asked.

How far the folder was read is written down after what was read is kept, so after a crash some of it is read again,
which the inbox of ours notices.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import TypeVar

from imap_tools import MailboxMoveError

from bot.mail.imap.session import Session, Unreadable
from bot.mail.imap.settings import ImapSettings
from bot.mail.ports import Inbox, Memory
from bot.mail.rounds import Rounds
from domain.mail import MailSource, RawMail

log = logging.getLogger("assistant.mail")

T = TypeVar("T")

TOGETHER = 50
"""So many messages are moved at once, when all of them are kept: a server takes as long for one."""

TRIES = 5
"""How often one message may fail before the others go on without it; it stays where it is."""


class ImapSource:
    """Puts every message of the folder into `inbox`. One thread of its own does all that waits for the server."""

    def __init__(
        self,
        settings: ImapSettings,
        inbox: Inbox,
        memory: Memory,
        *,
        now: Callable[[], datetime],
        random: Callable[[], float],
    ) -> None:
        self._settings, self._inbox, self._memory, self._now = settings, inbox, memory, now
        self._thread = ThreadPoolExecutor(1, "imap")
        self._session: Session | None = None
        self._stopping = self._resting = False
        self._failures: dict[int, int] = {}
        self.rounds = Rounds("mail by IMAP", self.round, every=0, random=random)

    async def run(self) -> None:
        """Until `stop`."""
        try:
            await self.rounds.run()
        finally:
            await self._close()
            self._thread.shutdown(wait=False)

    def stop(self) -> None:
        """Ends after the message that is in hand, and at once while nothing is."""
        self._stopping = True
        self.rounds.stop()
        if self._session is not None and self._resting:
            self._session.interrupt()

    async def round(self) -> None:
        """Reads what is new and waits until there may be more. Whatever fails ends the connection."""
        try:
            if self._session is None:
                self._session = await self._blocking(lambda: Session(self._settings))
            await self.read(self._session)
            if not self._stopping:
                await self._rest(self._session)
        except BaseException:
            await self._close()
            if not self._stopping:
                raise

    async def read(self, session: Session) -> None:
        """Reads what is new in the folder, some messages at a time, until it is stopped."""
        done = await self._done(session)
        new = await self._blocking(partial(session.new_uids, done))
        for first in range(0, len(new), TOGETHER):
            kept = []
            for uid in new[first : first + TOGETHER]:
                if self._stopping:
                    break
                if await self._kept(session, uid):
                    kept.append(uid)
                done = uid
            if kept and self._settings.processed_folder:
                await self._file_away(session, kept)
            await self._note(session, done)

    async def _kept(self, session: Session, uid: int) -> bool:
        """Keeps one message; False when there is nothing to keep."""
        try:
            raw = await self._blocking(lambda: session.raw(uid))
        except Unreadable as fault:
            self._failed(uid, fault)
            return False
        if raw is None:  # somebody has deleted it meanwhile
            return False
        most = self._settings.most_bytes
        mail = RawMail(self._settings.mailbox, raw[:most], "", (), self._now(), MailSource.IMAP, cut=len(raw) > most)
        await self._inbox.keep(mail)
        return True

    async def _file_away(self, session: Session, uids: list[int]) -> None:
        try:
            await self._blocking(lambda: session.file_away(uids))
        except MailboxMoveError as refused:
            log.warning("what was kept stays in its folder: %s", refused)

    def _failed(self, uid: int, fault: Unreadable) -> None:
        """Raises the fault while it may pass."""
        tries = self._failures[uid] = self._failures.get(uid, 0) + 1
        if tries < TRIES:
            raise fault
        log.error("a message cannot be read and stays in its folder: %s", fault)
        del self._failures[uid]

    async def _done(self, session: Session) -> int:
        """The last number that was read; 0 when the server has numbered its messages anew. Then all of it is read
        again, and what is known is not kept again."""
        validity, _, done = (await self._memory.recall(self._key)).partition(" ")
        if validity == str(session.validity):
            return int(done)
        if validity:
            log.warning("the server has numbered the mailbox anew; all of it is read again")
        return 0

    async def _note(self, session: Session, done: int) -> None:
        text = f"{session.validity} {done}"
        if await self._memory.recall(self._key) != text:
            await self._memory.remember(self._key, text)

    async def _rest(self, session: Session) -> None:
        self._resting = True
        try:
            if session.tells:
                await self._blocking(lambda: session.listen(self._settings.poll))
            else:
                await self.rounds.rest(self._settings.poll)
        finally:
            self._resting = False

    async def _close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.interrupt()
            await asyncio.shield(self._blocking(session.close))

    async def _blocking(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    @property
    def _key(self) -> str:
        return f"imap place {self._settings.mailbox} {self._settings.host} {self._settings.folder}"
