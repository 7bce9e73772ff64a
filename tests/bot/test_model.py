"""Asking a language model: OpenAI's way and Azure's, and everything that goes wrong on the way."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from bot.model import AZURE, Model, ModelFault, ModelSettings
from tests.bot.fake_model import FakeModel, reply, status

MESSAGES = [{"role": "system", "content": "Reword."}, {"role": "user", "content": "Question"}]


class Asking:
    """A model's client with a clock and waits of the test's."""

    def __init__(self, fake: FakeModel) -> None:
        self.fake = fake
        self.slept: list[float] = []
        self.at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
        self.client = self.made()

    def made(self, **changes: object) -> Model:
        settings = {"url": self.fake.url, "name": "small", "key": "secret"} | changes
        return Model(
            ModelSettings(**settings),  # type: ignore[arg-type]
            now=lambda: self.at,
            sleep=self._sleep,
            random=lambda: 0.5,
        )

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def fault(self) -> str:
        with pytest.raises(ModelFault) as caught:
            await self.client.ask(MESSAGES)
        return str(caught.value)


@pytest.fixture
async def asking() -> AsyncIterator[Asking]:
    async with FakeModel(reply("the words")) as fake:
        asking = Asking(fake)
        yield asking
        await asking.client.close()


async def test_the_way_of_openai(asking: Asking) -> None:
    assert await asking.client.ask(MESSAGES) == "the words"
    (call,) = asking.fake.calls
    assert (call.path, call.query) == ("/v1/chat/completions", {})
    assert (call.headers["Authorization"], "api-key" in call.headers) == ("Bearer secret", False)
    assert call.body == {"model": "small", "messages": MESSAGES, "response_format": {"type": "json_object"}}


async def test_the_way_of_azure(asking: Asking) -> None:
    base = asking.fake.url.removesuffix("/v1") + "/"
    asking.client = asking.made(url=base, name="our model", form=AZURE, api_version="2024-10-21")
    assert await asking.client.ask(MESSAGES) == "the words"
    (call,) = asking.fake.calls
    assert (call.path, call.query) == (
        "/openai/deployments/our model/chat/completions",
        {"api-version": "2024-10-21"},
    )
    assert (call.headers["api-key"], "Authorization" in call.headers) == ("secret", False)


async def test_without_a_key_none_is_sent(asking: Asking) -> None:
    asking.client = asking.made(key="")
    await asking.client.ask(MESSAGES)
    assert "Authorization" not in asking.fake.calls[0].headers


@pytest.mark.parametrize(
    ("busy", "waited"),
    [
        (status(429, Retry_After="2"), 2.0),
        (status(429, Retry_After="Tue, 24 Nov 2026 09:00:03 GMT"), 3.0),
        (status(429, Retry_After="soon"), 0.75),
        (status(429), 0.75),
        (status(500), 0.75),
        (status(503, Retry_After="1"), 1.0),
    ],
)
async def test_when_it_is_busy_it_is_asked_once_more(busy: web.Response, waited: float) -> None:
    async with FakeModel(reply("the words")) as fake:
        asking = Asking(fake)
        fake.waiting.append(busy)
        assert await asking.client.ask(MESSAGES) == "the words"
        assert (len(fake.calls), asking.slept) == (2, [waited])
        await asking.client.close()


async def test_it_is_not_asked_a_third_time(asking: Asking) -> None:
    asking.fake.waiting.extend([status(500), status(502)])
    assert await asking.fault() == "status 502"
    assert len(asking.fake.calls) == 2


async def test_a_pause_longer_than_there_is_time_is_not_waited_for(asking: Asking) -> None:
    asking.fake.waiting.append(status(429, Retry_After="30"))
    assert await asking.fault() == "status 429"
    assert (len(asking.fake.calls), asking.slept) == (1, [])


@pytest.mark.parametrize("code", [400, 401, 403, 404, 422])
async def test_what_will_not_change_is_not_asked_again(asking: Asking, code: int) -> None:
    asking.fake.waiting.append(status(code))
    assert await asking.fault() == f"status {code}"
    assert len(asking.fake.calls) == 1


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
async def test_no_redirect_is_followed(asking: Asking, code: int) -> None:
    asking.fake.waiting.append(web.Response(status=code, headers={"Location": f"{asking.fake.url}/elsewhere"}))
    assert await asking.fault() == f"status {code}"
    assert [call.path for call in asking.fake.calls] == ["/v1/chat/completions"]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (web.Response(text="<html>Sign in</html>", content_type="text/html"), "not JSON"),
        (web.Response(text="data: {}", content_type="text/event-stream"), "not JSON"),
        (web.Response(text='{"choices": [', content_type="application/json"), "not a reply of a chat model"),
        (web.json_response([]), "not a reply of a chat model"),
        (web.json_response({"choices": []}), "not a reply of a chat model"),
        (web.json_response({"choices": [{"message": "words"}]}), "not a reply of a chat model"),
        (web.json_response({"error": {"message": "no such model"}}), "not a reply of a chat model"),
        (reply("", refusal="I cannot help with that."), "refused"),
        (reply("half", finish="content_filter"), "refused"),
        (reply('{"sentences": [', finish="length"), "cut short"),
        (reply("  "), "nothing said"),
        (web.json_response({"choices": [{"message": {"content": ["words"]}}]}), "nothing said"),
        (reply("x" * 200_000), "too large"),
    ],
)
async def test_what_is_no_answer_is_a_fault(answer: web.Response, why: str) -> None:
    async with FakeModel(answer) as fake:
        asking = Asking(fake)
        assert await asking.fault() == why
        assert len(fake.calls) == 1
        await asking.client.close()


async def test_one_that_does_not_answer_is_left_alone_for_a_minute(asking: Asking) -> None:
    asking.fake.waiting.append(None)
    asking.client = asking.made(seconds=0.05)
    assert await asking.fault() == "no answer in time"
    asking.at += timedelta(seconds=59)
    assert await asking.fault() == "left alone after no answer"
    assert len(asking.fake.calls) == 1
    asking.at += timedelta(seconds=1)
    asking.client._settings = ModelSettings(asking.fake.url, "small", seconds=8.0)  # time enough for this machine
    assert await asking.client.ask(MESSAGES) == "the words"


async def test_nobody_there(asking: Asking) -> None:
    asking.client = asking.made(url="http://127.0.0.1:1/v1")
    assert await asking.fault() == "ClientConnectorError"
    assert asking.slept == [0.75]


async def test_a_certificate_that_nobody_vouches_for_is_not_believed(asking: Asking) -> None:
    asking.client = asking.made(url=asking.fake.url.replace("http:", "https:"))
    asking.client._context = ssl.create_default_context()
    assert (await asking.fault()).startswith("ClientConnector")
