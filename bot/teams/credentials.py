"""Who we are: the access token that we show to Teams.

MSAL asks for it and knows every kind of credential.
"""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import msal
from botframework.connector.auth import AppCredentials, ServiceClientCredentialsFactory

from bot.sign_in import LoginHttp, SignInFailed
from bot.teams.auth import AUDIENCE
from bot.teams.settings import TeamsSettings


class Credentials(AppCredentials):  # type: ignore[misc]  # the SDK has no types
    """One credential for the life of the process, with MSAL's own cache behind it."""

    def __init__(self, settings: TeamsSettings, context: ssl.SSLContext) -> None:
        super().__init__(settings.app_id, settings.tenant_id, AUDIENCE)
        self._settings, self._http = settings, LoginHttp(context)
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
