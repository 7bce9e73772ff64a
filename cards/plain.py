"""A message as plain text: for a terminal, a notification, and whoever reads without a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from cards import links, words
from cards.message import (
    Ask,
    Block,
    Bullets,
    Button,
    FactList,
    Folded,
    Heading,
    Link,
    Message,
    Note,
    Quote,
    Table,
    Text,
)
from domain.question import Question


def text(message: Message, *, folded: bool = False) -> str:
    """Parts with an empty line between them; the last part lists the buttons, whose titles can be typed.

    What is folded away on a card is said in full, or only by its title when `folded`.
    """
    blocks = (_folded(block) if folded and isinstance(block, Folded) else _block(block) for block in message.blocks())
    return _parts([*blocks, _buttons((*message.buttons(), *message.rating()))])


def _folded(block: Folded) -> str:
    return f"+ {words.one_line(block.title)}"


def _parts(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part)


def _block(block: Block) -> str:
    match block:
        case Heading():
            return _underlined(block.text, "=" if block.level == 1 else "-")
        case Text():
            return words.shown(block.text).strip()
        case Quote():
            lines = [f"> {line}".rstrip() for line in words.shown(block.text).split("\n")]
            return "\n".join([*lines, *([f"— {words.one_line(block.by)}"] if block.by else [])])
        case FactList():
            return _facts(block.rows)
        case Bullets():
            return "\n".join(f"- {words.one_line(item)}" for item in block.items)
        case Note():
            return f"{words.TONES[block.tone]}: {words.shown(block.text).strip()}"
        case Table():
            rows = (_facts(zip(block.headers, row, strict=True)) for row in block.rows)
            return _parts([_underlined(block.caption, "-"), *rows])
        case Folded():
            return _parts([_underlined(block.title, "-"), *(_block(inner) for inner in block.blocks)])
        case Link():
            return links.in_words(block)
        case Ask():
            return _ask(block)
        case _:
            assert_never(block)


def _underlined(title: str, line: str) -> str:
    title = words.one_line(title)
    return f"{title}\n{line * min(len(title), 80)}"


def _facts(rows: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{words.one_line(label)}: {words.one_line(value)}" for label, value in rows)


def _ask(block: Ask) -> str:
    question = block.question
    error = [f"{words.PLEASE_CHECK}{words.one_line(block.error)}"] if block.error else []
    answer = [f"   now: {words.one_line(words.answer(question))}"] if question.value else []
    return "\n".join([*error, words.label_with_hint(question), *_options(question), *answer])


def _options(question: Question) -> list[str]:
    return [f"{n}. {words.one_line(option.title)}" for n, option in enumerate(words.options(question), 1)]


def _buttons(buttons: Iterable[Button]) -> str:
    return "\n".join(f"[{n}] {words.one_line(button.title)}" for n, button in enumerate(buttons, 1))
