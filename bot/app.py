"""build(): the only place where parts meet. Tests call the same one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from aiohttp import web

from bot.config import Config
from bot.confirm import CONFIRM, CONFIRMATION, confirm_routes
from bot.console.send import ConsoleDoor, dress_console
from bot.documents import NoDocument
from bot.files import file_routes, load_tender_document
from bot.library import LibraryHolder
from bot.limited import Limited
from bot.mail.files import FileStore
from bot.mail.office import MailOffice
from bot.mail.send import PATIENCE, dress_mail
from bot.mail.undelivered import tell_of_undelivered
from bot.mail.ways import Outside as MailOutside
from bot.mail_desk import MailDesk
from bot.outbox import SendDoor, Worker
from bot.reading import DocumentReader
from bot.search import Searching
from bot.sentences import Sentences
from bot.shelf import ShelfHolder, publish_first
from bot.shipped import install_shipped, shipped_files
from bot.teams.adapter import Adapter
from bot.teams.endpoint import Endpoint
from bot.teams.endpoint import routes as teams_routes
from bot.teams.handler import Services
from bot.teams.send import TeamsDoor
from bot.teams.send import dress as dress_teams
from bot.teams.settings import TeamsSettings
from bot.tokens import Tokens
from bot.turn import Dress, House, TurnResult, anywhere, take_turn
from bot.unreached import reach_otherwise
from bot.web import routes as web_routes
from bot.web.pages import guarded
from bot.web.ports import Ports
from bot.web.send import WebDoor, dress_web
from bot.web_chat import WebChat
from bot.wording import wording_of
from bot.wrong_person import WRONG_PERSON_PATH, wrong_person_routes
from cards.public_pages import PublicPage, privacy, support, terms
from dialogs.ask_guidance import audience
from dialogs.by_mail import WRONG_PERSON
from dialogs.intent import Desk
from domain.conversation import Delivery, Door, Inbound, Sender
from domain.errors import NotAllowed
from domain.guidance import Audience, Citation
from domain.prose import sentences, with_figures
from storage.migrate import migrate
from storage.store import Store, Tx

log = logging.getLogger("assistant")

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""For references that people read out: nothing in it looks like something else."""

DRAIN_SECONDS = 20.0
"""How long a shutdown waits for the turns and deliveries in hand."""


@dataclass(frozen=True)
class Outside:
    """Time and chance, handed in. `random_bytes` gives so many that nobody can guess; `random` is between 0 and 1."""

    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]
    random: Callable[[], float]
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep


class App:
    """Every part, put together. `open` before use, `close` after."""

    def __init__(self, config: Config, secret: str, teams_settings: TeamsSettings, outside: Outside) -> None:
        self.config, self._outside = config, outside
        self.store = Store(config.database_url, organisation=config.organisation)
        self.shelf = ShelfHolder(self.store)
        self.sentences = Sentences(self.store, config.encoder_folder)
        self.wording = wording_of(config, self._names, self.code, outside)
        self.library = LibraryHolder(
            self.store,
            self.sentences,
            config.encoder_folder,
            lambda: self.shelf().now,
            lambda: self._today(outside.now()),
            self.wording,
        )
        self.searching = Searching(self.library, lambda: self._today(outside.now()))
        self.documents = DocumentReader(Limited())
        self.tokens = Tokens(tuple(s for s in (secret, config.secret_before) if s))
        self.adapter = Adapter(teams_settings, now=outside.now, sleep=outside.sleep, random=outside.random)
        self.files = FileStore(config.mail.files or str(config.data_folder / "files"))
        self.mail = self._mail() if config.mail.on else None
        self.house = self._house()
        self.worker = Worker(
            self.store,
            self._doors(),
            now=outside.now,
            random=outside.random,
            patience={Door.MAIL: PATIENCE},
            when_given_up=self._given_up,
        )
        services = Services(self.turn, self.worker.deliver, self._search, self._file_bytes)
        self.endpoint = Endpoint(self.adapter, services, now=outside.now, new_reference=partial(self.code, 10))

    async def open(self) -> None:
        """Brings the database up to date and the shelf in; the Framework that comes with us where there is none."""
        await asyncio.to_thread(migrate, self.config.database_url)
        if await publish_first(self.store, self._outside.now()):
            log.info("the Framework that comes with the assistant was stored as version 1")
        await self.shelf.refresh()
        installed = await install_shipped(self.store, self._outside.now(), shipped_files())
        if installed:
            log.info("%d articles of the guidance that comes with the assistant were stored", installed)
        await self.library.open()
        self.shelf.put(self.library().articles)

    async def refresh(self) -> None:
        """Takes in what another process has published."""
        await self.shelf.refresh()
        await self.library.refresh()
        self.shelf.put(self.library().articles)

    async def close(self) -> None:
        """Finishes what is in hand, then lets go of everything."""
        await self.endpoint.drain()
        if self.mail is not None:
            await self.mail.close(DRAIN_SECONDS)
        await self.worker.drain(DRAIN_SECONDS)
        await self.adapter.close()
        await self.library.close()
        await self.store.close()

    def web_application(self) -> web.Application:
        """All addresses of all doors. The caller opens and closes the app."""
        application = web.Application(middlewares=[guarded(self._ports().new_id)])
        application.add_routes(web_routes(self._ports()))
        application.add_routes(teams_routes(self.endpoint))
        application.add_routes(self.mail.ways.routes() if self.mail else ())
        if self.mail is not None:
            application.add_routes(confirm_routes(self.store, self.tokens, self._outside.now, self.mail.wake))
            application.add_routes(wrong_person_routes(self.store, self.tokens, self._outside.now, self._at_once))
        application.add_routes(file_routes(self.store, self.files, self.tokens, self.desk, self._outside.now))
        return application

    async def turn(self, inbound: Inbound, reference: str) -> TurnResult:
        """One turn from any door, under this reference in the log. See `take_turn`."""
        return await take_turn(self.house, inbound, reference)

    async def _at_once(self, inbound: Inbound) -> TurnResult:
        """A turn whose messages are on their way when it is answered."""
        result = await self.turn(inbound, self.code(10))
        await asyncio.gather(*map(self.worker.deliver, result.deliveries))
        return result

    def passage(self, cited: Citation) -> str:
        """The whole passage of a citation in plain sentences, with its figures as they are today."""
        text = self.library().articles[cited.slug].passages[cited.passage].text
        return " ".join(sentences(with_figures(text, self.shelf().now, self._today(self.now()))[0]))

    def now(self) -> datetime:
        return self._outside.now()

    async def sleep(self, seconds: float) -> None:
        await self._outside.sleep(seconds)

    def desk(self) -> Desk:
        """What a document needs, outside a turn."""
        at = self._outside.now()
        link, council = partial(self._link, at=at), self.config.organisation_name
        return Desk(self.shelf(), at, self._today(at), self.house.new_code, link, organisation_name=council)

    def code(self, letters: int) -> str:
        """A text of so many letters that nobody can guess."""
        number = int.from_bytes(self._outside.random_bytes(letters + 4))
        found = []
        for _ in range(letters):
            number, place = divmod(number, len(CODE_LETTERS))
            found.append(CODE_LETTERS[place])
        return "".join(found)

    def _house(self) -> House:
        return House(
            store=self.store,
            shelf=self.shelf,
            refresh=self.refresh,
            library_version=lambda: self.library().version,
            answer=self.library.answer,
            read_files=self.documents.read,
            dress=self._dress(),
            now=self._outside.now,
            today=self._today,
            new_code=partial(self.code, 5),
            new_thread=partial(self.code, 6),
            link=self._link,
            unknown_staff=self.config.unknown_staff,
            support=self.config.support,
            # With the browser chat everybody has a window here, which says what waits in it.
            mails_first=self.mail is not None and not self.config.dev_chat,
        )

    def _dress(self) -> Mapping[Door, Dress]:
        everywhere = {Door.TEAMS: dress_teams, Door.WEB: dress_web, Door.CONSOLE: dress_console}
        dress = {door: anywhere(how) for door, how in everywhere.items()}
        return {**dress, Door.MAIL: dress_mail} if self.mail else dress

    def _doors(self) -> Mapping[Door, SendDoor]:
        doors: dict[Door, SendDoor] = {
            Door.TEAMS: TeamsDoor(self.adapter, self._mark_dead, self._keep_standing),
            Door.WEB: WebDoor(),
            Door.CONSOLE: ConsoleDoor(),
        }
        return {**doors, Door.MAIL: self.mail.door} if self.mail else doors

    def _mail(self) -> MailOffice:
        return MailOffice(
            self.config.mail,
            self.store,
            lambda: self.house,
            secrets=self.tokens.secrets,
            files=self.files,
            deliver=lambda delivery: self.worker.deliver(delivery),
            outside=MailOutside(self._outside.now, self._outside.random, self._outside.sleep),
            new_reference=partial(self.code, 10),
            public_url=self.config.public_url,
        )

    async def _names(self) -> list[str]:
        return [person.name for person in await self.store.read(lambda tx: tx.people())]

    def _today(self, at: datetime) -> date:
        return at.astimezone(self.config.zone).date()

    def _link(self, kind: str, ref: str, at: datetime) -> str:
        path = {CONFIRMATION: CONFIRM, WRONG_PERSON: WRONG_PERSON_PATH}.get(kind, "/files")
        return f"{self.config.public_url}{path}/{self.tokens.make(kind, ref, at)}"

    def _ports(self) -> Ports:
        new_id = partial(self.code, 20)
        chat = self.web_chat() if self.config.dev_chat else None
        pages = {
            name: self._public(made, name)
            for name, made in (
                ("privacy", privacy(self.config.support, model=self.config.model is not None)),
                ("terms", terms(self.config.support)),
                ("support", support(self.config.support)),
            )
        }
        mail = MailDesk(self.store, self.mail, self.now, new_id) if self.mail and self.config.dev_mail else None
        return Ports(**pages, ready=self._ready, new_id=new_id, chat=chat, mail=mail)

    def web_chat(self) -> WebChat:
        return WebChat(self.store, self.house, self.worker.deliver, self.now, partial(self.code, 20))

    def _public(self, page: PublicPage, name: str) -> PublicPage:
        text = self.config.public_texts.get(name)
        return replace(page, text=text) if text else page

    async def _ready(self) -> bool:
        try:
            return await self.store.read(lambda tx: tx.framework_version()) > 0
        except Exception as error:  # whatever a database driver raises means that we are not ready
            log.warning("not ready: %s", error)
            return False

    async def _keep_standing(self, delivery: Delivery, activity_id: str) -> None:
        """Remembers which message stands for a record; most stand for none."""
        about = str(delivery.payload.get("about", ""))
        if about and activity_id:
            door, address = delivery.door, delivery.address
            try:
                await self.store.write(lambda tx: tx.keep_standing(door, address, about, activity_id))
            except Exception:  # the message is delivered: failing here would send it again
                log.exception("which message stands for a record is not kept; a later one comes as a new message")

    def _given_up(self, tx: Tx, delivery: Delivery, reason: str) -> None:
        ways = {Door.MAIL: tell_of_undelivered, Door.TEAMS: reach_otherwise}
        if delivery.door in ways:
            ways[delivery.door](lambda: self.house, self.now)(tx, delivery, reason)

    async def _mark_dead(self, address: str) -> None:
        await self.store.write(lambda tx: tx.mark_dead(Door.TEAMS, address))

    async def _search(self, words: str, sender: Sender) -> list[tuple[str, str, Mapping[str, Any]]]:
        person = await self.store.read(lambda tx: tx.person_by_key(Door.TEAMS, sender.key))
        reader = audience(person) if person else Audience.PUBLIC
        if person is None and sender.trusted and self.config.unknown_staff:
            reader = Audience.STAFF
        await self.refresh()
        return await self.searching.find(words, reader)

    async def _file_bytes(self, offered: Mapping[str, str]) -> tuple[str, bytes]:
        kind, ref = offered.get("kind", ""), offered.get("tender", "")
        try:
            document = await load_tender_document(self.store, self.desk(), kind, ref)
        except NoDocument as reason:  # the tender was reopened after the file was offered
            raise NotAllowed(str(reason)) from reason
        return document.name, document.content
