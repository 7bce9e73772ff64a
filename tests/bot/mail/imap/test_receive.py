"""What arrives in a mailbox by IMAP is kept once, whatever the server does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import trustme

from bot.mail.imap.receive import ImapSource
from bot.mail.imap.session import Session, Unreadable
from bot.mail.imap.settings import ImapSettings
from domain.mail import MailSource, RawMail
from tests.bot.mail.imap.server import PASSWORD, USER, Pymap
from tests.bot.mail.parts import KeptMail, Remembered, raw_mail

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
MAILBOX = "assistant@council.example"


class Reader:
    """Our end of the mailbox. `again` is a new process with what outlasted the old one."""

    def __init__(self, port: int) -> None:
        self.settings = ImapSettings(MAILBOX, "127.0.0.1", USER, PASSWORD, port, security="none", poll=600)
        self.inbox, self.memory = KeptMail(), Remembered()
        self.came = asyncio.Event()
        self.inbox.at_keep = self.came.set
        self.again()

    def again(self, **changes: Any) -> None:
        self.settings = replace(self.settings, **changes)
        self.source = ImapSource(self.settings, self.inbox, self.memory, now=lambda: NOW, random=lambda: 0)

    async def once(self) -> None:
        """Connects, reads what is there, and ends."""
        self.again()
        session = await asyncio.to_thread(Session, self.settings)
        try:
            await self.source.read(session)
        finally:
            session.close()

    async def until(self, subjects: list[str]) -> None:
        while self.inbox.subjects() != subjects:
            self.came.clear()
            await asyncio.wait_for(self.came.wait(), 20)


@pytest.fixture(scope="module")
def running() -> Iterator[Pymap]:
    server = Pymap()
    server.start()
    yield server
    server.kill()


@pytest.fixture
def server(running: Pymap) -> Pymap:
    running.empty()
    return running


@pytest.fixture
async def reader(server: Pymap) -> AsyncIterator[Reader]:
    yield Reader(server.port)


async def deliver(server: Pymap, *subjects: str) -> None:
    await asyncio.to_thread(server.deliver, *map(raw_mail, subjects))


async def subjects(server: Pymap, folder: str) -> list[str]:
    return await asyncio.to_thread(server.subjects, folder)


async def test_what_is_there_is_kept_whole_and_moved(server: Pymap, reader: Reader) -> None:
    await deliver(server, "Apprentices", "Trees")
    await reader.once()
    assert reader.inbox.mails == [
        RawMail(MAILBOX, raw_mail(subject), "", (), NOW, MailSource.IMAP) for subject in ("Apprentices", "Trees")
    ]
    assert await subjects(server, "INBOX") == []
    assert await subjects(server, "Processed") == ["Apprentices", "Trees"]


async def test_without_a_folder_to_move_to_each_message_is_read_once(server: Pymap, reader: Reader) -> None:
    reader.again(processed_folder="")
    await deliver(server, "One", "Two")
    await reader.once()
    await reader.once()
    await deliver(server, "Three")
    await reader.once()
    assert (reader.inbox.subjects(), reader.inbox.offered) == (["One", "Two", "Three"], 3)
    assert await subjects(server, "INBOX") == ["One", "Two", "Three"]


async def test_the_server_tells_us_that_something_came(server: Pymap, reader: Reader) -> None:
    running = asyncio.create_task(reader.source.run())
    await deliver(server, "One")
    await reader.until(["One"])
    await deliver(server, "Two")
    await reader.until(["One", "Two"])
    reader.source.stop()
    await asyncio.wait_for(running, 10)
    assert await subjects(server, "INBOX") == []


async def test_a_server_that_tells_nothing_is_asked(
    server: Pymap, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Session, "tells", False)
    reader.again(poll=0.01)
    running = asyncio.create_task(reader.source.run())
    await deliver(server, "One")
    await reader.until(["One"])
    await deliver(server, "Two")
    await reader.until(["One", "Two"])
    reader.source.stop()
    await asyncio.wait_for(running, 10)


async def test_a_server_that_was_killed_is_found_again_and_its_new_numbers_are_heeded(
    reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    server = Pymap()
    server.start()
    reader.again(port=server.port, processed_folder="")
    running = asyncio.create_task(reader.source.run())
    await deliver(server, "One", "Two")
    await reader.until(["One", "Two"])
    server.kill()
    server.start()
    await deliver(server, "Three")
    await reader.until(["One", "Two", "Three"])
    reader.source.stop()
    await asyncio.wait_for(running, 10)
    server.kill()
    said = [r.message for r in caplog.records if r.levelname == "WARNING"]
    assert said == ["the server has numbered the mailbox anew; all of it is read again"]


async def test_nothing_is_passed_over_while_the_database_is_away(server: Pymap, reader: Reader) -> None:
    await deliver(server, "One", "Two", "Three")
    reader.inbox.at_keep = lambda: setattr(reader.inbox, "away", 1 if len(reader.inbox.mails) == 1 else 0)
    with pytest.raises(Exception, match="the database is away"):
        await reader.once()
    reader.inbox.at_keep = bool
    assert await subjects(server, "INBOX") == ["One", "Two", "Three"]
    await reader.once()
    assert reader.inbox.subjects() == ["One", "Two", "Three"]
    assert await subjects(server, "INBOX") == []


async def test_a_process_that_dies_before_moving_moves_the_next_time(server: Pymap, reader: Reader) -> None:
    await deliver(server, "One", "Two")
    reading = asyncio.create_task(reader.once())
    reader.inbox.at_keep = reading.cancel
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert await subjects(server, "INBOX") == ["One", "Two"]
    reader.inbox.at_keep = bool
    await reader.once()
    # What came by IMAP has no id of its source; the bytes tell that it is known.
    assert reader.inbox.offered == 3
    assert await subjects(server, "INBOX") == []


async def test_a_message_that_is_too_large_is_kept_cut_off_and_says_so(server: Pymap, reader: Reader) -> None:
    whole = raw_mail("Photographs", "x" * 100_000)
    reader.again(most_bytes=1000)
    await asyncio.to_thread(server.deliver, whole)
    await reader.once()
    assert [(mail.raw, mail.cut) for mail in reader.inbox.mails] == [(whole[:1000], True)]


async def test_a_message_that_is_just_as_large_as_may_be_is_whole(server: Pymap, reader: Reader) -> None:
    whole = raw_mail("Photographs", "x" * 1000)
    reader.again(most_bytes=len(whole))
    await asyncio.to_thread(server.deliver, whole)
    await reader.once()
    assert [(mail.raw, mail.cut) for mail in reader.inbox.mails] == [(whole, False)]


async def test_a_message_that_the_server_does_not_give_holds_up_the_others_only_for_a_while(
    server: Pymap, reader: Reader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await deliver(server, "One", "Two")
    session = await asyncio.to_thread(Session, reader.settings)
    (broken, _), given = session.new_uids(0), session.raw

    def raw(uid: int) -> bytes | None:
        if uid == broken:
            raise Unreadable("NO corrupt")
        return given(uid)

    monkeypatch.setattr(session, "raw", raw)
    for _ in range(4):
        with pytest.raises(Unreadable):
            await reader.source.read(session)
    await reader.source.read(session)
    session.close()
    assert reader.inbox.subjects() == ["Two"]
    assert await subjects(server, "INBOX") == ["One"]
    assert [r.message for r in caplog.records] == ["a message cannot be read and stays in its folder: NO corrupt"]


async def test_a_message_that_was_deleted_meanwhile_is_no_trouble(server: Pymap, reader: Reader) -> None:
    await deliver(server, "One")
    session = await asyncio.to_thread(Session, reader.settings)
    (uid,) = session.new_uids(0)
    assert session.raw(uid + 1) is None
    session.close()


async def test_a_wrong_password_is_told(server: Pymap, reader: Reader) -> None:
    reader.again(password="another")
    await reader.source.rounds.once()
    assert reader.source.rounds.told.startswith("MailboxLoginError")
    assert "another" not in reader.source.rounds.told
    assert PASSWORD not in repr(reader.settings)


async def test_over_tls_the_server_has_to_be_who_it_says(reader: Reader, tmp_path: Path) -> None:
    authority, certificate = str(tmp_path / "authority.pem"), str(tmp_path / "certificate.pem")
    ca = trustme.CA()
    ca.cert_pem.write_to_path(authority)
    ca.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(certificate)
    server = Pymap(certificate, authority)
    server.start()
    reader.again(port=server.port, security="starttls")
    await reader.source.rounds.once()
    assert "CERTIFICATE_VERIFY_FAILED" in reader.source.rounds.told
    await deliver(server, "One")
    reader.again(ca_file=authority)
    await reader.once()
    assert reader.inbox.subjects() == ["One"]
    server.kill()
