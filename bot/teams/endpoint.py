"""POST /api/messages: where Teams hands over activities.

Whatever a client sends, the answer says whose fault it was: 4xx for theirs, 5xx with a reference for ours.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import orjson
from aiohttp import ClientPayloadError, web
from botbuilder.core import TurnContext
from botbuilder.schema import Activity

from bot.teams.adapter import Adapter
from bot.teams.handler import CallLater, Handler, Services
from bot.teams.invoke import Answer
from bot.teams.keys import NoKeys
from bot.teams.receive import conversation_of, tenant_of
from bot.teams.serde import Malformed, dumps, to_model

PATH = "/api/messages"

log = logging.getLogger("assistant.teams")


class Refused(Exception):
    """The request is not taken, and with which status. The text is for our log."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class Endpoint:
    """`now` gives an aware time; `new_reference` a short random text that ties an answer to its line in the log.

    The log has one line for each request and no personal data: no names, addresses, ids of people or words.
    """

    def __init__(
        self,
        adapter: Adapter,
        services: Services,
        *,
        now: Callable[[], datetime],
        new_reference: Callable[[], str],
        call_later: CallLater | None = None,
    ) -> None:
        self._adapter, self._now, self._new_reference = adapter, now, new_reference
        self._handler = Handler(adapter, services, now, call_later)

    async def drain(self) -> None:
        """Waits for what is still being sent after answers that were given."""
        await self._handler.background.drain()

    async def post(self, request: web.Request) -> web.Response:
        reference, began = self._new_reference(), self._now()
        kind = reason = ""
        try:
            activity = await self._read(request)
            kind = _kind(activity)
            answer = await self._turn(request.headers.get("Authorization", ""), activity, reference)
        except (Refused, Malformed) as error:
            answer, reason = Answer(error.status if isinstance(error, Refused) else 400), str(error)
        except NoKeys as error:
            answer, reason = Answer(503, {"reference": reference}), str(error)
        except Exception:
            log.exception("turn failed", extra={"reference": reference, "kind": kind})
            answer = Answer(500, {"reference": reference})
        seconds = (self._now() - began).total_seconds()
        line = {"reference": reference, "kind": kind, "status": answer.status, "reason": reason, "seconds": seconds}
        log.log(logging.ERROR if answer.status == 503 else logging.INFO, "turn", extra=line)
        return _response(answer)

    async def _turn(self, header: str, activity: Mapping[str, Any], reference: str) -> Answer:
        model = to_model(Activity, activity)
        try:
            authenticated = await self._adapter.authentication.authenticate_request(model, header)
        except PermissionError as error:
            raise Refused(401, str(error)) from error
        if not self._adapter.settings.allows_tenant(tenant_of(activity)):
            raise Refused(403, "a tenant that is not allowed")
        answer = Answer()

        async def logic(context: TurnContext) -> None:
            nonlocal answer
            answer = await self._handler.handle(context, activity, reference)

        await self._adapter.process_activity(authenticated, model, logic)
        return answer

    async def _read(self, request: web.Request) -> Mapping[str, Any]:
        """The activity in the body, when it is one and says where it comes from."""
        if request.content_type != "application/json":
            raise Refused(415, "not application/json")
        try:
            activity = orjson.loads(await self._body(request))
        except orjson.JSONDecodeError as error:
            raise Refused(400, "not JSON") from error
        if not isinstance(activity, dict) or not isinstance(activity.get("type"), str):
            raise Refused(400, "not an activity")
        service_url = activity.get("serviceUrl")
        if not isinstance(service_url, str) or not self._adapter.settings.allows_connector(service_url):
            raise Refused(400, "no service address, or not one of Teams'")
        conversation_of(activity)
        return activity

    async def _body(self, request: web.Request) -> bytes:
        most, body = self._adapter.settings.max_body, bytearray()
        if (request.content_length or 0) > most:
            raise Refused(413, "too large")
        try:
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > most:
                    raise Refused(413, "too large")
        except (ClientPayloadError, web.RequestPayloadError, ConnectionError) as error:
            raise Refused(400, "the body broke off") from error
        return bytes(body)


def routes(endpoint: Endpoint) -> list[web.RouteDef]:
    """aiohttp answers every other method with 405."""
    return [web.post(PATH, endpoint.post)]


def _response(answer: Answer) -> web.Response:
    if answer.body is None:
        return web.Response(status=answer.status)
    return web.Response(status=answer.status, body=dumps(answer.body), content_type="application/json")


def _kind(activity: Mapping[str, Any]) -> str:
    """The type of an activity, and which invoke: Teams' own words, cut short because a client may send others."""
    name = activity.get("name")
    return f"{activity['type']} {name}"[:60] if isinstance(name, str) else str(activity["type"])[:60]
