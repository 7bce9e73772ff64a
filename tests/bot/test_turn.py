"""One turn, with the real record: once however often it comes, whole or not at all, and never a word too many."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import bot.turn
from bot.logs import JsonLines
from bot.shelf import KNOWLEDGE
from dialogs.decide import decide
from dialogs.intent import Decision
from dialogs.plan_tender.keep import STALE
from dialogs.verbs import BY_MAIL, VERBS
from domain.changes import FeedbackGiven
from domain.conversation import Scope
from domain.errors import Stale
from domain.people import CLOCK, Role
from domain.tender import Tender
from storage.store import Store
from tests.bot.terminals import CHAIRS, TESTS, Terminals, words


async def one_tender(terminals: Terminals, who: str = "amira") -> Tender:
    person = terminals.people[who]
    (tender,) = await terminals.app.store.read(lambda tx: tx.tenders_of(person.id))
    return tender


async def waiting(terminals: Terminals) -> list[int]:
    """Whom the messages are for that wait for somebody's first word."""
    return [job.person_id for job in await terminals.app.store.read(lambda tx: tx.jobs("waiting"))]


async def test_the_same_message_twice_is_one_turn_with_the_same_answer(terminals: Terminals) -> None:
    first = await terminals.turn(terminals.inbound("amira", CHAIRS, id="m-1"))
    events = await terminals.count("events")
    again = await terminals.turn(terminals.inbound("amira", CHAIRS, id="m-1"))
    assert (first.repeated, again.repeated) == (False, True)
    assert again.replies == first.replies
    assert (await terminals.count("tenders"), await terminals.count("events")) == (1, events)


async def test_the_same_message_ten_times_at_once_is_one_turn(terminals: Terminals) -> None:
    inbound = terminals.inbound("amira", CHAIRS, id="m-1")
    results = await asyncio.gather(*(terminals.turn(inbound) for _ in range(10)))
    assert sorted(result.repeated for result in results) == [False] + [True] * 9
    assert [result for result in results if result.replies != results[0].replies] == []
    assert await terminals.count("tenders") == 1


async def test_two_at_once_on_one_tender_one_is_kept_and_the_other_told(terminals: Terminals) -> None:
    await terminals.say("amira", CHAIRS)
    ref = (await one_tender(terminals)).ref
    await terminals.say("amira", f"share {ref} with owen@council.example")
    await terminals.say("amira", f"open {ref}")
    await terminals.say("owen", f"open {ref}")
    before = await one_tender(terminals)
    amira = await terminals.pressed("amira", "Continue", {"outcomes.1": "P6.3", "tests.1": TESTS})
    owen = await terminals.pressed("owen", "Continue", {"outcomes.1": "P7.3", "tests.1": TESTS})
    results = await asyncio.gather(terminals.turn(amira), terminals.turn(owen))
    told = [STALE in words(result) for result in results]
    after = await one_tender(terminals)
    assert sorted(told) == [False, True]
    assert after.version == before.version + 1
    assert after.answers["outcomes.1"] == ("P7.3" if told[0] else "P6.3")
    assert after.answers.items() >= {k: v for k, v in before.answers.items() if k != "outcomes.1"}.items()


def failing(times: int, error: Exception) -> tuple[list[int], Callable[..., Decision]]:
    """A `decide` that raises so many times first, and the list of its calls."""
    calls: list[int] = []

    def fail(*asked: Any) -> Decision:
        calls.append(1)
        if len(calls) <= times:
            raise error
        return decide(*asked)

    return calls, fail


@pytest.mark.parametrize(("times", "calls", "planned"), [(2, 3, 1), (5, 5, 0)])
async def test_when_somebody_was_quicker_the_turn_is_run_again_up_to_five_times(
    terminals: Terminals, monkeypatch: pytest.MonkeyPatch, times: int, calls: int, planned: int
) -> None:
    called, fail = failing(times, Stale("quicker"))
    monkeypatch.setattr(bot.turn, "decide", fail)
    said = await terminals.say("amira", CHAIRS)
    assert len(called) == calls
    assert await terminals.count("tenders") == planned
    assert ("REF-1" in said) is (planned == 0)


async def test_a_fault_of_ours_is_said_logged_and_leaves_nothing(
    terminals: Terminals, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    events = await terminals.count("events")
    _, fail = failing(1, RuntimeError("a fault of ours"))
    monkeypatch.setattr(bot.turn, "decide", fail)
    inbound = terminals.inbound("amira", CHAIRS, id="m-1")
    failed = await terminals.turn(inbound)
    assert "REF-1" in words(failed) and terminals.app.config.support in words(failed)
    assert (failed.deliveries, failed.repeated) == ((), False)
    (record,) = [r for r in caplog.records if r.levelno >= logging.ERROR]
    assert (record.getMessage(), vars(record)["reference"], vars(record)["door"]) == ("turn failed", "REF-1", "console")
    assert (await terminals.count("tenders"), await terminals.count("events")) == (0, events)
    again = await terminals.turn(inbound)
    assert ("Step 2 of 4" in words(again), again.repeated) == (True, False)
    assert await terminals.count("tenders") == 1


async def test_an_apology_that_is_not_in_place_is_sent_and_not_kept(
    terminals: Terminals, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, fail = failing(1, RuntimeError("a fault of ours"))
    monkeypatch.setattr(bot.turn, "decide", fail)
    result = await terminals.turn(terminals.inbound("amira", "help", in_place=False))
    (delivery,) = result.deliveries
    assert (delivery.job_id, delivery.address, delivery.payload) == (0, "terminal of amira", result.replies[0])


async def test_what_is_not_in_place_is_queued_and_delivered_once(terminals: Terminals) -> None:
    result = await terminals.turn(terminals.inbound("amira", "help", in_place=False))
    (delivery,) = result.deliveries
    assert (delivery.payload, delivery.reply_to, delivery.attempts) == (result.replies[0], "word 1", 1)
    await terminals.app.worker.deliver(delivery)
    await terminals.app.store.flush()
    assert [j.key for j in await terminals.app.store.read(lambda tx: tx.jobs("done"))] == ["console:word 1:1"]


async def test_a_version_published_elsewhere_is_used_from_the_next_turn_on(
    terminals: Terminals, database_url: str
) -> None:
    care = "I am buying home care in High Peak for £300,000 including VAT, 3 years from 1 April 2027, small firms"
    await terminals.say("amira", care)
    old = (await one_tender(terminals)).ref
    assert "Less loneliness" in await terminals.say("amira", "search loneliness")
    text = (KNOWLEDGE / "framework.yaml").read_text("utf-8").replace("Less loneliness", "Fewer lonely people")
    elsewhere = Store(database_url, organisation=terminals.app.config.organisation)
    at = terminals.clock()
    await elsewhere.write(lambda tx: tx.add_framework(text, label="2", author="Sofia", reason="Plainer", at=at))
    await elsewhere.close()
    found = await terminals.say("amira", "search lonely")
    assert ("Fewer lonely people" in found, "Less loneliness" in found) == (True, False)
    shown = await terminals.say("amira", f"open {old}")
    assert ("Less loneliness" in shown, "Fewer lonely people" in shown) == (True, False)
    assert "Fewer lonely people" in await terminals.say("owen", care)
    versions = {who: (await one_tender(terminals, who)).framework_version for who in ("amira", "owen")}
    assert versions == {"amira": 1, "owen": 2}


async def test_a_note_waits_for_somebody_and_is_delivered_when_they_first_write(terminals: Terminals) -> None:
    await terminals.say("amira", "ask a person")
    await terminals.say("amira", "What counts as additional?")
    assert await waiting(terminals) == [terminals.people["sofia"].id]
    assert await terminals.app.worker.deliver_due() == 0
    await terminals.say("sofia", "help")
    assert await waiting(terminals) == []
    assert await terminals.app.worker.deliver_due() == 1
    conversation = await terminals.conversation("sofia")
    entries = await terminals.app.store.read(lambda tx: tx.transcript(conversation.id, 10))
    (note,) = [entry.payloads[0]["text"] for entry in entries if not entry.text]
    assert "What counts as additional?" in note


async def test_without_a_contact_the_administrators_are_told(terminals: Terminals) -> None:
    sofia = replace(terminals.people["sofia"], roles=frozenset({Role.OFFICER}))
    await terminals.app.store.write(lambda tx: tx.save_person(sofia, by=CLOCK, at=terminals.clock()))
    await terminals.say("amira", "ask a person")
    await terminals.say("amira", "What counts as additional?")
    assert await waiting(terminals) == [terminals.people["ada"].id]


CHANNEL = {"scope": Scope.CHANNEL, "conversation": "the whole team"}


async def test_where_others_read_only_what_is_meant_for_them_is_answered(terminals: Terminals) -> None:
    ref = await terminals.final_tender("amira")
    amira = replace(terminals.people["amira"], roles=frozenset({Role.OFFICER, Role.SPOC}))
    await terminals.app.store.write(lambda tx: tx.save_person(amira, by=CLOCK, at=terminals.clock()))
    elsewhere = await terminals.say("amira", "my tenders", **CHANNEL)
    assert "38,000" not in elsewhere and "personal chat" in elsewhere
    for text in (CHAIRS, ref, f"open {ref}", f"history {ref}", f"copy {ref}", "ask a person", "tickets"):
        assert await terminals.say("amira", text, **CHANNEL) == elsewhere
    unknown = await terminals.say("amira", "", verb="no.such.verb", **CHANNEL)
    for name, verb in VERBS.items():
        said = await terminals.say("amira", "", verb=name, fields={"tender": ref, "version": "1"}, **CHANNEL)
        if name.startswith(BY_MAIL):  # the mail door's own verbs: no client may name them
            assert said == unknown
        else:
            assert (said == elsewhere) is not verb.where_others_read
        assert ("38,000" in said) is (name == "tender.post")


async def test_a_tender_is_shown_to_others_by_its_owner_only(terminals: Terminals) -> None:
    ref = await terminals.final_tender("amira")
    await terminals.say("amira", f"share {ref} with owen@council.example")
    shown = await terminals.say("amira", f"post {ref}", **CHANNEL)
    assert "40 office chairs" in shown
    for who in ("owen", "ben"):
        said = await terminals.say(who, f"post {ref}", **CHANNEL)
        assert ("chairs" in said, "You cannot do that" in said) == (False, True)


async def test_what_no_database_keeps_is_taken_out(terminals: Terminals) -> None:
    said = await terminals.say("amira", "I am buy\0ing \ud83dchairs\udc00 for £9,000", id="m-\0-1")
    assert "Step 1 of 4" in said
    tender = await one_tender(terminals)
    assert tender.answers["what"] == "Chairs"
    fields = {"tender": tender.ref, "stage": "brief", "version": "1", "what": "sto\0ols\ud800", "o\0dd": "x"}
    await terminals.say("amira", "", verb="plan.answer", fields=fields)
    assert (await one_tender(terminals)).answers["what"] == "stools"
    conversation = await terminals.conversation("amira")
    kept = await terminals.app.store.read(lambda tx: tx.transcript(conversation.id, 10))
    assert [entry.text for entry in kept] == ["I am buying chairs for £9,000", ""]


async def test_the_log_holds_nothing_about_anybody(
    terminals: Terminals, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ref = await terminals.final_tender("amira")
    await terminals.say("amira", f"share {ref} with owen@council.example")
    await terminals.say("owen", "help", in_place=False)
    await terminals.app.worker.deliver_due()
    monkeypatch.setattr(bot.turn, "decide", failing(1, RuntimeError("a fault of ours"))[1])
    await terminals.say("amira", "something private")
    await terminals.app.store.flush()
    ours = [r for r in caplog.records if r.name.startswith("assistant")]
    lines = [json.dumps({k: v for k, v in vars(r).items() if k != "exc_info"}, default=str) for r in ours]
    assert "turn failed" in lines[-1]
    private = ("amira", "hollis", "owen", "partridge", "@council", "chairs", "38,000", "private")
    assert [word for word in private for line in lines if word in line.lower()] == []


async def test_an_error_of_the_database_is_logged_without_what_people_wrote(
    terminals: Terminals, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = FeedbackGiven("", None, "something private")  # type: ignore[arg-type]
    monkeypatch.setattr(bot.turn, "decide", lambda *_: Decision((broken,)))
    assert (await terminals.turn(terminals.inbound("amira", "help"))).failed is True
    (record,) = [r for r in caplog.records if r.levelno >= logging.ERROR]
    written = JsonLines().format(record)
    assert "IntegrityError" in written and "feedback" in written
    assert "private" not in written


async def test_somebody_with_no_business_here_gets_no_answer_to_anything(terminals: Terminals) -> None:
    ref = await terminals.final_tender("amira")
    said = {await terminals.say("carol", text) for text in ("help", f"open {ref}", CHAIRS, "framework")}
    assert len(said) == 1
    assert "38,000" not in said.pop()
    assert await terminals.app.store.read(lambda tx: tx.tenders_of(terminals.people["carol"].id)) == ()
