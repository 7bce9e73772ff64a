"""An app with its mail door open on loopback, and people who write to it with a real mail client library."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

import aiosmtplib

from bot.app import App, Outside
from bot.config import read_config
from bot.mail.office import MailOffice
from bot.samples import sample_people
from bot.setup import teams_settings
from domain.mail import StoredMail
from domain.people import CLOCK
from storage.outbox import Letter
from storage.store import Tx
from tests.speakers import Clock

MAILBOX = "assistant@council.example"
AMIRA = "amira@council.example"


@dataclass
class Post:
    app: App
    clock: Clock

    @property
    def office(self) -> MailOffice:
        assert self.app.mail is not None
        return self.app.mail

    @property
    def port(self) -> int:
        assert self.office.server is not None
        return self.office.server.port

    def client(self, **values: Any) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname="127.0.0.1", port=self.port, timeout=10, use_tls=False, start_tls=False, **values
        )

    async def send(self, message: EmailMessage | bytes, sender: str = AMIRA, to: str = MAILBOX) -> None:
        raw = message if isinstance(message, bytes) else message.as_bytes(policy=default.clone(linesep="\r\n"))
        async with self.client() as client:
            await client.sendmail(sender, [to], raw)

    async def settle(self) -> None:
        """Reads what came and sends what is due."""
        while await self.office.receiver.claims.once():
            self.clock.passes()
        await self.app.worker.deliver_due()

    async def came(self) -> list[StoredMail]:
        """What came in, oldest first."""
        return list(reversed(await self.app.store.read(lambda tx: tx.latest_mail(100))))

    async def letters(self) -> list[Letter]:
        """What went out, oldest first."""
        await self.app.store.flush()
        return list(reversed(await self.app.store.read(lambda tx: tx.letters(100))))

    async def mails(self) -> list[EmailMessage]:
        """What went out, as a mail program sees it."""
        outgoing = [self.office.door.outgoing(letter.delivery, letter.at) for letter in await self.letters()]
        return [BytesParser(_class=EmailMessage, policy=default).parsebytes(one.raw) for one in outgoing]


def written(subject: str, text: str, sender: str = AMIRA, number: int = 1, **headers: str) -> EmailMessage:
    """A mail as somebody's program writes it; "_" in the names of headers stands for a hyphen."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, MAILBOX, subject
    message["Message-ID"] = f"<{number}@their.example>"
    for name, value in headers.items():
        del message[name.replace("_", "-")]
        if value:
            message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


async def new_post(
    database_url: str, folder: str, fetching: bool = False, opened: bool = True, **settings: str
) -> Post:
    """Opens an app with the sample people; `settings` are those of the assistant without their prefix.

    A mailbox that is elsewhere is fetched from only when `fetching`; else a test does it when it likes. The door is
    open unless a test wants it shut.
    """
    given = {f"SVA_{name}": value for name, value in settings.items()}
    environ = {
        "SVA_DATABASE_URL": database_url,
        "SVA_SECRET": "s" * 40,
        "SVA_MAIL_PORT": "0",
        "SVA_FILES": folder,
        **given,
    }
    config = read_config(environ, lambda name: "")
    clock, chance = Clock(), random.Random(7)
    app = App(config, config.secret, teams_settings(config), Outside(clock, chance.randbytes, chance.random))
    await app.open()

    def add(tx: Tx) -> None:
        for person in sample_people(config.organisation):
            tx.save_person(person, by=CLOCK, at=clock())

    await app.store.write(add)
    post = Post(app, clock)
    if opened and (fetching or post.office.server is not None):
        await post.office.open()
    return post


def later(post: Post, **values: float) -> None:
    post.clock.at += timedelta(**values)
