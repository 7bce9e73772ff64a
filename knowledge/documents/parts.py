"""What every reader of a document gives: its parts in order, and what it had to leave out."""

from __future__ import annotations

from dataclasses import dataclass

from domain.prose import Prose

TITLE = 0
"""The level of the document's own title."""


class Unreadable(Exception):
    """A document that is refused. The text says why and what to do, to the person who sent it."""


@dataclass(frozen=True)
class Heading:
    """`level` 0 is the document's title, 1 its chapters, and so on."""

    level: int
    text: str


Part = Heading | Prose


@dataclass(frozen=True)
class Parts:
    """`notes` are sentences about what was not taken."""

    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()
