"""The public keys that Teams signs its requests with."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import jwt

log = logging.getLogger("assistant.teams")

FetchJson = Callable[[str], Awaitable[Any]]


class NoKeys(Exception):
    """The metadata server has not answered yet, so nobody can be checked. A fault on our side."""


@dataclass(frozen=True)
class SigningKey:
    public_key: Any
    endorsements: frozenset[str]
    """The channels that the key may sign for."""


class SigningKeys:
    """Keys by their id, fetched when first wanted, once a day, and when an unknown id turns up.

    The last is bounded by `between`, so that invented ids cannot make us ask without end. A metadata server
    that fails leaves the keys as they are.
    """

    def __init__(
        self,
        url: str,
        fetch: FetchJson,
        now: Callable[[], datetime],
        *,
        keep: timedelta = timedelta(hours=24),
        between: timedelta = timedelta(minutes=5),
        first: timedelta = timedelta(seconds=5),
    ) -> None:
        self._url, self._fetch, self._now = url, fetch, now
        self._keep, self._between, self._first = keep, between, first
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched: datetime | None = None
        self._asked: datetime | None = None
        self._lock = asyncio.Lock()
        self.generation = 0
        """Goes up when the keys were fetched anew: what was checked with earlier ones is to be checked again."""

    async def get(self, key_id: str) -> SigningKey:
        """Raises PermissionError for an id that is not published, `NoKeys` while we have none at all."""
        if not self._fresh(key_id):
            # Whoever comes while they are being fetched waits for it here.
            async with self._lock:
                if not self._fresh(key_id) and self._may_ask():
                    await self._refresh()
        if not self._keys:
            raise NoKeys("the signing keys of Teams could not be fetched")
        key = self._keys.get(key_id)
        if key is None:
            raise PermissionError("unknown signing key")
        return key

    def _fresh(self, key_id: str) -> bool:
        return key_id in self._keys and self._fetched is not None and self._now() - self._fetched < self._keep

    def _may_ask(self) -> bool:
        pause = self._between if self._keys else self._first
        return self._asked is None or self._now() - self._asked >= pause

    async def _refresh(self) -> None:
        self._asked = self._now()
        try:
            metadata = await self._fetch(self._url)
            published = await self._fetch(metadata["jwks_uri"])
            keys = {
                key["kid"]: _signing_key(key) for key in published["keys"] if key.get("kty") == "RSA" and "kid" in key
            }
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, jwt.PyJWTError):
            log.exception("signing keys could not be fetched; the earlier ones stay")
            return
        if keys:
            self._keys, self._fetched = keys, self._asked
            self.generation += 1


def _signing_key(published: Mapping[str, Any]) -> SigningKey:
    return SigningKey(jwt.PyJWK(dict(published), algorithm="RS256").key, frozenset(published.get("endorsements", ())))
