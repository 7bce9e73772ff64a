"""The public pages, what a monitor asks, and the page that is shown when something is wrong."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from markupsafe import Markup

from bot.web.ports import Ports
from cards.layout import PRODUCT, STYLE_PATH, document, style
from cards.message import Message
from cards.page import fragment

log = logging.getLogger("assistant.web")

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""On every answer. No script runs on any page."""

MACHINES = "/api/"
"""Paths below it are called by programs, which want a status and no page."""

_WRONG = {
    403: "You cannot do that here.",
    404: "There is no such page. If you followed a link, it may have been mistyped or have expired.",
    405: "This page cannot be used in that way.",
    413: "That is too long. Please send less at a time.",
    415: "This page cannot read what was sent.",
}
_OUR_FAULT = "Something went wrong on our side. Please try again in a minute."


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
    text = _WRONG.get(status, _OUR_FAULT)
    title = "Sorry, something went wrong" if text == _OUR_FAULT else HTTPStatus(status).phrase.capitalize()
    main = Markup(
        '<p>{}</p><p>If it happens again, tell <a href="/support">support</a> and give this reference: '
        '<strong>{}</strong></p><p><a href="/">Go to the start</a></p>'
    )
    return page(title, main.format(text, reference), status)


def _public(message: Message) -> Answer:
    async def answer(_: web.Request) -> web.Response:
        return page(message.subject, Markup(fragment(message)))  # noqa: S704 the fragment is escaped already

    return answer


def _front(*, with_chat: bool) -> Answer:
    chat = Markup('<p><a class="button" href="/dev/chat">Open the chat on this machine</a></p>')
    main = Markup(
        "<p>It helps the council's officers choose social value outcomes and measures that fit what they buy, and "
        "writes the pages that go into the tender. It never scores or compares bids; people do that.</p>"
        "<p>Council staff use it in Microsoft Teams.</p>{}"
    ).format(chat if with_chat else "")

    async def answer(_: web.Request) -> web.Response:
        return page(PRODUCT, main)

    return answer
