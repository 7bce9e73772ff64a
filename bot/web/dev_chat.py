"""A chat in the browser, for this machine only: every journey without a tenant, a secret or a cloud.

Whoever can open it can speak as anybody, so it answers nobody but a browser on the same machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aiohttp import web
from markupsafe import Markup

from bot.web.forms import FILES, read_form_with_files
from bot.web.pages import page
from bot.web.ports import Chat, Entry, Said, Waiting
from bot.web.same_machine import refuse_other_sites, refuse_others
from cards.page import pressed
from cards.words import counted, listed, moment, shown
from domain.people import Person

REQUEST = "_request"
TEXT = "_text"
"""Names of our own fields in a form; no question's key begins with "_"."""


def chat_routes(chat: Chat, new_id: Callable[[], str]) -> list[web.RouteDef]:
    """GET /dev/chat, and GET and POST /dev/chat/{person_id}. `new_id` gives the ids that make a form count once."""

    async def choose(request: web.Request) -> web.Response:
        refuse_others(request)
        return page("Who are you?", _people(await chat.people()))

    async def read(request: web.Request) -> web.Response:
        refuse_others(request)
        person = await _person(chat, request)
        entries = await chat.transcript(person.id)
        return page(f"Chat as {person.name}", _transcript(person, entries, new_id))

    async def say(request: web.Request) -> web.Response:
        refuse_other_sites(request)
        form, files = await read_form_with_files(request)
        person = await _person(chat, request)
        request_id = "".join(form.pop(REQUEST, []))
        text = "\n".join(form.pop(TEXT, [])).strip()
        verb, fields = pressed(form)
        if request_id and (text or verb or files):
            await chat.say(person.id, Said(request_id, text, verb, fields, files))
        raise web.HTTPSeeOther(f"/dev/chat/{person.id}#latest")

    one = r"/dev/chat/{person_id:\d{1,18}}"
    return [web.get("/dev/chat", choose), web.get(one, read), web.post(one, say)]


async def _person(chat: Chat, request: web.Request) -> Person:
    person_id = int(request.match_info["person_id"])
    for waiting in await chat.people():
        if waiting.person.id == person_id:
            return waiting.person
    raise web.HTTPNotFound


def _people(people: Sequence[Waiting]) -> Markup:
    rows = Markup("\n").join(_choice(waiting) for waiting in people)
    lead = Markup("<p>Nothing leaves this machine. Choose whom to speak as; open a second window for a colleague.</p>")
    return lead + Markup('<ul class="people">{}</ul>').format(rows)


def _choice(waiting: Waiting) -> Markup:
    roles = listed(sorted(role.value for role in waiting.person.roles)) or "no role"
    note = Markup('<span class="waiting">{} waiting</span>').format(counted(waiting.messages, "message"))
    return Markup('<li><a href="/dev/chat/{}#latest">{}</a> <span class="role">{}</span> {}</li>').format(
        waiting.person.id, shown(waiting.person.name), roles, note if waiting.messages else ""
    )


def _transcript(person: Person, entries: Sequence[Entry], new_id: Callable[[], str]) -> Markup:
    latest = max((number for number, entry in enumerate(entries) if entry.ours), default=-1)
    said = Markup("\n").join(
        _entry(entry, person, _hidden(new_id()) if number == latest else Markup(""), active=number == latest)
        for number, entry in enumerate(entries)
    )
    nothing = Markup("<p>Nothing has been said yet. Say hello.</p>")
    return Markup(
        '<p><a href="/dev/chat">Speak as somebody else</a></p>{conversation}'
        '<form class="say" method="post" action="/dev/chat/{id}" enctype="multipart/form-data">{hidden}'
        '<label class="question"><span class="label">Your message</span><textarea name="{text}" rows="3">\n</textarea>'
        '</label><label class="question"><span class="label">Files (optional)</span>'
        '<input type="file" name="{files}" multiple></label>'
        '<p class="buttons"><button type="submit" class="main">Send</button></p></form>'
    ).format(
        conversation=Markup('<ol class="transcript" aria-label="Conversation">{}</ol>').format(said)
        if entries
        else nothing,
        id=person.id,
        hidden=_hidden(new_id()),
        text=TEXT,
        files=FILES,
    )


def _hidden(request_id: str) -> Markup:
    return Markup('<input type="hidden" name="{}" value="{}">').format(REQUEST, request_id)


def _entry(entry: Entry, person: Person, hidden: Markup, *, active: bool) -> Markup:
    if not entry.ours:
        words = Markup("<br>").join(shown(entry.text).split("\n"))
        verb = "pressed" if entry.pressed else "said"
        pattern = Markup('<li class="theirs"><p class="who">{} {}, {}</p><p class="words">{}</p></li>')
        return pattern.format(shown(person.name), verb, moment(entry.at), words)
    # The fragment was escaped when it was made; where a door had no page to keep, its text is shown.
    body = Markup(entry.html) if entry.html else Markup('<p class="words">{}</p>').format(shown(entry.text))  # noqa: S704
    pattern = Markup(
        '<li class="ours"{anchor}><p class="who">Assistant{earlier}, {at}</p>'
        '<form method="post" action="/dev/chat/{id}">{hidden}<fieldset class="all"{off}>{body}</fieldset></form></li>'
    )
    return pattern.format(
        anchor=Markup(' id="latest"') if active else "",
        earlier="" if active else " earlier",
        at=moment(entry.at),
        id=person.id,
        hidden=hidden,
        off="" if active else Markup(" disabled"),
        body=body,
    )
