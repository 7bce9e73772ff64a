"""Signed addresses: whoever holds one reads that one document until it ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tokens import LINKS_LAST, BadToken, OldToken, Tokens

NOW = datetime(2026, 11, 22, 14, tzinfo=UTC)
TOKENS = Tokens(("a secret of some length",))


def test_a_token_says_what_it_is_for() -> None:
    assert TOKENS.read(TOKENS.make("pack.docx", "T-4K7QX", NOW), NOW) == ("pack.docx", "T-4K7QX")


def test_a_token_ends_after_a_week() -> None:
    token = TOKENS.make("pack.docx", "T-4K7QX", NOW)
    assert TOKENS.read(token, NOW + LINKS_LAST) == ("pack.docx", "T-4K7QX")
    with pytest.raises(OldToken):
        TOKENS.read(token, NOW + LINKS_LAST + timedelta(seconds=1))


def test_every_changed_letter_is_noticed() -> None:
    token = TOKENS.make("pack.docx", "T-4K7QX", NOW)
    body = token.index(".")
    for place in range(body):
        other = "A" if token[place] != "A" else "B"
        with pytest.raises(BadToken):
            TOKENS.read(token[:place] + other + token[place + 1 :], NOW)


def test_another_secret_does_not_open_it_and_an_earlier_one_does() -> None:
    token = TOKENS.make("pack.docx", "T-4K7QX", NOW)
    with pytest.raises(BadToken):
        Tokens(("another secret",)).read(token, NOW)
    rotated = Tokens(("another secret", "a secret of some length"))
    assert rotated.read(token, NOW) == ("pack.docx", "T-4K7QX")


@given(st.text())
def test_anything_else_is_no_token(text: str) -> None:
    with pytest.raises(BadToken):
        TOKENS.read(text, NOW)
