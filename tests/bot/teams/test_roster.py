"""Who is staff, and how seldom Teams is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.conversation import Sender
from tests.bot.teams.fake_assistant import Assistant
from tests.bot.teams.fake_connector import FakeTeams, Fault
from tests.bot.teams.fake_people import APP_ID, message


async def test_a_member_is_resolved_once(teams: FakeTeams, assistant: Assistant) -> None:
    assistant.now = datetime.now(UTC)
    amira = teams.user("Amira", email="amira@council.example")
    await teams.say(amira, "one")
    await teams.say(amira, "two")
    resolved = Sender(amira.entra_id, "Amira", "amira@council.example", trusted=True)
    assert [turn.sender for turn in assistant.turns] == [resolved, resolved]
    assert teams.roster_calls == 1
    assistant.now += timedelta(hours=12)
    fresh = teams.keys.token(APP_ID, teams.service_url, exp=assistant.now.timestamp() + 60)
    await teams.post(message(teams, amira, "three", None), f"Bearer {fresh}")
    assert [turn.text for turn in assistant.turns] == ["one", "two", "three"]
    assert teams.roster_calls == 2


@pytest.mark.parametrize("role", ["guest", "anonymous"])
async def test_guests_are_not_trusted(teams: FakeTeams, assistant: Assistant, role: str) -> None:
    guest = teams.user("Gwen", email="gwen@supplier.example", role=role)
    await teams.say(guest, "hello")
    assert [turn.sender for turn in assistant.turns] == [Sender(guest.entra_id, "Gwen", "gwen@supplier.example")]


async def test_a_guests_login_gives_them_away(teams: FakeTeams, assistant: Assistant) -> None:
    guest = teams.user("Gwen", email="gwen_supplier.example#EXT#@council.example")
    await teams.say(guest, "hello")
    assert [turn.sender.trusted for turn in assistant.turns] == [False]


async def test_somebody_else_of_the_same_id_is_not_trusted(teams: FakeTeams, assistant: Assistant) -> None:
    amira = teams.user("Amira")
    await teams.say(amira, "hello", **{"from": {"id": amira.id, "name": "Amira", "aadObjectId": "another"}})
    assert [(turn.sender.key, turn.sender.trusted) for turn in assistant.turns] == [("another", False)]


async def test_somebody_of_another_tenant_is_not_trusted(teams: FakeTeams, assistant: Assistant) -> None:
    amira = teams.user("Amira")
    teams.people[amira.id] = replace(amira, tenant="another")
    await teams.say(amira, "hello")
    assert [turn.sender.trusted for turn in assistant.turns] == [False]


async def test_a_stranger_is_not_trusted(teams: FakeTeams, assistant: Assistant) -> None:
    amira = teams.user("Amira")
    del teams.people[amira.id]
    await teams.say(amira, "hello")
    assert [turn.sender for turn in assistant.turns] == [Sender(amira.entra_id, "Amira")]


@pytest.mark.parametrize("fault", [Fault(503), Fault(429, "5"), Fault(0)], ids=["503", "429", "lost"])
async def test_a_roster_that_fails_loses_no_turn_and_is_asked_again(
    teams: FakeTeams, assistant: Assistant, fault: Fault
) -> None:
    amira = teams.user("Amira")
    teams.roster_fault = fault
    await teams.say(amira, "one")
    teams.roster_fault = None
    await teams.say(amira, "two")
    assert [(turn.text, turn.sender.trusted) for turn in assistant.turns] == [("one", False), ("two", True)]
    assert assistant.slept == []
    assert [m["text"] for m in teams.sent(amira)] == ["You said one", "You said two"]
