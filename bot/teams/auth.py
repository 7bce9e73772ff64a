"""Who calls: the check of the bearer token that Teams sends with each request.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import jwt
from botbuilder.schema import Activity, CallerIdConstants
from botframework.connector.auth import (
    AuthenticateRequestResult,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
)

from bot.teams.keys import SigningKeys

ISSUER = "https://api.botframework.com"
AUDIENCE = "https://api.botframework.com"
"""For whom our own tokens are asked."""

LEEWAY = 300
"""Seconds by which the two clocks may differ, as in Microsoft's own check."""

MOST_REMEMBERED = 1024


class _Checked(NamedTuple):
    claims: dict[str, Any]
    endorsements: frozenset[str]


class TokenCheck:
    """Checks tokens for one app. A token that was checked is remembered until it expires: Teams sends the same
    one for about an hour, and nothing that is checked again could come out differently with the same keys.
    """

    def __init__(self, app_id: str, keys: SigningKeys, now: Callable[[], datetime]) -> None:
        self._app_id, self._keys, self._now = app_id, keys, now
        self._remembered: dict[str, _Checked] = {}
        self._generation = keys.generation

    async def claims(self, header: str, channel: str, service_url: str) -> dict[str, Any]:
        """The claims of the token in an Authorization header. Raises PermissionError for anything but a good one
        for this app, channel and service address, and `NoKeys` while nobody can be checked."""
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise PermissionError("no bearer token")
        checked = self._earlier(token) or await self._check(token)
        if channel not in checked.endorsements:
            raise PermissionError("the key may not sign for this channel")
        if checked.claims.get("serviceurl") != service_url:
            raise PermissionError("the token is for another service address")
        return checked.claims

    def _earlier(self, token: str) -> _Checked | None:
        if self._generation != self._keys.generation:
            self._remembered.clear()
            self._generation = self._keys.generation
        checked = self._remembered.get(token)
        if checked is not None and checked.claims["exp"] + LEEWAY <= self._now().timestamp():
            del self._remembered[token]
            return None
        return checked

    async def _check(self, token: str) -> _Checked:
        try:
            key_id = jwt.get_unverified_header(token).get("kid")
            key = await self._keys.get(str(key_id))
            claims = jwt.decode(
                token,
                key.public_key,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=ISSUER,
                # The times are checked below, by our own clock.
                options={
                    "require": ["exp", "iss", "aud"],
                    "strict_aud": True,
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            # The last two: a token that is no text, and one whose JSON has no end.
            raise PermissionError(f"bad token: {type(error).__name__}") from error
        self._check_times(claims)
        checked = _Checked(claims, key.endorsements)
        if len(self._remembered) >= MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[token] = checked
        return checked

    def _check_times(self, claims: dict[str, Any]) -> None:
        now, expires, begins = self._now().timestamp(), claims["exp"], claims.get("nbf", 0)
        if not isinstance(expires, int | float) or not isinstance(begins, int | float):
            raise PermissionError("bad token: its times are no numbers")
        if expires + LEEWAY <= now:
            raise PermissionError("the token has expired")
        if begins - LEEWAY > now:
            raise PermissionError("the token is not yet valid")


class Authentication(BotFrameworkAuthentication):  # type: ignore[misc]  # the SDK has no types
    """The SDK's seam for all of the above. `tokens` None lets everybody in (loopback only, see `TeamsSettings`)."""

    def __init__(self, tokens: TokenCheck | None, connectors: ConnectorFactory) -> None:
        self._tokens, self._connectors = tokens, connectors

    async def authenticate_request(self, activity: Activity, auth_header: str) -> AuthenticateRequestResult:
        claims: dict[str, Any] = {}
        if self._tokens is not None:
            claims = await self._tokens.claims(auth_header, activity.channel_id, activity.service_url)
        result = AuthenticateRequestResult()
        result.claims_identity = ClaimsIdentity(claims, True)
        result.audience = AUDIENCE
        result.caller_id = CallerIdConstants.public_azure_channel
        result.connector_factory = self._connectors
        return result

    async def authenticate_streaming_request(
        self, auth_header: str, channel_id_header: str
    ) -> AuthenticateRequestResult:
        raise PermissionError("requests over a web socket are not taken")

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:
        return self._connectors

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> None:
        """None: nobody signs in to another service through the assistant."""
        return None
