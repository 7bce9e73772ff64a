"""botbuilder's adapter with our parts in its seams."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from botbuilder.core import TurnContext
from botbuilder.integration.aiohttp import CloudAdapter
from botbuilder.schema import Activity, ActivityTypes, ConversationReference

from bot.teams.auth import AUDIENCE, Authentication, TokenCheck
from bot.teams.connector import Connectors
from bot.teams.credentials import AccessToken, Credentials, CredentialsFactory
from bot.teams.keys import SigningKeys
from bot.teams.serde import Malformed, to_model
from bot.teams.settings import TeamsSettings
from bot.teams.transport import PATIENT, Patience, Transport

Logic = Callable[[TurnContext], Awaitable[None]]


class Adapter(CloudAdapter):  # type: ignore[misc]  # the SDK has no types
    """One a process. `close` it at the end. Nothing goes out before the first request.

    `now` gives an aware time, `sleep` waits for seconds, `random` is between 0 and 1.
    """

    def __init__(
        self,
        settings: TeamsSettings,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[object]],
        random: Callable[[], float],
        patience: Patience = PATIENT,
    ) -> None:
        context = _trust(settings.ca_file)
        self.settings = settings
        self.credentials = CredentialsFactory(Credentials(settings, context))
        token = None if settings.anonymous else AccessToken(self.credentials.kept, now)
        self.transport = Transport(context, token, now=now, sleep=sleep, random=random, patience=patience)
        keys = SigningKeys(settings.openid_metadata_url, self.transport.fetch, now)
        tokens = None if settings.anonymous else TokenCheck(settings.app_id, keys, now)
        self.authentication = Authentication(tokens, Connectors(settings, self.transport))
        super().__init__(self.authentication)

    async def close(self) -> None:
        await self.transport.close()

    async def reach(self, reference: Mapping[str, Any], logic: Logic) -> None:
        """Runs `logic` with a turn in the conversation of a stored reference, nobody having asked.

        The same as `continue_conversation`, but the turn's activity has no invented id, so that what is sent
        does not claim to answer a message that does not exist. Raises `Malformed` for a reference that names no
        conversation, and PermissionError for one with a service address that is not one of Teams'.
        """
        known = to_model(ConversationReference, reference)
        if not known.service_url or not known.conversation or not known.conversation.id:
            raise Malformed("a reference that names no conversation")
        activity = Activity(
            type=ActivityTypes.event,
            name="ContinueConversation",
            channel_id=known.channel_id,
            service_url=known.service_url,
            conversation=known.conversation,
            recipient=known.bot,
            from_property=known.user,
        )
        claims = self.create_claims_identity(self.settings.app_id)
        await self.process_proactive(claims, activity, AUDIENCE, logic)


@cache
def _trust(ca_file: str) -> ssl.SSLContext:
    """Read once a process: to parse the system's certificates takes long."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context
