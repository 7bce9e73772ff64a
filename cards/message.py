"""A message is a list of blocks, said once and rendered three ways: Adaptive Card, page and plain text.

No block takes markup. Every string is shown as it is, whoever wrote it, so words that are not ours can never
become a link, a mention, a heading or a script.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.question import Question


class Tone(StrEnum):
    """What a note is for. Each is also said in a word, never by colour alone."""

    INFORMATION = "information"
    GOOD = "good"
    WARNING = "warning"


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 1
    """1 for the message's own heading, 2 and 3 inside it."""


@dataclass(frozen=True)
class Text:
    text: str
    subtle: bool = False


@dataclass(frozen=True)
class Quote:
    """Somebody's own words, marked as theirs."""

    text: str
    by: str = ""


@dataclass(frozen=True)
class FactList:
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Note:
    text: str
    tone: Tone = Tone.INFORMATION


@dataclass(frozen=True)
class Table:
    """`headers` and each row have the same length. `caption` is read out first."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Folded:
    """More to read for whoever wants it; closed at first where the door can close things."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Link:
    """An address of ours, or of a source. Only https, http on loopback, and mailto are rendered."""

    title: str
    url: str


@dataclass(frozen=True)
class Ask:
    """A question to answer in the form that this message is. `error` says what was wrong with the last answer."""

    question: Question
    error: str = ""


@dataclass(frozen=True)
class Button:
    """Pressing it sends `verb` with `fields`, and the message's answers when `sends_answers`."""

    title: str
    verb: str
    fields: Mapping[str, str] = field(default_factory=dict)
    sends_answers: bool = False
    main: bool = False


@dataclass(frozen=True)
class FileOffer:
    """A document that is made when the reader says yes. `size` is an estimate in bytes."""

    name: str
    size: int
    kind: str
    """Which document, such as "pack.docx"."""
    about: str
    """The reference of the record that it is about."""


Block = Heading | Text | Quote | FactList | Bullets | Note | Table | Folded | Link | Ask


class Message(ABC):
    """What we say. Subclasses are frozen dataclasses that name what the message must know."""

    @property
    @abstractmethod
    def subject(self) -> str:
        """One line: the mail's subject, the notification, the card's text where cards cannot be shown."""

    @abstractmethod
    def blocks(self) -> tuple[Block, ...]: ...

    def buttons(self) -> tuple[Button, ...]:
        """At most six; what a person can do next."""
        return ()

    @property
    def about(self) -> str:
        """The reference of the tender that this is about, so that the next words can be about it too."""
        return ""

    @property
    def file(self) -> FileOffer | None:
        """A document that the reader can have put into their own files, where the door can do that."""
        return None

    @property
    def feedback(self) -> bool:
        """True when the reader is asked whether this helped."""
        return bool(self.rating())

    def rating(self) -> tuple[Button, ...]:
        """The buttons that ask it, for a door that has no thumbs of its own."""
        return ()

    @property
    def rated(self) -> str:
        """The record that a thumb up or down is about, such as "question Q-7KD2M"; empty without."""
        return ""

    @property
    def topic(self) -> str:
        """What was asked, so that the next words can go on from it."""
        return ""

    @property
    def spoken(self) -> str:
        """The words of an answer that a door can show as a message with citations; the rest is `below`.

        Each citation is named in it by its number in square brackets.
        """
        return ""

    def below(self) -> tuple[Block, ...]:
        """What stands under `spoken`."""
        return ()

    @property
    def citations(self) -> tuple[tuple[str, str], ...]:
        """Name and abstract of each source of `spoken`."""
        return ()

    @property
    def ai_worded(self) -> bool:
        """True when a language model wrote `spoken`, which is then said."""
        return False
