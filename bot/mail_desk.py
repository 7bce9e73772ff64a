"""The pages for mail, from the record; and mail that is written there, sent by SMTP to this very process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

import aiosmtplib

from bot.mail.office import MailOffice
from bot.web.ports import SentLetter
from domain.errors import GiveUp
from domain.mail import MailState, StoredMail
from domain.people import Person
from storage.outbox import Letter
from storage.store import Store

MOST_SHOWN = 50
LOOKS, BETWEEN = 40, 0.1
"""How often, and every how many seconds, it is looked whether what was sent has been read."""


class MailDesk:
    """Writes as anybody, so it is built only where all mail stays on this machine (`Config.dev_mail`)."""

    def __init__(
        self,
        store: Store,
        office: MailOffice,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._store, self._office, self._now, self._new_id, self._sleep = store, office, now, new_id, sleep

    async def people(self) -> list[Person]:
        return [person for person in await self._store.read(lambda tx: tx.people()) if person.email]

    async def came(self) -> Sequence[StoredMail]:
        return await self._store.read(lambda tx: tx.latest_mail(MOST_SHOWN))

    async def went(self) -> Sequence[SentLetter]:
        await self._store.flush()  # so that what has been sent is shown as sent
        return [self._seen(letter) for letter in await self._store.read(lambda tx: tx.letters(MOST_SHOWN))]

    async def one_that_came(self, mail_id: int) -> StoredMail:
        found = await self._store.read(lambda tx: tx.mail(mail_id))
        if found is None:
            raise LookupError(mail_id)
        return found

    async def one_that_went(self, letter_id: int) -> SentLetter:
        return self._seen(await self._letter(letter_id))

    async def write(self, sender: str, subject: str, text: str) -> None:
        if sender not in {person.email for person in await self.people()}:
            raise LookupError(sender)
        message = self._message(sender, self._office.config.address, subject, text)
        await self._send(message)

    async def reply(self, letter_id: int, text: str) -> None:
        letter = await self._letter(letter_id)
        delivery, threads = letter.delivery, self._office.threads
        answered = threads.message_id(delivery.job_id, delivery.address)
        seen = self._seen(letter)
        quoted = "\n".join(f"> {line}".rstrip() for line in seen.text.splitlines())
        whole = f"{text}\n\nOn {letter.at:%a, %d %b %Y at %H:%M}, Social Value Assistant wrote:\n{quoted}\n"
        message = self._message(seen.to, threads.reply_address(delivery.address, seen.to), f"Re: {seen.subject}", whole)
        message["In-Reply-To"] = message["References"] = f"<{answered}>"
        await self._send(message)

    async def _letter(self, letter_id: int) -> Letter:
        found = await self._store.read(lambda tx: tx.letter(letter_id))
        if found is None:
            raise LookupError(letter_id)
        return found

    def _seen(self, letter: Letter) -> SentLetter:
        delivery = letter.delivery
        payload, error, raw = delivery.payload, letter.error, b""
        try:
            raw = self._office.door.outgoing(delivery, letter.at).raw
        except GiveUp as reason:
            error = error or str(reason)
        to = str(payload.get("to") or delivery.reference.get("to", ""))
        said = {name: str(payload.get(name, "")) for name in ("subject", "text", "html")}
        return SentLetter(delivery.job_id, letter.at, letter.state, to, **said, raw=raw, error=error)

    def _message(self, sender: str, to: str, subject: str, text: str) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"], message["Subject"] = sender, to, subject
        message["Date"] = self._now()
        message["Message-ID"] = f"<{self._new_id().lower()}@{sender.rpartition('@')[2]}>"
        message.set_content(text)
        return message

    async def _send(self, message: EmailMessage) -> None:
        """Hands it over, and waits a while for it to be read, so that the next page shows the answer."""
        server = self._office.server
        if server is None:
            raise ConnectionError("no SMTP door here")
        try:
            await aiosmtplib.send(
                message, hostname=server.settings.host, port=server.port, use_tls=False, start_tls=False
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            raise ConnectionError(str(error)) from error
        for _ in range(LOOKS):
            if not await self._store.read(lambda tx: tx.mail_in(MailState.NEW)):
                return
            await self._sleep(BETWEEN)
