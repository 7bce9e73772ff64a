"""Where a mail belongs: in a thread of ours with its sender, in somebody else's, or in a new one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.mail.threads import Mark, Shown, Threads
from domain.conversation import Door
from domain.mail import MailHeaders, StoredMail, Trust
from storage.store import Store, Tx

_RECORD = re.compile(r"\b([ST]-[2-9A-HJKMNP-Z]{5})\b", re.IGNORECASE)
"""A ticket or a tender in a subject."""


@dataclass(frozen=True)
class Place:
    """`sent` is the payload of the mail of ours that is answered; empty when none is known.

    `others` is the address of somebody else whom that mail was sent to, when the sender cannot speak for them.
    """

    thread: str
    sent: Mapping[str, Any] = field(default_factory=dict)
    others: str = ""
    known: bool = False
    """True when it goes on in a thread that there is already."""
    named: bool = False
    """True when nothing shows that it answers a mail of ours: its subject names what that thread is about."""

    @property
    def sent_text(self) -> str:
        return str(self.sent.get("text", ""))


class Places:
    def __init__(self, store: Store, threads: Threads) -> None:
        self._store, self._threads = store, threads

    async def find(self, mail: StoredMail, headers: MailHeaders, trust: Trust) -> Place:
        """By what the headers show."""
        marks = tuple(self._threads.marks(headers, mail.recipients))
        return await self._store.read(
            lambda tx: (
                self._marked(tx, mail, headers, trust, marks)
                or self._record(tx, headers, trust)
                or self._free(tx, mail)
            )
        )

    async def find_in_text(self, mail: StoredMail, headers: MailHeaders, trust: Trust, text: str) -> Place | None:
        """By the reference at the end of what is quoted, for a program that keeps nothing else."""
        marks = tuple(self._threads.in_text(text[:200_000]))
        if not marks:
            return None
        return await self._store.read(lambda tx: self._marked(tx, mail, headers, trust, marks))

    async def free(self, mail: StoredMail) -> str:
        """A thread that there is not yet."""
        return (await self._store.read(lambda tx: self._free(tx, mail))).thread

    def _marked(
        self, tx: Tx, mail: StoredMail, headers: MailHeaders, trust: Trust, marks: Iterable[Mark]
    ) -> Place | None:
        """The first thread of these that is the sender's own, or that a signed mark lets them answer."""
        for mark in marks:
            found = tx.conversation(Door.MAIL, mark.thread)
            if found is None:
                continue
            to = str(found.reference.get("to", ""))
            if mark.shown is Shown.ADDRESS and not self._threads.proves(mark, to):
                continue
            sent = tx.sent(mark.job_id, found.id)
            if to == headers.sender:
                return Place(mark.thread, sent, known=True)
            if trust is Trust.INTERNAL:
                # A colleague answers with their own rights, in a thread of their own.
                return Place(self._free(tx, mail).thread, sent)
            if self._threads.proves(mark, to):
                return Place(self._free(tx, mail).thread, sent, others=to)
        return None

    def _record(self, tx: Tx, headers: MailHeaders, trust: Trust) -> Place | None:
        """The newest thread with the sender about a ticket or tender that the subject names."""
        named = _RECORD.search(headers.subject) if trust is Trust.INTERNAL else None
        found = tx.thread_about(headers.sender, named[1].upper()) if named else None
        return Place(found.address, tx.sent(0, found.id), known=True, named=True) if found else None

    def _free(self, tx: Tx, mail: StoredMail) -> Place:
        attempt = 0
        while tx.conversation(Door.MAIL, new := self._threads.new(mail.id, attempt)) is not None:
            attempt += 1
        return Place(new)
