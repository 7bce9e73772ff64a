"""From stored bytes to a turn: a mail is read, its thread and its sender are found, and what came of it is written.

A mail is read at least once and counts once: the turn keeps its id, and a second reading finds the turn done.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol
from weakref import WeakValueDictionary

from bot.claims import Claims
from bot.mail.admission import Way
from bot.mail.belief import Belief
from bot.mail.given_up import tell_of_set_aside
from bot.mail.patience import MOST_ATTEMPTS, MOST_DEATHS, may_be_tried_again, wait
from bot.mail.places import Place, Places
from bot.mail.reception import Caps, Reception, Receptionist, notice, pleasantry, recorded_today, turn_of
from bot.mail.smtp import POSTMASTER
from bot.mail.threads import Threads
from bot.mail.undelivered import GivenUp, failure, take_back
from bot.mail.understood import understood
from bot.turn import House, TurnResult, take_turn
from cards import set_aside
from domain.conversation import Delivery, Inbound
from domain.errors import TryLater
from domain.mail import (
    REFERENCE,
    MailHeaders,
    MailJob,
    MailKind,
    MailState,
    RawMail,
    ReadMail,
    StoredMail,
    Trust,
)
from storage.store import Store, Tx

log = logging.getLogger("assistant.mail")

LEASE = timedelta(seconds=120)
MOST_COPIES = 5
"""Earlier mails with one Message-ID that are compared."""

AT_ONCE = 8


class Reader(Protocol):
    async def read(self, raw: bytes, sent_text: str = "") -> ReadMail:
        """Kind SET_ASIDE, with a reason, for what cannot be read within the limits."""


class Files(Protocol):
    async def keep(self, content: bytes) -> str:
        """Stores a file outside the database and gives its digest. Raises `TryLater`."""


Believe = Callable[[StoredMail, MailHeaders], Belief]


class TurnFailed(Exception):
    """A fault of ours in the turn of this mail; the text is the reference in the log."""

    def __init__(self, reference: str, read: ReadMail) -> None:
        super().__init__(reference)
        self.read = read


class Receiver:
    """Keeps what comes and reads it. `deliver` sends what a turn caused; `given_up` is done with a mail of ours that
    came back."""

    def __init__(
        self,
        store: Store,
        house: Callable[[], House],
        *,
        reader: Reader,
        peek: Callable[[bytes], MailHeaders],
        threads: Threads,
        files: Files,
        believe: Believe,
        deliver: Callable[[Delivery], Awaitable[None]],
        given_up: GivenUp,
        now: Callable[[], datetime],
        new_reference: Callable[[], str],
        poll: float = 1.0,
    ) -> None:
        self._store, self._house, self._reader, self._peek = store, house, reader, peek
        self._places, self._files, self._believe, self._deliver = Places(store, threads), files, believe, deliver
        self._threads, self._given_up = threads, given_up
        self._now, self._new_reference = now, new_reference
        self._receptionist = Receptionist(store, Caps())
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.claims = Claims("the mail", self._take, self._handle, concurrency=AT_ONCE, poll=poll)

    def limit(self, caps: Caps) -> None:
        """From now on these are the most mails that are answered."""
        self._receptionist = Receptionist(self._store, caps)

    async def keep(self, mail: RawMail) -> bool:
        """Stores it, and sees that it is read; False when it was there already. Raises `TryLater`."""
        message_id, at = self._peek(mail.raw).message_id, self._now()
        try:
            kept = await self._store.write(lambda tx: tx.keep_mail(mail, message_id, at=at))
        except Exception as error:
            raise TryLater(f"{type(error).__name__}: {error}") from error
        self.claims.wake()
        return kept is not None

    async def _take(self, count: int) -> list[MailJob]:
        now = self._now()

        def work(tx: Tx) -> list[MailJob]:
            jobs, spent = tx.claim_mail(count, lease=LEASE, now=now, max_attempts=MOST_DEATHS)
            for mail_id in spent:
                tell_of_set_aside(self._house(), tx, mail_id, now)
            return jobs

        return await self._store.write(work)

    async def _handle(self, job: MailJob) -> None:
        mail = None
        try:
            mail = await self._store.read(lambda tx: tx.mail(job.mail_id))
            if mail is not None:
                await self._read(job, mail)
        except Exception as error:
            away = error if isinstance(error, TryLater) else None
            told = {"mail": job.mail_id, "attempt": job.attempts}
            log.log(
                logging.WARNING if away else logging.ERROR,
                "a mail could not be handled: %s",
                away or type(error).__name__,
                exc_info=None if away else error,
                extra=told,
            )
            await self._failed(job, mail, error)

    async def _read(self, job: MailJob, mail: StoredMail) -> None:
        headers = self._peek(mail.raw)
        if mail.cut or mail.mailbox.startswith(f"{POSTMASTER}@"):
            reason = set_aside.TOO_BIG if mail.cut else set_aside.FOR_POSTMASTER
            await self._set_aside(job, reason, self._shown(mail))
            return
        believed = self._believe(mail, headers)
        if mail.duplicate and (earlier := await self._copied(mail, headers, believed)) is not None:
            await self._write(job, Place(earlier.thread), self._shown(mail), set_aside.COPY)
            return
        place = await self._places.find(mail, headers, believed.trust)
        first = None if place.sent else await self._read_for_its_place(mail)
        if first is not None:
            place = await self._places.find_in_text(mail, headers, believed.trust, first.whole) or place
        async with self._locks.setdefault(place.thread, asyncio.Lock()):
            read = first if first and not place.sent else await self._reader.read(mail.raw, place.sent_text)
            if read.kind is MailKind.SET_ASIDE:
                await self._set_aside(job, read.reason, understood(read))
                return
            if read.kind is MailKind.MESSAGE and believed.trust is Trust.FAILED:
                await self._set_aside(job, believed.reason, understood(read))
                return
            if read.kind is MailKind.MESSAGE and not pleasantry(read, place):
                await self._answer(job, mail, read, place, believed)
            elif read.kind is MailKind.BOUNCE:
                await self._write_returned(job, place, read, understood(read, believed))
            else:
                await self._write(job, place, understood(read, believed), read.reason)

    async def _answer(self, job: MailJob, mail: StoredMail, read: ReadMail, place: Place, believed: Belief) -> None:
        """Takes the turn that the mail is, when it may; what does not count is set aside, and said once a day."""
        at = self._now()
        received = await self._receptionist.receive(mail, read, place, believed.trust, at)
        if received.aside and place.known:  # it must not touch the thread that it is not of
            place = replace(place, thread=await self._places.free(mail))
        if received.rule.way is Way.CONTACT:  # the files of others are on no record
            read = await self._with_files_kept(read)
        deliveries: tuple[Delivery, ...] = ()
        if not received.told:
            deliveries = (await self._turn(job, read, turn_of(mail, read, place, received, at))).deliveries
        if received.aside:
            written = self._put_aside(job, read, received, understood(read, believed), at)
        else:
            reason = received.rule.reason or read.reason
            recorded = received.recorded + 1 if received.rule.way is Way.CONTACT else 0
            written = self._write(job, place, understood(read, believed), reason, recorded=recorded)
        await asyncio.gather(written, *map(self._deliver, deliveries))

    async def _with_files_kept(self, read: ReadMail) -> ReadMail:
        """Stores the files that are taken, before anybody is told that we have them."""
        files = [
            replace(file, digest=await self._files.keep(file.content)) if file.taken else file for file in read.files
        ]
        return replace(read, files=tuple(files))

    async def _copied(self, mail: StoredMail, headers: MailHeaders, believed: Belief) -> StoredMail | None:
        """The mail that came before of which this is a copy: two ways of delivery leave different traces on one mail.
        What was set aside, or is believed otherwise, may be a forgery that must not take the place of this one."""
        if headers.date is None:
            return None
        for earlier in await self._store.read(lambda tx: tx.mails_before(mail, MOST_COPIES)):
            other = self._peek(earlier.raw)
            same = (other.sender, other.date, other.subject) == (headers.sender, headers.date, headers.subject)
            as_believed = self._believe(earlier, other).trust is believed.trust
            if same and as_believed and earlier.state is not MailState.SET_ASIDE:
                return earlier
        return None

    async def _read_for_its_place(self, mail: StoredMail) -> ReadMail | None:
        """A mail that may show only in what it quotes where it belongs; most show it elsewhere, or are new."""
        if REFERENCE.encode() not in mail.raw and b"base64" not in mail.raw:
            return None
        return await self._reader.read(mail.raw)

    async def _turn(self, job: MailJob, read: ReadMail, inbound: Inbound) -> TurnResult:
        reference = self._new_reference()
        result = await take_turn(self._house(), inbound, reference)
        if result.failed:
            if job.tries >= MOST_ATTEMPTS and (inbound.sender.trusted or inbound.verb == "mail.wrote"):
                await asyncio.gather(*map(self._deliver, result.deliveries))  # the apology, once
            raise TurnFailed(reference, read)
        return result

    async def _put_aside(
        self, job: MailJob, read: ReadMail, received: Reception, made_of_it: Mapping[str, Any], at: datetime
    ) -> None:
        def work(tx: Tx) -> None:
            tx.mail_read(job, MailState.SET_ASIDE, at=at, understood=made_of_it, reason=received.aside)
            if not received.told:
                tx.keep_mail_note(notice(received.rule.way, read.headers.sender, at), "yes", at)

        await self._store.write(work)

    async def _write(
        self, job: MailJob, place: Place, made_of_it: Mapping[str, Any], reason: str, recorded: int = 0
    ) -> None:
        """`recorded` is how many mails of its contact were recorded in this thread today, this one included."""
        thread, at = place.thread, self._now()

        def work(tx: Tx) -> None:
            held = tx.mail_read(job, MailState.READ, at=at, thread=thread, understood=made_of_it, reason=reason)
            if held and recorded:
                tx.keep_mail_note(recorded_today(thread, at), str(recorded), at)

        await self._store.write(work)

    async def _write_returned(self, job: MailJob, place: Place, read: ReadMail, made_of_it: Mapping[str, Any]) -> None:
        """A report belongs where the mail of ours does that it is about."""
        mark, why, at = self._threads.of_message(read.bounced), failure(read), self._now()
        thread = mark.thread if mark else place.thread

        def work(tx: Tx) -> None:
            told = made_of_it
            held = tx.mail_read(job, MailState.READ, at=at, thread=thread, understood=told, reason=read.reason)
            if held and mark and why:
                take_back(tx, thread, mark.job_id, why, at, self._given_up)

        await self._store.write(work)

    async def _set_aside(self, job: MailJob, reason: str, made_of_it: Mapping[str, Any]) -> None:
        at = self._now()
        await self._store.write(
            lambda tx: tx.mail_read(job, MailState.SET_ASIDE, at=at, understood=made_of_it, reason=reason)
        )

    async def _failed(self, job: MailJob, mail: StoredMail | None, error: Exception) -> None:
        """Due again later; set aside when its attempts or its time are over, of which an administrator is told. What
        cannot be written is due when the lease is over."""
        reason, at = f"{type(error).__name__}: {error}", self._now()
        waited = at - mail.since if mail else timedelta(0)
        made_of_it = understood(error.read) if isinstance(error, TurnFailed) else self._shown(mail)

        def work(tx: Tx) -> None:
            if may_be_tried_again(job, waited, error):
                tx.retry(job, at, wait(job, waited, error), reason, forgiven=isinstance(error, TryLater))
            elif tx.mail_read(job, MailState.SET_ASIDE, at=at, understood=made_of_it, reason=reason):
                tell_of_set_aside(self._house(), tx, job.mail_id, at)

        try:
            await self._store.write(work)
        except Exception:
            log.exception("not written down; its lease runs out", extra={"mail": job.mail_id})

    def _shown(self, mail: StoredMail | None) -> Mapping[str, Any]:
        """What its headers alone say, for whoever looks at what was set aside."""
        return understood(ReadMail(MailKind.SET_ASIDE, self._peek(mail.raw))) if mail else {}
