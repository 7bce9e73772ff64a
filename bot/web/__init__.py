"""The web door: the public pages and, on this machine only, a chat in the browser. GET never changes anything."""

from __future__ import annotations

from aiohttp import web

from bot.web.dev_chat import chat_routes
from bot.web.pages import public_routes
from bot.web.ports import Ports


def routes(ports: Ports) -> list[web.RouteDef]:
    """The routes of the public pages and, when the app gives a chat, of the browser chat.

    The app adds `bot.web.pages.guarded` as its outermost middleware.
    """
    chat = chat_routes(ports.chat, ports.new_id) if ports.chat else []
    return [*public_routes(ports), *chat]
