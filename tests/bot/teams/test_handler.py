"""What an authenticated activity leads to: a turn, an answer in place, a search, a file."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.teams.handler import TYPING_AFTER
from cards.adaptive import card
from cards.own_files import FileNotSaved
from domain.conversation import Event
from domain.errors import NotAllowed
from tests.bot.teams.fake_assistant import Assistant, Result, delivery
from tests.bot.teams.fake_connector import Answered, FakeTeams, Fault
from tests.bot.teams.fake_people import Chat, message

CARD = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [{"type": "Input.Text", "id": "title", "label": "Title", "value": "before"}],
    "actions": [
        {
            "type": "Action.Execute",
            "title": "Save",
            "verb": "save",
            "data": {"tender": "T-1"},
            "fallback": {"type": "Action.Submit", "title": "Save", "data": {"verb": "save", "tender": "T-1"}},
        },
        {"type": "Action.Submit", "title": "Old", "data": {"verb": "save", "tender": "T-1"}},
    ],
}
DONE = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "Saved", "wrap": True}]}


async def test_a_repeated_message_is_answered_once(teams: FakeTeams, assistant: Assistant) -> None:
    activity = message(teams, teams.user("Amira"), "hello", None)
    assert [await teams.post(activity) for _ in range(3)] == [Answered(200)] * 3
    assert [call.activity["text"] for call in teams.calls] == ["You said hello"]


async def test_the_same_message_id_in_another_conversation_is_another_message(
    teams: FakeTeams, assistant: Assistant
) -> None:
    amira, bo = teams.user("Amira"), teams.user("Bo")
    await teams.say(amira, "hello", id="1700000000000")
    await teams.say(bo, "hello", id="1700000000000")
    assert [len(teams.sent(user)) for user in (amira, bo)] == [1, 1]


async def test_each_way_of_telling_an_installation_is_a_turn_of_its_own(teams: FakeTeams, assistant: Assistant) -> None:
    assert await teams.install(teams.user("Amira")) == (Answered(200), Answered(200))
    assert [turn.event for turn in assistant.turns] == [Event.INSTALLED, Event.INSTALLED]
    assert len({turn.id for turn in assistant.turns}) == 2


async def test_in_a_channel_the_answer_goes_to_the_same_thread(teams: FakeTeams, assistant: Assistant) -> None:
    thread = Chat("19:c@thread.tacv2;messageid=1700000000000", "channel")
    await teams.say(teams.user("Amira"), "help", thread)
    assert [m["text"] for m in teams.sent(thread)] == ["You said help"]


async def test_a_pressed_card_is_replaced_and_a_repeat_gets_the_same(teams: FakeTeams, assistant: Assistant) -> None:
    assistant.reply = lambda inbound: {"text": "Saved", "card": DONE}
    amira = teams.user("Amira")
    body = {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": DONE}
    answers = [await teams.press(amira, CARD, "Save", {"title": "Grounds"}, id="f:7") for _ in range(2)]
    assert answers == [Answered(200, body)] * 2
    assert [dict(turn.fields) for turn in assistant.turns] == [{"title": "Grounds", "tender": "T-1"}] * 2
    assert [(turn.verb, turn.in_place) for turn in assistant.turns] == [("save", True)] * 2
    assert teams.calls == []


async def test_an_answer_of_words_is_shown_for_a_moment(teams: FakeTeams, assistant: Assistant) -> None:
    answer = await teams.press(teams.user("Amira"), CARD, "Save")
    body = {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "You said save"}
    assert answer == Answered(200, body)


async def test_the_button_of_an_older_client_is_answered_with_a_message(teams: FakeTeams, assistant: Assistant) -> None:
    amira = teams.user("Amira")
    assert await teams.press(amira, CARD, "Old", {"title": "Grounds"}) == Answered(200)
    assert [dict(turn.fields) for turn in assistant.turns] == [{"title": "Grounds", "tender": "T-1"}]
    assert [m["text"] for m in teams.sent(amira)] == ["You said save"]


async def test_a_message_to_somebody_else_does_not_hold_up_the_answer(teams: FakeTeams, assistant: Assistant) -> None:
    spoc, turn = teams.user("Sam"), assistant.turn

    async def telling(inbound: Any, reference: str) -> Any:
        result = await turn(inbound, reference)
        note = delivery(inbound, {"text": "A question"})
        away = {**note.reference, "conversation": {"id": spoc.chat.id}}
        return type(result)(result.replies, (type(note)(**(vars(note) | {"reference": away})),))

    assistant.turn = telling  # type: ignore[method-assign]
    await assistant.restart()
    teams.hold = asyncio.Event()
    assert (await teams.press(teams.user("Amira"), CARD, "Save")).status == 200
    assert teams.sent(spoc) == []
    teams.hold.set()
    await assistant.endpoint.drain()
    assert [m["text"] for m in teams.sent(spoc)] == ["A question"]


async def test_a_delivery_that_fails_leaves_the_turn_done(
    teams: FakeTeams, assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    amira = teams.user("Amira")
    teams.fail(amira, Fault(400))
    assert await teams.say(amira, "hello") == Answered(200)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == ["delivery failed"]


async def test_when_it_takes_long_somebody_is_seen_typing(teams: FakeTeams, assistant: Assistant) -> None:
    turn, seconds = assistant.turn, []

    async def slow(inbound: Any, reference: str) -> Any:
        seconds.extend(after for after, _ in assistant.timers.waiting.values())
        assistant.timers.go_off()
        await assistant.endpoint.drain()
        return await turn(inbound, reference)

    assistant.turn = slow  # type: ignore[method-assign]
    await assistant.restart()
    await teams.say(teams.user("Amira"), "hello")
    assert [call.activity["type"] for call in teams.calls] == ["typing", "message"]
    assert (seconds, assistant.timers.waiting) == ([TYPING_AFTER], {})


async def test_a_typing_indicator_that_fails_is_not_sent_late(
    teams: FakeTeams, assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    amira, turn = teams.user("Amira"), assistant.turn

    async def slow(inbound: Any, reference: str) -> Any:
        assistant.timers.go_off()
        await assistant.endpoint.drain()
        return await turn(inbound, reference)

    assistant.turn = slow  # type: ignore[method-assign]
    await assistant.restart()
    teams.fail(amira, Fault(503))
    await teams.say(amira, "hello")
    assert [call.activity["type"] for call in teams.calls] == ["message"]
    assert assistant.slept == []
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == ["work after a turn failed"]


async def test_when_it_is_quick_nobody_types(teams: FakeTeams, assistant: Assistant) -> None:
    await teams.say(teams.user("Amira"), "hello")
    assistant.timers.go_off()
    await assistant.endpoint.drain()
    assert [call.activity["type"] for call in teams.calls] == ["message"]


async def test_what_is_published_can_be_searched_from_the_message_box(teams: FakeTeams, assistant: Assistant) -> None:
    amira = teams.user("Amira")
    value = {"commandId": "search", "parameters": [{"name": "text", "value": " jobs "}]}
    answer = await teams.invoke(amira, "composeExtension/query", value)
    card = {"type": "AdaptiveCard", "version": "1.5", "body": []}
    preview = {
        "contentType": "application/vnd.microsoft.card.thumbnail",
        "content": {"title": "Local jobs", "text": "An outcome"},
    }
    found = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card, "preview": preview}
    result = {"type": "result", "attachmentLayout": "list", "attachments": [found]}
    assert answer == Answered(200, {"composeExtension": result})
    for opened in ({"parameters": [{"name": "initialRun", "value": "true"}]}, {"parameters": 7}, {}):
        await teams.invoke(amira, "composeExtension/query", opened)
    assert assistant.searched == ["jobs", "", "", ""]
    assert [(s.key == amira.entra_id, s.trusted) for s in assistant.searchers] == [(True, True)] * 4


@pytest.mark.parametrize("skip", [1, 25])
async def test_there_is_no_more_than_what_was_found_at_once(teams: FakeTeams, assistant: Assistant, skip: int) -> None:
    value = {"parameters": [{"name": "words", "value": "jobs"}], "queryOptions": {"skip": skip, "count": 25}}
    answer = await teams.invoke(teams.user("Amira"), "composeExtension/query", value)
    result = {"type": "result", "attachmentLayout": "list", "attachments": []}
    assert (answer, assistant.searched) == (Answered(200, {"composeExtension": result}), [])
    value["queryOptions"] = {"skip": 0, "count": 25}
    await teams.invoke(teams.user("Amira"), "composeExtension/query", value)
    assert assistant.searched == ["jobs"]


def consent(teams: FakeTeams, name: str) -> dict[str, Any]:
    upload = {
        "uploadUrl": f"{teams.root}/upload/{name}",
        "contentUrl": "https://council-my.sharepoint.com/pack.docx",
        "name": "pack.docx",
        "uniqueId": "U-1",
        "fileType": "docx",
    }
    return {"type": "fileUpload", "action": "accept", "context": {"tender": "T-1"}, "uploadInfo": upload}


@pytest.fixture
def silent(assistant: Assistant) -> Assistant:
    """Its turns say nothing, as one does that lets somebody have a file."""
    assistant.reply = lambda inbound: None
    return assistant


async def test_a_file_that_is_wanted_is_uploaded_and_shown(teams: FakeTeams, silent: Assistant) -> None:
    amira = teams.user("Amira")
    assert await teams.invoke(amira, "fileConsent/invoke", consent(teams, "pack.docx")) == Answered(200)
    await silent.endpoint.drain()
    assert teams.uploads == {"pack.docx": b"content"}
    (message,) = teams.sent(amira)
    assert message["attachments"] == [
        {
            "contentType": "application/vnd.microsoft.teams.card.file.info",
            "contentUrl": "https://council-my.sharepoint.com/pack.docx",
            "content": {"uniqueId": "U-1", "fileType": "docx"},
            "name": "T-1.docx",
        }
    ]


@pytest.mark.parametrize(
    ("first", "second", "one_turn"),
    [
        ({"id": "f:1", "replyToId": "1"}, {"id": "f:1", "replyToId": "1"}, True),
        ({"id": "f:1", "replyToId": "1"}, {"id": "f:2", "replyToId": "1"}, True),
        ({"id": "f:1"}, {"id": "f:1"}, True),
        ({"id": "f:1", "replyToId": "1"}, {"id": "f:2", "replyToId": "2"}, False),
        ({"id": "f:1"}, {"id": "f:2"}, False),
    ],
    ids=["told again", "pressed again", "of no known card", "another card", "of no known cards"],
)
async def test_a_file_is_uploaded_once_for_each_offer(
    teams: FakeTeams, silent: Assistant, first: dict[str, str], second: dict[str, str], one_turn: bool
) -> None:
    amira = teams.user("Amira")
    for number, told in enumerate((first, second)):
        value = consent(teams, f"pack-{number}.docx")
        assert await teams.invoke(amira, "fileConsent/invoke", value, **told) == Answered(200)
    await silent.endpoint.drain()
    assert sorted(teams.uploads) == ["pack-0.docx"] + ([] if one_turn else ["pack-1.docx"])
    assert len(teams.sent(amira)) == len(teams.uploads)


async def test_yes_and_no_are_two_answers(teams: FakeTeams, assistant: Assistant) -> None:
    value = consent(teams, "pack.docx")
    for action in ("decline", "accept"):
        await teams.invoke(teams.user("Amira"), "fileConsent/invoke", value | {"action": action}, replyToId="1")
    assert [dict(turn.fields) for turn in assistant.turns] == [
        {"tender": "T-1", "consent": "decline"},
        {"tender": "T-1", "consent": "accept"},
    ]
    assert len({turn.id for turn in assistant.turns}) == 2


@pytest.mark.parametrize("action", ["accept", "decline"])
async def test_what_the_turn_says_to_an_answer_is_sent_and_no_file(
    teams: FakeTeams, assistant: Assistant, action: str
) -> None:
    amira = teams.user("Amira")
    value = consent(teams, "pack.docx") | {"action": action}
    assert await teams.invoke(amira, "fileConsent/invoke", value) == Answered(200)
    await assistant.endpoint.drain()
    assert (teams.uploads, [m["text"] for m in teams.sent(amira)]) == ({}, ["You said tender.file_answered"])


async def test_a_file_that_cannot_be_saved_is_said_so(
    teams: FakeTeams, silent: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    amira = teams.user("Amira")
    await teams.invoke(amira, "fileConsent/invoke", consent(teams, "refused"))
    await silent.endpoint.drain()
    assert teams.card(amira) == card(FileNotSaved(reference="R-7"))
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == ["work after a turn failed"]


async def test_a_file_that_there_is_none_of_now_is_refused_in_our_words(teams: FakeTeams, silent: Assistant) -> None:
    amira = teams.user("Amira")
    silent.no_file = NotAllowed("Tender T-1 is draft.")
    await teams.invoke(amira, "fileConsent/invoke", consent(teams, "pack.docx"))
    await silent.endpoint.drain()
    assert (teams.uploads, teams.card(amira)) == ({}, card(FileNotSaved("Tender T-1 is draft.")))


@pytest.mark.parametrize("broken", [{"uploadInfo": None}, {"uploadInfo": {"uploadUrl": 7}}, {"context": "T-1"}])
async def test_a_broken_yes_has_no_effect_and_its_card_stays(
    teams: FakeTeams, assistant: Assistant, broken: dict[str, Any]
) -> None:
    amira = teams.user("Amira")
    await teams.say(amira, "hello")
    (offer,) = teams.sent(amira)
    value = consent(teams, "pack.docx") | broken
    assert await teams.invoke(amira, "fileConsent/invoke", value, replyToId=offer["id"]) == Answered(400)
    await assistant.endpoint.drain()
    assert (teams.sent(amira), len(assistant.turns)) == ([offer], 1)


async def test_the_card_stays_when_the_turn_failed(teams: FakeTeams, silent: Assistant) -> None:
    amira = teams.user("Amira")

    async def failing(inbound: Any, reference: str) -> Result:
        return Result(({"text": "Sorry"},), (), failed=True)

    silent.turn = failing  # type: ignore[method-assign]
    await silent.restart()
    await teams.invoke(amira, "fileConsent/invoke", consent(teams, "pack.docx"), replyToId="1")
    await silent.endpoint.drain()
    assert (teams.calls, teams.uploads) == ([], {})


async def test_a_file_goes_to_no_strangers_server(teams: FakeTeams, assistant: Assistant) -> None:
    value = consent(teams, "pack.docx")
    value["uploadInfo"]["uploadUrl"] = "https://evil.example/upload"
    assert await teams.invoke(teams.user("Amira"), "fileConsent/invoke", value) == Answered(400)
