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
    said = (_folded(b) if folded and isinstance(b, Folded) else block(b) for b in message.blocks())
    return parts([*said, _buttons((*message.buttons(), *message.rating()))])


def _folded(block: Folded) -> str:
    return f"+ {words.one_line(block.title)}"


def parts(said: Iterable[str]) -> str:
    """With an empty line between them; those that are empty are left out."""
    return "\n\n".join(part for part in said if part)


def block(given: Block) -> str:
    """One block on its own."""
    match given:
        case Heading():
            return underlined(given.text, "=" if given.level == 1 else "-")
        case Text():
            return words.shown(given.text).strip()
        case Quote():
            lines = [f"> {line}".rstrip() for line in words.shown(given.text).split("\n")]
            return "\n".join([*lines, *([f"— {words.one_line(given.by)}"] if given.by else [])])
        case FactList():
            return _facts(given.rows)
        case Bullets():
            return "\n".join(f"- {words.one_line(item)}" for item in given.items)
        case Note():
            return f"{words.TONES[given.tone]}: {words.shown(given.text).strip()}"
        case Table():
            rows = (_facts(zip(given.headers, row, strict=True)) for row in given.rows)
            return parts([underlined(given.caption, "-"), *rows])
        case Folded():
            return parts([underlined(given.title, "-"), *(block(inner) for inner in given.blocks)])
        case Link():
            return links.in_words(given)
        case Ask():
            return _ask(given)
        case _:
            assert_never(given)


def underlined(title: str, line: str) -> str:
    title = words.one_line(title)
    return f"{title}\n{line * min(len(title), 80)}"


def _facts(rows: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{words.one_line(label)}: {words.one_line(value)}" for label, value in rows)


def _ask(asked: Ask) -> str:
    question = asked.question
    error = [f"{words.PLEASE_CHECK}{words.one_line(asked.error)}"] if asked.error else []
    answer = [f"   now: {words.one_line(words.answer(question))}"] if question.value else []
    return "\n".join([*error, words.label_with_hint(question), *options(question), *answer])


def options(question: Question) -> list[str]:
    return [f"{n}. {words.one_line(option.title)}" for n, option in enumerate(words.options(question), 1)]


def _buttons(buttons: Iterable[Button]) -> str:
    return "\n".join(f"[{n}] {words.one_line(button.title)}" for n, button in enumerate(buttons, 1))
