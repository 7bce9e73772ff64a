"""The public pages and the pages for when something is wrong."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.app import App
from bot.config import read_config
from bot.setup import teams_settings
from bot.web.pages import HEADERS
from tests.bot.web.sample import app as sample_app
from tests.speakers import Clock, outside


@pytest.fixture
async def without_database() -> AsyncIterator[TestClient]:
    async with TestClient(TestServer(sample_app(database=False))) as found:
        yield found


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/", "Social Value Assistant"),
        ("/privacy", "Privacy"),
        ("/terms", "Terms of use"),
        ("/support", "Support"),
    ],
)
async def test_public_page(client: TestClient, path: str, title: str) -> None:
    answer = await client.get(path)
    html = await answer.text()
    assert (answer.status, answer.content_type) == (200, "text/html")
    assert f"<h1>{title}</h1>" in html and f"<title>{title} – Social Value Assistant</title>" in html


async def test_public_pages_say_what_is_set(tmp_path: Path) -> None:
    """Those with a file of their own, and the others with whom to ask."""
    settings = {
        "SVA_DATABASE_URL": f"sqlite:///{tmp_path}/assistant.db",
        "SVA_SECRET": "s" * 40,
        "SVA_SUPPORT": "the desk on 01629 123456",
        "SVA_PRIVACY_TEXT": "privacy.txt",
        "SVA_TERMS_TEXT": "terms.txt",
    }
    config = read_config(settings, lambda name: f"Words of <{name}>.\nThe end.")
    clock = Clock()
    app = App(config, config.secret, teams_settings(config), outside(clock))
    async with TestClient(TestServer(app.web_application())) as client:
        shown = {name: await (await client.get(f"/{name}")).text() for name in ("privacy", "terms", "support")}
    await app.close()
    assert "Words of &lt;privacy.txt&gt;." in shown["privacy"] and "keeps your name" not in shown["privacy"]
    assert "Words of &lt;terms.txt&gt;." in shown["terms"] and "never scores" not in shown["terms"]
    assert "If it does not work, tell the desk on 01629 123456." in shown["support"]


@pytest.mark.parametrize("path", ["/", "/privacy", "/health", "/nowhere", "/broken", "/dev/chat/1"])
async def test_every_answer_has_the_safe_headers(client: TestClient, path: str) -> None:
    answer = await client.get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


async def test_no_script_and_no_style_from_elsewhere() -> None:
    policy = dict(part.strip().split(" ", 1) for part in HEADERS["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


async def test_style_sheet_is_found_where_the_pages_look(client: TestClient) -> None:
    html = await (await client.get("/")).text()
    answer = await client.get(html.split('<link rel="stylesheet" href="')[1].split('"')[0])
    assert (answer.status, answer.content_type) == (200, "text/css")
    assert ":focus-visible" in await answer.text()


async def test_front_page_offers_the_chat_only_where_there_is_one(
    client: TestClient, without_database: TestClient
) -> None:
    assert "/dev/chat" in await (await client.get("/")).text()
    assert "/dev/chat" not in await (await without_database.get("/")).text()
    assert (await without_database.get("/dev/chat")).status == 404


async def test_health_needs_no_database(without_database: TestClient) -> None:
    answer = await without_database.get("/health")
    assert (answer.status, await answer.text()) == (200, "ok\n")


async def test_ready_needs_the_database(client: TestClient, without_database: TestClient) -> None:
    reached, not_reached = await client.get("/ready"), await without_database.get("/ready")
    assert (reached.status, await reached.text()) == (200, "ready\n")
    assert (not_reached.status, await not_reached.text()) == (503, "The database cannot be reached.\n")


async def test_unknown_page(client: TestClient) -> None:
    answer = await client.get("/nowhere")
    html = await answer.text()
    assert (answer.status, answer.content_type) == (404, "text/html")
    assert "<h1>Not found</h1>" in html and "<strong>R-1</strong>" in html


async def test_wrong_method_says_which_are_right(client: TestClient) -> None:
    answer = await client.post("/privacy")
    assert (answer.status, answer.headers["Allow"]) == (405, "GET,HEAD")
    assert "<h1>Method not allowed</h1>" in await answer.text()


async def test_a_fault_of_ours_is_logged_and_shows_no_details(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="assistant.web"):
        answer = await client.get("/broken")
    html = await answer.text()
    assert (answer.status, "R-1" in html, "secret detail" in html, "Traceback" in html) == (500, True, False, False)
    assert [(r.message, r.__dict__["reference"], r.exc_info is not None) for r in caplog.records] == [
        ("request failed", "R-1", True)
    ]


async def test_programs_get_a_status_and_no_page(client: TestClient) -> None:
    answer = await client.get("/api/nowhere")
    assert (answer.status, answer.content_type) == (404, "text/plain")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
