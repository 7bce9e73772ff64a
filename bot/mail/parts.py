"""Finding parts inside a message, without entering the messages that it encloses."""

from __future__ import annotations

from collections.abc import Iterator

from bot.mail.mime import Part

ENCLOSED = frozenset({"message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers"})


def outer(message: Part) -> Iterator[Part]:
    """The parts of this message itself, in order; enclosed messages are given but not entered."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        yield part
        if part.type not in ENCLOSED:
            waiting.extend(reversed(part.children))


def of_type(message: Part, *types: str) -> Part | None:
    return next((part for part in outer(message) if part.type in types), None)
