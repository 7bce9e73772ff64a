"""Messages that nobody asked for just now, and what becomes of them when Teams is busy."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.teams.send import activity_of, dress
from bot.teams.serde import dumps
from cards.adaptive import card
from cards.message import Block, Message, Text
from cards.welcome import Help
from domain.conversation import Delivery, Door
from domain.errors import GiveUp, TryLater
from tests.bot.teams.fake_assistant import Assistant
from tests.bot.teams.fake_connector import FakeTeams, Fault
from tests.bot.teams.fake_people import BOT, TENANT

CARD = {"type": "AdaptiveCard", "version": "1.5", "body": []}


@dataclass(frozen=True)
class Note(Message):
    asks: bool = False

    @property
    def subject(self) -> str:
        return "A note"

    def blocks(self) -> tuple[Block, ...]:
        return (Text("Words"),)

    @property
    def feedback(self) -> bool:
        return self.asks


def delivery(teams: FakeTeams, conversation: str, payload: Mapping[str, Any], number: int = 1) -> Delivery:
    reference = {
        "channelId": "msteams",
        "serviceUrl": teams.service_url,
        "conversation": {"id": conversation, "conversationType": "personal", "tenantId": TENANT},
        "bot": BOT,
        "user": {"id": "29:1"},
    }
    return Delivery(number, f"note {number}", Door.TEAMS, conversation, reference, payload, 1)


def text_of(teams: FakeTeams, conversation: str) -> list[str]:
    return [message["text"] for message in teams.sent(conversation)]


def test_the_help_is_made_once_for_all_who_may_write_the_same() -> None:
    commands = (("help", "this list"),)
    assert dress(Help(commands)) is dress(Help(commands))
    assert dress(Help(commands)) == {"text": "What I can do", "card": card(Help(commands))}
    assert dress(Help(())) != dress(Help(commands))


def test_a_message_is_dressed_as_a_card_with_a_line_for_the_notification() -> None:
    assert dress(Note()) == {"text": "A note", "card": card(Note())}
    assert dress(Note(asks=True)) == {"text": "A note", "card": card(Note(asks=True)), "feedback": True}


PAYLOADS: list[tuple[dict[str, Any], bytes]] = [
    ({"text": "1 < 2"}, b'{"type":"message","textFormat":"plain","text":"1 < 2"}'),
    (
        {"text": "A note", "card": CARD},
        b'{"type":"message","summary":"A note","attachments":[{"contentType":'
        b'"application/vnd.microsoft.card.adaptive","content":{"type":"AdaptiveCard","version":"1.5","body":[]}}]}',
    ),
    (
        {"text": "Helpful?", "feedback": True},
        b'{"type":"message","textFormat":"plain","text":"Helpful?","channelData":{"feedbackLoop":{"type":"default"}}}',
    ),
    (
        {"text": "The pack", "file": {"name": "pack.docx", "size": 7, "context": {"tender": "T-1"}}},
        b'{"type":"message","summary":"The pack","attachments":[{"contentType":'
        b'"application/vnd.microsoft.teams.card.file.consent","content":{"description":"The pack","sizeInBytes":7,'
        b'"acceptContext":{"tender":"T-1"},"declineContext":{"tender":"T-1"}},"name":"pack.docx"}]}',
    ),
]


@pytest.mark.parametrize(("payload", "json"), PAYLOADS)
def test_what_a_payload_is_in_teams_own_terms(payload: dict[str, Any], json: bytes) -> None:
    assert dumps(activity_of(payload)) == json


async def test_a_message_goes_where_its_reference_says_and_its_id_is_kept(
    teams: FakeTeams, assistant: Assistant
) -> None:
    await assistant.door.send(delivery(teams, "19:a;messageid=7", {"text": "hello"}))
    (call,) = teams.calls
    assert (call.method, call.conversation, call.activity_id) == ("POST", "19:a;messageid=7", "")
    assert call.bearer == "Bearer token-1"
    assert call.activity["from"] == BOT
    assert assistant.sent == [("note 1", call.id)]


async def test_a_message_is_updated_in_place(teams: FakeTeams, assistant: Assistant) -> None:
    await assistant.door.send(delivery(teams, "a:1", {"text": "open"}))
    ((_, activity_id),) = assistant.sent
    await assistant.door.send(delivery(teams, "a:1", {"text": "closed", "update": activity_id}, 2))
    assert [(m["id"], m["text"]) for m in teams.sent("a:1")] == [(activity_id, "closed")]
    assert assistant.sent == [("note 1", activity_id), ("note 2", activity_id)]


FAULTS = [Fault(429, "3"), Fault(500), Fault(502), Fault(503, "2"), Fault(504), Fault(412), Fault(0)]


async def test_of_two_hundred_messages_none_is_lost(teams: FakeTeams, assistant: Assistant) -> None:
    conversations = [f"a:{number}" for number in range(100)]
    for number, conversation in enumerate(conversations):
        teams.fail(conversation, FAULTS[number % 7], FAULTS[(number + 1) % 7])
    sends = [delivery(teams, c, {"text": f"{c} {n}"}) for n in (1, 2) for c in conversations]
    await asyncio.gather(*(assistant.door.send(send) for send in sends))
    assert {c: text_of(teams, c) for c in conversations} == {c: [f"{c} 1", f"{c} 2"] for c in conversations}
    assert teams.tries == 400
    # Each fault comes first and second for 14 or 15 conversations; random is 0.5, so that waits are exact.
    expected: Counter[float] = Counter()
    for number in range(100):
        for attempt in (0, 1):
            after = FAULTS[(number + attempt) % 7].retry_after
            expected[float(after) + 0.25 if after else 0.5 * 2**attempt] += 1
    assert Counter(assistant.slept) == expected


async def test_when_teams_stays_busy_the_outbox_tries_later(teams: FakeTeams, assistant: Assistant) -> None:
    teams.fail("a:1", *[Fault(503)] * 6)
    with pytest.raises(TryLater) as error:
        await assistant.door.send(delivery(teams, "a:1", {"text": "hello"}))
    assert (str(error.value), error.value.after) == ("Teams answered 503 ServiceError", None)
    assert (teams.tries, assistant.slept) == (5, [0.5, 1.0, 2.0, 4.0])
    assert (assistant.sent, assistant.dead) == ([], [])


async def test_a_long_pause_that_teams_asks_for_is_left_to_the_outbox(teams: FakeTeams, assistant: Assistant) -> None:
    teams.fail("a:1", Fault(429, "120"))
    with pytest.raises(TryLater) as error:
        await assistant.door.send(delivery(teams, "a:1", {"text": "hello"}))
    assert (error.value.after, assistant.slept) == (120.0, [])


async def test_retry_after_may_be_a_date(teams: FakeTeams, assistant: Assistant) -> None:
    assistant.now = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    teams.fail("a:1", Fault(429, "Sun, 22 Nov 2026 09:00:04 GMT"), Fault(429, "soon"))
    await assistant.door.send(delivery(teams, "a:1", {"text": "hello"}))
    assert assistant.slept == [4.25, 1.0]


@pytest.mark.parametrize(
    ("fault", "dead"),
    [
        (Fault(403, code="MessageWritesBlocked"), ["a:1"]),
        (Fault(403, code="ConversationBlockedByUser"), ["a:1"]),
        (Fault(403, code="BotNotInConversationRoster"), ["a:1"]),
        (Fault(404, code="ConversationNotFound"), ["a:1"]),
        (Fault(403, code="BotDisabledByAdmin"), []),
        (Fault(400, code="BadSyntax"), []),
        (Fault(413, code="MessageSizeTooBig"), []),
    ],
)
async def test_what_will_never_be_taken_is_given_up(
    teams: FakeTeams, assistant: Assistant, fault: Fault, dead: list[str]
) -> None:
    teams.fail("a:1", fault)
    with pytest.raises(GiveUp) as error:
        await assistant.door.send(delivery(teams, "a:1", {"text": "hello"}))
    assert str(error.value) == f"Teams answered {fault.status} {fault.code}"
    assert (teams.tries, assistant.dead, assistant.sent) == (1, dead, [])


async def test_a_registration_that_is_not_taken_is_put_right_by_a_person(
    teams: FakeTeams, assistant: Assistant
) -> None:
    teams.fail("a:1", Fault(401, code="BotNotRegistered"))
    with pytest.raises(TryLater):
        await assistant.door.send(delivery(teams, "a:1", {"text": "hello"}))
    assert teams.tries == 1


async def test_without_a_token_it_is_tried_later(teams: FakeTeams, assistant: Assistant) -> None:
    teams.entra.refuses = True
    with pytest.raises(TryLater) as error:
        await assistant.door.send(delivery(teams, "a:1", {"text": "hello"}))
    assert str(error.value) == "no token: invalid_client"
    assert teams.tries == 0


@pytest.mark.parametrize("service_url", ["https://evil.example/", "", None])
async def test_no_token_is_shown_to_a_stranger(teams: FakeTeams, assistant: Assistant, service_url: Any) -> None:
    stored = delivery(teams, "a:1", {"text": "hello"})
    with pytest.raises(GiveUp):
        await assistant.door.send(replace(stored, reference={**stored.reference, "serviceUrl": service_url}))
    assert teams.entra.tokens == 0


async def test_messages_to_one_conversation_keep_their_order(teams: FakeTeams, assistant: Assistant) -> None:
    teams.fail("a:1", Fault(502), Fault(502), Fault(0))
    sends = [delivery(teams, "a:1", {"text": str(number)}) for number in range(20)]
    await asyncio.gather(*(assistant.door.send(send) for send in sends))
    assert text_of(teams, "a:1") == [str(number) for number in range(20)]
