"""A real browser, a real process, and a database of its own for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.assistant import Assistant
from tests.e2e.person import Person, open_browser

Come = Callable[..., Person]
"""Somebody comes, by name, in a window of their own; `scripts=True` where scripts may run."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = open_browser(playwright)
        yield browser
        browser.close()


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    """It must end cleanly, and must have logged no error, in every test."""
    assistant = Assistant(tmp_path)
    assistant.start()
    try:
        yield assistant
    finally:
        code = assistant.stop()
    assert code == 0
    assert '"level": "ERROR"' not in assistant.log


@pytest.fixture
def come(browser: Browser, assistant: Assistant) -> Iterator[Come]:
    contexts = []

    def arrive(name: str, *, scripts: bool = False, looked: Callable[[Page], None] | None = None) -> Person:
        size = {"width": 1000, "height": 900}
        contexts.append(browser.new_context(java_script_enabled=scripts, viewport=size))  # type: ignore[arg-type]
        person = Person(contexts[-1].new_page(), assistant.address, name, looked)
        person.arrive()
        return person

    yield arrive
    for context in contexts:
        context.close()
