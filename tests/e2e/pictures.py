"""The pictures in the README, taken of the real pages: `make pictures`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e.assistant import PROJECT, Assistant
from tests.e2e.person import SENTENCE, Person, answer_lots, open_browser

FOLDER = PROJECT / "docs" / "pictures"
WIDTH = 900
"""Of the window, in pixels; the card has its margins inside it."""
HEIGHT = 900
"""The most of a picture; what is longer is cut below."""


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        assistant = Assistant(Path(folder))
        assistant.start()
        try:
            browser = open_browser(playwright)
            page = browser.new_page(java_script_enabled=False, viewport={"width": WIDTH, "height": HEIGHT})
            amira = Person(page, assistant.address, "Amira Hollis")
            amira.arrive()
            take_all(amira)
            browser.close()
        finally:
            assistant.stop()


def take_all(amira: Person) -> None:
    amira.say(SENTENCE)
    take(amira, "plan")
    answer_lots(amira)
    amira.press("Continue")
    take(amira, "outcomes")
    amira.go_on_to("Check the selection")
    take(amira, "review")
    amira.press("Make the tender pack")
    take(amira, "pack")


def take(person: Person, name: str) -> None:
    """The card alone, from its top, and no more than `HEIGHT` of it."""
    card = person.latest.locator("form")
    card.scroll_into_view_if_needed()
    box = card.bounding_box()
    if box is None:
        raise RuntimeError(f"there is no card to take a picture of for {name}")
    scrolled = box | {"height": min(box["height"], HEIGHT)}
    offset = float(person.page.evaluate("window.scrollY"))
    path = FOLDER / f"{name}.png"
    person.page.screenshot(path=path, full_page=True, clip=scrolled | {"y": box["y"] + offset})
    print(f"{path.relative_to(PROJECT)}: {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
