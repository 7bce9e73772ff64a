"""What arrives in the mailbox is kept once, whatever Graph does."""

from __future__ import annotations

import asyncio

import pytest

from bot.mail.graph.faults import GraphFault
from bot.sign_in import SignInFailed
from domain.errors import TryLater
from domain.mail import MailSource
from tests.bot.mail.graph.conftest import Ends
from tests.bot.mail.graph.fake_graph import FakeGraph
from tests.bot.mail.parts import raw_mail


def arrive(graph: FakeGraph, count: int, first: int = 1) -> list[str]:
    subjects = [f"Message {number}" for number in range(first, first + count)]
    for subject in subjects:
        graph.clock.move(1)
        graph.mailbox.receive(raw_mail(subject))
    return subjects


async def test_what_is_new_is_kept_whole_and_filed_away(graph: FakeGraph, ends: Ends) -> None:
    item = graph.mailbox.receive(raw_mail("Apprentices"))
    arrived = graph.clock.now()
    await ends.source.read()
    (mail,) = ends.inbox.mails
    assert mail.raw == raw_mail("Apprentices").replace(b"BOUNDARY", b"_000_1_")
    assert (mail.mailbox, mail.sender, mail.recipients) == ("assistant@council.example", "", ())
    assert (mail.source, mail.source_id, mail.at) == (MailSource.GRAPH, item.id(immutable=True), arrived)
    assert graph.mailbox.inside("inbox") == []
    assert graph.mailbox.named("Processed") == [item]
    assert ends.client.message(mail.source_id).endswith("/messages/AAk%2F1%3D")


async def test_pages_are_followed_in_the_order_of_arrival(graph: FakeGraph, ends: Ends) -> None:
    graph.page = 3
    subjects = arrive(graph, 8)
    await ends.source.read()
    assert ends.inbox.subjects() == subjects
    assert graph.count("GET delta") == 3


async def test_only_what_is_new_is_read_the_next_time(graph: FakeGraph, ends: Ends) -> None:
    ends.again(processed_folder="")
    first = arrive(graph, 2)
    await ends.source.read()
    second = arrive(graph, 2, first=3)
    ends.again()
    await ends.source.read()
    await ends.source.read()
    assert ends.inbox.subjects() == first + second
    assert len(graph.mailbox.reads) == 4
    assert len(graph.mailbox.inside("inbox")) == 4


async def test_when_graph_has_forgotten_where_we_were_all_is_read_again_and_nothing_twice(
    graph: FakeGraph, ends: Ends, caplog: pytest.LogCaptureFixture
) -> None:
    ends.again(processed_folder="")
    first = arrive(graph, 3)
    await ends.source.read()
    graph.forget_tokens()
    second = arrive(graph, 1, first=4)
    await ends.source.read()
    assert ends.inbox.subjects() == first + second
    assert ends.inbox.offered == 7
    assert [r.message for r in caplog.records] == [
        "Graph no longer knows how far the inbox was read; all of it is read again"
    ]


async def test_a_page_link_that_ended_starts_again_too(graph: FakeGraph, ends: Ends) -> None:
    graph.page = 2
    subjects = arrive(graph, 6)
    ends.inbox.at_keep = lambda: graph.forget_tokens() if len(ends.inbox.mails) == 2 else None
    await ends.source.read()
    assert sorted(ends.inbox.subjects()) == subjects


async def test_a_server_that_always_says_gone_is_not_asked_for_ever(graph: FakeGraph, ends: Ends) -> None:
    graph.fail("GET delta", 410, "SyncStateNotFound", times=99)
    with pytest.raises(GraphFault, match="410 SyncStateNotFound"):
        await ends.source.read()
    assert graph.count("GET delta") == 1


async def test_nothing_is_passed_over_while_the_database_is_away(graph: FakeGraph, ends: Ends) -> None:
    subjects = arrive(graph, 3)
    ends.inbox.at_keep = lambda: setattr(ends.inbox, "away", 1 if len(ends.inbox.mails) == 2 else 0)
    with pytest.raises(TryLater):
        await ends.source.read()
    assert ends.memory.kept == {}
    assert len(graph.mailbox.inside("inbox")) == 1
    ends.inbox.at_keep = bool
    ends.again()
    await ends.source.read()
    assert ends.inbox.subjects() == subjects
    assert graph.mailbox.inside("inbox") == []


@pytest.mark.parametrize("call", ["GET delta", "GET $value", "GET mailFolders", "POST mailFolders", "POST move"])
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_process_that_dies_at_any_call_loses_nothing_and_keeps_nothing_twice(
    graph: FakeGraph, ends: Ends, call: str, moment: str
) -> None:
    graph.page = 2
    subjects = arrive(graph, 5)
    reading = asyncio.create_task(ends.source.read())
    graph.at_call[f"{moment} {call}"] = reading.cancel
    with pytest.raises(asyncio.CancelledError):
        await reading
    graph.at_call.clear()
    ends.again()
    await ends.source.read()
    assert sorted(ends.inbox.subjects()) == subjects
    assert graph.mailbox.inside("inbox") == []


async def test_a_process_that_dies_after_keeping_files_away_the_next_time(graph: FakeGraph, ends: Ends) -> None:
    subjects = arrive(graph, 2)
    reading = asyncio.create_task(ends.source.read())
    ends.inbox.at_keep = reading.cancel
    with pytest.raises(asyncio.CancelledError):
        await reading
    ends.inbox.at_keep = bool
    ends.again()
    await ends.source.read()
    assert ends.inbox.subjects() == subjects
    assert graph.mailbox.inside("inbox") == []


async def test_a_message_that_was_deleted_meanwhile_is_no_trouble(graph: FakeGraph, ends: Ends) -> None:
    subjects = arrive(graph, 2)
    graph.at_call["after GET delta"] = lambda: graph.mailbox.items.pop(0)
    await ends.source.read()
    assert ends.inbox.subjects() == subjects[1:]


async def test_a_message_that_graph_cannot_read_holds_up_the_others_only_for_a_while(
    graph: FakeGraph, ends: Ends, caplog: pytest.LogCaptureFixture
) -> None:
    subjects = arrive(graph, 3)
    graph.fail("GET $value", 500, "ErrorMimeContentConversionFailed", times=25)
    for _ in range(4):
        with pytest.raises(GraphFault):
            await ends.source.read()
    await ends.source.read()
    assert ends.inbox.subjects() == subjects[1:]
    assert len(graph.mailbox.inside("inbox")) == 1
    said = "a message cannot be read and stays in the inbox: Graph answered 500 ErrorMimeContentConversionFailed"
    assert [r.message for r in caplog.records] == [said]


async def test_what_may_not_be_moved_is_kept_all_the_same(
    graph: FakeGraph, ends: Ends, caplog: pytest.LogCaptureFixture
) -> None:
    subjects = arrive(graph, 2)
    graph.fail("POST move", 403, "ErrorAccessDenied", times=2)
    await ends.source.read()
    assert ends.inbox.subjects() == subjects
    assert len(graph.mailbox.inside("inbox")) == 2
    said = "a message is kept but stays in the inbox: Graph answered 403 ErrorAccessDenied"
    assert [r.message for r in caplog.records] == [said, said]


async def test_a_folder_that_was_deleted_is_made_again(graph: FakeGraph, ends: Ends) -> None:
    arrive(graph, 1)
    await ends.source.read()
    graph.mailbox.folders = {k: name for k, name in graph.mailbox.folders.items() if name != "Processed"}
    arrive(graph, 2, first=2)
    await ends.source.read()
    assert len(graph.mailbox.named("Processed")) == 2
    assert len(ends.inbox.mails) == 3


async def test_a_folder_that_another_process_makes_at_the_same_moment_is_used(graph: FakeGraph, ends: Ends) -> None:
    arrive(graph, 1)
    graph.at_call["after GET mailFolders"] = lambda: graph.mailbox.folders.setdefault("theirs", "Processed")
    await ends.source.read()
    assert len(graph.mailbox.inside("theirs")) == 1


async def test_a_message_that_is_too_large_is_kept_cut_off_and_says_so(graph: FakeGraph, ends: Ends) -> None:
    ends.again(most_bytes=1000)
    graph.mailbox.receive(raw_mail("Photographs", "x" * 500_000))
    await ends.source.read()
    assert [(len(mail.raw), mail.cut) for mail in ends.inbox.mails] == [(1000, True)]
    assert len(graph.mailbox.named("Processed")) == 1


async def test_when_signing_in_fails_nothing_is_passed_over(graph: FakeGraph, ends: Ends) -> None:
    subjects = arrive(graph, 1)
    graph.entra.refuses = True
    with pytest.raises(SignInFailed):
        await ends.source.read()
    graph.entra.refuses = False
    await ends.source.read()
    assert ends.inbox.subjects() == subjects
