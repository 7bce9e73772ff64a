"""Documents read in a child: what they hold comes back, and what is made to do harm is refused with a reason."""

from __future__ import annotations

import logging

import pytest

from bot.limited import Limited
from bot.reading import DocumentReader
from domain.conversation import SentFile
from domain.document import LARGEST_FILE, TOO_MUCH, ReadDocument
from tests import documents


async def read(*files: tuple[str, bytes]) -> tuple[ReadDocument, ...]:
    return await DocumentReader(Limited()).read([SentFile(name, "", content) for name, content in files])


async def test_files_are_read_in_order_and_a_bomb_takes_no_other_with_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "assistant.reading")
    note = documents.word(("title", "Permits"), ("text", "They are free – £0."))
    found = await read(("note\n.docx", note), ("bomb.pdf", documents.pdf_bomb()), ("a.md", b"\n"))
    assert found == (
        ReadDocument("note .docx", "Permits", "They are free – £0."),
        ReadDocument("bomb.pdf", refused=TOO_MUCH),
        ReadDocument("a.md", refused="It is empty."),
    )
    assert [message.partition(":")[0] for message in caplog.messages] == ["a document could not be read"]


async def test_what_is_too_large_or_too_many_is_not_even_looked_at() -> None:
    small, large = (("a.md", b"Words"),) * 5, (("b.md", b"x" * (LARGEST_FILE + 1)), ("c.md", b"Words"))
    assert [d.refused for d in await read(*small, *large[1:])] == [""] * 5 + [
        "I read 5 files at a time. Please send it again by itself."
    ]
    assert [d.refused for d in await read(large[0])] == ["It is larger than 10 MB."]
