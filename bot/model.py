"""A language model behind an address that the administrator has set: OpenAI's way of asking, or Azure's.

Plain requests: no redirect is followed, nothing is streamed, and what comes back is read up to a limit. Whatever
goes wrong is a `ModelFault`, and the answer is then shown in the passages' own words.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import aiohttp
import orjson
from yarl import URL

OPENAI, AZURE = "openai", "azure"
FORMS = (OPENAI, AZURE)

LARGEST = 100_000
"""Bytes of a reply that are read."""

REST = timedelta(seconds=60)
"""How long a model that did not answer in time is left alone, so that not every question waits for it."""


class ModelFault(Exception):
    """The model gave nothing that can be used. The text is a word or two for the log, with nobody's words in it."""


class _Again(ModelFault):
    """It may answer when it is asked once more, after so many seconds."""

    def __init__(self, said: str, after: float) -> None:
        super().__init__(said)
        self.after = after


@dataclass(frozen=True)
class ModelSettings:
    """`url` is the base address, such as https://models.example/v1, or https://NAME.openai.azure.com for Azure,
    where `name` is the deployment. `seconds` is the time for an answer in all, with a second try."""

    url: str
    name: str
    key: str = ""
    form: str = OPENAI
    api_version: str = ""
    seconds: float = 8.0

    @property
    def address(self) -> str:
        base = self.url.rstrip("/")
        if self.form == OPENAI:
            return f"{base}/chat/completions"
        deployment, version = quote(self.name, safe=""), quote(self.api_version, safe="")
        return f"{base}/openai/deployments/{deployment}/chat/completions?api-version={version}"

    @property
    def headers(self) -> Mapping[str, str]:
        if not self.key:
            return {}
        return {"api-key": self.key} if self.form == AZURE else {"Authorization": f"Bearer {self.key}"}


class Model:
    """Opens its connections on first use; `close` ends them. `random` is between 0 and 1."""

    def __init__(
        self,
        settings: ModelSettings,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[object]],
        random: Callable[[], float],
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._settings, self._now, self._sleep, self._random = settings, now, sleep, random
        self._context = context
        self._session: aiohttp.ClientSession | None = None
        self._rests_until: datetime | None = None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def ask(self, messages: Sequence[Mapping[str, str]]) -> str:
        """What the model wrote. Raises `ModelFault`."""
        if self._rests_until is not None and self._now() < self._rests_until:
            raise ModelFault("left alone after no answer")
        try:
            async with asyncio.timeout(self._settings.seconds):
                return await self._ask(messages)
        except TimeoutError as error:
            self._rests_until = self._now() + REST
            raise ModelFault("no answer in time") from error

    async def _ask(self, messages: Sequence[Mapping[str, str]]) -> str:
        try:
            return await self._try(messages)
        except _Again as busy:
            if busy.after >= self._settings.seconds:
                raise
            await self._sleep(busy.after)
        return await self._try(messages)

    async def _try(self, messages: Sequence[Mapping[str, str]]) -> str:
        body = orjson.dumps(
            {"model": self._settings.name, "messages": list(messages), "response_format": {"type": "json_object"}}
        )
        headers = {"Content-Type": "application/json", "Accept": "application/json", **self._settings.headers}
        try:
            async with self._pool().post(
                URL(self._settings.address, encoded=True), data=body, headers=headers, allow_redirects=False
            ) as answer:
                return await self._read(answer)
        except aiohttp.ClientError as error:
            raise _Again(type(error).__name__, self._pause()) from error

    async def _read(self, answer: aiohttp.ClientResponse) -> str:
        if answer.status == 429 or answer.status >= 500:
            raise _Again(f"status {answer.status}", self._after(answer.headers.get("Retry-After")))
        if answer.status != 200:
            raise ModelFault(f"status {answer.status}")
        if answer.content_type != "application/json":
            raise ModelFault("not JSON")
        content = bytearray()
        async for chunk in answer.content.iter_any():
            content += chunk
            if len(content) > LARGEST:
                raise ModelFault("too large")
        return _written(bytes(content))

    def _pool(self) -> aiohttp.ClientSession:
        if self._session is None:
            secure = self._context if self._context is not None else True
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=16, ssl=secure),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=self._settings.seconds),
            )
        return self._session

    def _pause(self) -> float:
        return 0.5 + 0.5 * self._random()

    def _after(self, header: str | None) -> float:
        """Retry-After in seconds, a number or an HTTP date; else half a second to one."""
        if header is None:
            return self._pause()
        if header.isascii() and header.isdigit():
            return float(header)
        try:
            return max(0.0, (parsedate_to_datetime(header) - self._now()).total_seconds())
        except (ValueError, TypeError):
            return self._pause()


def _written(content: bytes) -> str:
    """The text of the first choice. Raises `ModelFault` for a refusal, one cut short, and anything else."""
    try:
        body: Any = orjson.loads(content)
        choice = body["choices"][0]
        message, ended = choice["message"], choice.get("finish_reason")
        text = message["content"]
        refused = message.get("refusal") or ended == "content_filter"
    except (orjson.JSONDecodeError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise ModelFault("not a reply of a chat model") from error
    if refused:
        raise ModelFault("refused")
    if ended == "length":
        raise ModelFault("cut short")
    if not isinstance(text, str) or not text.strip():
        raise ModelFault("nothing said")
    return text
