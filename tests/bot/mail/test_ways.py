"""The whole assistant by Graph and by IMAP: a mail arrives in the mailbox, and its answer leaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

import bot.shelf
from bot.mail.graph.notice import PATH
from bot.mail.graph.receive import GraphSource
from bot.outbox import LEASE
from domain.mail import MailSource, MailState
from tests.bot.conftest import read_once
from tests.bot.mail.graph.conftest import graph
from tests.bot.mail.graph.fake_graph import FakeGraph
from tests.bot.mail.imap.server import PASSWORD, USER, Pymap
from tests.bot.mail.post import AMIRA, MAILBOX, Post, new_post, written

__all__ = ["graph"]

BY_EXCHANGE = written("What can you do?", "help\n", X_MS_Exchange_Organization_AuthAs="Internal")
"""From somebody who was signed in when they sent it."""


@pytest.fixture
async def by_graph(
    graph: FakeGraph, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Post]:
    monkeypatch.setattr(bot.shelf, "parse", read_once)
    settings = {
        "MAIL_IN": "graph",
        "MAIL_OUT": "graph",
        "MAIL_TENANT_ID": "87654321-4321-4321-4321-cba987654321",
        "MAIL_APP_ID": "12345678-1234-1234-1234-123456789abc",
        "MAIL_APP_PASSWORD": "a secret",
        "MAIL_GRAPH_URL": graph.url,
        "LOGIN_URL": graph.entra.url,
        "CA_FILE": graph.entra.ca_file,
        "PUBLIC_URL": "https://sva.council.example",
    }
    post = await new_post(database_url, str(tmp_path / "files"), **settings)
    yield post
    await post.app.close()


def source_of(post: Post) -> GraphSource:
    source = post.office.ways.source
    assert isinstance(source, GraphSource)
    return source


async def test_a_question_in_the_mailbox_is_answered_by_a_reply_and_filed_away(
    graph: FakeGraph, by_graph: Post
) -> None:
    item = graph.mailbox.receive(BY_EXCHANGE.as_bytes())
    await source_of(by_graph).read()
    await by_graph.settle()
    (came,) = await by_graph.came()
    (sent,) = graph.mailbox.sent
    assert (came.source, came.source_id, came.state) == (MailSource.GRAPH, item.id(immutable=True), MailState.READ)
    assert (sent["To"], sent["Subject"]) == (AMIRA, f"Re: What can you do? [SV-{came.thread}]")
    assert (sent["In-Reply-To"], sent["X-Auto-Response-Suppress"]) == ("<1@their.example>", "All")
    assert sent["X-Social-Value-Assistant"] == MAILBOX
    assert sent["Reply-To"].startswith("assistant+r.")
    assert "What I can do" in sent.get_content()
    assert graph.mailbox.named("Processed") == [item]


CHAIRS = "I need a quotation for 40 office chairs, £38,000 including VAT, one-off"


async def test_a_reply_in_the_mailbox_goes_on_in_its_thread(graph: FakeGraph, by_graph: Post) -> None:
    inside = {"X_MS_Exchange_Organization_AuthAs": "Internal"}
    graph.mailbox.receive(written("Chairs", CHAIRS, **inside).as_bytes())
    await source_of(by_graph).read()
    await by_graph.settle()
    (first,) = graph.mailbox.sent
    # Programs differ in what of ours they keep: the Message-ID, the address, or the subject alone.
    for number, shown in enumerate(({"In_Reply_To": first["Message-ID"]}, {"To": first["Reply-To"]}, {}), 2):
        answer = written(f"RE: {first['Subject']}", "my tenders", number=number, **inside, **shown)
        graph.mailbox.receive(answer.as_bytes())
        await source_of(by_graph).read()
        await by_graph.settle()
        latest = graph.mailbox.sent[-1]
        assert (latest["In-Reply-To"], latest["Reply-To"]) == (f"<{number}@their.example>", first["Reply-To"])
        assert "40 office chairs" in latest.get_content()
    assert (len({mail.thread for mail in await by_graph.came()}), len(graph.mailbox.sent)) == (1, 4)


async def test_the_same_message_again_is_answered_once(graph: FakeGraph, by_graph: Post) -> None:
    graph.mailbox.receive(BY_EXCHANGE.as_bytes())
    await source_of(by_graph).read()
    graph.mailbox.items[0].folder = "inbox"  # somebody has moved it back
    graph.forget_tokens()
    await source_of(by_graph).read()
    await by_graph.settle()
    assert (len(await by_graph.came()), len(graph.mailbox.sent)) == (1, 1)


async def test_an_answer_that_left_before_it_was_written_down_does_not_leave_again(
    graph: FakeGraph, by_graph: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph.mailbox.receive(BY_EXCHANGE.as_bytes())
    await source_of(by_graph).read()
    monkeypatch.setattr(by_graph.app.store, "delivered", lambda delivery, at: None)  # as if the process had died
    await by_graph.settle()
    monkeypatch.undo()
    by_graph.clock.at += LEASE
    await by_graph.settle()
    (letter,) = await by_graph.letters()
    assert letter.delivery.attempts > 1
    assert len(graph.mailbox.sent) == 1


async def test_graph_reaches_us_at_an_address_that_only_it_can_use(graph: FakeGraph, by_graph: Post) -> None:
    source = source_of(by_graph)
    assert source.settings.notify_url == f"https://sva.council.example{PATH}"
    async with TestClient(TestServer(by_graph.app.web_application())) as client:
        answers = []
        for state in (source.settings.client_states[0], "another"):
            answer = await client.post(PATH, json={"value": [{"clientState": state}]})
            answers.append((answer.status, source.rounds.awake))
            source.rounds._woken.clear()
        assert answers == [(202, True), (202, False)]
        validated = await client.post(PATH, params={"validationToken": "a token"})
        assert (validated.status, await validated.text()) == (200, "a token")


async def test_a_message_in_a_mailbox_by_imap_is_answered_by_smtp_and_moved(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.shelf, "parse", read_once)
    server = Pymap()
    server.start()
    settings = {
        "MAIL_IN": "imap",
        "MAIL_OUT": "loopback",
        "MAIL_IMAP_HOST": "127.0.0.1",
        "MAIL_IMAP_PORT": str(server.port),
        "MAIL_IMAP_TLS": "none",
        "MAIL_IMAP_USER": USER,
        "MAIL_IMAP_PASSWORD": PASSWORD,
        "MAIL_AUTHSERV_ID": "mx.council.example",
    }
    vouched = "mx.council.example; dmarc=pass header.from=council.example"
    question = written("What can you do?", "help\n", Authentication_Results=vouched)
    await asyncio.to_thread(server.deliver, question.as_bytes())
    post = await new_post(database_url, str(tmp_path / "files"), fetching=True, **settings)
    await until_there_are(1, post)
    await post.settle()
    (came,), (mail,) = await post.came(), await post.mails()
    reply = written(
        f"RE: {mail['Subject']}", "tickets", number=2, In_Reply_To=mail["Message-ID"], Authentication_Results=vouched
    )
    await asyncio.to_thread(server.deliver, reply.as_bytes())
    await until_there_are(2, post)
    await post.settle()
    (_, again), (_, answer) = await post.came(), await post.mails()
    await post.app.close()
    assert (again.thread, answer["In-Reply-To"], answer["Reply-To"]) == (
        came.thread,
        "<2@their.example>",
        mail["Reply-To"],
    )
    assert (came.source, mail["To"], mail["In-Reply-To"]) == (MailSource.IMAP, AMIRA, "<1@their.example>")
    assert await asyncio.to_thread(server.subjects, "Processed") == ["What can you do?", reply["Subject"]]
    server.kill()


async def until_there_are(number: int, post: Post) -> None:
    async with asyncio.timeout(30):
        while len(await post.came()) < number:
            await asyncio.sleep(0)
