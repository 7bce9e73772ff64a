"""HTTP/1.1 with Content-Length and nothing else, so that the measuring side stays well below what it measures."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter

_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection:\s*close", re.IGNORECASE)


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    body: bytes
    authorised: bool


@dataclass(frozen=True)
class Reply:
    """`extra` are whole header lines, each with its end."""

    status: int = 200
    body: bytes = b"{}"
    extra: bytes = b""


Answer = Callable[[Request], Reply | None]
"""None closes the connection without a word."""


def messages(buffer: bytearray) -> Iterator[tuple[bytes, bytes]]:
    """Takes the whole messages out of a buffer, each as its head and its body; what is not whole yet stays.

    Raises ValueError for a body whose length is not given.
    """
    while (end := buffer.find(b"\r\n\r\n")) >= 0:
        head = bytes(buffer[:end])
        if _CHUNKED.search(head):
            raise ValueError("a body without Content-Length")
        length = _LENGTH.search(head)
        whole = end + 4 + (int(length[1]) if length else 0)
        if len(buffer) < whole:
            return
        body = bytes(buffer[end + 4 : whole])
        del buffer[:whole]
        yield head, body


class Serving(asyncio.Protocol):
    """One connection to a server of ours. `opened` is called when it begins."""

    def __init__(self, answer: Answer, opened: Callable[[asyncio.Transport], None]) -> None:
        self._answer, self._opened, self._buffer = answer, opened, bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._opened(transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        for head, body in messages(self._buffer):
            method, path, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
            reply = self._answer(Request(method, path, body, b"authorization:" in head.lower()))
            if reply is None:
                self._transport.abort()
                return
            start = b"HTTP/1.1 %d Answer\r\nContent-Type: application/json\r\n" % reply.status
            self._transport.write(start + reply.extra + b"Content-Length: %d\r\n\r\n" % len(reply.body) + reply.body)
            if _CLOSES.search(head):
                self._transport.close()


async def serve(
    answer: Answer, opened: Callable[[asyncio.Transport], None], tls: ssl.SSLContext | None = None
) -> tuple[asyncio.Server, str]:
    """A server on loopback, and its address."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Serving(answer, opened), "127.0.0.1", 0, ssl=tls, backlog=512)
    port = server.sockets[0].getsockname()[1]
    return server, f"http{'s' if tls else ''}://127.0.0.1:{port}"


Post = tuple[int, bytes, float]
"""Status and body of an answer, and the moment (perf_counter) at which it was whole."""


class _Asking(asyncio.Protocol):
    def __init__(self) -> None:
        self._buffer = bytearray()
        self.answered: asyncio.Future[Post] | None = None
        self.open = True

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        for head, body in messages(self._buffer):
            if self.answered is not None and not self.answered.done():
                self.answered.set_result((int(head[9:12]), body, perf_counter()))

    def connection_lost(self, exc: Exception | None) -> None:
        self.open = False
        if self.answered is not None and not self.answered.done():
            self.answered.set_exception(ConnectionError("the target closed the connection"))


class Connection:
    """One connection to a target, kept open; one request at a time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._transport: asyncio.Transport | None = None
        self._protocol = _Asking()

    async def post(self, token: str, body: bytes) -> Post:
        """Sends an activity and waits for the answer."""
        loop = asyncio.get_running_loop()
        if self._transport is None or not self._protocol.open:
            self._transport, self._protocol = await loop.create_connection(_Asking, "127.0.0.1", self._port)
        answered: asyncio.Future[Post] = loop.create_future()
        self._protocol.answered = answered
        head = (
            f"POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._transport.write(head.encode() + body)
        return await answered

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
