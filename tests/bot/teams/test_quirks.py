"""The faults of botbuilder 4.17.1 that the door works around: one test each, by their number in our table.

B1   an invoke's answer with a body became 500      B11  junk in a card action became 500
B2   what an Entity carried beside its type was lost B12  feedback had no handler
B3   the conversation's tenant was always None      B13  a removed mention left blanks
B4   a new token for every turn                     B14  messages nobody asked for claimed to be replies
B5   signing keys were fetched on the event loop    B15  "<" in Markdown text was swallowed
B6   a new signing key was not found for a day      B16  an update needs the id that sending gave
B7   a bad token became 500                         B17  a number from a form is text
B8   serviceUrl was not checked, exp not required   B18  unknown channel data filled the log
B9   a message was never tried again                B19  junk in an activity became 500
B10  a new connection for every turn
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Any

import pytest
from botbuilder.schema import Activity, Entity

from bot.teams.serde import dumps, to_model
from tests.bot.teams.fake_assistant import Assistant
from tests.bot.teams.fake_connector import Answered, FakeTeams, Fault
from tests.bot.teams.fake_people import APP_ID, TENANT, Chat, invoke, message

CARD = {"type": "AdaptiveCard", "version": "1.5", "body": []}


def action(**data: Any) -> dict[str, Any]:
    return {"action": {"type": "Action.Execute", "verb": "save", "data": data}, "trigger": "manual"}


async def test_b1_an_invoke_is_answered_with_a_body(teams: FakeTeams, assistant: Assistant) -> None:
    assistant.reply = lambda inbound: {"text": "Saved", "card": CARD}
    answer = await teams.invoke(teams.user("Amira"), "adaptiveCard/action", action())
    body = {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": CARD}
    assert answer == Answered(200, body)


def test_b2_an_entity_keeps_all_that_it_carries() -> None:
    label = {"type": "https://schema.org/Message", "@type": "Message", "additionalType": ["AIGeneratedContent"]}
    read = to_model(Activity, {"type": "message", "entities": [label]})
    assert dumps(read) == dumps({"type": "message", "entities": [label]})
    made = Entity(type="https://schema.org/Message")
    made.additional_properties = {"@type": "Message", "citation": [{"position": 1}]}
    assert dumps(made) == b'{"type":"https://schema.org/Message","@type":"Message","citation":[{"position":1}]}'


async def test_b3_the_tenant_comes_from_the_channel_data(teams: FakeTeams, assistant: Assistant) -> None:
    amira = teams.user("Amira")
    conversation = {"id": amira.chat.id, "conversationType": "personal"}
    assert await teams.say(amira, "one", conversation=conversation) == Answered(200)
    foreign = {"channelData": {"tenant": {"id": "another"}}}
    assert await teams.say(amira, "two", conversation={**conversation, "tenantId": TENANT}, **foreign) == Answered(403)


async def test_b4_one_token_serves_many_turns(teams: FakeTeams, assistant: Assistant) -> None:
    amira = teams.user("Amira")
    for number in range(10):
        await teams.say(amira, str(number))
    assert (len(teams.calls), teams.entra.tokens) == (10, 1)


async def test_b5_other_work_goes_on_while_the_keys_are_fetched(teams: FakeTeams, assistant: Assistant) -> None:
    # The server of the keys is on the same event loop: a fetch that blocked it would never end.
    users = [teams.user(name) for name in ("Amira", "Bo", "Cy")]
    assert await asyncio.gather(*(teams.say(user, "hello") for user in users)) == [Answered(200)] * 3
    assert teams.metadata_calls == 1


async def test_b6_a_new_signing_key_is_found(teams: FakeTeams, assistant: Assistant) -> None:
    amira = teams.user("Amira")
    assistant.now = assistant.clock()
    assert await teams.say(amira, "one") == Answered(200)
    withdrawn = f"Bearer {teams.keys.token(APP_ID, teams.service_url)}"
    teams.keys.rotate()
    assert await teams.say(amira, "two") == Answered(401)
    assistant.now = assistant.now.replace(microsecond=0) + timedelta(minutes=6)
    assert await teams.say(amira, "three") == Answered(200)
    assert await teams.post(message(teams, amira, "four", None), withdrawn) == Answered(401)
    assert teams.metadata_calls == 2


@pytest.mark.parametrize("token", ["garbage", "a.b.c", ""])
async def test_b7_a_bad_token_is_the_callers_fault(teams: FakeTeams, assistant: Assistant, token: str) -> None:
    activity = message(teams, teams.user("Amira"), "hello", None)
    assert await teams.post(activity, f"Bearer {token}") == Answered(401)


async def test_b8_a_token_must_expire_and_the_service_address_must_be_teams(
    teams: FakeTeams, assistant: Assistant
) -> None:
    activity = message(teams, teams.user("Amira"), "hello", None)
    endless = teams.keys.token(APP_ID, teams.service_url, without="exp")
    assert await teams.post(activity, f"Bearer {endless}") == Answered(401)
    nowhere = {key: value for key, value in activity.items() if key != "serviceUrl"}
    assert await teams.post(nowhere) == Answered(400)
    assert await teams.post(activity | {"serviceUrl": "https://evil.example/"}) == Answered(400)


async def test_b9_a_message_is_tried_again(teams: FakeTeams, assistant: Assistant) -> None:
    amira = teams.user("Amira")
    teams.fail(amira, Fault(429, "1"), Fault(502), Fault(412))
    await teams.say(amira, "hello")
    assert [m["text"] for m in teams.sent(amira)] == ["You said hello"]
    assert assistant.slept == [1.25, 1.0, 2.0]


async def test_b10_one_connection_serves_many_turns(teams: FakeTeams, assistant: Assistant) -> None:
    amira = teams.user("Amira")
    for number in range(20):
        await teams.say(amira, str(number))
    assert (len(teams.calls), teams.connections) == (20, 1)


@pytest.mark.parametrize("value", [{"action": "x"}, {"action": {"verb": None}}, {"action": []}, "x", None, 7])
async def test_b11_junk_in_a_card_action_is_the_callers_fault(
    teams: FakeTeams, assistant: Assistant, value: Any
) -> None:
    assert await teams.invoke(teams.user("Amira"), "adaptiveCard/action", value) == Answered(400)


async def test_b12_feedback_is_taken_and_an_unknown_invoke_is_501_without_a_body(
    teams: FakeTeams, assistant: Assistant
) -> None:
    amira = teams.user("Amira")
    value = {"actionName": "feedback", "actionValue": {"reaction": "dislike", "feedback": '{"feedbackText":"No"}'}}
    assert await teams.invoke(amira, "message/submitAction", value, replyToId="1:7") == Answered(200, {})
    assert [dict(turn.fields) for turn in assistant.turns] == [
        {"reaction": "dislike", "feedback": "No", "about": "1:7"}
    ]
    for name in ("message/fetchTask", "application/search", "task/fetch", "signin/verifyState", "unheard/of"):
        assert await teams.invoke(amira, name, {}) == Answered(501)
    assert await teams.post(invoke(teams, amira, "x", {}) | {"name": None}) == Answered(501)


async def test_b13_a_mention_leaves_nothing_behind(teams: FakeTeams, assistant: Assistant) -> None:
    await teams.say(teams.user("Amira"), "plan&nbsp;&nbsp;a tender", Chat("19:g", "groupChat"))
    assert [turn.text for turn in assistant.turns] == ["plan a tender"]


async def test_b14_what_is_sent_claims_to_answer_no_invented_message(teams: FakeTeams, assistant: Assistant) -> None:
    await teams.say(teams.user("Amira"), "hello")
    assert [(call.activity_id, call.activity.get("replyToId")) for call in teams.calls] == [("", None)]


async def test_b15_words_with_angle_brackets_arrive(teams: FakeTeams, assistant: Assistant) -> None:
    amira = teams.user("Amira")
    assistant.reply = lambda inbound: {"text": "write to <help@council.example>"}
    await teams.say(amira, "hello")
    assert [(m["text"], m["textFormat"]) for m in teams.sent(amira)] == [("write to <help@council.example>", "plain")]


async def test_b16_the_id_of_what_was_sent_is_kept_for_its_update(teams: FakeTeams, assistant: Assistant) -> None:
    amira = teams.user("Amira")
    await teams.say(amira, "one")
    ((_, first),) = assistant.sent
    assistant.reply = lambda inbound: {"text": "changed", "update": first}
    await teams.say(amira, "two")
    assert [(m["id"], m["text"]) for m in teams.sent(amira)] == [(first, "changed")]


async def test_b17_a_number_from_a_form_is_text_either_way(teams: FakeTeams, assistant: Assistant) -> None:
    amira = teams.user("Amira")
    await teams.invoke(amira, "adaptiveCard/action", action(months="7"))
    await teams.invoke(amira, "adaptiveCard/action", action(months=7))
    assert [dict(turn.fields) for turn in assistant.turns] == [{"months": "7"}, {"months": "7"}]


async def test_b18_channel_data_that_nobody_knows_is_no_warning(
    teams: FakeTeams, assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await teams.say(teams.user("Amira"), "hello", unheardOf={"by": "msrest"})
    assert [record.name for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert [record.message for record in caplog.records if record.name.startswith("msrest")] == []


@pytest.mark.parametrize("junk", [{"timestamp": "yesterday"}, {"from": "x"}, {"attachments": 7}, {"recipient": [1]}])
async def test_b19_junk_in_an_activity_is_the_callers_fault(
    teams: FakeTeams, assistant: Assistant, junk: dict[str, Any]
) -> None:
    assert await teams.post(message(teams, teams.user("Amira"), "hello", None) | junk) == Answered(400)
