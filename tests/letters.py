"""The mail door for transcripts: people write by SMTP, read what really came out of the door, and reply to that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from itertools import count

import aiosmtplib

from bot.app import App
from bot.mail.office import MailOffice
from cards.labels import code
from cards.message import Ask, Message
from cards.taken import Taken
from domain.people import Person
from storage.outbox import Letter


@dataclass(frozen=True)
class Came:
    """A mail of ours as its reader has it, and the message that it was made of."""

    letter: Letter
    mail: EmailMessage
    message: Message


class Correspondent:
    """Everybody has a mail program; what is a button elsewhere is a line of a reply."""

    def __init__(
        self,
        app: App,
        passes: Callable[[], None],
        message: Callable[[Mapping[str, object]], Message],
        words: Callable[[Message], str],
    ) -> None:
        self.app, self._passes, self._message, self._words = app, passes, message, words
        self._ids = count(1)
        self._last: dict[str, Came] = {}
        self._seen: set[int] = set()

    @property
    def _office(self) -> MailOffice:
        assert self.app.mail is not None
        return self.app.mail

    async def open(self) -> None:
        """Nobody writes first: what is for somebody finds them by mail."""
        assert self._office.server is not None
        await self._office.server.open()
        for _ in await self.app.store.read(lambda tx: tx.people()):
            self._passes()  # as at the doors where each of them says something first

    async def say(self, who: str, text: str) -> list[str]:
        return await self._write(who, text)

    async def send(self, who: str, name: str, content: bytes, text: str) -> list[str]:
        """A mail of its own with an attachment, as people send a document."""
        return await self._write(who, text, new=True, attached=(name, content))

    async def press(self, who: str, button: str, answers: Mapping[str, str]) -> list[str]:
        message = self._last[who].message
        pressed = next(b for b in message.buttons() if b.title == button)
        keys = [block.question.key for block in message.blocks() if isinstance(block, Ask)]
        forms = [b for b in message.buttons() if b.sends_answers and keys]
        if len(forms) > 1 and pressed in forms:
            return await self._write(who, f"{button}: {''.join(answers.values())}")
        if pressed.sends_answers and answers:
            lines = [f"{code(keys.index(key) + 1)}: {value}" for key, value in answers.items() if key in keys]
            return await self._write(who, "\n".join(lines))
        return await self._write(who, button)

    async def hears(self, who: str) -> list[str]:
        return await self._new(who)

    async def _write(
        self, who: str, text: str, *, new: bool = False, attached: tuple[str, bytes] | None = None
    ) -> list[str]:
        person = await self._person(who)
        mail = EmailMessage()
        mail["From"] = f"{person.name} <{person.email}>"
        mail["Message-ID"] = f"<{next(self._ids)}@their.example>"
        last = None if new else self._last.get(who)
        if last is None:
            mail["To"], mail["Subject"] = self._office.config.address, "Social value"
        else:
            mail["To"], mail["Subject"] = last.mail["Reply-To"], f"RE: {last.mail['Subject']}"
            mail["In-Reply-To"] = mail["References"] = last.mail["Message-ID"]
            body = last.mail.get_body(("plain",))
            assert body is not None
            quoted = "".join(f"> {line}\n" for line in body.get_content().splitlines())
            text = f"{text}\n\nOn 22 November 2026, the Social Value Assistant wrote:\n\n{quoted}"
        mail.set_content(text)
        if attached is not None:
            name, content = attached
            mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        self._passes()
        await self._send(mail, person)
        while await self._office.receiver.claims.once():
            pass
        await self.app.worker.deliver_due()
        return await self._new(who)

    async def _send(self, mail: EmailMessage, person: Person) -> None:
        assert self._office.server is not None
        plain = {"use_tls": False, "start_tls": False, "timeout": 10}
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=self._office.server.port, **plain) as client:  # type: ignore[arg-type]
            to = mail["To"].strip("<>")
            await client.sendmail(person.email, [to], mail.as_bytes(policy=default.clone(linesep="\r\n")))

    async def _new(self, who: str) -> list[str]:
        """What has come for somebody that they have not seen."""
        person = await self._person(who)
        await self.app.store.flush()
        letters = await self.app.store.read(lambda tx: tx.letters(1000))
        said = []
        for letter in reversed(letters):
            if letter.delivery.job_id in self._seen or letter.delivery.reference.get("to") != person.email:
                continue
            self._seen.add(letter.delivery.job_id)
            raw = self._office.door.outgoing(letter.delivery, letter.at).raw
            mail = BytesParser(_class=EmailMessage, policy=default).parsebytes(raw)
            message = self._message(letter.delivery.payload)
            if isinstance(message, Taken):  # what was recorded of a mail is said by this door alone
                message = message.reply
            self._last[who] = Came(letter, mail, message)
            said.append(self._words(message))
        return said

    async def _person(self, who: str) -> Person:
        return next(p for p in await self.app.store.read(lambda tx: tx.people()) if p.name.startswith(who))
