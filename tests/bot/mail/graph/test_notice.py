"""Notifications are hints: asked for, proved to be ours, answered at once, and never needed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from bot.mail.graph.notice import PATH, Notices, routes
from tests.bot.mail.graph.conftest import Ends
from tests.bot.mail.graph.fake_graph import FakeGraph
from tests.bot.mail.parts import raw_mail

STATE = "a state that nobody guesses"


class Assistant:
    """A web process that listens for notifications over TLS, as Graph wants it."""

    def __init__(self, graph: FakeGraph, ends: Ends, states: tuple[str, ...] = (STATE,)) -> None:
        self.graph, self.ends, self.states = graph, ends, states
        self.heard: list[str] = []

    async def start(self) -> None:
        application = web.Application()
        application.add_routes(routes(Notices(self.states, self._hear)))
        self._runner = web.AppRunner(application)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=self.graph.entra.tls()).start()
        self.url = f"https://127.0.0.1:{self._runner.addresses[0][1]}{PATH}"
        self.ends.again(notify_url=self.url, client_states=self.states)

    def _hear(self, event: str) -> None:
        self.heard.append(event)
        self.ends.source.heard(event)

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def post(self, body: bytes, **query: str) -> tuple[int, str, str]:
        connector = aiohttp.TCPConnector(ssl=self.ends.client._context)
        async with (
            aiohttp.ClientSession(connector=connector) as session,
            session.post(self.url, data=body, params=query) as answer,
        ):
            return answer.status, answer.content_type, await answer.text()


@asynccontextmanager
async def listening(graph: FakeGraph, ends: Ends, *states: str) -> AsyncIterator[Assistant]:
    assistant = Assistant(graph, ends, states or (STATE,))
    await assistant.start()
    yield assistant
    await assistant.stop()


@pytest.fixture
async def assistant(graph: FakeGraph, ends: Ends) -> AsyncIterator[Assistant]:
    async with listening(graph, ends) as assistant:
        yield assistant


async def test_graph_is_asked_for_notifications_and_shown_that_we_want_them(
    graph: FakeGraph, ends: Ends, assistant: Assistant
) -> None:
    await ends.source.round()
    await ends.source.round()
    assert list(graph.subscriptions.values()) == [
        {
            "id": "subscription-1",
            "changeType": "created",
            "notificationUrl": assistant.url,
            "lifecycleNotificationUrl": assistant.url,
            "resource": "users/assistant@council.example/mailFolders('inbox')/messages",
            "expirationDateTime": "2026-11-27T07:00:00Z",
            "clientState": STATE,
        }
    ]


async def test_a_validation_token_comes_back_as_plain_text(assistant: Assistant) -> None:
    token = "Validation: <script>alert(1)</script> 1+2 %41"
    assert await assistant.post(b"", validationToken=token) == (200, "text/plain", token)
    assert (await assistant.post(b"", validationToken="x" * 5000))[0] == 400


async def test_a_notification_is_answered_at_once_and_has_the_inbox_read(
    graph: FakeGraph, ends: Ends, assistant: Assistant
) -> None:
    await ends.source.round()
    graph.mailbox.receive(raw_mail("Apprentices"))
    graph.hold.clear()  # nothing of Graph answers while we do
    assert await graph.notify() == [202]
    graph.hold.set()
    assert (assistant.heard, ends.source.rounds.awake) == ([""], True)
    await ends.source.round()
    assert ends.inbox.subjects() == ["Apprentices"]


async def test_notifications_that_come_twice_or_never_change_nothing(
    graph: FakeGraph, ends: Ends, assistant: Assistant
) -> None:
    await ends.source.round()
    graph.mailbox.receive(raw_mail("Told twice"))
    assert await graph.notify(times=2) == [202, 202]
    await ends.source.round()
    await ends.source.round()
    graph.mailbox.receive(raw_mail("Never told"))
    await ends.source.round()
    assert ends.inbox.subjects() == ["Told twice", "Never told"]
    assert ends.inbox.offered == 2


@pytest.mark.parametrize("state", ["another state", "", STATE + "s", "zustand ü"])
async def test_a_notification_that_does_not_show_our_state_is_not_heeded(
    graph: FakeGraph, ends: Ends, assistant: Assistant, state: str, caplog: pytest.LogCaptureFixture
) -> None:
    await ends.source.round()
    assert await graph.notify({"clientState": state}) == [202]
    assert assistant.heard == []
    assert [r.message for r in caplog.records] == ["a notification of new mail that is not meant for us was not heeded"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b'{"value": 7}', 400),
        (b'{"value": ["x"]}', 400),
        (b'{"value": [{"clientState": 7}]}', 202),
        (b'{"value": [' + b" " * 300_000 + b"]}", 413),
    ],
)
async def test_what_is_no_notification_is_refused(assistant: Assistant, body: bytes, status: int) -> None:
    assert (await assistant.post(body))[0] == status
    assert assistant.heard == []


async def test_it_is_renewed_at_half_its_life(graph: FakeGraph, ends: Ends, assistant: Assistant) -> None:
    await ends.source.round()
    graph.clock.move(35 * 3600 - 1)
    await ends.source.round()
    assert graph.count("PATCH subscriptions") == 0
    graph.clock.move(1)
    ends.again()
    await ends.source.round()
    await ends.source.round()
    assert graph.count("PATCH subscriptions") == 1
    assert [sub["expirationDateTime"] for sub in graph.subscriptions.values()] == ["2026-11-28T18:00:00Z"]


async def test_one_that_ended_while_we_were_away_is_made_again_and_nothing_was_missed(
    graph: FakeGraph, ends: Ends, assistant: Assistant
) -> None:
    await ends.source.round()
    graph.mailbox.receive(raw_mail("While we were away"))
    graph.clock.move(80 * 3600)
    graph.end_subscriptions()
    await ends.source.round()
    assert list(graph.subscriptions) == ["subscription-2"]
    assert ends.inbox.subjects() == ["While we were away"]


@pytest.mark.parametrize(
    ("event", "calls", "standing"),
    [
        ("reauthorizationRequired", ["PATCH subscriptions", "GET delta"], ["subscription-1"]),
        ("subscriptionRemoved", ["POST subscriptions", "GET delta"], ["subscription-2"]),
        ("missed", ["GET delta"], ["subscription-1"]),
    ],
)
async def test_lifecycle_events(
    graph: FakeGraph, ends: Ends, assistant: Assistant, event: str, calls: list[str], standing: list[str]
) -> None:
    await ends.source.round()
    graph.calls.clear()
    assert await graph.notify({"lifecycleEvent": event}) == [202]
    if event == "subscriptionRemoved":
        graph.subscriptions.clear()
    assert ends.source.rounds.awake
    await ends.source.round()
    await ends.source.round()
    assert graph.calls == [*calls, "GET delta"]
    assert list(graph.subscriptions) == standing


async def test_with_another_address_or_secret_the_old_one_is_ended(
    graph: FakeGraph, ends: Ends, assistant: Assistant
) -> None:
    await ends.source.round()
    ends.again(client_states=("another secret", STATE))
    await ends.source.round()
    assert (list(graph.subscriptions), graph.deleted) == (["subscription-2"], ["subscription-1"])


async def test_until_graph_knows_the_new_secret_the_one_before_is_good(graph: FakeGraph, ends: Ends) -> None:
    async with listening(graph, ends) as before:
        await ends.source.round()
    async with listening(graph, ends, "another secret", STATE) as assistant:
        assistant.url = before.url
        for sub in graph.subscriptions.values():
            sub["notificationUrl"] = ends.settings.notify_url
        assert (await graph.notify(), assistant.heard) == ([202], [""])


async def test_without_notifications_the_inbox_is_read_all_the_same(
    graph: FakeGraph, ends: Ends, assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    graph.fail("POST subscriptions", 403, "ExtensionError")
    graph.mailbox.receive(raw_mail("Apprentices"))
    await ends.source.round()
    assert ends.inbox.subjects() == ["Apprentices"]
    said = "there are no notifications of new mail now; the inbox is asked instead: Graph answered 403 ExtensionError"
    assert [r.message for r in caplog.records] == [said]
    await ends.source.round()
    assert list(graph.subscriptions) == ["subscription-1"]


async def test_without_a_public_address_graph_is_only_asked(graph: FakeGraph, ends: Ends) -> None:
    await ends.source.round()
    assert graph.calls == ["GET delta"]
