"""A mailbox at a Graph on loopback, and our two ends of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.mail.graph.client import Graph
from bot.mail.graph.receive import GraphSource
from bot.mail.graph.send import GraphTransport
from bot.mail.graph.settings import GraphSettings
from tests.bot.mail.graph.fake_graph import ADDRESS, FakeGraph
from tests.bot.mail.parts import KeptMail, Remembered


class Ends:
    """Our ends: a client, a source and a transport. `again` is a new process with what outlasted the old one."""

    def __init__(self, graph: FakeGraph, settings: GraphSettings) -> None:
        self.graph, self.settings = graph, settings
        self.inbox, self.memory = KeptMail(), Remembered()
        self.clients: list[Graph] = []
        self.again()

    def again(self, **changes: Any) -> None:
        self.settings = replace(self.settings, **changes)
        clock = self.graph.clock
        self.client = Graph(self.settings, now=clock.now, sleep=clock.sleep, random=lambda: 0.5)
        self.clients.append(self.client)
        self.source = GraphSource(self.client, self.inbox, self.memory, now=clock.now, random=lambda: 0.5)
        self.transport = GraphTransport(self.client, self.memory, clock.now)

    async def close(self) -> None:
        for client in self.clients:
            await client.close()


@pytest.fixture
async def graph(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeGraph]:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):  # they would win over the certificate authority of the test
        monkeypatch.delenv(name, raising=False)
    graph = FakeGraph()
    await graph.start()
    yield graph
    await graph.stop()


@pytest.fixture
async def ends(graph: FakeGraph) -> AsyncIterator[Ends]:
    settings = GraphSettings(
        mailbox=ADDRESS,
        tenant_id="87654321-4321-4321-4321-cba987654321",
        client_id="12345678-1234-1234-1234-123456789abc",
        client_secret="a secret",
        base_url=graph.url,
        login_url=graph.entra.url,
        ca_file=graph.entra.ca_file,
    )
    ends = Ends(graph, settings)
    yield ends
    await ends.close()
