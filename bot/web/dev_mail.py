"""All mail of an assistant whose mail stays on this machine: what went out, what came in, and boxes to write in.

What is written here goes to the assistant by SMTP, as from any mail program.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import TypeVar

from aiohttp import web

from bot.web import mail_views as views
from bot.web.forms import read_form
from bot.web.pages import HEADERS, page
from bot.web.ports import Mail
from bot.web.same_machine import refuse_other_sites, refuse_others
from cards.words import one_line

T = TypeVar("T")

ROOT = "/dev/mail"

WITH_A_FRAME = {
    "Content-Security-Policy": HEADERS["Content-Security-Policy"].replace("img-src", "frame-src 'self'; img-src")
}
"""For a page that shows the HTML of a mail in a frame."""

IN_THE_FRAME = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
}
"""For that HTML itself: no script, no form, no picture from elsewhere, no origin of ours."""


def mail_routes(mail: Mail) -> list[web.RouteDef]:
    """GET and POST /dev/mail, GET /dev/mail/in/{id}, GET and POST /dev/mail/out/{id}, and its HTML alone."""

    async def read(request: web.Request) -> web.Response:
        refuse_others(request)
        return page("Mail", views.lists(await mail.came(), await mail.went(), await mail.people()))

    async def write(request: web.Request) -> web.Response:
        refuse_other_sites(request)
        form = await read_form(request)
        sender, subject, text = (_one(form, name) for name in (views.SENDER, views.SUBJECT, views.TEXT))
        if text or subject:
            await _sent(mail.write(sender, one_line(subject), text))
        raise web.HTTPSeeOther(ROOT)

    async def came(request: web.Request) -> web.Response:
        refuse_others(request)
        found = await _found(mail.one_that_came(_id(request)))
        return page(f"Mail that came in, number {found.id}", views.came(found))

    async def went(request: web.Request) -> web.Response:
        refuse_others(request)
        letter = await _found(mail.one_that_went(_id(request)))
        answer = page(one_line(letter.subject), views.went(letter))
        answer.headers.update(WITH_A_FRAME)
        return answer

    async def html(request: web.Request) -> web.Response:
        refuse_others(request)
        letter = await _found(mail.one_that_went(_id(request)))
        return web.Response(text=letter.html, content_type="text/html", headers=IN_THE_FRAME)

    async def reply(request: web.Request) -> web.Response:
        refuse_other_sites(request)
        text = _one(await read_form(request), views.TEXT)
        if text:
            await _sent(mail.reply(_id(request), text))
        raise web.HTTPSeeOther(ROOT)

    one_out = rf"{ROOT}/out/{{id:\d{{1,18}}}}"
    return [
        web.get(ROOT, read),
        web.post(ROOT, write),
        web.get(rf"{ROOT}/in/{{id:\d{{1,18}}}}", came),
        web.get(one_out, went),
        web.post(one_out, reply),
        web.get(f"{one_out}/html", html),
    ]


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])


def _one(form: Mapping[str, list[str]], name: str) -> str:
    return "\n".join(form.get(name, [])).strip()


async def _found(lookup: Awaitable[T]) -> T:
    try:
        return await lookup
    except LookupError as error:
        raise web.HTTPNotFound from error


async def _sent(sending: Awaitable[None]) -> None:
    try:
        await _found(sending)
    except ConnectionError as error:
        raise web.HTTPServiceUnavailable from error
