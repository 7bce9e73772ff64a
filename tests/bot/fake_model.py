"""A language model behind a real server on loopback: OpenAI's address and Azure's, with the faults that they have."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Answer = Callable[[web.Request], web.Response]


def reply(content: str, finish: str = "stop", refusal: str | None = None) -> web.Response:
    """A completion as both send it."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    choice = {"index": 0, "finish_reason": finish, "message": message}
    return web.json_response({"id": "chatcmpl-1", "object": "chat.completion", "choices": [choice]})


def said(*sentences: tuple[str, Sequence[str]], answerable: bool = True) -> str:
    """What the model is asked to write."""
    told = [{"text": text, "cites": list(cites)} for text, cites in sentences]
    return json.dumps({"answerable": answerable, "sentences": told})


def status(code: int, **headers: str) -> web.Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.json_response({"error": {"code": "busy", "message": "no"}}, status=code, headers=names)


@dataclass(frozen=True)
class Call:
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def question(self) -> str:
        """The part of the request that has the question and the passages."""
        return str(self.body["messages"][1]["content"])


@dataclass
class FakeModel:
    """Gives the answers in `waiting` in turn, then `usual`. An answer may be a response, or None for none at all."""

    usual: web.Response | Callable[[Call], web.Response] | None = None
    waiting: deque[web.Response | None] = field(default_factory=deque)
    calls: list[Call] = field(default_factory=list)
    url: str = ""

    async def __aenter__(self) -> FakeModel:
        self._never = asyncio.Event()
        app = web.Application()
        app.router.add_post("/{path:.*}", self._answer)
        app.router.add_get("/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._never.set()
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = json.loads(await request.text() or "{}")
        call = Call(request.path, dict(request.query), dict(request.headers), body)
        self.calls.append(call)
        answer = self.waiting.popleft() if self.waiting else self.usual
        if callable(answer):
            answer = answer(call)
        if answer is None:
            await self._never.wait()
            return web.Response()
        return answer
