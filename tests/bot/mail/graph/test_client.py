"""Requests to Graph: few at once, patient, and signed in once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from bot.mail.graph.faults import GraphFault, as_outbox_error
from domain.errors import GiveUp, TryLater
from tests.bot.mail.graph.conftest import Ends
from tests.bot.mail.graph.fake_graph import MOST_AT_ONCE, FakeGraph
from tests.bot.teams.fake_keys import private_key

INBOX = "mailFolders/inbox"


async def test_one_token_of_msal_for_many_requests(graph: FakeGraph, ends: Ends) -> None:
    await asyncio.gather(*(ends.client.ask("GET", ends.client.mailbox(INBOX)) for _ in range(20)))
    (asked,) = graph.entra.asked
    assert (asked["client_id"], asked["client_secret"]) == ([ends.settings.client_id], ["a secret"])
    assert asked["scope"] == [f"{graph.root}/.default"]
    assert (graph.entra.tokens, graph.entra.discoveries, graph.count("GET inbox")) == (1, 1, 20)


async def test_a_certificate_signs_instead_of_a_secret(graph: FakeGraph, ends: Ends, tmp_path: Path) -> None:
    key = private_key("certificate").private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "key.pem").write_bytes(key)
    ends.again(client_secret="", certificate=str(tmp_path / "key.pem"), certificate_thumbprint="AB" * 20)
    await ends.client.ask("GET", ends.client.mailbox(INBOX))
    (asked,) = graph.entra.asked
    assert "client_secret" not in asked
    assert asked["client_assertion_type"] == ["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"]


async def test_never_more_at_once_than_the_mailbox_allows(graph: FakeGraph, ends: Ends) -> None:
    graph.hold.clear()
    asking = [asyncio.create_task(ends.client.ask("GET", ends.client.mailbox(INBOX))) for _ in range(9)]
    while graph.inside < 3:
        graph.arrived.clear()
        await graph.arrived.wait()
    graph.hold.set()
    await asyncio.gather(*asking)
    assert (graph.most, len(graph.calls)) == (3, 9)


async def test_when_others_use_up_the_mailbox_we_wait_and_come_back(graph: FakeGraph, ends: Ends) -> None:
    graph.inside = MOST_AT_ONCE  # as many as another process of the same app may have
    graph.at_call["after GET inbox"] = bool
    asking = asyncio.create_task(ends.client.ask("GET", ends.client.mailbox(INBOX)))
    while not graph.clock.slept:
        await asyncio.wait_for(graph.arrived.wait(), 5)
        await asyncio.sleep(0)
    graph.inside = 0
    assert (await asking)["totalItemCount"] == 0
    assert graph.clock.slept[0] == 1.25


@pytest.mark.parametrize(
    ("header", "wait"), [("7", 7.25), ("Tue, 24 Nov 2026 09:00:30 GMT", 30.25), ("soon", 1.0), ("", 1.0)]
)
async def test_it_waits_as_long_as_graph_asks(graph: FakeGraph, ends: Ends, header: str, wait: float) -> None:
    graph.fail("GET inbox", 429, "ApplicationThrottled", retry_after=header)
    assert (await ends.client.ask("GET", ends.client.mailbox(INBOX)))["id"] == "inbox"
    assert graph.clock.slept == [wait]


async def test_what_graph_asks_of_one_request_holds_for_all_of_the_mailbox(graph: FakeGraph, ends: Ends) -> None:
    graph.fail("GET inbox", 503, retry_after="90")
    with pytest.raises(GraphFault) as first:
        await ends.client.ask("GET", ends.client.mailbox(INBOX))
    with pytest.raises(GraphFault) as second:
        await ends.client.ask("GET", ends.client.mailbox("mailFolders?$filter=x"))
    assert (first.value.status, first.value.after, second.value.after) == (503, 90.0, 90.0)
    assert graph.calls == ["GET inbox"]
    graph.clock.move(90)
    await ends.client.ask("GET", ends.client.mailbox(INBOX))


async def test_a_fault_that_passes_is_waited_for_and_longer_each_time(graph: FakeGraph, ends: Ends) -> None:
    graph.fail("GET inbox", 502, times=4)
    await ends.client.ask("GET", ends.client.mailbox(INBOX))
    assert graph.clock.slept == [1.0, 2.0, 4.0, 8.0]


@pytest.mark.parametrize("status", [400, 401, 403, 404])
async def test_a_fault_that_stays_is_told_at_once(graph: FakeGraph, ends: Ends, status: int) -> None:
    graph.fail("GET inbox", status, "ErrorOfSomeKind")
    with pytest.raises(GraphFault, match=f"Graph answered {status} ErrorOfSomeKind"):
        await ends.client.ask("GET", ends.client.mailbox(INBOX))
    assert graph.clock.slept == []


async def test_a_graph_that_is_not_there_is_a_fault_that_passes(graph: FakeGraph, ends: Ends) -> None:
    await ends.client.ask("GET", ends.client.mailbox(INBOX))
    await graph._runner.cleanup()
    with pytest.raises(GraphFault, match="no answer from Graph") as raised:
        await ends.client.ask("GET", ends.client.mailbox(INBOX))
    assert raised.value.passing
    assert graph.clock.slept == [1.0, 2.0, 4.0, 8.0]


async def test_our_token_is_shown_to_graph_only(graph: FakeGraph, ends: Ends) -> None:
    with pytest.raises(GraphFault, match="not Graph's"):
        await ends.client.ask("GET", "https://elsewhere.example/v1.0/users")
    assert graph.entra.tokens == 0


@pytest.mark.parametrize(
    ("fault", "kind", "after"),
    [
        (GraphFault(429, "ApplicationThrottled", 12.0), TryLater, 12.0),
        (GraphFault(504, ""), TryLater, None),
        (GraphFault(0, "ClientOSError"), TryLater, None),
        (GraphFault(403, "ErrorAccessDenied"), TryLater, None),
        (GraphFault(400, "ErrorExceededMessageLimit"), TryLater, None),
        (GraphFault(400, "ErrorInvalidRecipients"), GiveUp, None),
        (GraphFault(413, "ErrorMessageSizeExceeded"), GiveUp, None),
    ],
)
def test_what_the_outbox_is_told(fault: GraphFault, kind: type[Exception], after: float | None) -> None:
    error = as_outbox_error(fault)
    assert (type(error), str(error), getattr(error, "after", None)) == (kind, str(fault), after)
