"""A Teams, and an assistant behind its door."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.bot.teams.fake_assistant import Assistant
from tests.bot.teams.fake_connector import FakeTeams


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    async with FakeTeams() as teams:
        yield teams


@pytest.fixture
async def assistant(teams: FakeTeams) -> AsyncIterator[Assistant]:
    """Echoes. A test may `restart` it with other settings."""
    assistant = Assistant(teams)
    await assistant.start()
    yield assistant
    await assistant.stop()
