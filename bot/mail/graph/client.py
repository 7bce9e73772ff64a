"""Requests to Microsoft Graph for one mailbox: few at once, and patient when it is busy.

https://learn.microsoft.com/graph/throttling-limits#outlook-service-limits
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import Any
from urllib.parse import quote

import aiohttp
import orjson
from yarl import URL

from bot.mail.graph.credential import GraphCredential
from bot.mail.graph.faults import GraphFault
from bot.mail.graph.settings import GraphSettings
from bot.sign_in import AccessToken

AT_ONCE = 3
"""Graph allows four at once for an app and a mailbox; one is left for whoever else uses the same app."""

IMMUTABLE = 'IdType="ImmutableId"'
"""Ids that stay the same when a message is moved or sent."""

CHUNK = 64 * 1024


@dataclass(frozen=True)
class Patience:
    """How often a request is tried, for how many seconds in all it may wait between, and for one answer."""

    tries: int = 5
    waiting: float = 60.0
    answer: float = 30.0


PATIENT = Patience()
WITHIN_A_LEASE = Patience(tries=3, waiting=5.0, answer=10.0)
"""For sending: the outbox tries again later by itself."""


class Graph:
    """Opens its connections on first use; `close` ends them. `sleep` and `random` (0 to 1) time the retries."""

    def __init__(
        self,
        settings: GraphSettings,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[object]],
        random: Callable[[], float],
    ) -> None:
        self.settings, self._now, self._sleep, self._random = settings, now, sleep, random
        self._context = ssl.create_default_context()
        if settings.ca_file:
            self._context.load_verify_locations(settings.ca_file)
        self.token = AccessToken(GraphCredential(settings, self._context), now)
        self._session: aiohttp.ClientSession | None = None
        self._few = asyncio.Semaphore(AT_ONCE)
        self._quiet_until: datetime | None = None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def mailbox(self, path: str) -> str:
        """The address of something in the mailbox, such as "messages/…/move"."""
        return f"{self.settings.base_url}/users/{quote(self.settings.mailbox)}/{path}"

    def message(self, message_id: str, path: str = "") -> str:
        return self.mailbox(f"messages/{quote(message_id, safe='')}{path}")

    async def ask(
        self,
        method: str,
        url: str,
        body: Mapping[str, Any] | None = None,
        *,
        prefer: str = "",
        patience: Patience = PATIENT,
        repeatable: bool = True,
    ) -> Any:
        """The JSON that Graph answered, or None. Raises `GraphFault`, and `SignInFailed` without a token.

        What is not `repeatable` is tried again only when Graph says that it did nothing.
        """
        data = None if body is None else orjson.dumps(body)
        content = await self._patiently(method, url, data, prefer, patience, repeatable, None)
        return orjson.loads(content) if content else None

    async def read(self, url: str, most: int) -> bytes:
        """The content at an address, and at most so many bytes of it. Raises like `ask`."""
        return await self._patiently("GET", url, None, "", PATIENT, True, most)

    async def upload(self, url: str, content: bytes, first: int, total: int) -> None:
        """One range of a file, to an address that carries its own permission: no token is shown."""
        last = first + len(content) - 1
        headers = {"Content-Range": f"bytes {first}-{last}/{total}", "Content-Type": "application/octet-stream"}
        await self._try("PUT", url, content, headers, WITHIN_A_LEASE.answer, None)

    async def _patiently(
        self,
        method: str,
        url: str,
        data: bytes | None,
        prefer: str,
        patience: Patience,
        repeatable: bool,
        most: int | None,
    ) -> bytes:
        waited = 0.0
        for attempt in range(1, patience.tries + 1):
            wait = self._quiet()
            fault = GraphFault(429, "it asked for quiet", wait)
            if not wait:
                try:
                    headers = await self._headers(url, prefer)
                    return await self._try(method, url, data, headers, patience.answer, most)
                except GraphFault as raised:
                    fault, wait = raised, self._wait(raised, attempt)
                    if not fault.passing or not (repeatable or fault.not_done):
                        raise
            if attempt == patience.tries or waited + wait > patience.waiting:
                raise fault
            waited += wait
            await self._sleep(wait)
        raise AssertionError("the last try returns or raises")

    async def _headers(self, url: str, prefer: str) -> dict[str, str]:
        if not url.startswith(f"{self.settings.base_url}/"):
            raise GraphFault(400, "an address that is not Graph's")
        return {
            "Content-Type": "application/json",
            "Prefer": f"{IMMUTABLE}, {prefer}" if prefer else IMMUTABLE,
            "Authorization": "Bearer " + await self.token.get(),
        }

    async def _try(
        self, method: str, url: str, data: bytes | None, headers: Mapping[str, str], seconds: float, most: int | None
    ) -> bytes:
        timeout = aiohttp.ClientTimeout(total=None, connect=seconds, sock_read=seconds)
        body = None if data is None else BytesIO(data)
        async with self._few:
            try:
                # Graph never redirects, and our token is for Graph only.
                async with self._pool().request(
                    method, URL(url, encoded=True), data=body, headers=headers, timeout=timeout, allow_redirects=False
                ) as answer:
                    content = await _content(answer, most if answer.status < 300 else None)
                    if answer.status < 300:
                        return content
                    raise self._fault(answer, content)
            except (aiohttp.ClientError, TimeoutError) as error:
                raise GraphFault(0, type(error).__name__) from error

    def _fault(self, answer: aiohttp.ClientResponse, content: bytes) -> GraphFault:
        after = self._after(answer.headers.get("Retry-After"))
        if after is not None and answer.status in (429, 503, 504):
            self._quiet_until = self._now() + timedelta(seconds=after)
        return GraphFault(answer.status, _code(content), after)

    def _pool(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=AT_ONCE, keepalive_timeout=60, ssl=self._context),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    def _quiet(self) -> float:
        """Seconds for which Graph wants to hear nothing about this mailbox."""
        if self._quiet_until is None:
            return 0.0
        return max(0.0, (self._quiet_until - self._now()).total_seconds())

    def _wait(self, fault: GraphFault, attempt: int) -> float:
        """What Graph asked for and a little more; else a second, doubled each time, give or take a third."""
        if fault.after is not None:
            return fault.after + 0.5 * self._random()
        return float(2 ** (attempt - 1) * (2 / 3 + 2 / 3 * self._random()))

    def _after(self, header: str | None) -> float | None:
        """Retry-After in seconds: a number or an HTTP date."""
        if not header:
            return None
        if header.isascii() and header.isdigit():
            return float(header)
        try:
            return max(0.0, (parsedate_to_datetime(header) - self._now()).total_seconds())
        except (ValueError, TypeError):
            return None


async def _content(answer: aiohttp.ClientResponse, most: int | None) -> bytes:
    """The body, or the beginning of one that is longer than `most`; the rest is not fetched."""
    if most is None:
        return await answer.read()
    content = bytearray()
    async for chunk in answer.content.iter_chunked(CHUNK):
        content += chunk
        if len(content) >= most:
            answer.close()
            return bytes(content[:most])
    return bytes(content)


def _code(content: bytes) -> str:
    """Graph's word for a fault; no text that could name a person."""
    try:
        error = orjson.loads(content)["error"]
        return str(error["code"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return ""
