"""Every address that the web process answers is in one of these lists, with what guards it."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.app import App, Outside
from bot.config import read_config
from bot.setup import teams_settings
from bot.tokens import Tokens
from cards.layout import STYLE_PATH

Client = TestClient[web.Request, web.Application]

PUBLIC = {"GET /", "GET /privacy", "GET /terms", "GET /support", "GET /health", "GET /ready", f"GET {STYLE_PATH}"}
"""Anybody may read these; they show nothing about anybody and change nothing."""

SIGNED = {"GET /files/{token}"}
"""Whoever holds a signed link that has not ended."""

CONFIRMED = {
    "GET /mail/confirm/{token}",
    "POST /mail/confirm/{token}",
    "GET /mail/wrong-person/{token}",
    "POST /mail/wrong-person/{token}",
}
"""The same, where mail is on; the link is in a mail to a contact on file, and only the button changes anything."""

LOOPBACK = {"GET /dev/chat", r"GET /dev/chat/{person_id}", r"POST /dev/chat/{person_id}"}
"""A browser on this machine, and only where the browser chat is on."""

MAIL = {
    "GET /dev/mail",
    "POST /dev/mail",
    "GET /dev/mail/in/{id}",
    "GET /dev/mail/out/{id}",
    "POST /dev/mail/out/{id}",
    "GET /dev/mail/out/{id}/html",
}
"""The same, and only where all mail stays on this machine."""

TEAMS = {"POST /api/messages"}
"""Teams, by the token that it signs."""

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SETTINGS = {
    "SVA_APP_ID": "12345678-1234-1234-1234-123456789abc",
    "SVA_APP_TENANT_ID": "87654321-4321-4321-4321-cba987654321",
    "SVA_APP_PASSWORD": "a client secret",
    "SVA_DEV_CHAT": "on",
    "SVA_MAIL_IN": "smtp",
}
ACTIVITY = {
    "type": "message",
    "id": "1",
    "text": "hello",
    "serviceUrl": "https://smba.trafficmanager.net/uk/",
    "channelId": "msteams",
    "from": {"id": "29:1", "aadObjectId": "1"},
    "recipient": {"id": "28:1"},
    "conversation": {"id": "a:1", "tenantId": SETTINGS["SVA_APP_TENANT_ID"]},
}


def make(tmp_path: Path, **changes: str) -> App:
    environ = {"SVA_DATABASE_URL": f"sqlite:///{tmp_path}/assistant.db", **SETTINGS, **changes}
    config = read_config(environ, lambda name: "")
    chance = random.Random(1)
    outside = Outside(lambda: NOW, chance.randbytes, chance.random)
    return App(config, "x" * 32, teams_settings(config), outside)


def addresses(app: App) -> set[str]:
    routes = app.web_application().router.routes()
    return {f"{r.method} {r.resource.canonical}" for r in routes if r.resource is not None and r.method != "HEAD"}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    app = make(tmp_path)
    async with TestClient(TestServer(app.web_application())) as client:
        yield client
    await app.close()


async def test_every_address_is_in_a_list(tmp_path: Path) -> None:
    app = make(tmp_path)
    assert addresses(app) == PUBLIC | SIGNED | CONFIRMED | LOOPBACK | MAIL | TEAMS
    await app.close()


async def test_away_from_loopback_there_is_no_browser_chat(tmp_path: Path) -> None:
    others = {
        "SVA_HOST": "0.0.0.0",
        "SVA_PUBLIC_URL": "https://sva.council.example",
        "SVA_DEV_CHAT": "",
        "SVA_MAIL_IN": "",
    }
    app = make(tmp_path, SVA_SECRET="x" * 32, **others)
    assert addresses(app) == PUBLIC | SIGNED | TEAMS
    await app.close()


@pytest.mark.parametrize("address", sorted(LOOPBACK | MAIL))
async def test_pages_of_this_machine_refuse_another_name_for_this_machine(client: Client, address: str) -> None:
    method, path = address.replace("{person_id}", "1").replace("{id}", "1").split()
    answer = await client.request(method, path, headers={"Host": "sva.council.example"})
    assert answer.status == 403


async def test_a_link_that_is_not_signed_opens_nothing(client: Client) -> None:
    others = Tokens(("another secret",)).make("history.csv", "T-4K7QX", NOW)
    for token in ("x", "W10.x", others, others.partition(".")[0]):
        assert (await client.get(f"/files/{token}")).status == 404


async def test_teams_without_its_token_is_refused(client: Client) -> None:
    assert (await client.post("/api/messages", json=ACTIVITY)).status == 401
