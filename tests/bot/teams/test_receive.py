"""What the assistant makes of an activity."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.teams.receive import inbound
from domain.conversation import Door, Event, Inbound, Scope, Sender

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
REFERENCE = {
    "channelId": "msteams",
    "serviceUrl": "https://smba.trafficmanager.net/uk/",
    "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": "home"},
    "bot": {"id": "28:app", "name": "Assistant"},
    "user": {"id": "29:1"},
}


def activity(**content: Any) -> dict[str, Any]:
    return {
        "id": "17",
        "channelId": "msteams",
        "serviceUrl": "https://smba.trafficmanager.net/uk/",
        "from": {"id": "29:1", "name": "Amira", "aadObjectId": "entra-1"},
        "recipient": {"id": "28:app", "name": "Assistant"},
        "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": "home"},
        **content,
    }


def expected(**content: Any) -> Inbound:
    values: dict[str, Any] = {
        "id": "a:1|17",
        "door": Door.TEAMS,
        "conversation": "a:1",
        "sender": Sender("entra-1", "Amira"),
        "at": NOW,
        "reference": REFERENCE,
    }
    return Inbound(**(values | content))


def test_words() -> None:
    assert inbound(activity(type="message", text="help"), NOW) == expected(text="help")


def test_a_button_of_a_card_that_is_answered_in_place() -> None:
    data = {"tender": "T-1", "lots": 2, "divided": True, "note": None, "share": 7.5, "many": ["a", "b"], "msteams": {}}
    value = {"action": {"type": "Action.Execute", "verb": "save", "data": data}}
    fields = {"tender": "T-1", "lots": "2", "divided": "true", "note": "", "share": "7.5", "many": "a,b"}
    invoke = activity(type="invoke", name="adaptiveCard/action", value=value)
    assert inbound(invoke, NOW) == expected(verb="save", fields=fields, in_place=True)


def test_a_button_of_an_older_client() -> None:
    message = activity(type="message", value={"verb": "save", "tender": "T-1"})
    assert inbound(message, NOW) == expected(verb="save", fields={"tender": "T-1"})


@pytest.mark.parametrize(
    ("given", "words"),
    [('{"feedbackText":"Thank you"}', "Thank you"), ("Thank you", "Thank you"), ("", ""), ("7", "7"), (None, "")],
)
def test_a_thumb_and_what_was_said_with_it(given: Any, words: str) -> None:
    value = {"actionName": "feedback", "actionValue": {"reaction": "like", "feedback": given}}
    invoke = activity(type="invoke", name="message/submitAction", value=value, replyToId="1:7")
    fields = {"reaction": "like", "feedback": words, "about": "1:7"}
    assert inbound(invoke, NOW) == expected(verb="feedback", fields=fields, in_place=True)


@pytest.mark.parametrize(
    "content",
    [
        {"type": "installationUpdate", "action": "add"},
        {"type": "conversationUpdate", "membersAdded": [{"id": "29:1"}, {"id": "28:app"}]},
    ],
    ids=["installed", "bot added"],
)
def test_an_installation_is_one_however_it_is_told(content: dict[str, Any]) -> None:
    assert inbound(activity(**content), NOW) == expected(event=Event.INSTALLED)


@pytest.mark.parametrize(
    "content",
    [
        {"type": "messageReaction", "reactionsAdded": [{"type": "like"}]},
        {"type": "messageUpdate", "text": "changed"},
        {"type": "messageDelete"},
        {"type": "typing"},
        {"type": "installationUpdate", "action": "remove"},
        {"type": "installationUpdate", "action": "add-upgrade"},
        {"type": "conversationUpdate", "membersAdded": [{"id": "29:2"}]},
        {"type": "conversationUpdate", "membersRemoved": [{"id": "28:app"}]},
        {"type": "conversationUpdate", "membersAdded": 7},
        {"type": "invoke", "name": "task/fetch", "value": {}},
        {"type": "invoke", "name": "message/submitAction", "value": {"actionName": "other"}},
    ],
    ids=repr,
)
def test_what_asks_for_no_turn(content: dict[str, Any]) -> None:
    assert inbound(activity(**content), NOW) is None


@pytest.mark.parametrize(
    ("kind", "scope"),
    [("personal", Scope.PERSONAL), ("groupChat", Scope.GROUP), ("channel", Scope.CHANNEL), (None, Scope.PERSONAL)],
)
def test_who_reads_along(kind: str | None, scope: Scope) -> None:
    conversation = {"id": "19:c;messageid=7", "conversationType": kind}
    found = inbound(activity(type="message", text="help", conversation=conversation), NOW)
    assert found is not None
    assert (found.scope, found.conversation) == (scope, "19:c;messageid=7")


def test_a_channel_is_reached_as_a_whole_and_not_through_one_person() -> None:
    conversation = {"id": "19:c;messageid=7", "conversationType": "channel"}
    found = inbound(activity(type="message", text="help", conversation=conversation), NOW)
    assert found is not None
    assert "user" not in found.reference


def test_somebody_without_an_entra_id_has_teams_own() -> None:
    found = inbound(activity(type="message", text="help", **{"from": {"id": "29:1"}}), NOW)
    assert found is not None
    assert found.sender == Sender("29:1")


BOT = {"type": "mention", "text": "<at>Assistant</at>", "mentioned": {"id": "28:app"}}
OTHER = {"type": "mention", "text": "<at>Bo</at>", "mentioned": {"id": "29:2"}}


@pytest.mark.parametrize(
    ("text", "entities", "words"),
    [
        ("<at>Assistant</at>&nbsp;plan a tender", [BOT], "plan a tender"),
        ("<at>Assistant</at> share with <at>Bo</at>", [BOT, OTHER], "share with Bo"),
        ("  a\u00a0 b\tc  ", [], "a b c"),
        ("R&amp;D &lt;5%&gt;", [], "R&D <5%>"),
        ("one\r\ntwo\n\n\n\nthree  \n", [], "one\ntwo\n\nthree"),
        ("<at>Assistant</at>", [BOT], ""),
        ("hello", [{"type": "mention"}, {"type": "mention", "mentioned": {"id": "28:app"}}], "hello"),
    ],
)
def test_the_words_without_what_teams_puts_around_them(text: str, entities: list[Any], words: str) -> None:
    found = inbound(activity(type="message", text=text, entities=entities), NOW)
    assert found is not None
    assert found.text == words
