"""The HTML of a mail: readable in programs that render like a word processor, in the dark, and read aloud."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import count
from pathlib import Path
from typing import assert_never

from css_inline import CSSInliner
from markupsafe import Markup

from cards import labels, page, words
from cards.mail_text import reference
from cards.message import Ask, Block, Bullets, FactList, Folded, Heading, Link, Note, Quote, Table, Text
from cards.sheet import Sheet, Thread
from cards.ways import Way
from domain.mail import MARKER

_DARK = """@media (prefers-color-scheme: dark) {
body, .all { background-color: #14191c !important; }
.sheet, h1, h2, h3 { background-color: #1e2529 !important; color: #f0f3f2 !important; }
a { color: #8cc4ec !important; }
.subtle, blockquote footer { color: #c3ccca !important; }
.error { color: #ffb3a6 !important; }
}"""

_FRAME = Markup(
    """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{title}</title>
<style>{dark}</style>
</head>
<body>
<table class="all" role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<div class="sheet">
{main}
</div>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</body>
</html>
"""
)


def document(sheet: Sheet) -> str:
    """The whole document, its style on every element."""
    numbers = count(1)
    said = [
        _ask(block, next(numbers), sheet.labelled) if isinstance(block, Ask) else _block(block, min(2, place))
        for place, block in enumerate(sheet.blocks, 1)
    ]
    parts = [page.paragraphs(MARKER, "subtle"), *said, *map(_way, sheet.ways), _end(sheet.thread)]
    return _inliner().inline(str(_FRAME.format(title=sheet.subject, dark=_DARK, main=page.join(parts))))


@cache
def _inliner() -> CSSInliner:
    style = Path(__file__).with_name("mail.css").read_text(encoding="utf-8")
    return CSSInliner(inline_style_tags=False, keep_style_tags=True, load_remote_stylesheets=False, extra_css=style)


def _block(block: Block, highest: int = 2) -> Markup:
    """`highest` is the level that a heading may have here: there is one h1 in a mail, its first part."""
    match block:
        case Heading():
            return _heading(block.text, max(block.level, highest))
        case Text():
            return page.paragraphs(block.text, "subtle" if block.subtle else "")
        case Quote():
            return page.quote(block)
        case FactList():
            return page.facts(block)
        case Bullets():
            return page.bullets(block)
        case Note():
            return page.note(block)
        case Table():
            return _table(block)
        case Folded():
            return page.join([_heading(block.title, 2), *map(_block, block.blocks)])
        case Link():
            return page.link(block)
        case Ask():
            raise AssertionError("a question is numbered")
        case _:
            assert_never(block)


def _heading(text: str, level: int) -> Markup:
    return Markup("<h{0}>{1}</h{0}>").format(level, words.one_line(text))


def _table(block: Table) -> Markup:
    heads = page.join(Markup('<th scope="col">{}</th>').format(words.one_line(header)) for header in block.headers)
    rows = page.join(page.table_row(row) for row in block.rows)
    return Markup(
        '<table class="data"><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>'
    ).format(words.one_line(block.caption), heads, rows)


def _ask(block: Ask, number: int, labelled: bool) -> Markup:
    question = block.question
    about = [page.paragraphs(words.label_with_hint(question), "question")]
    if block.error:
        about.append(page.paragraphs(f"{words.PLEASE_CHECK}{words.one_line(block.error)}", "error"))
    if words.options(question):
        about.append(_numbered(option.title for option in words.options(question)))
    if question.value:
        about.append(page.paragraphs(f"{words.NOW}: {words.one_line(words.answer(question))}"))
    if labelled:
        about.append(page.paragraphs(labels.line(number, question), "line"))
    return page.join(about)


def _numbered(titles: Iterable[str]) -> Markup:
    items = page.join(Markup("<li>%s</li>") % words.one_line(title) for title in titles)
    return Markup("<ol>{}</ol>").format(items)


def _way(way: Way) -> Markup:
    replies = page.bullets(Bullets(way.replies)) if way.replies else Markup("")
    return page.join([page.paragraphs(way.how), replies])


def _end(thread: Thread) -> Markup:
    """Where to say that it is not for you, and the line that names the thread."""
    wrong = page.link(Link(words.WRONG_PERSON, thread.wrong_person)) if thread.wrong_person else Markup("")
    return page.join([wrong, page.paragraphs(reference(thread), "end subtle")])
