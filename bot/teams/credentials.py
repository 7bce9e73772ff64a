"""Who we are: the access token that we show to Teams.

MSAL asks for it and knows every kind of credential; it is asked about once an hour and off the event loop, because
it blocks.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import msal
from botframework.connector.auth import AppCredentials, ServiceClientCredentialsFactory

from bot.teams.auth import AUDIENCE
from bot.teams.settings import TeamsSettings

log = logging.getLogger("assistant.teams")

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


class _Http:
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


class Credentials(AppCredentials):  # type: ignore[misc]  # the SDK has no types
    """One credential for the life of the process, with MSAL's own cache behind it."""

    def __init__(self, settings: TeamsSettings, context: ssl.SSLContext) -> None:
        super().__init__(settings.app_id, settings.tenant_id, AUDIENCE)
        self._settings, self._http = settings, _Http(context)
        self._client: Any = None

    def token(self) -> tuple[str, int]:
        """An access token and for how many seconds it is good. Blocks. Raises `SignInFailed`."""
        try:
            if self._client is None:
                self._client = self._new_client()
            if self._settings.app_type == "UserAssignedMSI":
                answer = self._client.acquire_token_for_client(resource=AUDIENCE)
            else:
                answer = self._client.acquire_token_for_client([f"{AUDIENCE}/.default"])
        except (OSError, ValueError, RuntimeError) as error:
            raise SignInFailed(f"no token: {error}") from error
        if "access_token" not in answer:
            raise SignInFailed(f"no token: {answer.get('error', 'no reason given')}")
        return str(answer["access_token"]), int(answer.get("expires_in", 0))

    def get_access_token(self, force_refresh: bool = False) -> str:
        return self.token()[0]

    def _new_client(self) -> Any:
        settings = self._settings
        if settings.app_type == "UserAssignedMSI":
            identity = msal.UserAssignedManagedIdentity(client_id=settings.app_id)
            return msal.ManagedIdentityClient(identity, http_client=self._http)
        # A multi-tenant app signs in at the Bot Framework's own tenant.
        tenant = "botframework.com" if settings.app_type == "MultiTenant" else settings.tenant_id
        secret: Any = settings.client_secret
        if settings.certificate:
            key = Path(settings.certificate).read_text()
            secret = {"private_key": key, "thumbprint": settings.certificate_thumbprint}
        return msal.ConfidentialClientApplication(
            settings.app_id,
            client_credential=secret,
            authority=f"{settings.login_url.rstrip('/')}/{tenant}",
            instance_discovery=False,
            http_client=self._http,
        )


class CredentialsFactory(ServiceClientCredentialsFactory):  # type: ignore[misc]  # the SDK has no types
    """The SDK's seam for credentials: always the same one."""

    def __init__(self, credentials: Credentials) -> None:
        self.kept = credentials

    async def is_valid_app_id(self, app_id: str) -> bool:
        return bool(app_id == self.kept.microsoft_app_id)

    async def is_authentication_disabled(self) -> bool:
        return not self.kept.microsoft_app_id

    async def create_credentials(
        self, app_id: str, oauth_scope: str, login_endpoint: str, validate_authority: bool
    ) -> Credentials:
        return self.kept


class AccessToken:
    """The current token, without a word to anybody while it is good."""

    def __init__(self, credentials: Credentials, now: Callable[[], datetime]) -> None:
        self._credentials, self._now = credentials, now
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
            self._token, seconds = await asyncio.to_thread(self._credentials.token)
        except SignInFailed:
            if self._ends_at is None or self._now() >= self._ends_at:
                raise
            log.warning("no new access token; the present one is used until it ends", exc_info=True)
            self._renew_at = self._now() + timedelta(minutes=1)
            return
        self._ends_at = self._now() + timedelta(seconds=seconds)
        self._renew_at = max(self._ends_at - EARLY, self._now() + timedelta(minutes=1))
