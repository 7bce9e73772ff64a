"""The HTML of our mails as a mail program shows it: for all readers, in light and in dark, wide and narrow."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Browser

from cards.mail import letter
from cards.sheet import Thread
from tests.cards.examples import EXAMPLES
from tests.e2e.test_pages import check_for_everybody

KINDS = [
    "answer",
    "confirm-words",
    "pack-ready",
    "plan-brief",
    "plan-outcomes",
    "ticket-by-mail",
    "ticket-settled",
    "undelivered",
    "words-recorded",
]
"""One mail of each kind: an answer with sources, words to confirm, the tender pack, forms, tickets, reports."""

LANDMARKS = ("landmark-one-main", "region")
"""A mail is shown inside a mail program's page, which has the landmarks; a second main would mislead."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_mail_is_for_everybody(browser: Browser, kind: str, scheme: Literal["light", "dark"]) -> None:
    page = browser.new_page(color_scheme=scheme)
    page.set_content(letter(EXAMPLES[kind], Thread("SV-7KQ2M4", wrong_person="https://council.example/w/x")).html)
    check_for_everybody(page, without=LANDMARKS)
    page.close()
