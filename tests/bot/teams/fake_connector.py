"""Teams on loopback, for tests: people who write and press, and the connector that takes what the assistant sends.

    async with FakeTeams() as teams:
        teams.bot_url = ...                       # where the assistant listens, or: await teams.serve(app)
        amira = teams.user("Amira", email="amira@council.example")
        await teams.say(amira, "help")
        teams.sent(amira)[-1]["attachments"]
        await teams.press(amira, teams.card(amira), "Plan a tender", inputs={"title": "Grounds"})

Requests are signed with keys that it publishes itself, and the assistant signs in at its own login authority.
"""

from __future__ import annotations

import asyncio
import uuid
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import aiohttp
import orjson
from aiohttp import web

from bot.teams.settings import TeamsSettings
from tests.bot.teams import fake_people
from tests.bot.teams.fake_entra import FakeEntra
from tests.bot.teams.fake_keys import FakeKeys
from tests.bot.teams.fake_people import APP_ID, TENANT, Chat, User


@dataclass(frozen=True)
class Fault:
    """What one request is answered with in place of success. `status` 0 closes the connection without a word."""

    status: int
    retry_after: str = ""
    code: str = ""
    location: str = ""
    body: object = None


@dataclass(frozen=True)
class Answered:
    """How the assistant answered a request: the status, and its JSON or None."""

    status: int
    body: Any = None


@dataclass
class Call:
    """One request of the assistant to the connector."""

    method: str
    conversation: str
    activity_id: str
    activity: dict[str, Any]
    bearer: str
    id: str = ""


@dataclass
class FakeTeams:
    """`calls` has what was taken, in order; `tries` counts all requests with an activity, faults included,
    and `tried` is set by the first.

    `hold` is waited for before anything is answered, when set. `tls` makes the connector speak https.
    """

    tls: bool = False
    bot_url: str = ""
    calls: list[Call] = field(default_factory=list)
    tries: int = 0
    tried: asyncio.Event = field(default_factory=asyncio.Event)
    connections: int = 0
    roster_calls: int = 0
    roster_fault: Fault | None = None
    hold: asyncio.Event | None = None
    metadata_fails: bool = False
    metadata_calls: int = 0
    uploads: dict[str, bytes] = field(default_factory=dict)
    uploads_taken: int = 0
    downloads: dict[str, bytes] = field(default_factory=dict)
    """What people put into Teams' store of files, by name; one that is not there is answered with 404."""

    def __post_init__(self) -> None:
        self.keys, self.entra = FakeKeys(), FakeEntra()
        self.people: dict[str, User] = {}
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._peers: set[Any] = set()
        self._runners: list[web.AppRunner] = []
        self._number = 0

    async def __aenter__(self) -> FakeTeams:
        await self.entra.start()
        app = web.Application()
        app.router.add_get("/v1/.well-known/openidconfiguration", self._metadata)
        app.router.add_get("/v1/.well-known/keys", self._keys)
        app.router.add_put("/upload/{name}", self._upload)
        app.router.add_get("/download/{name}", self._download)
        conversations = "/emea/v3/conversations"
        app.router.add_post(conversations, self._create)
        app.router.add_get(conversations + "/{conversation}/members/{member}", self._member)
        app.router.add_get(conversations + "/{conversation}/pagedmembers", self._paged_members)
        for path in ("/{conversation}/activities", "/{conversation}/activities/{activity}"):
            app.router.add_route("*", conversations + path, self._activity)
        self.root = await self.serve(app, tls=self.tls)
        self.service_url = self.root + "/emea/"
        self._http = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()
        for runner in reversed(self._runners):
            await runner.cleanup()
        await self.entra.stop()

    async def serve(self, app: web.Application, tls: bool = False) -> str:
        """Runs an app on loopback until the end, and gives its address."""
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        self._runners.append(runner)
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=self.entra.tls() if tls else None).start()
        return f"http{'s' if tls else ''}://127.0.0.1:{runner.addresses[0][1]}"

    def settings(self, **changes: Any) -> TeamsSettings:
        """What the assistant must be set to for this Teams."""
        values: dict[str, Any] = {
            "app_id": APP_ID,
            "tenant_id": TENANT,
            "client_secret": "a secret",
            "openid_metadata_url": f"{self.root}/v1/.well-known/openidconfiguration",
            "login_url": self.entra.url,
            "ca_file": self.entra.ca_file,
            "allow_loopback": True,
        }
        return TeamsSettings(**(values | changes))

    # People

    def user(self, name: str, entra_id: str = "", email: str = "", role: str = "user") -> User:
        """Somebody in the tenant. `role` is Teams' word: user, guest or anonymous."""
        person = fake_people.person(name, entra_id, email, role)
        self.people[person.id] = person
        return person

    async def say(self, user: User, text: str, chat: Chat | None = None, **changes: Any) -> Answered:
        """Somebody writes. In a channel or group chat they mention the assistant, as they must."""
        return await self.post(fake_people.message(self, user, text, chat) | changes)

    async def send_file(self, user: User, name: str, content: bytes, text: str = "") -> Answered:
        """Somebody attaches a file in their own chat: Teams keeps it and says where."""
        self.downloads[name] = content
        told = {
            "downloadUrl": f"{self.root}/download/{quote(name)}",
            "uniqueId": name,
            "fileType": name.rpartition(".")[2],
        }
        kind = "application/vnd.microsoft.teams.file.download.info"
        attached = {"contentType": kind, "name": name, "content": told}
        html = {"contentType": "text/html", "content": f"<p>{text}</p>"}
        return await self.say(user, text, attachments=[html, attached])

    async def press(
        self, user: User, card: Mapping[str, Any], title: str, inputs: Mapping[str, Any] | None = None, **changes: Any
    ) -> Answered:
        """Somebody fills in a card and presses the button with that title. KeyError when there is none."""
        return await self.post(fake_people.press(self, user, card, title, inputs or {}) | changes)

    async def install(self, user: User, chat: Chat | None = None) -> tuple[Answered, Answered]:
        """Somebody adds the app: Teams says it twice, in two ways."""
        first, second = fake_people.installed(self, user, chat)
        return await self.post(first), await self.post(second)

    async def invoke(self, user: User, name: str, value: Any, **changes: Any) -> Answered:
        return await self.post(fake_people.invoke(self, user, name, value) | changes)

    async def post(self, activity: Any, authorization: str | None = None) -> Answered:
        """Hands an activity to the assistant, signed unless the header is given."""
        body = activity if isinstance(activity, bytes) else orjson.dumps(activity)
        if authorization is None:
            authorization = "Bearer " + self.keys.token(APP_ID, self.service_url)
        headers = {"Content-Type": "application/json", "Authorization": authorization}
        async with self._http.post(self.bot_url, data=body, headers=headers) as answer:
            content = await answer.read()
            return Answered(answer.status, orjson.loads(content) if content else None)

    # What arrived

    def sent(self, to: User | Chat | str) -> list[dict[str, Any]]:
        """The messages that stand in a conversation now, oldest first, each with its id."""
        standing: dict[str, dict[str, Any]] = {}
        for call in self.calls:
            if call.conversation == _conversation(to) and call.activity.get("type") == "message":
                standing[call.id] = call.activity | {"id": call.id}
            elif call.conversation == _conversation(to) and call.method == "DELETE":
                standing.pop(call.activity_id, None)
        return list(standing.values())

    def card(self, to: User | Chat | str) -> dict[str, Any]:
        """The card of the last message with one."""
        cards = [m["attachments"][0]["content"] for m in self.sent(to) if m.get("attachments")]
        return cards[-1]

    def fail(self, to: User | Chat | str, *faults: Fault) -> None:
        """The next requests with an activity for that conversation fail, one fault each."""
        self._faults[_conversation(to)].extend(faults)

    def next_id(self) -> str:
        self._number += 1
        return str(1_700_000_000_000 + self._number)

    # The connector

    async def _activity(self, request: web.Request) -> web.Response:
        self._seen(request)
        self.tries += 1
        self.tried.set()
        if self.hold is not None:
            await self.hold.wait()
        conversation = request.match_info["conversation"]
        if self._faults[conversation]:
            return _faulty(request, self._faults[conversation].popleft())
        body = await request.read()
        call = Call(
            request.method,
            conversation,
            request.match_info.get("activity", ""),
            orjson.loads(body) if body else {},
            request.headers.get("Authorization", ""),
        )
        call.id = call.activity_id if request.method == "PUT" else self.next_id()
        self.calls.append(call)
        return web.json_response({"id": call.id}, status=201)

    async def _create(self, request: web.Request) -> web.Response:
        self._seen(request)
        return web.json_response({"id": "a:" + uuid.uuid4().hex, "activityId": self.next_id()}, status=201)

    async def _member(self, request: web.Request) -> web.Response:
        self._seen(request)
        self.roster_calls += 1
        if self.roster_fault is not None:
            return _faulty(request, self.roster_fault)
        person = self.people.get(request.match_info["member"])
        if person is None:
            return _faulty(request, Fault(404, code="MemberNotFoundInConversation"))
        return web.json_response(person.member())

    async def _paged_members(self, request: web.Request) -> web.Response:
        self._seen(request)
        people = list(self.people.values())
        start, size = int(request.query.get("continuationToken", 0)), int(request.query.get("pageSize", 200))
        page: dict[str, Any] = {"members": [p.member() for p in people[start : start + size]]}
        if start + size < len(people):
            page["continuationToken"] = str(start + size)
        return web.json_response(page)

    async def _metadata(self, request: web.Request) -> web.Response:
        self.metadata_calls += 1
        if self.metadata_fails:
            return web.Response(status=500)
        return web.json_response(
            {"issuer": "https://api.botframework.com", "jwks_uri": f"{self.root}/v1/.well-known/keys"}
        )

    async def _keys(self, request: web.Request) -> web.Response:
        return web.json_response(self.keys.document())

    async def _upload(self, request: web.Request) -> web.Response:
        if request.match_info["name"] == "refused":
            return web.Response(status=507)
        self.uploads_taken += 1
        self.uploads[request.match_info["name"]] = await request.read()
        return web.json_response({"range": request.headers["Content-Range"]}, status=201)

    async def _download(self, request: web.Request) -> web.Response:
        assert "Authorization" not in request.headers
        content = self.downloads.get(request.match_info["name"])
        return web.Response(status=404) if content is None else web.Response(body=content)

    def _seen(self, request: web.Request) -> None:
        peer = request.transport.get_extra_info("peername") if request.transport else None
        if peer not in self._peers:
            self._peers.add(peer)
            self.connections += 1


def _conversation(to: User | Chat | str) -> str:
    return to if isinstance(to, str) else to.chat.id if isinstance(to, User) else to.id


def _faulty(request: web.Request, fault: Fault) -> web.Response:
    if fault.status == 0 and request.transport is not None:
        request.transport.abort()
    told = {"Retry-After": fault.retry_after, "Location": fault.location}
    headers = {name: value for name, value in told.items() if value}
    body = fault.body or {"error": {"code": fault.code or "ServiceError", "message": "as told"}}
    return web.json_response(body, status=fault.status or 500, headers=headers)
