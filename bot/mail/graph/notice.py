"""POST /api/mail/graph: Microsoft Graph says that there may be new mail. Only a hint: the inbox is asked.

https://learn.microsoft.com/graph/change-notifications-delivery-webhooks
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable
from typing import Any

import orjson
from aiohttp import web

PATH = "/api/mail/graph"
MOST_BYTES = 256 * 1024
LONGEST_TOKEN = 4096

log = logging.getLogger("assistant.mail")


class Notices:
    """`heard` is called with the lifecycle event of every notification that is meant for us, "" for new mail."""

    def __init__(self, client_states: tuple[str, ...], heard: Callable[[str], None]) -> None:
        self._client_states, self._heard = client_states, heard

    async def post(self, request: web.Request) -> web.Response:
        """Answers at once: Graph drops notifications to an address that is slow."""
        token = request.query.get("validationToken")
        if token is not None:
            return _validated(token)
        if request.content_length is None or request.content_length > MOST_BYTES:
            return web.Response(status=413)
        try:
            told = orjson.loads(await request.read())["value"]
            events = [str(notice.get("lifecycleEvent") or "") for notice in told if self._ours(notice)]
        except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
            return web.Response(status=400)
        for event in dict.fromkeys(events):
            self._heard(event)
        return web.Response(status=202)

    def _ours(self, notice: dict[str, Any]) -> bool:
        """Whether it shows what we gave to Graph. Each is compared in full, so that nothing is learnt from the time."""
        shown = str(notice.get("clientState") or "").encode()
        ours = [hmac.compare_digest(shown, state.encode()) for state in self._client_states]
        if not any(ours):
            log.warning("a notification of new mail that is not meant for us was not heeded")
        return any(ours)


def _validated(token: str) -> web.Response:
    """Graph asks whether we want its notifications: we do when we give back what it sent, as plain text."""
    if len(token) > LONGEST_TOKEN:
        return web.Response(status=400)
    return web.Response(text=token, content_type="text/plain", headers={"X-Content-Type-Options": "nosniff"})


def routes(notices: Notices) -> list[web.RouteDef]:
    return [web.post(PATH, notices.post)]
