"""The text of a mail, whole without the HTML: every link with its address, every question with its line."""

from __future__ import annotations

from itertools import count

from cards import labels, plain, words
from cards.message import Ask, Block, Folded, Quote
from cards.sheet import Sheet, Thread
from cards.ways import Way
from domain.mail import MARKER, REFERENCE


def body(sheet: Sheet) -> str:
    """Parts with an empty line between them. The first line is `MARKER`, the last names the thread."""
    numbers = count(1)
    said = [_ask(b, next(numbers), sheet.labelled) if isinstance(b, Ask) else _block(b) for b in sheet.blocks]
    wrong = [f"{words.WRONG_PERSON}: {sheet.thread.wrong_person}"] if sheet.thread.wrong_person else []
    return plain.parts([MARKER, *said, *map(_way, sheet.ways), *wrong, reference(sheet.thread)]) + "\n"


def reference(thread: Thread) -> str:
    """The line that names the thread; "" where it has no name yet."""
    return f"{REFERENCE}{thread.reference}" if thread.reference else ""


def _block(block: Block) -> str:
    """As plain text has it, but for somebody's words: lines with ">" are taken for an earlier mail."""
    match block:
        case Quote():
            by = [f"— {words.one_line(block.by)}"] if block.by else []
            return "\n".join([f"“{words.shown(block.text).strip()}”", *by])
        case Folded():
            return plain.parts([plain.underlined(block.title, "-"), *map(_block, block.blocks)])
        case _:
            return plain.block(block)


def _ask(block: Ask, number: int, labelled: bool) -> str:
    question = block.question
    error = [f"{words.PLEASE_CHECK}{words.one_line(block.error)}"] if block.error else []
    now = [f"{words.NOW}: {words.one_line(words.answer(question))}"] if question.value else []
    about = words.label_with_hint(question)
    line = [labels.line(number, question)] if labelled else []
    return "\n".join([*error, about, *plain.options(question), *now, *line])


def _way(way: Way) -> str:
    return "\n".join([way.how, *(f"- {reply}" for reply in way.replies)])
