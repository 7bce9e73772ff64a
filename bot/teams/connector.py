"""The calls of the Bot Connector that we make, in the shape in which botbuilder's adapter makes them.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from botbuilder.schema import Activity, ResourceResponse
from botframework.connector.auth import ConnectorFactory

from bot.teams.serde import dumps
from bot.teams.settings import TeamsSettings
from bot.teams.transport import ONCE, Transport

MOST_CONNECTORS = 64


class Conversations:
    """Every method raises `ConnectorFault`, and `SignInFailed` without a token."""

    def __init__(self, service_url: str, transport: Transport) -> None:
        self._root = service_url.rstrip("/") + "/v3/conversations"
        self._transport = transport

    async def send_to_conversation(self, conversation_id: str, activity: Activity) -> ResourceResponse:
        return await self._send("POST", conversation_id, "", activity)

    async def reply_to_activity(self, conversation_id: str, activity_id: str, activity: Activity) -> ResourceResponse:
        return await self._send("POST", conversation_id, activity_id, activity)

    async def update_activity(self, conversation_id: str, activity_id: str, activity: Activity) -> ResourceResponse:
        return await self._send("PUT", conversation_id, activity_id, activity)

    async def delete_activity(self, conversation_id: str, activity_id: str) -> None:
        async with self._transport.one_at_a_time(conversation_id):
            await self._transport.request("DELETE", self._address(conversation_id, "activities", activity_id))

    async def get_conversation_member(self, conversation_id: str, member_id: str) -> dict[str, Any]:
        """Asked once, for five seconds at most: somebody is waiting for an answer."""
        found = await self._transport.request(
            "GET", self._address(conversation_id, "members", member_id), patience=ONCE
        )
        return found if isinstance(found, dict) else {}

    async def _send(self, method: str, conversation_id: str, activity_id: str, activity: Activity) -> ResourceResponse:
        address = self._address(conversation_id, "activities", activity_id)
        # A typing indicator that comes late is worse than none.
        patience = ONCE if activity.type == "typing" else None
        async with self._transport.one_at_a_time(conversation_id):
            answer = await self._transport.request(method, address, dumps(activity), patience)
        return ResourceResponse(id=(answer or {}).get("id") or activity_id or None)

    def _address(self, conversation_id: str, *rest: str) -> str:
        return "/".join([self._root, *(quote(part, safe="") for part in (conversation_id, *rest) if part)])


class Connector:
    """What botbuilder calls a connector client, for one service address."""

    def __init__(self, service_url: str, transport: Transport) -> None:
        self.conversations = Conversations(service_url, transport)


class Connectors(ConnectorFactory):  # type: ignore[misc]  # the SDK has no types
    """The SDK's seam for connectors: one for each service address, over one pool."""

    def __init__(self, settings: TeamsSettings, transport: Transport) -> None:
        self._settings, self._transport = settings, transport
        self._kept: dict[str, Connector] = {}

    async def create(self, service_url: str, audience: str | None = None) -> Connector:
        """Raises PermissionError for an address that is not one of Teams': our token is for nobody else."""
        connector = self._kept.get(service_url)
        if connector is None:
            if not self._settings.allows_connector(service_url):
                raise PermissionError("the service address is not one of Teams'")
            if len(self._kept) >= MOST_CONNECTORS:
                self._kept.clear()
            connector = self._kept[service_url] = Connector(service_url, self._transport)
        return connector
