"""The places where Azure gives a managed identity its tokens: a virtual machine's metadata service and App Service.

Both want a header that no browser and no redirect sends; App Service's is a secret of the process.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

SECRET = "header-secret"
MACHINE = "/metadata/identity/oauth2/token"
SERVICE = "/msi/token"


@dataclass
class FakeIdentity:
    """Knows one identity, by its client id. `asked` are the queries that came, `given` counts the tokens."""

    client_id: str
    url: str = ""
    given: int = 0
    asked: list[dict[str, str]] = field(default_factory=list)

    async def machine(self, request: web.Request) -> web.Response:
        if request.headers.get("Metadata") != "true":
            return web.json_response({"error": "bad_request_102"}, status=400)
        if self._unknown(request):
            wrong = {"error": "invalid_request", "error_description": "Identity not found"}
            return web.json_response(wrong, status=400)
        return self._token(request, expires_in="3599")  # the metadata service writes numbers as text

    async def service(self, request: web.Request) -> web.Response:
        if request.headers.get("X-IDENTITY-HEADER") != SECRET:
            return web.json_response({"statusCode": 401, "message": "Unauthorized"}, status=401)
        if self._unknown(request):
            return web.json_response({"statusCode": 400, "message": "No User Assigned identity"}, status=400)
        return self._token(request, expires_on=str(int(time.time()) + 3600))

    def _unknown(self, request: web.Request) -> bool:
        self.asked.append(dict(request.query))
        return request.query.get("client_id") != self.client_id

    def _token(self, request: web.Request, **ends: str) -> web.Response:
        self.given += 1
        answer: dict[str, Any] = {
            "access_token": f"identity-token-{self.given}",
            "resource": request.query["resource"],
            "token_type": "Bearer",
            **ends,
        }
        return web.json_response(answer)


@asynccontextmanager
async def identity(client_id: str) -> AsyncIterator[FakeIdentity]:
    fake = FakeIdentity(client_id)
    app = web.Application()
    app.add_routes([web.get(MACHINE, fake.machine), web.get(SERVICE, fake.service)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield fake
    finally:
        await runner.cleanup()
