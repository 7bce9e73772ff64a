"""Signing in at Microsoft Entra as an app: what every door that does it has in common.

MSAL is asked for a token about once an hour and off the event loop, because it blocks.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

log = logging.getLogger("assistant.sign_in")

EARLY = timedelta(minutes=5)
"""How long before its end a token is replaced."""

TIMEOUT = 10
"""Seconds."""


class SignInFailed(Exception):
    """The login authority gave no token. The text has its error code and no secret."""


class _Answer:
    """What MSAL wants to see of an HTTP answer."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status_code, self.headers, self.text = status, headers, body.decode()

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise SignInFailed(f"the login authority answered {self.status_code}")


class LoginHttp:
    """What MSAL wants to have of an HTTP client, with our own certificates and a timeout."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context

    def get(
        self, url: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None, **_: Any
    ) -> _Answer:
        return self._send(url + ("?" + urlencode(params) if params else ""), None, headers)

    def post(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | str | None = None,
        headers: Mapping[str, str] | None = None,
        **_: Any,
    ) -> _Answer:
        body = data if isinstance(data, str) else urlencode(data or {})
        return self._send(url + ("?" + urlencode(params) if params else ""), body.encode(), headers)

    def close(self) -> None:
        """Nothing is kept open between two requests an hour apart."""

    def _send(self, url: str, body: bytes | None, headers: Mapping[str, str] | None) -> _Answer:
        # The addresses are those of the settings and of the authority that they name, never of a client.
        request = Request(url, body, dict(headers or {}))  # noqa: S310
        try:
            with urlopen(request, timeout=TIMEOUT, context=self._context) as answer:  # noqa: S310
                return _Answer(answer.status, dict(answer.headers), answer.read())
        except HTTPError as error:
            with error:
                return _Answer(error.code, dict(error.headers), error.read())


class Credential(Protocol):
    def token(self) -> tuple[str, int]:
        """An access token and for how many seconds it is good. Blocks. Raises `SignInFailed`."""


class AccessToken:
    """The current token, without a word to anybody while it is good."""

    def __init__(self, credential: Credential, now: Callable[[], datetime]) -> None:
        self._credential, self._now = credential, now
        self._token = ""
        self._renew_at: datetime | None = None
        self._ends_at: datetime | None = None
        self._lock = asyncio.Lock()

    async def get(self) -> str:
        """Raises `SignInFailed` when there is no good one and none can be had."""
        if self._stale():
            async with self._lock:
                if self._stale():
                    await self._renew()
        return self._token

    def _stale(self) -> bool:
        return self._renew_at is None or self._now() >= self._renew_at

    async def _renew(self) -> None:
        try:
            self._token, seconds = await asyncio.to_thread(self._credential.token)
        except SignInFailed:
            if self._ends_at is None or self._now() >= self._ends_at:
                raise
            log.warning("no new access token; the present one is used until it ends", exc_info=True)
            self._renew_at = self._now() + timedelta(minutes=1)
            return
        self._ends_at = self._now() + timedelta(seconds=seconds)
        self._renew_at = max(self._ends_at - EARLY, self._now() + timedelta(minutes=1))
