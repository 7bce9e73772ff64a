"""/mail/wrong-person/<token>: where the reader of a mail says that somebody else deals with it. Looking changes
nothing; the button does, once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.tokens import BadToken, OldToken, Tokens
from bot.turn import TurnResult
from bot.web.forms import read_form
from bot.web.pages import message_page, page
from cards import wrong_person as says
from cards.confirm_page import form
from dialogs.by_mail import WRONG_PERSON
from domain.conversation import Conversation, Door, Inbound, Sender
from domain.people import Person
from storage.store import Store, Tx

WRONG_PERSON_PATH = "/mail/wrong-person"


@dataclass(frozen=True)
class _Mails:
    """The mails with a contact that the page is about. `title` is the subject of the newest, `ticket` the open one
    that they are about, and `said` what was said here before; "" where there is none."""

    place: Conversation
    reader: Person
    title: str
    ticket: str
    said: str

    @property
    def turn(self) -> str:
        """The id of the turn, the same however often the page is sent."""
        return _turn(self.place, self.reader)


def wrong_person_routes(
    store: Store, tokens: Tokens, now: Callable[[], datetime], take: Callable[[Inbound], Awaitable[TurnResult]]
) -> list[web.RouteDef]:
    """Whoever holds the address may say it once for that thread of mails, until the address ends. `take` takes a turn
    and sends what it causes."""

    async def mails(request: web.Request) -> _Mails | None:
        try:
            kind, thread = tokens.read(request.match_info["token"], now())
        except (BadToken, OldToken):
            return None
        return await store.read(lambda tx: _mails(tx, thread)) if kind == WRONG_PERSON else None

    async def look(request: web.Request) -> web.Response:
        found = await mails(request)
        if found is None:
            return message_page(says.ended(), 410)
        if found.said:
            return message_page(says.done(found.said))
        asked = says.asked(found.title, found.reader.email)
        return page(asked.subject, form(asked, says.TELL))

    async def tell(request: web.Request) -> web.Response:
        sent, found = await read_form(request), await mails(request)
        if found is None:
            return message_page(says.ended(), 410)
        given = {key: sent.get(key, [""])[0].strip() for key in (says.WHO, says.NAME, says.EMAIL)}
        words = says.words(given)
        if not words and not found.said:
            asked = says.asked(found.title, found.reader.email, given)
            return page(asked.subject, form(asked, says.TELL))
        if not found.said and (await take(_inbound(found, words, now()))).failed:
            return message_page(says.failed(), 500)
        recorded = await store.read(lambda tx: tx.said(Door.MAIL, found.turn))
        return message_page(says.done(recorded or words))

    path = f"{WRONG_PERSON_PATH}/{{token}}"
    return [web.get(path, look), web.post(path, tell)]


def _mails(tx: Tx, thread: str) -> _Mails | None:
    """None when they are no more with somebody at a supplier."""
    place = tx.conversation(Door.MAIL, thread)
    reader = tx.person(place.person_id) if place else None
    if place is None or reader is None or not reader.contact:
        return None
    title = str(tx.sent(0, place.id).get("subject", ""))
    return _Mails(place, reader, title, tx.open_ticket_in(thread), tx.said(Door.MAIL, _turn(place, reader)) or "")


def _turn(place: Conversation, reader: Person) -> str:
    return f"wrong person:{place.address}:{reader.email}"


def _inbound(mails: _Mails, words: str, at: datetime) -> Inbound:
    reader = mails.reader
    return Inbound(
        id=mails.turn,
        door=Door.MAIL,
        conversation=mails.place.address,
        sender=Sender(reader.email, reader.name, reader.email, vouched=True),
        at=at,
        text=words,
        verb=WRONG_PERSON,
        fields={"text": words, "ticket": mails.ticket, "about": mails.title},
        reference=mails.place.reference,
        in_place=True,
    )
