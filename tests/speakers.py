"""The doors that transcripts are spoken through: Teams over signed HTTP, the browser chat over HTTP, the terminal.

What the assistant says is kept as plain text when it is dressed for a door, and found again by what really came
out of that door: the card that Teams got, the part of the page, the line in the terminal.
"""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.app import App, Outside
from bot.config import read_config
from bot.samples import sample_people
from bot.teams.send import CARD
from bot.teams.settings import TeamsSettings
from bot.turn import Dress
from cards.message import Ask, Button, Message
from cards.page import ALONE, WITH_ANSWERS
from cards.plain import text as plain_text
from cards.plan_tender.review import PackReady
from cards.words import answer, carried
from domain.conversation import Conversation, Door, Event, Inbound, Sender, SentFile
from domain.people import CLOCK, Person, Role
from domain.question import Kind
from storage.store import Tx
from tests.bot.teams.fake_connector import FakeTeams
from tests.bot.teams.fake_people import User
from tests.letters import Correspondent
from tests.talk import Speaker

_ADDRESS = re.compile(r"https?://\S+/files/\S+")
START = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)


class Clock:
    """A minute passes with every look at it, so that a transcript has the same times on every run."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def passes(self) -> None:
        self.at += timedelta(minutes=1)


class Recorder:
    """Keeps each message beside what a door made of it."""

    def __init__(self) -> None:
        self._made: list[tuple[str, Message]] = []

    def dress(self, inner: Dress) -> Dress:
        def dress(message: Message, place: Conversation | None, wrong_person: str) -> Mapping[str, Any]:
            payload = inner(message, place, wrong_person)
            self._made.append((_mark(payload), message))
            if "below" in payload:  # in Teams the words of an answer are a message, and this is its card
                self._made.append((_mark({"card": payload["below"]}), message))
            return payload

        return dress

    def message(self, payload: Mapping[str, Any]) -> Message:
        """The message that this payload was made of."""
        mark = _mark(payload)
        return next(message for made, message in reversed(self._made) if made == mark)


def _mark(payload: Mapping[str, Any]) -> str:
    key = next(k for k in ("card", "html", "file", "text") if k in payload)
    return json.dumps(payload[key], sort_keys=True)


def words(message: Message) -> str:
    """The message in a transcript: what is folded away is left folded, and addresses are not held to the letter."""
    if isinstance(message, PackReady):
        message = replace(message, offers_file=False)  # only Teams has files of one's own
    shown = plain_text(message, folded=True)
    return _ADDRESS.sub("<link>", shown)


def filled(message: Message, pressed: Button, answers: Mapping[str, str]) -> dict[str, str]:
    """What a form sends: what stood in it already, and what was filled in."""
    if not pressed.sends_answers:
        return {}
    questions = [block.question for block in message.blocks() if isinstance(block, Ask)]
    stood = {q.key: q.value if q.options or q.kind is Kind.YES_NO else answer(q) for q in questions}
    return {**stood, **answers}


def outside(clock: Clock) -> Outside:
    """That clock, and chance that repeats."""
    chance = random.Random(7)
    return Outside(clock, chance.randbytes, chance.random)


async def new_app(
    folder: Path, clock: Clock, teams: TeamsSettings, *, browser_chat: bool = True
) -> tuple[App, Recorder]:
    """An app with the sample people, a fixed clock and chance that repeats."""
    environ = {
        "SVA_DATABASE_URL": f"sqlite:///{folder}/talk.db",
        "SVA_SECRET": "s" * 40,
        "SVA_MAIL_PORT": "0",
        "SVA_FILES": str(folder / "files"),
        "SVA_DEV_CHAT": "on" if browser_chat else "off",
    }
    config = read_config(environ, lambda name: "")
    app = App(config, config.secret, teams, outside(clock))
    recorder = Recorder()
    codes = (f"{letter}{number}" for letter in ("AAAA", "BBBB") for number in range(2, 10))
    dress = {door: recorder.dress(dress) for door, dress in app.house.dress.items()}
    app.house = replace(app.house, dress=dress, new_code=lambda: next(codes))
    await app.open()

    def add(tx: Tx) -> None:
        for person in sample_people(config.organisation):
            tx.save_person(person, by=CLOCK, at=clock())

    await app.store.write(add)
    return app, recorder


class Terminal:
    """Everybody has a terminal of their own; a button is pressed by its verb, as `talk` does for a typed title."""

    def __init__(self, app: App, clock: Clock, recorder: Recorder) -> None:
        self.app, self.clock, self.recorder = app, clock, recorder
        self._ids = count(1)
        self._last: dict[str, Message] = {}
        self._heard: dict[str, int] = {}

    async def open(self) -> None:
        for person in await self.app.store.read(lambda tx: tx.people()):
            await self._turn(person, event=Event.INSTALLED)
            self._heard[person.name.split()[0]] = 1

    async def say(self, who: str, text: str) -> list[str]:
        return await self._turn(await _person(self.app, who), text=text)

    async def press(self, who: str, button: str, answers: Mapping[str, str]) -> list[str]:
        pressed = next(b for b in self._last[who].buttons() if b.title == button)
        fields = {**filled(self._last[who], pressed, answers), **pressed.fields}
        return await self._turn(await _person(self.app, who), verb=pressed.verb, fields=fields)

    async def send(self, who: str, name: str, content: bytes, text: str) -> list[str]:
        return await self._turn(await _person(self.app, who), text=text, files=(SentFile(name, "", content),))

    async def hears(self, who: str) -> list[str]:
        person = await _person(self.app, who)
        await self.app.store.flush()
        unasked = await self.app.store.read(lambda tx: _unasked(tx, Door.CONSOLE, f"terminal-{person.id}"))
        new = [self.recorder.message(payload) for payload in unasked[self._heard.get(who, 0) :]]
        self._heard[who] = len(unasked)
        if new:
            self._last[who] = new[-1]
        return [words(message) for message in new]

    async def _turn(
        self,
        person: Person,
        *,
        text: str = "",
        verb: str = "",
        fields: Mapping[str, str] | None = None,
        event: Event = Event.SAID,
        files: tuple[SentFile, ...] = (),
    ) -> list[str]:
        sender = Sender(person.email, person.name, person.email, trusted=True)
        inbound = Inbound(
            str(next(self._ids)),
            Door.CONSOLE,
            f"terminal-{person.id}",
            sender,
            self.clock(),
            text=text,
            verb=verb,
            fields=fields or {},
            event=event,
            in_place=True,
            files=files,
        )
        self.clock.passes()
        result = await self.app.turn(inbound, "reference")
        for delivery in result.deliveries:
            await self.app.worker.deliver(delivery)
        said = [self.recorder.message(payload) for payload in result.replies]
        if said:
            self._last[person.name.split()[0]] = said[-1]
        return [words(message) for message in said]


def _unasked(tx: Tx, door: Door, address: str) -> list[Mapping[str, Any]]:
    """What was delivered to a conversation without anybody there having asked, oldest first."""
    conversation = tx.conversation(door, address)
    entries = tx.transcript(conversation.id, 1000) if conversation else ()
    return [payload for entry in entries if not entry.text and not entry.verb for payload in entry.payloads]


class Browser:
    """The browser chat without a browser: the same forms, posted as a browser posts them."""

    def __init__(self, app: App, clock: Clock, recorder: Recorder, base: str, http: aiohttp.ClientSession) -> None:
        self.app, self.clock, self.recorder, self._base, self._http = app, clock, recorder, base, http
        self._ids = count(1)
        self._shown: dict[str, int] = {}

    async def open(self) -> None:
        for person in await self.app.store.read(lambda tx: tx.people()):
            await self.app.web_chat().open_for(person)
            await self._new(person)
            self.clock.passes()

    async def say(self, who: str, text: str) -> list[str]:
        return await self._post(who, {"_text": text})

    async def press(self, who: str, button: str, answers: Mapping[str, str]) -> list[str]:
        person = await _person(self.app, who)
        last = (await self._messages(person))[-1]
        pressed = next(b for b in last.buttons() if b.title == button)
        name = WITH_ANSWERS if pressed.sends_answers else ALONE
        return await self._post(who, {**filled(last, pressed, answers), name: urlencode(carried(pressed))})

    async def send(self, who: str, name: str, content: bytes, text: str) -> list[str]:
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("_text", text)
        form.add_field("_files", io.BytesIO(content), filename=name)
        return await self._post(who, form)

    async def hears(self, who: str) -> list[str]:
        await self.app.store.flush()
        return await self._new(await _person(self.app, who))

    async def _post(self, who: str, form: Mapping[str, str] | aiohttp.FormData) -> list[str]:
        person = await _person(self.app, who)
        data = form if isinstance(form, aiohttp.FormData) else aiohttp.FormData(form)
        data.add_field("_request", f"request-{next(self._ids)}")
        headers = {"Origin": self._base, "Sec-Fetch-Site": "same-origin"}
        self.clock.passes()
        async with self._http.post(f"{self._base}/dev/chat/{person.id}", data=data, headers=headers) as got:
            assert got.status == 200
        return await self._new(person)

    async def _new(self, person: Person) -> list[str]:
        """What is on the page that was not there before."""
        messages = await self._messages(person)
        before = self._shown.get(person.name, 0)
        self._shown[person.name] = len(messages)
        return [words(message) for message in messages[before:]]

    async def _messages(self, person: Person) -> list[Message]:
        async with self._http.get(f"{self._base}/dev/chat/{person.id}") as got:
            page = await got.text()
        entries = await self.app.web_chat().transcript(person.id)
        fragments = [entry.html for entry in entries if entry.ours]
        assert all(fragment in page for fragment in fragments)
        return [self.recorder.message({"html": fragment}) for fragment in fragments]


class InTeams:
    """Teams, with signed requests, a roster, and cards that are pressed as they arrived."""

    def __init__(self, app: App, clock: Clock, recorder: Recorder, teams: FakeTeams) -> None:
        self.app, self.clock, self.recorder, self.teams = app, clock, recorder, teams
        self._users: dict[str, User] = {}
        self._seen: dict[str, int] = {}
        self._card: dict[str, Mapping[str, Any]] = {}

    def user(self, who: str) -> User:
        """Somebody in Teams, by first name."""
        return self._users[who]

    async def open(self) -> None:
        for person in await self.app.store.read(lambda tx: tx.people()):
            who = person.name.split()[0]
            role = "guest" if Role.SUPPLIER in person.roles else "user"
            self._users[who] = self.teams.user(person.name, email=person.email, role=role)
            await self.teams.install(self._users[who])
            self._new(who)
            self.clock.passes()

    async def say(self, who: str, text: str) -> list[str]:
        self.clock.passes()
        answered = await self.teams.say(self._users[who], text)
        assert answered.status in (200, 201)
        return self._new(who)

    async def send(self, who: str, name: str, content: bytes, text: str) -> list[str]:
        self.clock.passes()
        answered = await self.teams.send_file(self._users[who], name, content, text)
        assert answered.status in (200, 201)
        return self._new(who)

    async def press(self, who: str, button: str, answers: Mapping[str, str]) -> list[str]:
        self.clock.passes()
        answered = await self.teams.press(self._users[who], self._card[who], button, inputs=answers)
        assert answered.status == 200
        self._card[who] = answered.body["value"]
        await self.app.endpoint.drain()
        return [words(self.recorder.message({"card": answered.body["value"]}))]

    async def hears(self, who: str) -> list[str]:
        await self.app.endpoint.drain()
        return self._new(who)

    def _new(self, who: str) -> list[str]:
        sent = self.teams.sent(self._users[who])
        new, self._seen[who] = sent[self._seen.get(who, 0) :], len(sent)
        attached = [attachment for activity in new for attachment in activity["attachments"]]
        cards = [attachment["content"] for attachment in attached if attachment["contentType"] == CARD]
        if cards:
            self._card[who] = cards[-1]
        return [words(self.recorder.message({"card": card})) for card in cards]


@asynccontextmanager
async def speaking(door: Door, folder: Path) -> AsyncIterator[Speaker]:
    """Everybody at that door, welcomed already."""
    clock = Clock()
    async with FakeTeams() as teams, aiohttp.ClientSession() as http:
        teams.keys.now = lambda: clock.at.timestamp()
        app, recorder = await new_app(folder, clock, teams.settings(), browser_chat=door is not Door.MAIL)
        base = await teams.serve(app.web_application())
        teams.bot_url = base + "/api/messages"
        speakers: dict[Door, Callable[[], Terminal | Browser | InTeams | Correspondent]] = {
            Door.CONSOLE: lambda: Terminal(app, clock, recorder),
            Door.WEB: lambda: Browser(app, clock, recorder, base, http),
            Door.TEAMS: lambda: InTeams(app, clock, recorder, teams),
            Door.MAIL: lambda: Correspondent(app, clock.passes, recorder.message, words),
        }
        speaker = speakers[door]()
        await speaker.open()
        try:
            yield speaker
        finally:
            await app.close()


async def _person(app: App, who: str) -> Person:
    return next(p for p in await app.store.read(lambda tx: tx.people()) if p.name.startswith(who))
