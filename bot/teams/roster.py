"""Who somebody is: the member list of the conversation, asked once for each person."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.sign_in import SignInFailed
from bot.teams.connector import Connector
from bot.teams.settings import TeamsSettings
from bot.teams.transport import ConnectorFault
from domain.conversation import Sender

log = logging.getLogger("assistant.teams")

MOST_PEOPLE = 10_000
KEEP = timedelta(hours=12)
"""How long a person stays as they were: a guest may have become staff, and a name may change."""


class Roster:
    """The people seen lately, in memory. `now` says when one has become too old."""

    def __init__(self, settings: TeamsSettings, now: Callable[[], datetime]) -> None:
        self._settings, self._now = settings, now
        self._people: OrderedDict[str, tuple[datetime, Sender]] = OrderedDict()

    async def resolve(self, sender: Sender, conversation: str, member_id: str, connector: Connector) -> Sender:
        """The sender with name and e-mail address, trusted when they are a member of the tenant's staff.

        Guests, anonymous people and people whom the member list does not know are not trusted. When Teams does
        not answer, the sender comes back as they are, not trusted, and is asked for again next time.
        """
        kept = self._people.get(sender.key)
        if kept is not None and self._now() - kept[0] < KEEP:
            return kept[1]
        try:
            member = await connector.conversations.get_conversation_member(conversation, member_id)
        except (ConnectorFault, SignInFailed) as fault:
            log.warning("the roster could not be asked: %s", fault)
            return replace(sender, trusted=False)
        resolved = self._resolved(sender, member)
        self._people[sender.key] = (self._now(), resolved)
        self._people.move_to_end(sender.key)
        if len(self._people) > MOST_PEOPLE:
            self._people.popitem(last=False)
        return resolved

    def _resolved(self, sender: Sender, member: Mapping[str, Any]) -> Sender:
        name, email = _text(member.get("name")), _text(member.get("email"))
        login = _text(member.get("userPrincipalName"))
        same = sender.key in (member.get("objectId"), member.get("aadObjectId"))
        home = self._settings.allows_tenant(_text(member.get("tenantId")))
        guest = _text(member.get("userRole")).lower() in ("guest", "anonymous") or "#EXT#" in login.upper()
        staff = same and home and bool(login) and not guest
        return replace(sender, name=name or sender.name, email=email or ("" if guest else login), trusted=staff)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
