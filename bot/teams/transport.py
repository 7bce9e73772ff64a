"""Requests to Teams over one pool of connections, tried again when Teams is busy.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from weakref import WeakValueDictionary

import aiohttp
import orjson
from yarl import URL

from bot.sign_in import AccessToken

BUSY = frozenset({412, 429, 500, 502, 503, 504})
"""Statuses that Teams asks to be tried again for, and those of a fault that passes."""

_HEADERS = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}


class ConnectorFault(Exception):
    """Teams did not take a request. `status` 0 is a connection that was lost without an answer.

    `code` is Teams' word for the fault, and `after` the number of seconds it asked to wait, or None.
    """

    def __init__(self, status: int, code: str, after: float | None = None) -> None:
        super().__init__(f"Teams answered {status} {code}" if status else f"the connection to Teams was lost: {code}")
        self.status, self.code, self.after = status, code, after

    @property
    def passing(self) -> bool:
        return self.status == 0 or self.status in BUSY


@dataclass(frozen=True)
class Patience:
    """How often a request is tried, for how many seconds in all it may wait between, and for one answer."""

    tries: int = 6
    waiting: float = 10.0
    answer: float = 10.0


PATIENT = Patience()
ONCE = Patience(tries=1, waiting=0.0, answer=5.0)


class Transport:
    """Opens its connections on first use; `close` ends them. `sleep` and `random` (0 to 1) time the retries.

    After a lost connection nobody knows whether Teams took the request, so a message may arrive twice; it never
    gets lost.
    """

    def __init__(
        self,
        context: ssl.SSLContext,
        token: AccessToken | None,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[object]],
        random: Callable[[], float],
        patience: Patience = PATIENT,
    ) -> None:
        self._context, self._token, self._now = context, token, now
        self._sleep, self._random, self._patience = sleep, random, patience
        self._session: aiohttp.ClientSession | None = None
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def one_at_a_time(self, conversation: str) -> asyncio.Lock:
        """To be held while something is sent there: first come, first served, so that messages keep their order."""
        lock = self._locks.get(conversation)
        if lock is None:
            lock = self._locks[conversation] = asyncio.Lock()
        return lock

    async def request(self, method: str, url: str, body: bytes | None = None, patience: Patience | None = None) -> Any:
        """The JSON that Teams answered, or None. Raises `ConnectorFault`, and `SignInFailed` without a token."""
        patience = patience or self._patience
        waited = 0.0
        for attempt in range(1, patience.tries + 1):
            try:
                return await self._try(method, url, body, patience.answer)
            except ConnectorFault as fault:
                wait = self._wait(fault, attempt)
                if not fault.passing or attempt == patience.tries or waited + wait > patience.waiting:
                    raise
            waited += wait
            await self._sleep(wait)
        raise AssertionError("the last try returns or raises")

    async def fetch(self, url: str) -> Any:
        """The JSON of a public page. Raises aiohttp.ClientError, TimeoutError or ValueError."""
        timeout = aiohttp.ClientTimeout(total=ONCE.answer)
        async with self._pool().get(url, timeout=timeout, raise_for_status=True) as answer:
            return orjson.loads(await answer.read())

    async def upload(self, url: str, content: bytes) -> None:
        """Puts a whole file to an upload address, which carries its own permission: no token is shown."""
        last = max(len(content) - 1, 0)
        headers = {"Content-Range": f"bytes 0-{last}/{len(content)}", "Content-Type": "application/octet-stream"}
        timeout = aiohttp.ClientTimeout(total=60)
        address = URL(url, encoded=True)
        async with self._pool().put(
            address, data=content, headers=headers, timeout=timeout, allow_redirects=False
        ) as answer:
            if answer.status not in (200, 201):
                raise ConnectorFault(answer.status, "the file was not taken")

    async def download(self, url: str, most: int) -> bytes:
        """At most so many bytes of a file, from an address that carries its own permission: no token is shown.

        Raises `ConnectorFault`, aiohttp.ClientError or TimeoutError.
        """
        address, timeout = URL(url, encoded=True), aiohttp.ClientTimeout(total=30)
        async with self._pool().get(address, timeout=timeout, allow_redirects=False) as answer:
            if answer.status != 200:
                raise ConnectorFault(answer.status, "the file was not given")
            found = bytearray()
            async for part in answer.content.iter_chunked(65_536):
                found += part
                if len(found) >= most:
                    break
            return bytes(found[:most])

    async def _try(self, method: str, url: str, body: bytes | None, seconds: float) -> Any:
        headers = _HEADERS
        if self._token is not None:
            headers = {**_HEADERS, "Authorization": "Bearer " + await self._token.get()}
        timeout = aiohttp.ClientTimeout(total=seconds)
        address = URL(url, encoded=True)
        try:
            # Teams never redirects, and our token is for the host that was checked.
            async with self._pool().request(
                method, address, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                content = await answer.read()
                if answer.status < 300:
                    return orjson.loads(content) if content else None
                raise ConnectorFault(answer.status, _code(content), self._after(answer.headers.get("Retry-After")))
        except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, TimeoutError) as error:
            raise ConnectorFault(0, type(error).__name__) from error

    def _pool(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=100, keepalive_timeout=60, ssl=self._context),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    def _wait(self, fault: ConnectorFault, attempt: int) -> float:
        """What Teams asked for and a little more; else half a second, doubled each time, give or take a third."""
        if fault.after is not None:
            return fault.after + 0.5 * self._random()
        return float(0.5 * 2 ** (attempt - 1) * (2 / 3 + 2 / 3 * self._random()))

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


def _code(content: bytes) -> str:
    """Teams' word for a fault, with its finer word when there is one; no text that could name a person."""
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError:
        return ""
    if not isinstance(body, dict):
        return ""
    error = body["error"] if isinstance(body.get("error"), dict) else body
    words = (error.get("code"), error.get("subCode"), body.get("subCode"), body.get("errorCode"))
    return "/".join(dict.fromkeys(word for word in words if isinstance(word, str)))
