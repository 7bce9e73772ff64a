"""Every message, in every rendering: as it was when it was last read, valid, accessible, and safe."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cards import adaptive, page, plain
from cards.mail import Letter, letter
from cards.sheet import Thread
from tests.cards.examples import EXAMPLES, RICHEST
from tests.cards.hostile import HOSTILE, check
from tests.cards.rules import is_accessible, is_safe, is_valid

GOLDEN = Path(__file__).with_name("golden")
NAMES = sorted(EXAMPLES)
THREAD = Thread("SV-7KQ2M4")


def written(mail: Letter) -> str:
    """A mail as it is read without its HTML, whose words are the same."""
    return f"Subject: {mail.subject}\n\n{mail.text}"


@pytest.mark.parametrize("name", NAMES)
def test_reads_as_before(name: str, rewrite: bool) -> None:
    message = EXAMPLES[name]
    found = {
        "json": json.dumps(adaptive.card(message), ensure_ascii=False, indent=1) + "\n",
        "html": page.fragment(message) + "\n",
        "txt": plain.text(message) + "\n",
        "mail": written(letter(message, THREAD)),
    }
    if rewrite:
        for kind, text in found.items():
            (GOLDEN / f"{name}.{kind}").write_text(text, encoding="utf-8")
    assert found == {kind: (GOLDEN / f"{name}.{kind}").read_text(encoding="utf-8") for kind in found}


def test_every_golden_file_has_its_message() -> None:
    expected = {f"{name}.{kind}" for name in NAMES for kind in ("json", "html", "txt", "mail")}
    assert {path.name for path in GOLDEN.iterdir()} == expected


@pytest.mark.parametrize("name", NAMES)
def test_card_is_valid_safe_and_accessible(name: str) -> None:
    card = adaptive.card(EXAMPLES[name])
    is_valid(card)
    is_safe(card)
    is_accessible(card)


LISTS = {(name, "line starts") for name in ("article-read", "article-found", "draft-changes")}
"""An article may hold lists, and a draft shows them; what else it may hold is tested with `domain.prose`."""


@pytest.mark.parametrize(("name", "kind"), [(n, k) for n in RICHEST for k in HOSTILE if (n, k) not in LISTS])
def test_hostile_words_stay_words(name: str, kind: str) -> None:
    check(EXAMPLES[name], HOSTILE[kind])
