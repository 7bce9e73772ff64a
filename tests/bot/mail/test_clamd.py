"""The virus scanner: a server of our own that answers as clamd does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.mail.clamd import Clamd
from bot.mail.reader import Reader
from cards import refused_files
from domain.errors import TryLater
from tests.bot.mail.files import PDF, mail
from tests.bot.mail.post import new_post
from tests.bot.mail.test_reception import SERVER, THEO, body, sent, vouched


async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Reads pieces until the empty one; finds something in whatever says EICAR, and fails on what says BROKEN."""
    assert await reader.readexactly(10) == b"zINSTREAM\0"
    content = b""
    while length := int.from_bytes(await reader.readexactly(4), "big"):
        content += await reader.readexactly(length)
    answer = b"stream: OK\0"
    if b"EICAR" in content:
        answer = b"stream: Eicar-Signature FOUND\0"
    if b"BROKEN" in content:
        answer = b"INSTREAM size limit exceeded. ERROR\0"
    writer.write(answer)
    await writer.drain()
    writer.close()


@pytest.fixture
async def scanner(tmp_path: Path) -> AsyncIterator[Clamd]:
    server = await asyncio.start_unix_server(answering, tmp_path / "clamd")
    yield Clamd(str(tmp_path / "clamd"))
    server.close()


async def test_a_file_with_a_virus_is_refused_by_name_and_the_others_are_taken(scanner: Clamd) -> None:
    reader = Reader(workers=1, scanner=scanner)
    files = (await reader.read(mail(("a.pdf", PDF), ("b.pdf", PDF + b"EICAR" * 30_000)).as_bytes())).files
    await reader.close()
    assert [(file.name, file.taken, file.reason) for file in files] == [
        ("a.pdf", True, ""),
        ("b.pdf", False, refused_files.infected("Eicar-Signature")),
    ]
    assert files[1].content == b""


async def test_the_scanner_of_the_settings_looks_at_the_files_that_come(
    scanner: Clamd, database_url: str, tmp_path: Path
) -> None:
    settings = {"CLAMD": str(tmp_path / "clamd"), "MAIL_AUTHSERV_ID": SERVER}
    post = await new_post(database_url, str(tmp_path / "files"), **settings)
    letter = vouched("Evidence", "Here it is.", THEO)
    letter.add_attachment(PDF + b"EICAR", maintype="application", subtype="pdf", filename="figures.pdf")
    (told,) = await sent(post, letter, THEO)
    await post.app.close()
    assert f"- figures.pdf: {refused_files.infected('Eicar-Signature')}" in body(told)
    assert not (tmp_path / "files").exists()


async def test_without_an_answer_the_mail_waits(scanner: Clamd, tmp_path: Path) -> None:
    with pytest.raises(TryLater, match="size limit exceeded"):
        await scanner.found_in(b"BROKEN")
    with pytest.raises(TryLater, match="FileNotFoundError"):
        await Clamd(str(tmp_path / "nobody")).found_in(b"words")
    with pytest.raises(TryLater, match="ConnectionRefusedError"):
        await Clamd("127.0.0.1:1").found_in(b"words")
