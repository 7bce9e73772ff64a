"""A login authority on loopback over TLS: what MSAL asks of Entra for an app's own token."""

from __future__ import annotations

import atexit
import base64
import json
import ssl
import tempfile
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import trustme
from aiohttp import web


class FakeEntra:
    """`tokens` counts the tokens that were given, `discoveries` the other requests; `refuses` turns it sour.

    `roles` are the permissions that a token names; as a list, even an empty one, it makes tokens that can be read.
    """

    def __init__(self) -> None:
        self.tokens = self.discoveries = 0
        self.refuses = False
        self.roles: list[str] | None = None
        self.asked: list[dict[str, list[str]]] = []
        self.expires_in = 3599
        self.ca_file = _ca_file()

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", self._discover)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=self.tls())
        await site.start()
        self.url = f"https://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self._runner.cleanup()

    def tls(self) -> ssl.SSLContext:
        """For any server of this machine, signed by the authority in `ca_file`."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        _certificate().configure_cert(context)
        return context

    async def _discover(self, request: web.Request) -> web.Response:
        self.discoveries += 1
        root = f"{self.url}/{request.match_info['tenant']}"
        found: dict[str, Any] = {
            "issuer": f"{root}/v2.0",
            "token_endpoint": f"{root}/oauth2/v2.0/token",
            "authorization_endpoint": f"{root}/oauth2/v2.0/authorize",
            "jwks_uri": f"{root}/discovery/v2.0/keys",
        }
        return web.json_response(found)

    async def _token(self, request: web.Request) -> web.Response:
        self.asked.append(parse_qs((await request.read()).decode()))
        if self.refuses:
            return web.json_response({"error": "invalid_client", "error_description": "no"}, status=401)
        self.tokens += 1
        token = f"token-{self.tokens}"
        if self.roles is not None:
            claims = json.dumps({"roles": self.roles, "jti": self.tokens}).encode()
            token = f"e30.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.signed"
        return web.json_response({"token_type": "Bearer", "expires_in": self.expires_in, "access_token": token})


@cache
def _authority() -> trustme.CA:
    """One for all tests of a process: making one is slow."""
    return trustme.CA()


@cache
def _ca_file() -> str:
    directory = tempfile.TemporaryDirectory()
    atexit.register(directory.cleanup)
    path = str(Path(directory.name) / "ca.pem")
    _authority().cert_pem.write_to_path(path)
    return path


@cache
def _certificate() -> trustme.LeafCert:
    return _authority().issue_cert("127.0.0.1", "localhost")
