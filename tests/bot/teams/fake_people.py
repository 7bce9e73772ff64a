"""The people of the fake Teams, and the activities that Teams makes of what they do."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

APP_ID = "11111111-aaaa-4bbb-8ccc-222222222222"
TENANT = "33333333-dddd-4eee-8fff-444444444444"
BOT = {"id": f"28:{APP_ID}", "name": "Social Value Assistant"}


class Teams(Protocol):
    service_url: str

    def next_id(self) -> str: ...


@dataclass(frozen=True)
class Chat:
    """`kind` is Teams' word: personal, groupChat or channel."""

    id: str
    kind: str


@dataclass(frozen=True)
class User:
    id: str
    entra_id: str
    name: str
    email: str
    role: str
    tenant: str = TENANT

    @property
    def chat(self) -> Chat:
        """The person's own chat with the assistant."""
        return Chat("a:" + self.entra_id, "personal")

    def member(self) -> dict[str, Any]:
        """As the member list shows them."""
        login = self.email if self.role == "user" else self.email.replace("@", "_") + "#EXT#@council.example"
        return {
            "id": self.id,
            "objectId": self.entra_id,
            "name": self.name,
            "email": self.email,
            "userPrincipalName": login,
            "tenantId": self.tenant,
            "userRole": self.role,
        }


def person(name: str, entra_id: str, email: str, role: str) -> User:
    entra_id = entra_id or str(uuid.uuid5(uuid.NAMESPACE_DNS, name))
    email = email or f"{name.lower().replace(' ', '.')}@council.example"
    return User("29:" + entra_id, entra_id, name, email, role)


def activity(teams: Teams, user: User, chat: Chat | None, **content: Any) -> dict[str, Any]:
    chat = chat or user.chat
    conversation = {"id": chat.id, "conversationType": chat.kind, "tenantId": TENANT}
    if chat.kind != "personal":
        conversation["isGroup"] = True
    return {
        "id": teams.next_id(),
        "channelId": "msteams",
        "serviceUrl": teams.service_url,
        "timestamp": "2026-11-22T09:15:01.2345678Z",
        "from": {"id": user.id, "name": user.name, "aadObjectId": user.entra_id, "role": "user"},
        "recipient": BOT,
        "conversation": conversation,
        "channelData": {"tenant": {"id": TENANT}, "source": {"name": "message"}, "unheardOf": {"by": "the SDK"}},
        "locale": "en-GB",
        **content,
    }


def message(teams: Teams, user: User, text: str, chat: Chat | None) -> dict[str, Any]:
    entities: list[dict[str, Any]] = [{"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web"}]
    if chat is not None and chat.kind != "personal":
        text = f"<at>{BOT['name']}</at>&nbsp;{text}"
        entities.append({"type": "mention", "text": f"<at>{BOT['name']}</at>", "mentioned": BOT})
    return activity(teams, user, chat, type="message", text=text, textFormat="plain", entities=entities)


def invoke(teams: Teams, user: User, name: str, value: Any) -> dict[str, Any]:
    return activity(teams, user, None, type="invoke", name=name, value=value)


def installed(teams: Teams, user: User, chat: Chat | None) -> tuple[dict[str, Any], dict[str, Any]]:
    update = activity(teams, user, chat, type="installationUpdate", action="add")
    members = activity(teams, user, chat, type="conversationUpdate", membersAdded=[BOT, {"id": user.id}])
    return update, members


def press(teams: Teams, user: User, card: Mapping[str, Any], title: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What Teams sends for a button: the values of the card's inputs beside what the button carries."""
    found = {str(button.get("title")): button for button in _elements(card) if "Action." in str(button.get("type"))}
    button = found[title]
    values = {e["id"]: e["value"] for e in _elements(card) if "Input." in str(e.get("type")) and "value" in e}
    if button.get("associatedInputs") == "none":
        values = {}
    data = {**values, **inputs, **(button.get("data") or {})}
    if button["type"] == "Action.Execute":
        action = {"type": "Action.Execute", "title": title, "verb": button["verb"], "data": data}
        pressed = invoke(teams, user, "adaptiveCard/action", {"action": action, "trigger": "manual"})
    else:
        pressed = activity(teams, user, None, type="message", value=data)
    return pressed | {"replyToId": "1:card"}


def _elements(part: Any) -> Iterator[Mapping[str, Any]]:
    """Every object of a card, but not those that only stand in for another."""
    if isinstance(part, list):
        for item in part:
            yield from _elements(item)
    elif isinstance(part, dict):
        yield part
        for key, value in part.items():
            if key not in ("fallback", "data"):
                yield from _elements(value)
