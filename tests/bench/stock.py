"""An echo on botbuilder's own adapter, put together as in Microsoft's sample; only the addresses are of loopback."""

from __future__ import annotations

import os
from typing import Any

from aiohttp import web
from botbuilder.core import ActivityHandler, MessageFactory, TurnContext
from botbuilder.core.integration import aiohttp_error_middleware
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botframework.connector.auth import ChannelValidation
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

MICROSOFT = "https://login.microsoftonline.com"


class Settings:
    APP_ID = os.environ["APP_ID"]
    APP_PASSWORD = "a secret"
    APP_TYPE = "MultiTenant"
    APP_TENANTID = ""


class Echo(ActivityHandler):  # type: ignore[misc]  # the SDK has no types
    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await turn_context.send_activity(MessageFactory.text(f"Echo: {turn_context.activity.text}"))


def stay_on_loopback() -> None:
    """Sends what is meant for Microsoft's login authority to ours: the SDK has no setting for it."""
    usual = HTTPAdapter.send

    def send(adapter: HTTPAdapter, request: PreparedRequest, *arguments: Any, **options: Any) -> Response:
        request.url = str(request.url).replace(MICROSOFT, os.environ["LOGIN_URL"], 1)
        return usual(adapter, request, *arguments, **options)

    HTTPAdapter.send = send  # type: ignore[assignment]


def main() -> None:
    stay_on_loopback()
    ChannelValidation.open_id_metadata_endpoint = os.environ["METADATA_URL"]
    adapter, bot = CloudAdapter(ConfigurationBotFrameworkAuthentication(Settings)), Echo()

    async def messages(request: web.Request) -> web.Response:
        answer: web.Response = await adapter.process(request, bot)
        return answer

    app = web.Application(middlewares=[aiohttp_error_middleware])
    app.router.add_post("/api/messages", messages)
    web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), access_log=None, print=None)


if __name__ == "__main__":
    main()
