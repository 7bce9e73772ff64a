"""How a message is made shorter for a door that holds only so much, and what is said about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cards.message import Ask, Block, Bullets, FactList, Folded, Heading, Link, Note, Quote, Table, Text
from cards.words import counted
from domain.question import Question

FULL_TEXT = "The full text is kept, and stands in the document once there is one."

_ROWS = (20, 10, 5, 0)
_BYTES = (2000, 1000, 500, 200, 100, 50)
_PARTS = (40, 20, 10, 5)
_UNLIMITED = 1_000_000

Blocks = tuple[Block, ...]


def shorter(blocks: Blocks) -> Iterator[tuple[Blocks, int]]:
    """The blocks as they are, then shorter and shorter, and beside them the most bytes of a single text.

    First folded contents go, the longest first; then long tables; then long texts; then the last parts.
    Questions stay to the end, and an answer is never shortened: it would come back short.
    """
    yield blocks, _UNLIMITED
    for folded in sorted((b for b in blocks if isinstance(b, Folded)), key=lambda b: len(repr(b)), reverse=True):
        blocks = tuple(_left_out(folded) if block is folded else block for block in blocks)
        yield blocks, _UNLIMITED
    for rows in _ROWS:
        yield tuple(part for block in blocks for part in _fewer(block, rows)), _UNLIMITED
    blocks = tuple(part for block in blocks for part in _fewer(block, _ROWS[-1]))
    said = Text(f"Long texts are shortened here. {FULL_TEXT}", subtle=True)
    for longest in _BYTES:
        yield (*(_shortened(block, longest) for block in blocks), said), longest
    blocks = tuple(_shortened(block, _BYTES[-1]) for block in blocks)
    for parts in _PARTS:
        yield (*_first(blocks, parts), said), _BYTES[-1]
    yield (*(_without_long_answer(block) for block in _first(blocks, _PARTS[-1])), said), _BYTES[-1]


def cut(text: str, longest: int) -> str:
    """The text in at most so many UTF-8 bytes, ending in "…" when some of it is gone."""
    held = text.encode(errors="ignore")
    return text if len(held) <= longest else held[: longest - 3].decode(errors="ignore").rstrip() + "…"


def _left_out(block: Folded) -> Text:
    return Text(f"“{block.title}” is too long to show here. {FULL_TEXT}", subtle=True)


def _fewer(block: Block, most: int) -> Blocks:
    """A table, or a list, with so many rows, and a line about the rest."""
    match block:
        case Table(rows=rows) if len(rows) > most:
            short: Blocks = (replace(block, rows=rows[:most]),) if most else (Text(block.caption),)
            return (*short, _rest(len(rows) - most, "row"))
        case FactList(rows=rows) if len(rows) > most + 5:
            return (FactList(rows[: most + 5]), _rest(len(rows) - most - 5, "line"))
        case Bullets(items=items) if len(items) > most + 5:
            return (Bullets(items[: most + 5]), _rest(len(items) - most - 5, "point"))
        case _:
            return (block,)


def _rest(number: int, noun: str) -> Text:
    return Text(f"{counted(number, f'more {noun}')} left out here, for length. {FULL_TEXT}", subtle=True)


def _shortened(block: Block, longest: int) -> Block:
    match block:
        case Heading(text=text) | Text(text=text) | Note(text=text):
            return replace(block, text=cut(text, longest))
        case Quote():
            return Quote(cut(block.text, longest), cut(block.by, longest))
        case FactList():
            return FactList(tuple((cut(label, longest), cut(value, longest)) for label, value in block.rows))
        case Bullets():
            return Bullets(tuple(cut(item, longest) for item in block.items))
        case Table():
            return Table(
                cut(block.caption, longest),
                tuple(cut(header, longest) for header in block.headers),
                tuple(tuple(cut(cell, longest) for cell in row) for row in block.rows),
            )
        case Folded():
            return Folded(cut(block.title, longest), tuple(_shortened(inner, longest) for inner in block.blocks))
        case Link():
            return block if len(block.url) <= longest else Text(cut(block.title, longest))
        case Ask():
            return Ask(_shortened_question(block.question, longest), cut(block.error, longest))


def _shortened_question(question: Question, longest: int) -> Question:
    options = tuple(replace(option, title=cut(option.title, longest)) for option in question.options)
    return replace(question, label=cut(question.label, longest), hint=cut(question.hint, longest), options=options)


def _first(blocks: Sequence[Block], parts: int) -> Blocks:
    """Every question, and the first so many other parts."""
    others = [block for block in blocks if not isinstance(block, Ask)]
    if len(others) <= parts:
        return tuple(blocks)
    kept = {id(block) for block in others[:parts]}
    stay = (block for block in blocks if isinstance(block, Ask) or id(block) in kept)
    return (*stay, _rest(len(others) - parts, "part"))


def _without_long_answer(block: Block) -> Block:
    if not isinstance(block, Ask) or len(block.question.value) <= _BYTES[0]:
        return block
    return Note(f"“{block.question.label}”: the answer so far is kept. It is too long to be changed on this card.")
