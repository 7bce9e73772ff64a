"""What goes in and out over HTTP: who is let in, and what each fault of a client is answered with."""

from __future__ import annotations

import base64
import json
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import jwt
import pytest
from botbuilder.schema import Activity

from tests.bot.teams.fake_assistant import Assistant
from tests.bot.teams.fake_connector import Answered, FakeTeams
from tests.bot.teams.fake_people import APP_ID, invoke, message

Token = Callable[[FakeTeams], str]


def _unsigned(teams: FakeTeams) -> str:
    claims = jwt.decode(teams.keys.token(APP_ID, teams.service_url), options={"verify_signature": False})
    parts = [{"alg": "none", "kid": "first"}, claims]
    return ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts) + "."


def _symmetric(teams: FakeTeams) -> str:
    claims = jwt.decode(teams.keys.token(APP_ID, teams.service_url), options={"verify_signature": False})
    return jwt.encode(claims, "a secret that is long enough for it", algorithm="HS256", headers={"kid": "first"})


BAD_TOKENS: dict[str, Token] = {
    "garbage": lambda teams: "garbage",
    "without end": lambda teams: base64.urlsafe_b64encode(b"[" * 4200).decode() + ".b.c",
    "two dots": lambda teams: "a.b.c",
    "empty": lambda teams: "",
    "expired": lambda teams: teams.keys.token(APP_ID, teams.service_url, exp=time.time() - 301),
    "not yet valid": lambda teams: teams.keys.token(APP_ID, teams.service_url, nbf=time.time() + 330),
    "times are words": lambda teams: teams.keys.token(APP_ID, teams.service_url, exp="tomorrow"),
    "without exp": lambda teams: teams.keys.token(APP_ID, teams.service_url, without="exp"),
    "wrong key": lambda teams: teams.keys.token(APP_ID, teams.service_url, key="forged", kid="first"),
    "unknown kid": lambda teams: teams.keys.token(APP_ID, teams.service_url, kid="unknown"),
    "key of another kind": lambda teams: teams.keys.token(APP_ID, teams.service_url, kid="other"),
    "alg none": _unsigned,
    "HS256": _symmetric,
    "another app": lambda teams: teams.keys.token("another app", teams.service_url),
    "a list of apps": lambda teams: teams.keys.token(APP_ID, teams.service_url, aud=[APP_ID]),
    "without aud": lambda teams: teams.keys.token(APP_ID, teams.service_url, without="aud"),
    "another issuer": lambda teams: teams.keys.token(APP_ID, teams.service_url, iss="https://sts.windows.net/"),
    "without iss": lambda teams: teams.keys.token(APP_ID, teams.service_url, without="iss"),
    "without serviceurl": lambda teams: teams.keys.token(APP_ID, teams.service_url, without="serviceurl"),
    "another serviceurl": lambda teams: teams.keys.token(APP_ID, "https://smba.trafficmanager.net/uk/"),
}


@pytest.mark.parametrize("token", BAD_TOKENS.values(), ids=list(BAD_TOKENS))
async def test_a_bad_token_is_401(teams: FakeTeams, assistant: Assistant, token: Token) -> None:
    activity = message(teams, teams.user("Amira"), "hello", None)
    assert await teams.post(activity, f"Bearer {token(teams)}") == Answered(401)
    assert assistant.turns == []
    assert await teams.post(activity) == Answered(200)
    assert [turn.text for turn in assistant.turns] == ["hello"]


@pytest.mark.parametrize("header", ["", "Bearer", "Basic dXNlcjpwYXNz"])
async def test_without_a_bearer_token_it_is_401(teams: FakeTeams, assistant: Assistant, header: str) -> None:
    assert await teams.post(message(teams, teams.user("Amira"), "hello", None), header) == Answered(401)
    assert assistant.turns == []


@pytest.mark.parametrize("endorsements", [["webchat"], [], None])
async def test_a_key_that_may_not_sign_for_teams_is_401(
    teams: FakeTeams, assistant: Assistant, endorsements: list[str] | None
) -> None:
    teams.keys.published["first"] = endorsements
    assert await teams.say(teams.user("Amira"), "hello") == Answered(401)
    assert assistant.turns == []


async def test_a_header_that_is_no_text_is_refused(teams: FakeTeams, assistant: Assistant) -> None:
    activity = Activity(channel_id="msteams", service_url=teams.service_url)
    with pytest.raises(PermissionError):
        await assistant.adapter.authentication.authenticate_request(activity, "Bearer \udcff.b.c")


async def test_a_remembered_token_expires(teams: FakeTeams, assistant: Assistant) -> None:
    amira = teams.user("Amira")
    assistant.now = assistant.clock()
    ends = int(assistant.now.timestamp()) + 60
    header = f"Bearer {teams.keys.token(APP_ID, teams.service_url, exp=ends)}"
    answers = []
    for after in (0, 59, 359, 361):
        assistant.now = datetime.fromtimestamp(ends - 60 + after, UTC)
        answers.append((await teams.post(message(teams, amira, str(after), None), header)).status)
    assert answers == [200, 200, 200, 401]


async def test_a_token_is_checked_against_each_activity(teams: FakeTeams, assistant: Assistant) -> None:
    amira = teams.user("Amira")
    header = f"Bearer {teams.keys.token(APP_ID, teams.service_url)}"
    assert (await teams.post(message(teams, amira, "one", None), header)).status == 200
    other = message(teams, amira, "two", None) | {"serviceUrl": "https://smba.trafficmanager.net/uk/"}
    assert (await teams.post(other, header)).status == 401
    other = message(teams, amira, "three", None) | {"channelId": "directline"}
    assert (await teams.post(other, header)).status == 401
    assert [turn.text for turn in assistant.turns] == ["one"]


FOREIGN = [
    "https://evil.example/",
    "http://smba.trafficmanager.net/uk/",
    "https://smba.trafficmanager.net.evil.example/",
    "https://smba.trafficmanager.net@evil.example/",
    "https://evil.example\\@smba.trafficmanager.net/",
    "https://evil.example#.botframework.com",
    "https://botframework.com.evil.example/x.botframework.com/",
    "https://smba.trafficmanager.net:8443/",
    "file:///smba.trafficmanager.net/",
    "smba.trafficmanager.net",
    "",
    None,
    7,
]


@pytest.mark.parametrize("service_url", FOREIGN)
async def test_a_missing_or_foreign_service_address_is_400(
    teams: FakeTeams, assistant: Assistant, service_url: Any
) -> None:
    activity = message(teams, teams.user("Amira"), "hello", None) | {"serviceUrl": service_url}
    assert await teams.post(activity) == Answered(400)
    assert assistant.turns == []


BROKEN: list[Any] = [
    b"",
    b"{",
    b"\xff\xfe",
    b"[" * 2000,
    [],
    "text",
    7,
    None,
    {},
    {"type": 7},
]


@pytest.mark.parametrize("body", BROKEN, ids=[repr(body)[:12] for body in BROKEN])
async def test_what_is_no_activity_is_400(teams: FakeTeams, assistant: Assistant, body: Any) -> None:
    assert await teams.post(body) == Answered(400)


WRONG: list[dict[str, Any]] = [
    {"conversation": None},
    {"conversation": "a"},
    {"conversation": {"id": 7}},
    {"from": None},
    {"from": "somebody"},
    {"from": {"name": "nobody"}},
    {"id": None},
    {"timestamp": "yesterday"},
    {"timestamp": 7},
    {"membersAdded": 7},
    {"entities": 7},
    {"entities": [7]},
    {"attachments": {"a": 1}},
    {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": "x"}},
    {"type": "invoke", "name": "adaptiveCard/action", "value": {}},
    {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": {"verb": 7}}},
    {"type": "invoke", "name": "adaptiveCard/action", "value": "x"},
    {"type": "invoke", "name": "fileConsent/invoke", "value": {"action": "accept"}},
]


@pytest.mark.parametrize("wrong", WRONG, ids=[repr(wrong) for wrong in WRONG])
async def test_an_activity_that_is_not_as_teams_builds_them_is_400(
    teams: FakeTeams, assistant: Assistant, wrong: dict[str, Any]
) -> None:
    assert await teams.post(message(teams, teams.user("Amira"), "hello", None) | wrong) == Answered(400)
    assert assistant.turns == []


@pytest.mark.parametrize(
    "harmless",
    [{"text": 7}, {"text": None}, {"value": 7}, {"channelData": {"tenant": 7}}],
    ids=repr,
)
async def test_other_junk_is_taken_for_nothing(teams: FakeTeams, assistant: Assistant, harmless: Any) -> None:
    answer = await teams.post(message(teams, teams.user("Amira"), "", None) | harmless)
    assert answer == Answered(200)
    assert [turn.text for turn in assistant.turns] == [""]


async def test_a_field_that_goes_too_deep_is_400(teams: FakeTeams, assistant: Assistant) -> None:
    value = {"action": {"verb": "save", "data": {"a": "deep"}}}
    body = json.dumps(invoke(teams, teams.user("Amira"), "adaptiveCard/action", value))
    deep = body.replace('"deep"', "[" * 300 + "]" * 300)
    assert await teams.post(deep.encode()) == Answered(400)
    assert assistant.turns == []


async def _raw(teams: FakeTeams, method: str, data: Any, content_type: str) -> int:
    headers = {"Content-Type": content_type}
    async with (
        aiohttp.ClientSession() as http,
        http.request(method, teams.bot_url, data=data, headers=headers) as answer,
    ):
        return answer.status


async def test_a_body_that_is_too_large_is_413(teams: FakeTeams, assistant: Assistant) -> None:
    await assistant.restart(max_body=1000)
    assert await _raw(teams, "POST", b'"' + b"a" * 998 + b'"', "application/json") == 400
    assert await _raw(teams, "POST", b'"' + b"a" * 999 + b'"', "application/json") == 413

    async def chunks() -> Any:
        for _ in range(11):
            yield b"a" * 100

    assert await _raw(teams, "POST", chunks(), "application/json") == 413


async def test_what_is_not_json_is_415_and_other_methods_are_405(teams: FakeTeams, assistant: Assistant) -> None:
    assert await _raw(teams, "POST", b"{}", "text/plain") == 415
    assert await _raw(teams, "POST", b"{}", "application/x-www-form-urlencoded") == 415
    assert [await _raw(teams, method, None, "application/json") for method in ("GET", "PUT", "DELETE")] == [405] * 3


async def test_a_tenant_that_is_not_allowed_is_403(teams: FakeTeams, assistant: Assistant) -> None:
    amira = teams.user("Amira")
    foreign = {"tenant": {"id": "another tenant"}}
    assert await teams.say(amira, "hello", channelData=foreign) == Answered(403)
    assert assistant.turns == []
    await assistant.restart(allowed_tenants=frozenset({"another tenant"}))
    assert await teams.say(amira, "hello", channelData=foreign) == Answered(200)
    await assistant.restart(app_type="MultiTenant", tenant_id="", allowed_tenants="any")
    assert await teams.say(amira, "hello again", channelData={"tenant": {"id": "a third"}}) == Answered(200)
    assert [turn.text for turn in assistant.turns] == ["hello", "hello again"]


async def test_a_fault_of_ours_is_500_with_a_reference_and_a_line_in_the_log(
    teams: FakeTeams, assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    assistant.error = RuntimeError("the shelf fell down")
    assert await teams.say(teams.user("Amira"), "hello") == Answered(500, {"reference": "R-7"})
    failed = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [(record.message, record.reference) for record in failed] == [("turn failed", "R-7")]  # type: ignore[attr-defined]


async def test_a_permission_fault_inside_a_turn_is_ours_not_the_callers(teams: FakeTeams, assistant: Assistant) -> None:
    assistant.error = PermissionError("a file of ours")
    assert await teams.say(teams.user("Amira"), "hello") == Answered(500, {"reference": "R-7"})


async def test_while_no_signing_keys_can_be_had_it_is_503(teams: FakeTeams, assistant: Assistant) -> None:
    teams.metadata_fails = True
    assert await teams.say(teams.user("Amira"), "hello") == Answered(503, {"reference": "R-7"})
    assert assistant.turns == []


async def test_each_turn_has_one_line_in_the_log_and_it_names_nobody(
    teams: FakeTeams, assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="assistant")
    amira = teams.user("Amira", email="amira@council.example")
    await teams.say(amira, "a private matter")
    lines = [record for record in caplog.records if record.name.startswith("assistant")]
    assert len(lines) == 1
    line = vars(lines[0])
    assert [line[key] for key in ("message", "reference", "kind", "status", "reason")] == [
        "turn",
        "R-7",
        "message",
        200,
        "",
    ]
    for private in ("Amira", "amira@", amira.entra_id, amira.chat.id, "private matter"):
        assert private not in repr(line)


async def test_without_an_app_id_nobody_is_asked_who_they_are(teams: FakeTeams, assistant: Assistant) -> None:
    await assistant.restart(app_id="", tenant_id="", client_secret="")
    amira = teams.user("Amira")
    assert await teams.post(message(teams, amira, "hello", None), "") == Answered(200)
    assert [(call.activity["text"], call.bearer) for call in teams.calls] == [("You said hello", "")]
