"""Only a browser on this machine, and only from our own page."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import TestClient, make_mocked_request
from aiohttp.web import HTTPForbidden

from bot.web.same_machine import refuse_others
from tests.bot.web.sample import ListChat

FORM = {"_text": "Hello", "_request": "r-1"}


async def status(client: TestClient, headers: dict[str, str]) -> int:
    return (await client.post("/dev/chat/1", data=FORM, headers=headers, allow_redirects=False)).status


def own(client: TestClient) -> str:
    return f"http://{client.host}:{client.port}"


async def test_our_own_page(client: TestClient, chat: ListChat) -> None:
    sent = [
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "same-origin", "Origin": own(client)},
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": own(client)},
        {"Origin": "null", "Referer": f"{own(client)}/dev/chat/1"},
    ]
    assert [await status(client, headers) for headers in sent] == [303] * 5
    assert len(chat.turns) == 5


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Referer": "https://evil.example/"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://[broken"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-origin", "Host": "evil.example"},
        {"Sec-Fetch-Site": "same-origin", "Host": "127.0.0.1.evil.example"},
    ],
)
async def test_somebody_elses_page(client: TestClient, chat: ListChat, headers: dict[str, str]) -> None:
    assert (await status(client, headers), chat.turns) == (403, [])


@pytest.mark.parametrize("path", ["/dev/chat", "/dev/chat/1"])
async def test_a_name_that_points_here_reads_nothing(client: TestClient, path: str) -> None:
    answer = await client.get(path, headers={"Host": "evil.example"})
    assert (answer.status, "Officer" in await answer.text()) == (403, False)


@pytest.mark.parametrize("address", ["203.0.113.9", "10.0.0.1", "", None])
def test_another_machine(address: str | None) -> None:
    request = make_mocked_request("GET", "/dev/chat", headers={"Host": "localhost"}).clone(remote=address)
    with pytest.raises(HTTPForbidden):
        refuse_others(request)


@pytest.mark.parametrize(("address", "host"), [("127.0.0.1", "localhost:3978"), ("::1", "[::1]:3978")])
def test_this_machine(address: str, host: str) -> None:
    request = make_mocked_request("GET", "/dev/chat", headers={"Host": host}).clone(remote=address)
    assert refuse_others(request) is None
