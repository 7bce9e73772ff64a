"""Teams' signing keys: fetched when needed, never too often, never lost."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.teams.keys import NoKeys, SigningKeys
from tests.bot.teams.fake_keys import FakeKeys


class Server:
    def __init__(self) -> None:
        self.keys, self.asked, self.fails = FakeKeys(), 0, False
        self.now = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
        self.hold: asyncio.Event | None = None

    async def fetch(self, url: str) -> Any:
        if url == "metadata":
            self.asked += 1
            if self.hold is not None:
                await self.hold.wait()
            if self.fails:
                raise aiohttp.ClientError("down")
            return {"jwks_uri": "keys"}
        return self.keys.document()

    def clock(self) -> datetime:
        return self.now

    def reader(self) -> SigningKeys:
        return SigningKeys("metadata", self.fetch, self.clock)


async def test_keys_are_fetched_once_a_day() -> None:
    server = Server()
    keys = server.reader()
    assert (await keys.get("first")).endorsements == {"msteams", "webchat"}
    await keys.get("old")
    server.now += timedelta(hours=23, minutes=59)
    await keys.get("first")
    assert server.asked == 1
    server.now += timedelta(minutes=1)
    await keys.get("first")
    assert (server.asked, keys.generation) == (2, 2)


async def test_an_unknown_key_is_looked_for_but_not_without_end() -> None:
    server = Server()
    keys = server.reader()
    await keys.get("first")
    server.keys.rotate("second")
    for _ in range(3):
        with pytest.raises(PermissionError):
            await keys.get("second")
    assert server.asked == 1
    server.now += timedelta(minutes=5)
    assert (await keys.get("second")).endorsements == {"msteams"}
    with pytest.raises(PermissionError):
        await keys.get("first")
    assert server.asked == 2


async def test_a_server_that_fails_leaves_the_earlier_keys(caplog: pytest.LogCaptureFixture) -> None:
    server = Server()
    keys = server.reader()
    await keys.get("first")
    server.now += timedelta(days=2)
    server.fails = True
    assert (await keys.get("first")).endorsements == {"msteams", "webchat"}
    assert [record.message for record in caplog.records] == ["signing keys could not be fetched; the earlier ones stay"]
    assert (server.asked, keys.generation) == (2, 1)


async def test_without_any_key_nobody_can_be_checked_and_it_is_tried_again_soon() -> None:
    server = Server()
    keys = server.reader()
    server.fails = True
    for _ in range(2):
        with pytest.raises(NoKeys):
            await keys.get("first")
    assert server.asked == 1
    server.fails = False
    server.now += timedelta(seconds=5)
    assert (await keys.get("first")).endorsements == {"msteams", "webchat"}


async def test_those_who_come_during_the_first_fetch_wait_for_it() -> None:
    server = Server()
    server.hold = asyncio.Event()
    keys = server.reader()
    callers = [asyncio.create_task(keys.get("first")) for _ in range(8)]
    await asyncio.sleep(0)
    server.hold.set()
    found = await asyncio.gather(*callers)
    assert [key.endorsements for key in found] == [{"msteams", "webchat"}] * 8
    assert server.asked == 1
