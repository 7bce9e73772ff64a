"""Files that suppliers send: where they are kept, and how a person gets at them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from uuid import uuid4

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.mail.files import FileStore
from bot.tokens import LINKS_LAST
from cards import set_aside
from domain.mail import MailSource, MailState, RawMail
from tests.bot.mail.files import PDF
from tests.bot.mail.post import MAILBOX, Post, later
from tests.bot.mail.test_reception import SOFIA, THEO, body, outside, sent, to, vouched

__all__ = ["outside"]

HOURS, PLACES = b"name,hours\nA,12\n", b"place,people\nBuxton,3\n"


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    """On disk, and with another of the systems that fsspec knows."""
    return FileStore(str(tmp_path / "files") if request.param == "folder" else f"memory://{uuid4().hex}")


async def test_a_file_is_kept_by_its_digest_and_read_back(store: FileStore) -> None:
    digest = await store.keep(HOURS)
    assert digest == hashlib.sha256(HOURS).hexdigest()
    assert await store.read(digest) == HOURS
    assert await store.keep(HOURS) == digest
    assert await store.keep(PLACES) != digest
    assert (await store.read(digest), await store.keep(b"")) == (HOURS, hashlib.sha256(b"").hexdigest())


async def test_a_file_that_was_never_kept_is_not_there(store: FileStore) -> None:
    with pytest.raises(FileNotFoundError):
        await store.read("0" * 64)


async def test_the_same_bytes_lie_on_disk_once_and_nothing_half_written_is_left(tmp_path: Path) -> None:
    store = FileStore(str(tmp_path))
    digest = await store.keep(HOURS)
    await store.keep(HOURS)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / digest[:2] / digest]


async def fetched(post: Post, link: str) -> tuple[int, bytes, dict[str, str]]:
    path = "/files/" + link.rpartition("/files/")[2]
    async with TestClient(TestServer(post.app.web_application())) as client, client.get(path) as got:
        return got.status, await got.read(), dict(got.headers)


def links(text: str) -> list[str]:
    return [word for word in text.split() if "/files/" in word]


async def test_each_file_of_a_supplier_is_a_link_on_the_ticket(outside: Post) -> None:
    mail = vouched("Evidence", "Here it is.", THEO)
    mail.add_attachment(HOURS, maintype="text", subtype="csv", filename="figures.csv")
    mail.add_attachment(b"MZ" + bytes(200), maintype="text", subtype="csv", filename="figures.csv")
    mail.add_attachment(PLACES, maintype="text", subtype="csv", filename="figures.csv")
    mail.add_attachment(PDF, maintype="text", subtype="html", filename="größe.pdf")
    mails = await sent(outside, mail, THEO)
    assert links(body(to(mails, THEO))) == []
    asked = body(to(mails, SOFIA))
    assert "Files that came with it:" in asked
    found = [await fetched(outside, link) for link in links(asked)]
    assert [(status, content, headers["Content-Type"]) for status, content, headers in found] == [
        (200, HOURS, "text/csv"),
        (200, PLACES, "text/csv"),
        (200, PDF, "application/pdf"),
    ]
    assert [headers["Content-Disposition"] for _, _, headers in found] == [
        "attachment; filename*=UTF-8''figures.csv",
        "attachment; filename*=UTF-8''figures.csv",
        "attachment; filename*=UTF-8''gr%C3%B6%C3%9Fe.pdf",
    ]
    assert {headers["X-Content-Type-Options"] for _, _, headers in found} == {"nosniff"}
    (came,) = [mail for mail in await outside.came() if mail.understood["from"] == THEO]
    kept = [hashlib.sha256(content).hexdigest() for content in (HOURS, PLACES, PDF)]
    assert [file["digest"] for file in came.understood["files"]] == [kept[0], "", *kept[1:]]


async def test_the_link_of_a_file_ends_and_one_that_is_gone_says_so(outside: Post, tmp_path: Path) -> None:
    mail = vouched("Evidence", "Here it is.", THEO)
    mail.add_attachment(HOURS, maintype="text", subtype="csv", filename="hours.csv")
    (link,) = links(body(to(await sent(outside, mail, THEO), SOFIA)))
    digest = hashlib.sha256(HOURS).hexdigest()
    (tmp_path / digest[:2] / digest).unlink()
    status, content, _ = await fetched(outside, link)
    assert (status, b"This file is not kept any more." in content) == (409, True)
    later(outside, seconds=LINKS_LAST.total_seconds() + 60)
    assert (await fetched(outside, link))[0] == 410


async def test_a_mail_that_was_cut_off_is_set_aside_whenever_it_is_read(outside: Post) -> None:
    mail = vouched("Evidence", "Here it is.", THEO)
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="figures.pdf")
    begun = RawMail(MAILBOX, mail.as_bytes()[:-60], THEO, (), outside.clock(), MailSource.IMAP, cut=True)
    await outside.office.receiver.keep(begun)
    await outside.settle()
    (came,) = await outside.came()
    await outside.app.store.write(lambda tx: tx.read_mail_again(came.id, outside.clock()))
    await outside.settle()
    (came,) = await outside.came()
    assert (came.state, came.reason, came.understood["from"]) == (MailState.SET_ASIDE, set_aside.TOO_BIG, THEO)
    assert await outside.mails() == []


async def test_nothing_is_kept_of_the_files_of_a_stranger(outside: Post, tmp_path: Path) -> None:
    stranger = "kim@elsewhere.example"
    mail = vouched("Evidence", "Here it is.", stranger)
    mail.add_attachment(HOURS, maintype="text", subtype="csv", filename="hours.csv")
    await sent(outside, mail, stranger)
    assert [mail.state for mail in await outside.came()] == [MailState.SET_ASIDE]
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.read_bytes() == HOURS] == []
