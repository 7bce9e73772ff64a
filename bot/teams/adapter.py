"""botbuilder's adapter with our parts in its seams."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from botbuilder.integration.aiohttp import CloudAdapter
from botbuilder.schema import ConversationReference

from bot.sign_in import AccessToken
from bot.teams.auth import Authentication, TokenCheck
from bot.teams.connector import Connector, Connectors
from bot.teams.credentials import Credentials, CredentialsFactory
from bot.teams.keys import SigningKeys
from bot.teams.serde import Malformed, to_model
from bot.teams.settings import TeamsSettings
from bot.teams.transport import PATIENT, Patience, Transport
from bot.trust import trusted


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
        context = trusted(settings.ca_file)
        self.settings = settings
        self.credentials = CredentialsFactory(Credentials(settings, context))
        token = None if settings.anonymous else AccessToken(self.credentials.kept, now)
        self.transport = Transport(context, token, now=now, sleep=sleep, random=random, patience=patience)
        keys = SigningKeys(settings.openid_metadata_url, self.transport.fetch, now)
        tokens = None if settings.anonymous else TokenCheck(settings.app_id, keys, now)
        self._connectors = Connectors(settings, self.transport)
        self.authentication = Authentication(tokens, self._connectors)
        super().__init__(self.authentication)

    async def close(self) -> None:
        await self.transport.close()

    async def place(self, reference: Mapping[str, Any]) -> tuple[Connector, ConversationReference]:
        """How a stored conversation is reached when nobody is asking just now.

        What `continue_conversation` comes to, without a turn that has nothing to do: no activity that nobody
        sent, so that what is sent does not claim to answer it. Raises `Malformed` for a reference that names no
        conversation, and PermissionError for one with a service address that is not one of Teams'.
        """
        known = to_model(ConversationReference, reference)
        if not known.service_url or not known.conversation or not known.conversation.id:
            raise Malformed("a reference that names no conversation")
        return await self._connectors.create(known.service_url), known
