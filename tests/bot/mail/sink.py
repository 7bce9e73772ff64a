"""A mail server that takes everything and remembers it: the outside, which cannot be taken back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP


@dataclass
class Sink:
    """`answers` are given to the next messages instead of 250, first first."""

    got: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    port: int = 0
    _server: asyncio.Server | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answers:
            return self.answers.pop(0)
        self.got.append(BytesParser(_class=EmailMessage, policy=default).parsebytes(envelope.original_content))
        return "250 OK"

    async def open(self, **values: Any) -> None:
        loop = asyncio.get_running_loop()
        made = lambda: SMTP(self, hostname="sink.example", **values)  # noqa: E731
        self._server = await loop.create_server(made, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        assert self._server is not None
        self._server.close()
