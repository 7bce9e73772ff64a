"""Words that try to become something else, put wherever a message holds words; and what must then hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from html.parser import HTMLParser
from typing import Any

from cards import adaptive, page, plain
from cards.mail import MOST_BYTES, letter
from cards.message import Message
from cards.sheet import Thread
from domain.question import Option
from tests.cards.rules import is_accessible, is_safe, is_valid

HOSTILE = {
    "quotes": '"}],"actions":[{\'`',
    "markdown": "**bold** _it_ [pay here](https://evil.example) ![i](https://evil.example/i.png) `code` ~~gone~~",
    "line starts": "# heading\n- point\n1. first\n> quote\n\n| a | b |",
    "mention": '<at>Everyone</at> <at id="0">x</at> &lt;at&gt;',
    "markup": "</p></div><script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a>",
    "attribute": '" onfocus=alert(1) autofocus x="',
    "address": "https://evil.example www.evil.example javascript:alert(1) mailto:x@evil.example",
    "template": "{{ 7 * 7 }} {% raw %} ${title} {0} {x} {{DATE(2026-11-22T00:00:00Z)}} %s",
    "sql": "'; DROP TABLE tenders; --",
    "direction": "safe\u202egnp.exe \u2066x\u2069",
    "control": "a\x00b\x07c\x1b[31md\ud800e\x85f\r\ng",
    "emoji": "👩‍🚒🏴󠁧󠁢󠁥󠁮󠁧󠁿é",
    "long": "W" * 10_000,
    "long emoji": "👩‍🚒" * 3_000,
    "long quotes": '"\\*' * 3_000,
}

OURS = frozenset({"ref", "key", "id", "verb", "fields", "stage", "tender_ref", "send", "gaps"}) | frozenset(
    {"direction", "priority_id", "most_relevant", "rarely_relevant"}
)
"""Fields that only we fill, with codes of our own, and the codes of a Framework, which its reader checks."""


def with_words(value: Any, words: str, keep: frozenset[str] = OURS) -> Any:
    """The same message, or part of one, with `words` for every string in it; fields named in `keep` stay."""
    match value:
        case Enum():
            return value
        case str():
            return words
        case tuple() | list() | frozenset():
            return type(value)(with_words(part, words, keep) for part in value)
        case Mapping():
            return {key: with_words(part, words, keep) for key, part in value.items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            held = keep | {"value"} if isinstance(value, Option) else keep
            changed = {
                f.name: with_words(getattr(value, f.name), words, keep) for f in fields(value) if f.name not in held
            }
            return replace(value, **changed)
        case _:
            return value


def check(message: Message, words: str, keep: frozenset[str] = OURS) -> None:
    """All that must hold in every rendering when somebody's words are hostile."""
    hostile: Message = with_words(message, words, keep)
    card = adaptive.card(hostile)
    is_valid(card)
    is_safe(card)
    is_accessible(card, unique_titles=False)
    lines = [line for line in words.replace("\r", "").split("\n") if line.strip()]
    harmless: Message = with_words(message, "\n".join("x" for _ in lines), keep)
    assert elements(page.fragment(hostile)) == elements(page.fragment(harmless))
    assert "evil" not in "".join(addresses(page.fragment(hostile)))
    text = plain.text(hostile)
    _check_mail(hostile, harmless, words)
    assert [c for c in text if (not c.isprintable() and c not in "\n\u200d\U000e007f") and ord(c) < 0xE0000] == []
    assert [c for c in "\u202e\u2066\u2069" if c in text + page.fragment(hostile) + str(card)] == []


def _check_mail(hostile: Message, harmless: Message, words: str) -> None:
    """The same for the mail, whose subject holds words too."""
    thread = Thread("SV-7KQ2M4", answers=words, wrong_person="https://council.example/x")
    mail, calm = letter(hostile, thread), letter(harmless, thread)
    if len(words) < 1_000:  # a longer one may be cut
        assert elements(mail.html) == elements(calm.html)
    assert "evil" not in "".join(addresses(mail.html))
    shown = mail.subject + mail.text.replace("\n", "")
    assert [c for c in shown if (not c.isprintable() and c not in "\u200d\U000e007f") and ord(c) < 0xE0000] == []
    assert [c for c in "\u202e\u2066\u2069" if c in shown + mail.html] == []
    assert len(mail.html.encode()) <= MOST_BYTES


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action")]

    def handle_endtag(self, tag: str) -> None:
        self.elements.append((f"/{tag}", ()))

    def handle_comment(self, data: str) -> None:
        self.elements.append(("comment", ()))


def elements(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """Every tag in order with the names of its attributes: what a browser would make of it."""
    return _read(html).elements


def addresses(html: str) -> list[str]:
    return _read(html).addresses


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader
