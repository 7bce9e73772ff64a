"""The web door: the public pages and, on this machine only, a chat in the browser and all mail. GET never changes
anything.
"""

from __future__ import annotations

from aiohttp import web

from bot.web.dev_chat import chat_routes
from bot.web.dev_mail import mail_routes
from bot.web.pages import public_routes
from bot.web.ports import Ports


def routes(ports: Ports) -> list[web.RouteDef]:
    """The routes of the public pages and, when the app gives them, of the browser chat and of the pages for mail.

    The app adds `bot.web.pages.guarded` as its outermost middleware.
    """
    chat = chat_routes(ports.chat, ports.new_id) if ports.chat else []
    mail = mail_routes(ports.mail) if ports.mail else []
    return [*public_routes(ports), *chat, *mail]
