"""A client of the web door."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from tests.bot.web.sample import ListChat, app, conversation


@pytest.fixture
def chat() -> ListChat:
    return ListChat(conversation())


@pytest.fixture
async def client(chat: ListChat) -> AsyncIterator[TestClient]:
    async with TestClient(TestServer(app(chat))) as found:
        yield found
