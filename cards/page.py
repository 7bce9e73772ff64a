"""A message as HTML: semantic, escaped throughout, and usable without a script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never
from urllib.parse import parse_qsl, urlencode

from markupsafe import Markup

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
from domain.question import Kind, Option, Question

WITH_ANSWERS = "_send"
"""Name of a button that sends the form's answers along."""

ALONE = "_press"
"""Name of a button that sends only itself."""

TITLE = "_title"
"""Name under which a pressed button sends its title, for the transcript."""


def fragment(message: Message) -> str:
    """The message for a page that has an h1 of its own.

    Inputs and buttons belong to the form that the page puts around the fragment (method post), so that the
    page can add to it what it must know; read what was sent with `pressed`. No element has an id, so any
    number of fragments can share a page.
    """
    blocks = join(_block(block) for block in message.blocks())
    buttons = join(_button(button) for button in (*message.buttons(), *message.rating()))
    row = Markup('<p class="buttons">{}</p>').format(buttons) if buttons else Markup("")
    return str(Markup('<div class="message">{}{}</div>').format(blocks, row))


def pressed(form: Mapping[str, list[str]]) -> tuple[str, dict[str, str]]:
    """The verb and the fields that a form with a fragment in it sent; ("", {}) when no button was pressed.

    Several values of one name are joined by ",", as `domain.question.Kind.CHOICES` is stored. What the
    button carries counts over an answer of the same name. The button's title is there too, under `TITLE`.
    """
    name = WITH_ANSWERS if WITH_ANSWERS in form else ALONE
    carried = dict(parse_qsl(form[name][0], keep_blank_values=True)) if form.get(name) else {}
    answers = {key: ",".join(filter(None, values)) for key, values in form.items() if key not in (WITH_ANSWERS, ALONE)}
    verb = carried.pop("verb", "")
    return verb, {**(answers if name == WITH_ANSWERS else {}), **carried}


def _block(block: Block) -> Markup:
    match block:
        case Heading():
            return Markup("<h{0}>{1}</h{0}>").format(block.level + 1, words.one_line(block.text))
        case Text():
            return paragraphs(block.text, "subtle" if block.subtle else "")
        case Quote():
            return quote(block)
        case FactList():
            return facts(block)
        case Bullets():
            return bullets(block)
        case Note():
            return note(block)
        case Table():
            return _table(block)
        case Folded():
            inner = join(_block(inner) for inner in block.blocks)
            title = words.one_line(block.title)
            return Markup("<details><summary>{}</summary>{}</details>").format(title, inner)
        case Link():
            return link(block)
        case Ask():
            return _ask(block)
        case _:
            assert_never(block)


def join(parts: Iterable[Markup]) -> Markup:
    return Markup("\n").join(parts)


def paragraphs(text: str, look: str = "") -> Markup:
    pattern = Markup('<p class="{}">%s</p>').format(look) if look else Markup("<p>%s</p>")
    return join(pattern % line for line in words.shown(text).split("\n") if line.strip())


def quote(block: Quote) -> Markup:
    by = Markup("<footer>— {}</footer>").format(words.one_line(block.by)) if block.by else Markup("")
    return Markup("<blockquote>{}{}</blockquote>").format(paragraphs(block.text), by)


def note(block: Note) -> Markup:
    pattern = Markup('<div role="note" class="note {}"><p><strong>{}:</strong></p>{}</div>')
    return pattern.format(block.tone.value, words.TONES[block.tone], paragraphs(block.text))


def facts(block: FactList) -> Markup:
    rows = ((words.one_line(label), words.one_line(value)) for label, value in block.rows)
    return Markup("<dl>{}</dl>").format(join(Markup("<div><dt>%s</dt><dd>%s</dd></div>") % row for row in rows))


def bullets(block: Bullets) -> Markup:
    items = join(Markup("<li>{}</li>").format(words.one_line(item)) for item in block.items)
    return Markup("<ul>{}</ul>").format(items)


def _table(block: Table) -> Markup:
    heads = join(Markup('<th scope="col">{}</th>').format(words.one_line(header)) for header in block.headers)
    rows = join(table_row(row) for row in block.rows)
    # A wide table scrolls inside its own box, which the keyboard must be able to reach.
    return Markup(
        '<div class="scroll" role="group" aria-label="{0}" tabindex="0"><table><caption>{0}</caption>'
        "<thead><tr>{1}</tr></thead><tbody>{2}</tbody></table></div>"
    ).format(words.one_line(block.caption), heads, rows)


def table_row(row: Iterable[str]) -> Markup:
    """A table can have hundreds of cells: a percent sign takes a third of the time of `format`, and escapes as well."""
    first, *others = (words.one_line(cell) for cell in row)
    cells = join(Markup("<td>%s</td>") % cell for cell in others)
    return Markup('<tr><th scope="row">%s</th>%s</tr>') % (first, cells)


def link(block: Link) -> Markup:
    if not links.allowed(block.url):
        return paragraphs(links.in_words(block))
    return Markup('<p><a href="{}" rel="noopener noreferrer">{}</a></p>').format(block.url, links.name(block))


def _ask(block: Ask) -> Markup:
    """Hint and error stand inside the label or legend, so that they are read out with it."""
    question = block.question
    error = Markup('<span class="error">{}{}</span>').format(words.PLEASE_CHECK, words.one_line(block.error))
    hint = Markup('<span class="hint">{}</span>').format(words.hint(question))
    about = Markup('<span class="label">{}</span>{}{}').format(
        words.label(question), hint if words.hint(question) else "", error if block.error else ""
    )
    invalid = Markup(' aria-invalid="true"') if block.error else Markup("")
    if question.kind in words.CHOSEN:
        return _choices(question, about)
    # Not `required`: the assistant itself asks back, in words, and keeps the rest.
    if question.kind is Kind.LONG_TEXT:
        field = Markup('<textarea name="{}" rows="5"{}>\n{}</textarea>')
    else:
        field = Markup('<input type="text" name="{}"{} value="{}" autocomplete="off">')
    filled = field.format(question.key, invalid, words.answer(question))
    return Markup('<label class="question">{}{}</label>').format(about, filled)


def _choices(question: Question, about: Markup) -> Markup:
    several = question.kind is Kind.CHOICES
    chosen = question.value.split(",") if several else [question.value]
    options = join(_option(question.key, option, several, option.value in chosen) for option in words.options(question))
    # The empty field says that the question was there when nothing in it is chosen.
    empty = Markup('<input type="hidden" name="{}" value="">').format(question.key)
    return Markup('<fieldset class="question"><legend>{}</legend>{}{}</fieldset>').format(about, empty, options)


def _option(name: str, option: Option, several: bool, chosen: bool) -> Markup:
    return Markup('<label class="option"><input type="{}" name="{}" value="{}"{}> <span>{}</span></label>').format(
        "checkbox" if several else "radio",
        name,
        option.value,
        Markup(" checked") if chosen else "",
        words.one_line(option.title),
    )


def _button(button: Button) -> Markup:
    return Markup('<button type="submit" name="{}" value="{}" class="{}">{}</button>').format(
        WITH_ANSWERS if button.sends_answers else ALONE,
        urlencode({**words.carried(button), TITLE: words.one_line(button.title)}),
        "main" if button.main else "other",
        words.one_line(button.title),
    )
