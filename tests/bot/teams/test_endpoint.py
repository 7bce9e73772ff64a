"""What goes in and out over HTTP."""

from __future__ import annotations

from tests.bot.teams.fake_assistant import Assistant
from tests.bot.teams.fake_connector import Answered, FakeTeams


async def test_a_message_is_answered_in_its_conversation(teams: FakeTeams, assistant: Assistant) -> None:
    amira = teams.user("Amira")
    assert await teams.say(amira, "hello") == Answered(200)
    assert [m["text"] for m in teams.sent(amira)] == ["You said hello"]
