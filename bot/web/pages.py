"""The public pages, what a monitor asks, and the page that is shown when something is wrong."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from markupsafe import Markup

from bot.web.ports import Ports
from cards import pages
from cards.layout import PRODUCT, STYLE_PATH, document, style
from cards.message import Message
from cards.page import fragment

log = logging.getLogger("assistant.web")

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "img-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""On every answer. No script runs on any page."""

MACHINES = "/api/"
"""Paths below it are called by programs, which want a status and no page."""


def public_routes(ports: Ports) -> list[web.RouteDef]:
    """/, /privacy, /terms, /support, /health, /ready and the style sheet. Reads the style sheet's file."""
    look = style()

    async def sheet(_: web.Request) -> web.Response:
        return web.Response(text=look, content_type="text/css", headers={"Cache-Control": "max-age=3600"})

    async def health(_: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def ready(_: web.Request) -> web.Response:
        reached = await ports.ready()
        text = "ready\n" if reached else "The database cannot be reached.\n"
        return web.Response(text=text, status=HTTPStatus.OK if reached else HTTPStatus.SERVICE_UNAVAILABLE)

    return [
        web.get("/", _front(with_chat=ports.chat is not None)),
        web.get("/privacy", _public(ports.privacy)),
        web.get("/terms", _public(ports.terms)),
        web.get("/support", _public(ports.support)),
        web.get("/health", health),
        web.get("/ready", ready),
        web.get(STYLE_PATH, sheet),
    ]


def page(title: str, main: Markup, status: int = HTTPStatus.OK) -> web.Response:
    """A page of ours; `main` comes after the title, which is also the h1."""
    body = Markup("<h1>{}</h1>{}").format(title, main)
    return web.Response(text=document(title, body), content_type="text/html", status=status)


def message_page(message: Message, status: int = HTTPStatus.OK) -> web.Response:
    """A page that says this and asks nothing."""
    return page(message.subject, Markup(fragment(message)), status)  # noqa: S704 the fragment is escaped already


def guarded(new_reference: Callable[[], str]) -> Middleware:
    """The outermost middleware: safe headers on every answer, and a page instead of a bare error.

    A fault of ours is logged under a reference and answered with it, never with its details.
    """

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            answer = await handler(request)
        except web.HTTPException as refusal:
            if refusal.status < HTTPStatus.BAD_REQUEST or request.path.startswith(MACHINES):
                _add_headers(refusal)
                raise
            answer = _wrong(refusal.status, new_reference())
            if "Allow" in refusal.headers:
                answer.headers["Allow"] = refusal.headers["Allow"]
        except Exception:
            reference = new_reference()
            log.exception("request failed", extra={"reference": reference, "route": _route(request)})
            answer = _wrong(HTTPStatus.INTERNAL_SERVER_ERROR, reference)
        if not answer.prepared:
            _add_headers(answer)
        return answer

    return guard


def _route(request: web.Request) -> str:
    """The address as it is written in our code: the one that was asked for may hold a signed token."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "unknown"


def _add_headers(answer: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)


def _wrong(status: int, reference: str) -> web.Response:
    text = pages.WRONG.get(status)
    title = HTTPStatus(status).phrase.capitalize() if text else pages.OUR_FAULT_TITLE
    main = Markup(
        '<p>{}</p><p>{} <a href="/support">{}</a> {} <strong>{}</strong></p><p><a href="/">{}</a></p>'
    ).format(text or pages.OUR_FAULT, pages.TELL, pages.SUPPORT, pages.GIVE, reference, pages.START)
    return page(title, main, status)


def _public(message: Message) -> Answer:
    async def answer(_: web.Request) -> web.Response:
        return message_page(message)

    return answer


def _front(*, with_chat: bool) -> Answer:
    chat = Markup('<p><a class="button" href="/dev/chat">{}</a></p>').format(pages.OPEN_CHAT)
    words = [Markup("<p>{}</p>").format(text) for text in pages.FRONT]
    main = Markup("").join([*words, chat] if with_chat else words)

    async def answer(_: web.Request) -> web.Response:
        return page(PRODUCT, main)

    return answer
