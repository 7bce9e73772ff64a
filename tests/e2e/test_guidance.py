"""Questions in a browser, and an article that comes as a file and is found a moment later."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.documents import word
from tests.e2e.conftest import Come
from tests.e2e.person import Person

QUESTION = "who gets a zebra permit?"
TOLD = "Carers and people who look after a neighbour may have a zebra permit, which costs nothing."


def as_word(browser: Browser, folder: Path) -> Path:
    file = folder / "zebra permits.docx"
    file.write_bytes(word(("title", "Who gets a zebra permit?"), ("text", TOLD)))
    return file


def as_printed(browser: Browser, folder: Path) -> Path:
    """The same as a browser prints it to a PDF file."""
    file = folder / "zebra permits.pdf"
    context = browser.new_context()
    page = context.new_page()
    page.set_content(f"<title>Permits</title><h1>Who gets a zebra permit?</h1><p>{TOLD}</p>")
    page.pdf(path=file)
    context.close()
    return file


def send(person: Person, file: Path, words: str) -> None:
    person.page.get_by_label("Files (optional)").set_input_files(file)
    person.say(words)


@pytest.mark.parametrize("written", [as_word, as_printed])
def test_an_article_that_comes_as_a_file_is_found_a_moment_after_it_is_published(
    written: object, come: Come, browser: Browser, tmp_path: Path
) -> None:
    amira, sofia = come("Amira Hollis"), come("Sofia Marsh")
    amira.say(QUESTION)
    assert amira.heading == "I hold no answer to that"

    send(sofia, written(browser, tmp_path), "for the guidance")  # type: ignore[operator]
    assert sofia.heading == "About the draft: Who gets a zebra permit?"
    sofia.fill("Sample questions", "Zebra permit for a carer\nWhat does a zebra permit cost?")
    sofia.fill("Source: the document", "Parking handbook")
    sofia.fill("Date of the source", "1 March 2026")
    sofia.fill("When must somebody check it again?", "1 March 2030")
    sofia.press("Save")
    assert TOLD in sofia.text
    sofia.press("Publish")
    assert sofia.heading == "Published: Who gets a zebra permit?"

    amira.say(QUESTION)
    assert amira.heading == "Who gets a zebra permit?"
    assert TOLD in amira.text
    assert "Our summary of: Parking handbook, 1 March 2026" in amira.text
    amira.press("This helped")
    assert "Thank you, your feedback is recorded" in amira.text
