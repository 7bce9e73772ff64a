"""Who we are to Microsoft Graph: the app's own token, by certificate or secret."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msal

from bot.mail.graph.settings import GraphSettings
from bot.sign_in import LoginHttp, SignInFailed


class GraphCredential:
    """One for the life of the process, with MSAL's own cache behind it."""

    def __init__(self, settings: GraphSettings, context: ssl.SSLContext) -> None:
        self._settings, self._http = settings, LoginHttp(context)
        self._client: Any = None

    def token(self) -> tuple[str, int]:
        """An access token and for how many seconds it is good. Blocks. Raises `SignInFailed`."""
        try:
            if self._client is None:
                self._client = self._new_client()
            answer = self._client.acquire_token_for_client([self._scope()])
        except (OSError, ValueError, RuntimeError) as error:
            raise SignInFailed(f"no token: {error}") from error
        if "access_token" not in answer:
            raise SignInFailed(f"no token: {answer.get('error', 'no reason given')}")
        return str(answer["access_token"]), int(answer.get("expires_in", 0))

    def _scope(self) -> str:
        """All that the app was granted at this Graph; the national clouds have their own host."""
        host = urlsplit(self._settings.base_url)
        return f"{host.scheme}://{host.netloc}/.default"

    def _new_client(self) -> Any:
        settings = self._settings
        secret: Any = settings.client_secret
        if settings.certificate:
            key = Path(settings.certificate).read_text()
            secret = {"private_key": key, "thumbprint": settings.certificate_thumbprint}
        return msal.ConfidentialClientApplication(
            settings.client_id,
            client_credential=secret,
            authority=f"{settings.login_url.rstrip('/')}/{settings.tenant_id}",
            instance_discovery=False,
            http_client=self._http,
        )
