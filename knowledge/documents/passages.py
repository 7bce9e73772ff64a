"""From the parts of a document to passages of an article: cut at headings, 60 to 180 words, tables whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from domain.prose import Grid, Items, Paragraph, Prose, split_sentences
from knowledge.documents.clean import harmless
from knowledge.documents.parts import TITLE, Heading, Part, Unreadable

FEWEST, MOST = 60, 180
"""Words of a passage."""
LONGEST_TABLE = 300
"""Words of a table that stays whole, with the strokes between its cells; a longer one is cut between rows."""
LONGEST_HEADING = 120

_NOTHING = "It holds no words that I can read."


@dataclass(frozen=True)
class _Piece:
    """Some text under its headings, the outermost first."""

    path: tuple[str, ...]
    texts: tuple[str, ...]

    @property
    def words(self) -> int:
        return sum(len(text.split()) for text in self.texts)


@dataclass
class _Section:
    path: tuple[str, ...]
    prose: list[Prose] = field(default_factory=list)


def title_and_body(parts: Sequence[Part]) -> tuple[str, str]:
    """The title, empty without one, and the passages as an article's file holds them.

    What stands before the first heading is the short answer; without that, the first section is. Raises
    `Unreadable` when there are no words.
    """
    title, rest = _title(parts)
    pieces = list(_joined([piece for section in _sections(rest) for piece in _pieces(section)]))
    if not pieces:
        raise Unreadable(_NOTHING)
    lead, others = pieces[0], pieces[1:]
    told = ["\n\n".join(lead.texts)]
    told += [f"## {_heading(piece.path)}\n" + "\n\n".join(piece.texts) for piece in others]
    return title, "\n\n".join(told)


def _title(parts: Sequence[Part]) -> tuple[str, Sequence[Part]]:
    """The first heading when nothing else is as high, or when another heading follows at once."""
    if not parts or not isinstance(first := parts[0], Heading):
        return "", parts
    others = [part for part in parts[1:] if isinstance(part, Heading)]
    alone = all(other.level > first.level for other in others)
    followed = len(parts) > 1 and isinstance(parts[1], Heading)
    if first.level == TITLE or alone or followed:
        return harmless(first.text)[:300], parts[1:]
    return "", parts


def _sections(parts: Sequence[Part]) -> list[_Section]:
    found, path = [_Section(())], list[Heading]()
    for part in parts:
        if isinstance(part, Heading):
            if not (words := harmless(part.text)):
                continue
            path = [*(heading for heading in path if heading.level < part.level), Heading(part.level, words)]
            found.append(_Section(tuple(heading.text for heading in path)))
        else:
            found[-1].prose.append(part)
    return found


def _pieces(section: _Section) -> Iterator[_Piece]:
    """The section in pieces of at most `MOST` words, but for a table."""
    held: list[str] = []
    count = 0
    for text in (text for prose in section.prose for text in _texts(prose)):
        words = len(text.split())
        if held and count + words > MOST:
            yield _Piece(section.path, tuple(held))
            held, count = [], 0
        held.append(text)
        count += words
    if held:
        yield _Piece(section.path, tuple(held))


def _joined(pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """Short pieces of one section, and short subsections of one chapter, are told together."""
    held: _Piece | None = None
    for piece in pieces:
        if held is not None and _belong(held, piece):
            held = _together(held, piece)
            continue
        if held is not None:
            yield held
        held = piece
    if held is not None:
        yield held


def _belong(one: _Piece, other: _Piece) -> bool:
    if one.words + other.words > MOST:
        return False
    if one.path == other.path:
        return True
    chapter = one.path[:1]
    return max(one.words, other.words) < FEWEST and len(other.path) > 1 and other.path[:1] == chapter


def _together(one: _Piece, other: _Piece) -> _Piece:
    path = _shared(one.path, other.path)
    return _Piece(path, (*_under(one, path), *_under(other, path)))


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    return one[:same]


def _under(piece: _Piece, path: tuple[str, ...]) -> tuple[str, ...]:
    """Its texts, with the heading that the shared path no longer says before them."""
    own = ": ".join(piece.path[len(path) :])
    if not own:
        return piece.texts
    lead = own if own.endswith((".", "?", "!", ":")) else f"{own}."
    first, *others = piece.texts
    alone = first.startswith(("- ", "1. ", "|"))
    return (lead, first, *others) if alone else (f"{lead} {first}", *others)


def _heading(path: Sequence[str]) -> str:
    """The last two headings: enough to know where one is."""
    words = ": ".join(heading.rstrip(":") for heading in path[-2:]) or "More"
    return words if len(words) <= LONGEST_HEADING else words[: LONGEST_HEADING - 1].rstrip() + "…"


def _texts(prose: Prose) -> Iterator[str]:
    """The Markdown of a part, in texts that fit into a passage."""
    match prose:
        case Paragraph(text):
            yield from _sentences(harmless(text))
        case Items(items, numbered):
            yield from _list(tuple(filter(None, map(harmless, items))), numbered)
        case Grid(headers, rows):
            yield from _tables(tuple(map(_cell, headers)), [tuple(map(_cell, row)) for row in rows])


def _sentences(text: str) -> Iterator[str]:
    if len(text.split()) <= MOST:
        if text:
            yield text
        return
    held: list[str] = []
    for sentence in split_sentences(text):
        words = sentence.split()
        for start in range(0, len(words), MOST):
            some = words[start : start + MOST]
            if held and len(held) + len(some) > MOST:
                yield " ".join(held)
                held = []
            held += some
    if held:
        yield " ".join(held)


def _list(items: Sequence[str], numbered: bool) -> Iterator[str]:
    held: list[str] = []
    count = 0
    for number, item in enumerate((part for whole in items for part in _sentences(whole)), 1):
        words = len(item.split()) + 1
        if held and count + words > MOST:
            yield "\n".join(held)
            held, count = [], 0
        held.append(f"{number}. {item}" if numbered and number < 100 else f"- {item}")
        count += words
    if held:
        yield "\n".join(held)


def _cell(text: str) -> str:
    return harmless(text).replace("|", "/")


def _tables(headers: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """A table that only lays out a page, or has a whole page in a cell, is told as its cells."""
    head = f"| {' | '.join(headers)} |\n|{'---|' * len(headers)}"
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if len(headers) < 2 or not rows or any(len(line.split()) > LONGEST_TABLE for line in (head, *lines)):
        for cell in (cell for row in (headers, *rows) for cell in row):
            yield from _sentences(cell)
        return
    held: list[str] = []
    count = first = len(head.split())
    for line in lines:
        words = len(line.split())
        if held and count + words > LONGEST_TABLE:
            yield "\n".join([head, *held])
            held, count = [], first
        held.append(line)
        count += words
    yield "\n".join([head, *held])
