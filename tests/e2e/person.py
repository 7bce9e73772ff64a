"""Somebody at a browser, who reads headings and labels and presses buttons."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, Playwright

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MOST_STEPS = 30
"""A journey that asks for more has lost its way."""

REASON = "They fit this contract."
LONG_ANSWER = "It brings people together and helps them to stay well."


def open_browser(playwright: Playwright) -> Browser:
    """The machine's own Chromium. Raises RuntimeError when there is none."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise RuntimeError("chromium is not installed; `make e2e` installs it")
    return playwright.chromium.launch(executable_path=chromium, args=list(QUIET))


class Person:
    """One of the sample people, in the chat. `looked` is called with every page that comes up."""

    def __init__(self, page: Page, address: str, name: str, looked: Callable[[Page], None] | None = None) -> None:
        self.page = page
        self._address = address
        self._name = name
        self._looked = looked
        page.set_default_timeout(10_000)

    def arrive(self) -> None:
        """To the chat from its list of people, where everything that waits is shown."""
        self.page.goto(f"{self._address}/dev/chat")
        self.page.get_by_role("link", name=self._name, exact=True).click()
        self._look()

    def say(self, words: str) -> None:
        self.page.get_by_label("Your message").fill(words)
        self.page.get_by_role("button", name="Send", exact=True).last.click()
        self._look()

    def press(self, title: str) -> None:
        self.latest.get_by_role("button", name=title, exact=True).click()
        self._look()

    def _look(self) -> None:
        if self._looked is not None:
            self._looked(self.page)

    @property
    def latest(self) -> Locator:
        """The assistant's last message."""
        return self.page.locator("#latest")

    @property
    def heading(self) -> str:
        """The heading of the last message."""
        return self.latest.get_by_role("heading").first.inner_text()

    @property
    def text(self) -> str:
        return self.latest.inner_text()

    @property
    def buttons(self) -> list[str]:
        return self.latest.get_by_role("button").all_inner_texts()

    @property
    def tender(self) -> str:
        """The reference of the tender that the last message is about; that of a copy, not of what was copied."""
        found = re.findall(r"T-[A-Z0-9]{4,12}", self.text)
        if not found:
            raise AssertionError(f"no tender is named in:\n{self.text}")
        return str(found[-1])

    def fill(self, label: str, words: str) -> None:
        self.latest.get_by_label(label).fill(words)

    def choose(self, option: str, group: str = "") -> None:
        where = self.latest.get_by_role("group", name=group) if group else self.latest
        where.get_by_label(option).check()

    def drop(self, option: str, group: str) -> None:
        self.latest.get_by_role("group", name=group).get_by_label(option).uncheck()

    def facts(self) -> dict[str, str]:
        """What is told in pairs: what was understood, what was chosen."""
        pairs = self.latest.locator("dl > div").all()
        return {p.locator("dt").inner_text(): p.locator("dd").inner_text() for p in pairs}

    def table(self, caption: str) -> list[list[str]]:
        """The cells of each row of the table with this caption, without its headings."""
        rows = self.latest.get_by_role("table", name=caption, exact=True).locator("tbody tr").all()
        return [row.locator("th, td").all_inner_texts() for row in rows]

    def answer_what_is_needed(self) -> None:
        """Ticks the tests of a selection and answers the questions of the Act, where this form asks them."""
        for box in self.latest.get_by_role("group", name="Tick each test").get_by_role("checkbox").all():
            box.check()
        for field in self.latest.locator("textarea").all():
            field.fill(LONG_ANSWER)
        for field in self.latest.get_by_label("Why do you choose these measures against the advice?").all():
            field.fill(REASON)
        for consulted in self.latest.get_by_label("Yes, we will consult before the tender starts").all():
            consulted.check()

    def go_on_to(self, heading: str) -> None:
        """Takes what is recommended, until a message with this heading comes up."""
        for _ in range(MOST_STEPS):
            if heading in self.heading:
                return
            self.answer_what_is_needed()
            self.press("Continue")
        raise AssertionError(f"{heading!r} never came; the last message was:\n{self.text}")

    def download(self, link: str) -> Path:
        with self.page.expect_download() as download:
            self.latest.get_by_role("link", name=link, exact=True).click()
        return download.value.path()


SENTENCE = (
    "I'm buying a social connection service for adults in three district lots, about £490,569 for lot 1, "
    "three years from 1 November 2027"
)
SMALLER_FIRMS = "Mostly smaller firms (SMEs) or voluntary and community organisations (VCSEs)"
LOTS: Mapping[int, tuple[str, str]] = {1: ("High Peak", ""), 2: ("Amber Valley", "£310,000"), 3: ("Bolsover", "275k")}
"""Where each lot is delivered and what is written as its value; the sentence gave that of lot 1."""

CARE = "I'm buying home care for adults, £700,000 including VAT, three years from 1 November 2027"
"""One lot that the Social Value Act applies to."""


def answer_lots(person: Person) -> None:
    """The first form of the tender in three lots."""
    for number, (place, value) in LOTS.items():
        person.choose(place, f"Lot {number}: where will it be delivered?")
        if value:
            person.fill(f"Lot {number}: what is its whole-life value", value)
    person.choose("Yes, VAT is included")
    person.choose(SMALLER_FIRMS)


def to_outcomes(person: Person) -> None:
    """A tender of one lot, as far as the choice of its outcomes."""
    person.say(CARE)
    person.choose("The whole county")
    person.choose(SMALLER_FIRMS)
    person.press("Continue")
