"""What goes over the wire, whatever it is for."""

from __future__ import annotations

import pytest

from bot.teams.transport import ConnectorFault
from tests.bot.teams.fake_assistant import Assistant
from tests.bot.teams.fake_connector import FakeTeams, Fault


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
async def test_the_same_over_tls_with_one_connection_and_one_token(tls: bool) -> None:
    async with FakeTeams(tls=tls) as teams:
        assistant = Assistant(teams)
        await assistant.start()
        amira = teams.user("Amira")
        for number in range(10):
            await teams.say(amira, str(number))
        await assistant.stop()
        assert [message["text"] for message in teams.sent(amira)] == [f"You said {n}" for n in range(10)]
        # The keys come over the same address, and so does the member list.
        assert (teams.connections, teams.entra.tokens, teams.roster_calls) == (1, 1, 1)


async def test_a_redirect_is_not_followed(teams: FakeTeams, assistant: Assistant) -> None:
    teams.fail("a:1", Fault(307, location="http://127.0.0.1:9/"))
    with pytest.raises(ConnectorFault) as error:
        await assistant.adapter.transport.request("POST", f"{teams.service_url}v3/conversations/a:1/activities", b"{}")
    assert (error.value.status, teams.tries) == (307, 1)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"error": {"code": "Forbidden", "subCode": "MessageWritesBlocked"}}, "Forbidden/MessageWritesBlocked"),
        ({"errorCode": "209", "message": "{}"}, "209"),
        ({"error": "x"}, ""),
        ([7], ""),
    ],
)
async def test_teams_words_for_a_fault(teams: FakeTeams, assistant: Assistant, body: object, code: str) -> None:
    teams.fail("a:1", Fault(403, body=body))
    with pytest.raises(ConnectorFault) as error:
        await assistant.adapter.transport.request("POST", f"{teams.service_url}v3/conversations/a:1/activities", b"{}")
    assert error.value.code == code
