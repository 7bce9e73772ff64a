"""A Microsoft Graph on loopback over TLS, with one mailbox. It is as strict, and as unreliable, as the real one."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web

from tests.bot.mail.graph.fake_clock import Clock
from tests.bot.mail.graph.fake_mailbox import FakeMailbox, Item, Refused, attached
from tests.bot.teams.fake_entra import FakeEntra

ADDRESS = "assistant@council.example"
MOST_AT_ONCE = 4
Handler = Callable[[web.Request], Any]


@dataclass
class Fault:
    """What the next calls that match answer instead, `times` over. `done` does what was asked first."""

    call: str
    status: int
    code: str = ""
    retry_after: str = ""
    times: int = 1
    done: bool = False


class FakeGraph:
    """`calls` are all requests in order, such as "POST send"; `most` is how many there were at once.

    `hold` keeps every request waiting while it is cleared. `at_call` is called before or after the effect of a call.
    """

    def __init__(self) -> None:
        self.clock = Clock()
        self.entra = FakeEntra()
        self.mailbox = FakeMailbox(ADDRESS, self.clock)
        self.calls: list[str] = []
        self.faults: list[Fault] = []
        self.subscriptions: dict[str, dict[str, Any]] = {}
        self.deleted: list[str] = []
        self.made = 0
        self.page = 50
        self.oldest_token = 0
        self.inside = self.most = 0
        self.arrived = asyncio.Event()
        self.hold = asyncio.Event()
        self.hold.set()
        self.at_call: dict[str, Callable[[], object]] = {}

    async def start(self) -> None:
        await self.entra.start()
        app = web.Application(middlewares=[self._guard], client_max_size=10 * 1024 * 1024)
        box = "/v1.0/users/{box}"
        message = box + "/messages/{id}"
        for method, path, handler in (
            ("GET", box + "/mailFolders/inbox/messages/delta", self._delta),
            ("GET", box + "/mailFolders/{folder}", self._folder),
            ("GET", box + "/mailFolders", self._folders),
            ("POST", box + "/mailFolders", self._new_folder),
            ("GET", box + "/messages", self._search),
            ("POST", box + "/messages", self._new),
            ("GET", message + "/$value", self._mime),
            ("POST", message + "/move", self._move),
            ("POST", message + "/createReply", self._reply),
            ("POST", message + "/send", self._send),
            ("POST", message + "/attachments", self._attach),
            ("POST", message + "/attachments/createUploadSession", self._session),
            ("GET", message, self._message),
            ("PATCH", message, self._change),
            ("DELETE", message, self._delete),
            ("PUT", "/upload/{session}", self._upload),
            ("POST", "/v1.0/subscriptions", self._subscribe),
            ("PATCH", "/v1.0/subscriptions/{id}", self._renew),
            ("DELETE", "/v1.0/subscriptions/{id}", self._unsubscribe),
        ):
            app.router.add_route(method, path, handler)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=self.entra.tls()).start()
        self.root = f"https://127.0.0.1:{self._runner.addresses[0][1]}"
        self.url = f"{self.root}/v1.0"

    async def stop(self) -> None:
        await self._runner.cleanup()
        await self.entra.stop()

    def fail(self, call: str, status: int, code: str = "", **more: Any) -> None:
        self.faults.append(Fault(call, status, code, **more))

    def forget_tokens(self) -> None:
        """No link that was given so far works any more."""
        self.oldest_token = self.mailbox.next()

    def count(self, call: str) -> int:
        return self.calls.count(call)

    async def notify(self, change: dict[str, Any] | None = None, times: int = 1) -> list[int]:
        """Tells every subscriber that something changed, and gives what they answered."""
        statuses = []
        for sub in list(self.subscriptions.values()):
            told = {
                "subscriptionId": sub["id"],
                "clientState": sub["clientState"],
                "changeType": "created",
                "resource": sub["resource"],
                **(change or {}),
            }
            for _ in range(times):
                statuses.append((await self._post(sub["notificationUrl"], {"value": [told]}))[0])
        return statuses

    def end_subscriptions(self) -> None:
        """Those whose time is over are gone."""
        for sub in list(self.subscriptions.values()):
            if sub["expirationDateTime"] <= self.clock.text():
                del self.subscriptions[sub["id"]]

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        call = _name(request)
        self.calls.append(call)
        self.inside += 1
        self.most = max(self.most, self.inside)
        self.arrived.set()
        try:
            await self.hold.wait()
            if self.inside > MOST_AT_ONCE:
                return _error(429, "ApplicationThrottled", "1")
            return await self._answer(request, handler, call)
        except Refused as refused:
            return _error(refused.status, refused.code)
        finally:
            self.inside -= 1

    async def _answer(self, request: web.Request, handler: Handler, call: str) -> web.StreamResponse:
        if not call.startswith("PUT") and not request.headers.get("Authorization", "").startswith("Bearer "):
            return _error(401, "InvalidAuthenticationToken")
        if call.startswith("PUT") and "Authorization" in request.headers:
            return _error(401, "Unauthorized")
        for fault in self.faults:
            if fault.call == call and fault.times:
                fault.times -= 1
                if fault.done:
                    await handler(request)
                return _error(fault.status, fault.code, fault.retry_after)
        self.at_call.get(f"before {call}", _nothing)()
        answer: web.StreamResponse = await handler(request)
        self.at_call.get(f"after {call}", _nothing)()
        return answer

    # Reading

    async def _delta(self, request: web.Request) -> web.Response:
        token = request.query.get("$skiptoken") or request.query.get("$deltatoken") or "0"
        number = int(token)
        if number and number < self.oldest_token:
            raise Refused(410, "SyncStateNotFound")
        found = self.mailbox.created_since(number)
        wanted = re.search(r"odata\.maxpagesize=(\d+)", request.headers.get("Prefer", ""))
        size = min(self.page, int(wanted[1]) if wanted else 10)
        page, more = found[:size], len(found) > size
        place = page[-1].number if more else max(self.mailbox.number, number)
        gone = [{"id": i, "@removed": {"reason": "deleted"}} for n, i in self.mailbox.left if number < n <= place]
        link = f"{self.url}/users/{request.match_info['box']}/mailFolders/inbox/messages/delta?"
        answer: dict[str, Any] = {"value": gone + [self._shown(item, request) for item in reversed(page)]}
        answer |= {"@odata.nextLink": f"{link}$skiptoken={place}"} if more else {}
        answer |= {} if more else {"@odata.deltaLink": f"{link}$deltatoken={place}"}
        return web.json_response(answer)

    async def _mime(self, request: web.Request) -> web.Response:
        return web.Response(body=self.mailbox.mime(self._item(request)), content_type="text/plain")

    async def _message(self, request: web.Request) -> web.Response:
        return web.json_response(self._shown(self._item(request), request))

    async def _search(self, request: web.Request) -> web.Response:
        wanted = re.fullmatch(r"internetMessageId eq '(.*)'", request.query["$filter"])
        found = [item for item in self.mailbox.items if wanted and wanted[1].encode() in item.raw and not item.hidden]
        return web.json_response({"value": [self._shown(item, request) for item in found]})

    async def _folder(self, request: web.Request) -> web.Response:
        key = request.match_info["folder"]
        return web.json_response({"id": key, "totalItemCount": len(self.mailbox.inside(key))})

    # Filing

    async def _folders(self, request: web.Request) -> web.Response:
        wanted = request.query["$filter"]
        found = [k for k, name in self.mailbox.folders.items() if wanted == "displayName eq '" + name + "'"]
        return web.json_response({"value": [{"id": key} for key in found]})

    async def _new_folder(self, request: web.Request) -> web.Response:
        name = (await request.json())["displayName"]
        if name in self.mailbox.folders.values():
            raise Refused(409, "ErrorFolderExists")
        key = f"folder{self.mailbox.next()}"
        self.mailbox.folders[key] = name
        return web.json_response({"id": key}, status=201)

    async def _move(self, request: web.Request) -> web.Response:
        item = self._item(request)
        self.mailbox.move(item, (await request.json())["destinationId"])
        return web.json_response(self._shown(item, request), status=201)

    # Sending

    async def _new(self, request: web.Request) -> web.Response:
        return web.json_response(self._shown(self.mailbox.new(await request.json()), request), status=201)

    async def _reply(self, request: web.Request) -> web.Response:
        item = self.mailbox.reply_to(self._item(request), (await request.json())["message"])
        return web.json_response(self._shown(item, request), status=201)

    async def _change(self, request: web.Request) -> web.Response:
        item = self._item(request)
        self.mailbox.change(item, await request.json())
        return web.json_response(self._shown(item, request))

    async def _delete(self, request: web.Request) -> web.Response:
        self.mailbox.items.remove(self._item(request))
        return web.Response(status=204)

    async def _send(self, request: web.Request) -> web.Response:
        self.mailbox.send(self._item(request))
        return web.Response(status=202)

    async def _attach(self, request: web.Request) -> web.Response:
        attached(self._item(request), await request.json())
        return web.json_response({}, status=201)

    async def _session(self, request: web.Request) -> web.Response:
        about = (await request.json())["AttachmentItem"]
        key = f"s{len(self.mailbox.sessions)}"
        self.mailbox.sessions[key] = (self._item(request), about, bytearray())
        return web.json_response({"uploadUrl": f"{self.root}/upload/{key}"}, status=201)

    async def _upload(self, request: web.Request) -> web.Response:
        item, about, content = self.mailbox.sessions[request.match_info["session"]]
        told = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", request.headers["Content-Range"])
        part = await request.read()
        if told is None or int(told[1]) != len(content) or int(told[2]) != len(content) + len(part) - 1:
            raise Refused(416, "ErrorInvalidRange")
        if len(part) > 4 * 1024 * 1024 or (int(told[2]) + 1 < about["size"] and len(part) % (320 * 1024)):
            raise Refused(400, "ErrorInvalidRange")
        content += part
        if len(content) < about["size"]:
            return web.json_response({"nextExpectedRanges": [f"{len(content)}-"]})
        item.files.append({"name": about["name"], "contentType": about["contentType"], "content": bytes(content)})
        return web.Response(status=201)

    # Subscriptions

    async def _subscribe(self, request: web.Request) -> web.Response:
        wanted = await request.json()
        for url in {wanted["notificationUrl"], wanted["lifecycleNotificationUrl"]}:
            token = "Validation: Testing client application reachability for subscription Request-Id: 1+2/3%"
            status, kind, text = await self._post(url, None, token)
            if (status, kind, text) != (200, "text/plain", token):
                raise Refused(400, "ValidationError")
        self.made += 1
        key = f"subscription-{self.made}"
        self.subscriptions[key] = {**wanted, "id": key}
        return web.json_response({"id": key}, status=201)

    async def _renew(self, request: web.Request) -> web.Response:
        self.end_subscriptions()
        if request.match_info["id"] not in self.subscriptions:
            raise Refused(404, "ResourceNotFound")
        self.subscriptions[request.match_info["id"]] |= await request.json()
        return web.json_response({})

    async def _unsubscribe(self, request: web.Request) -> web.Response:
        self.subscriptions.pop(request.match_info["id"], None)
        self.deleted.append(request.match_info["id"])
        return web.Response(status=204)

    async def _post(self, url: str, body: object, token: str = "") -> tuple[int, str, str]:
        trust = ssl.create_default_context(cafile=self.entra.ca_file)
        query = {"validationToken": token} if token else {}
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, json=body, params=query, ssl=trust) as answer,
        ):
            return answer.status, answer.content_type, await answer.text()

    def _item(self, request: web.Request) -> Item:
        return self.mailbox.find(request.match_info["id"], _immutable(request))

    def _shown(self, item: Item, request: web.Request) -> dict[str, Any]:
        return {
            **item.fields,
            "id": item.id(_immutable(request)),
            "isDraft": item.is_draft,
            "parentFolderId": item.folder,
        }


def _immutable(request: web.Request) -> bool:
    return 'IdType="ImmutableId"' in request.headers.get("Prefer", "")


def _name(request: web.Request) -> str:
    """Such as "GET delta", "POST send", "GET message" or "PATCH subscriptions"."""
    parts = [part for part in request.rel_url.raw_path.split("/") if part]
    last = "upload" if parts[0] == "upload" else parts[-1]
    if parts[-2:-1] == ["messages"] and last != "delta":
        last = "message"
    if parts[-2:-1] == ["subscriptions"]:
        last = "subscriptions"
    return f"{request.method} {last}"


def _error(status: int, code: str, retry_after: str = "") -> web.Response:
    headers = {"Retry-After": retry_after} if retry_after else {}
    return web.json_response({"error": {"code": code, "message": "in words"}}, status=status, headers=headers)


def _nothing() -> None:
    """Most calls are of no interest to a test."""
