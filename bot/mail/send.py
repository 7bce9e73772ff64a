"""What we say, as a mail: dressed in the turn, put into an envelope when it leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.mail import compose
from bot.mail.answered import kept
from bot.mail.peek import INSTANCE
from bot.mail.ports import OutgoingMail, Transport
from bot.mail.threads import Threads
from bot.outbox import Patience
from cards.mail import letter
from cards.message import Message
from cards.sheet import Thread
from domain.conversation import Conversation, Delivery
from domain.errors import GiveUp

NAME = "Social Value Assistant"
PATIENCE = Patience((60.0, 120.0, 300.0, 900.0, 3600.0), attempts=29)
"""After 1, 2, 5, 15 and 60 minutes, then every hour until a day has passed."""


def dress_mail(message: Message, place: Conversation | None, wrong_person: str = "") -> dict[str, Any]:
    """A message as a payload for this door: its words, to whom, and which mail it answers. `wrong_person` is the
    address where its reader can say that it is not for them."""
    reference = dict(place.reference) if place else {}
    answers = str(reference.get("subject", "")) if reference.get("answers") else ""
    thread = Thread(f"SV-{place.address}", answers, wrong_person) if place else Thread()
    made = letter(message, thread)
    return {
        "subject": made.subject,
        "text": made.text,
        "html": made.html,
        **kept(message),
        **{key: reference[key] for key in ("to", "answers", "references", "source_id") if key in reference},
    }


@dataclass(frozen=True)
class MailDoor:
    """Hands each message to `transport`, as a whole mail from `mailbox`. `instance` names this installation."""

    transport: Transport
    threads: Threads
    mailbox: str
    instance: str
    now: Callable[[], datetime]

    async def send(self, delivery: Delivery) -> None:
        await self.transport.send(self.outgoing(delivery, self.now()))

    def outgoing(self, delivery: Delivery, at: datetime) -> OutgoingMail:
        """The mail of a row of the outbox. Raises `GiveUp` for an address that cannot be written to."""
        payload = delivery.payload
        to = str(payload.get("to") or delivery.reference.get("to", ""))
        if not compose.ADDRESS.fullmatch(to):
            raise GiveUp(f"no address to write to: {to!r}")
        message_id = self.threads.message_id(delivery.job_id, delivery.address)
        raw = compose.multipart(self._headers(delivery, to, message_id, at), payload["text"], payload["html"])
        return OutgoingMail(delivery.key, message_id, self.mailbox, to, raw, str(payload.get("source_id", "")))

    def _headers(self, delivery: Delivery, to: str, message_id: str, at: datetime) -> list[tuple[str, str]]:
        payload: Mapping[str, Any] = delivery.payload
        answers = [payload["answers"]] if payload.get("answers") else []
        return [
            ("From", f'"{NAME}" <{self.mailbox}>'),
            ("To", f"<{to}>"),
            ("Reply-To", f"<{self.threads.reply_address(delivery.address, to)}>"),
            ("Subject", str(payload["subject"])),
            ("Date", compose.date(at)),
            ("Message-ID", f"<{message_id}>"),
            ("In-Reply-To", compose.ids(answers)),
            ("References", compose.ids([*payload.get("references", ()), *answers])),
            ("Auto-Submitted", "auto-replied" if answers else "auto-generated"),
            ("X-Auto-Response-Suppress", "All"),
            (INSTANCE, self.instance),
        ]
