"""Who wrote a mail, as far as we know them, and the turn that it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.mail.admission import Rule, Way, admission, known_as
from bot.mail.answered import answered
from bot.mail.places import Place
from bot.mail.signatures import unsigned
from cards.mail import ANSWERED
from dialogs.closing import only_thanks
from domain.conversation import Door, Inbound, Sender, SentFile
from domain.mail import KeptFile, ReadMail, StoredMail, Trust
from domain.people import Person
from storage.store import Store, Tx

VERBS = {Way.HELD: "mail.held", Way.NOT_INSIDE: "mail.not_inside", Way.STRANGER: "mail.stranger"}
"""The turns that only say why nothing was done; one a day for each sender."""

TOO_OFTEN = "more mails than are answered: {0} in {1}"


@dataclass(frozen=True)
class Caps:
    """The most turns by mail: in one thread within an hour, and of one sender within a day."""

    thread: int = 60
    sender: int = 1000


@dataclass(frozen=True)
class Reception:
    """What becomes of a mail. `actor` is the person on file who it is from or for. `aside` is why it is set aside;
    "" when it counts. `told` says that there is nothing to say: the sender was told so today, or is told nothing.
    """

    rule: Rule
    actor: Person | None = None
    confirmed: bool = False
    aside: str = ""
    told: bool = False
    recorded: int = 0
    """How many mails of a contact were recorded in this thread today: only the first is acknowledged."""
    ticket: str = ""
    """The open ticket that further words of today belong to."""


class Receptionist:
    def __init__(self, store: Store, caps: Caps) -> None:
        self._store, self._caps = store, caps

    async def receive(self, mail: StoredMail, read: ReadMail, place: Place, trust: Trust, at: datetime) -> Reception:
        return await self._store.read(lambda tx: self._received(tx, mail, read, place, trust, at))

    def _received(
        self, tx: Tx, mail: StoredMail, read: ReadMail, place: Place, trust: Trust, at: datetime
    ) -> Reception:
        address = read.headers.sender
        if reason := self._too_often(tx, address, place, at):
            return Reception(Rule(Way.ASIDE, reason), aside=reason, told=True)
        if trust is Trust.INTERNAL:
            return Reception(admission(trust, known_as(None), None, confirmed=False), tx.person_by_email(address))
        sender = tx.person_by_email(address)
        other = tx.person_by_email(place.others) if place.others else None
        confirmed = bool(tx.mail_note(confirmation(mail.id)))
        rule = admission(trust, known_as(sender), known_as(other) if place.others else None, confirmed=confirmed)
        aside = rule.reason if rule.way in (*VERBS, Way.ASIDE) else ""
        told = rule.way is Way.ASIDE or (bool(aside) and bool(tx.mail_note(notice(rule.way, address, at))))
        recorded = int(tx.mail_note(recorded_today(place.thread, at)) or 0) if rule.way is Way.CONTACT else 0
        ticket = tx.open_ticket_in(place.thread) if recorded else ""
        return Reception(rule, other or sender, confirmed, aside, told, recorded, ticket)

    def _too_often(self, tx: Tx, address: str, place: Place, at: datetime) -> str:
        hour, day = timedelta(hours=1), timedelta(days=1)
        if place.known and tx.mails_in_thread(place.thread, at - hour) >= self._caps.thread:
            return TOO_OFTEN.format(self._caps.thread, "an hour in this thread")
        if tx.mails_of_sender(address, at - day, self._caps.sender) >= self._caps.sender:
            return TOO_OFTEN.format(self._caps.sender, "a day from this sender")
        return ""


def confirmation(mail_id: int) -> str:
    """Under which key it is noted that the contact on file confirmed a mail."""
    return f"confirmed:{mail_id}"


def notice(way: Way, address: str, at: datetime) -> str:
    """Under which key it is noted that a sender was told this today."""
    return f"told:{way.value}:{at:%Y-%m-%d}:{address}"


def recorded_today(thread: str, at: datetime) -> str:
    """Under which key it is noted how many mails of a contact were recorded in this thread today."""
    return f"told:recorded:{at:%Y-%m-%d}:{thread}"


def pleasantry(read: ReadMail, place: Place) -> bool:
    """True for thanks in a thread that goes on: they are kept, and need no answer."""
    return place.known and not any(file.taken for file in read.files) and only_thanks(read.reply or "")


def turn_of(mail: StoredMail, read: ReadMail, place: Place, received: Reception, at: datetime) -> Inbound:
    """The turn that a mail is, whoever's it is."""
    way, headers = received.rule.way, read.headers
    actor = received.actor if way in (Way.CONTACT, Way.HELD) else None
    address = actor.email if actor else headers.sender
    words = _words(read, place, received)
    sender = Sender(
        address,
        actor.name if actor else headers.sender_name,
        address,
        trusted=way is Way.STAFF,
        vouched=way in (Way.CONTACT, Way.HELD),
    )
    return Inbound(
        id=_id(mail, received),
        door=Door.MAIL,
        conversation=place.thread,
        sender=sender,
        at=at,
        text=words,
        verb="mail.wrote" if way is Way.CONTACT else VERBS.get(way, ""),
        fields={} if way is Way.STAFF else _fields(mail, read, received, words),
        answered=answered(place.sent, read.whole) if way is Way.STAFF and (read.reply or not place.named) else None,
        reference={
            "to": address,
            "subject": headers.subject,
            "answers": headers.message_id,
            "references": list(headers.references[-20:]),
            "source_id": mail.source_id,
        },
        files=tuple(SentFile(file.name, file.type, file.content, file.reason) for file in read.files),
    )


def _words(read: ReadMail, place: Place, received: Reception) -> str:
    """What the mail says. Its subject says something only where it is its writer's own: an answer has that of the
    mail it answers."""
    headers, answers, written = read.headers, _answers(read, place), read.reply or ""
    if received.rule.way is Way.STAFF:  # the words of suppliers are on the record as they wrote them
        known = received.actor.name if received.actor else ""
        written = unsigned(written, known, headers.sender_name, headers.sender)
        written = "" if answers and only_thanks(written) else written
    return written or ("" if answers else headers.subject)


def _answers(read: ReadMail, place: Place) -> bool:
    headers = read.headers
    ours = bool(place.known or place.sent or place.others) and not place.named
    return ours or bool(headers.in_reply_to or headers.references or ANSWERED.match(headers.subject))


def _id(mail: StoredMail, received: Reception) -> str:
    """What waited and was confirmed, or was told off and is read again, is another turn than that was."""
    if received.rule.way in VERBS:
        return f"{mail.id}:{received.rule.way.value}"
    return f"{mail.id}:confirmed" if received.confirmed else str(mail.id)


def _fields(mail: StoredMail, read: ReadMail, received: Reception, words: str) -> Mapping[str, str]:
    by = read.headers.sender
    return {
        "mail": str(mail.id),
        "text": words,
        "ticket": received.ticket,
        "recorded": str(received.recorded),
        "by": by,
        "kept": "\n".join(KeptFile(file.name, file.type, file.digest).line() for file in read.files if file.taken),
        "refused": "\n".join(f"{file.name}: {file.reason}" for file in read.files if not file.taken),
    }
