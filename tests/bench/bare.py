"""The least that can be done: an aiohttp handler that checks the token and sends the reply over one kept session."""

from __future__ import annotations

import json
import os
import ssl
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import aiohttp
import jwt
from aiohttp import web
from yarl import URL

ISSUER = "https://api.botframework.com"


class Bare:
    def __init__(self, app_id: str) -> None:
        self._app_id = app_id

    async def running(self, app: web.Application) -> AsyncIterator[None]:
        """Keys and token are fetched once, before the first turn."""
        connector = aiohttp.TCPConnector(ssl=ssl.create_default_context())
        async with aiohttp.ClientSession(connector=connector) as self._session:
            metadata = await self._json("GET", os.environ["METADATA_URL"])
            published = await self._json("GET", metadata["jwks_uri"])
            self._keys = {key["kid"]: jwt.PyJWK(key).key for key in published["keys"] if key["kty"] == "RSA"}
            login = os.environ["LOGIN_URL"] + "/botframework.com/oauth2/v2.0/token"
            token = (await self._json("POST", login))["access_token"]
            self._headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
            yield

    async def post(self, request: web.Request) -> web.Response:
        activity = json.loads(await request.read())
        token = request.headers["Authorization"].partition(" ")[2]
        key = self._keys[jwt.get_unverified_header(token)["kid"]]
        claims = jwt.decode(token, key, algorithms=["RS256"], audience=self._app_id, issuer=ISSUER, leeway=300)
        if claims["serviceurl"] != activity["serviceUrl"]:
            return web.Response(status=401)
        conversation = activity["conversation"]["id"]
        reply = {
            "type": "message",
            "channelId": activity["channelId"],
            "serviceUrl": activity["serviceUrl"],
            "from": activity["recipient"],
            "recipient": activity["from"],
            "conversation": activity["conversation"],
            "replyToId": activity["id"],
            "text": "Echo: " + activity["text"],
            "inputHint": "acceptingInput",
        }
        path = f"v3/conversations/{quote(conversation, safe='')}/activities/{activity['id']}"
        address = URL(activity["serviceUrl"] + path, encoded=True)
        async with self._session.post(address, data=json.dumps(reply), headers=self._headers) as answer:
            await answer.read()
            answer.raise_for_status()
        return web.Response(status=201)

    async def _json(self, method: str, url: str) -> dict[str, Any]:
        async with self._session.request(method, url, raise_for_status=True) as answer:
            found: dict[str, Any] = await answer.json()
            return found


def main() -> None:
    bare = Bare(os.environ["APP_ID"])
    app = web.Application()
    app.router.add_post("/api/messages", bare.post)
    app.cleanup_ctx.append(bare.running)
    web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), access_log=None, print=None)


if __name__ == "__main__":
    main()
