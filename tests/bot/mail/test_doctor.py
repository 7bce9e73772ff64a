"""doctor tries mail for real, and says what an administrator must do."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

import bot.shelf
from bot.commands import doctor_mail
from bot.commands.doctor_mail import GRANT, PLUS, mail_findings
from bot.commands.finding import Finding
from bot.config_mail import SMTP as SMTP_IN
from bot.config_mailbox import GRAPH
from tests.bot.conftest import read_once
from tests.bot.mail.graph.fake_graph import FakeGraph
from tests.bot.mail.imap.server import PASSWORD, USER, Pymap
from tests.bot.mail.post import MAILBOX, Post, new_post
from tests.bot.mail.test_ways import by_graph, graph, source_of
from tests.e2e.assistant import free_port

__all__ = ["by_graph", "graph"]

BY_RELAY = {"MAIL_IN": "smtp", "MAIL_OUT": "smtp", "MAIL_SMTP_HOST": "127.0.0.1"}
LMTP = BY_RELAY | {"MAIL_IN": "lmtp"}


def in_pymap(server: Pymap) -> dict[str, str]:
    return {
        "MAIL_IN": "imap",
        "MAIL_IMAP_HOST": "127.0.0.1",
        "MAIL_IMAP_PORT": str(server.port),
        "MAIL_IMAP_TLS": "none",
        "MAIL_IMAP_USER": USER,
        "MAIL_IMAP_PASSWORD": PASSWORD,
    }


SIGNED_IN = Finding("mail sign-in", "a token was issued for 12345678-1234-1234-1234-123456789abc")
SCOPED = Finding("mail permissions", "Entra grants none, so that only Exchange says which mailbox is ours")
READS = Finding("mailbox", f"{MAILBOX}, 0 messages in the inbox")


async def test_by_graph_all_is_well_and_nobody_answers_the_check(graph: FakeGraph, by_graph: Post) -> None:
    graph.entra.roles = []
    *findings, last = await mail_findings(by_graph.app)
    assert findings == [SIGNED_IN, SCOPED, READS]
    assert (last.check, last.wrong, last.todo) == ("mail to itself", False, "")
    assert last.found.endswith("and received, plus address intact")
    await source_of(by_graph).read()
    await by_graph.settle()
    assert (len(await by_graph.came()), len(graph.mailbox.sent)) == (1, 1)


async def test_what_entra_still_grants_is_told(graph: FakeGraph, by_graph: Post) -> None:
    graph.entra.roles = ["Mail.Send", "Mail.ReadWrite", "User.Read.All"]
    _, consents, *_ = await mail_findings(by_graph.app)
    assert consents.found == "Entra grants Mail.ReadWrite, Mail.Send for every mailbox"
    assert consents.todo.startswith("remove them in Entra")


async def test_a_mailbox_that_we_may_not_read(graph: FakeGraph, by_graph: Post) -> None:
    graph.entra.roles = []
    graph.fail("GET inbox", 403, "ErrorAccessDenied")
    *_, mailbox = await mail_findings(by_graph.app)
    said = f"{MAILBOX} cannot be read (Graph answered 403 ErrorAccessDenied)"
    assert mailbox == Finding("mailbox", said, GRANT, wrong=True)


async def test_signing_in_that_fails_is_the_only_finding(graph: FakeGraph, by_graph: Post) -> None:
    graph.entra.refuses = True
    (finding,) = await mail_findings(by_graph.app)
    assert (finding.found, finding.wrong) == ("no token for the app (no token: invalid_client)", True)


async def test_without_plus_addressing_it_does_not_come_back(
    graph: FakeGraph, by_graph: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph.entra.roles = []
    graph.mailbox.plus_addressing = False
    monkeypatch.setattr(doctor_mail, "EVERY", 0.0)
    *_, last = await mail_findings(by_graph.app)
    assert (last.found.endswith("and it did not come"), last.todo, last.wrong) == (True, PLUS[GRAPH], True)


STARTED = "start the assistant, then run this again"


@pytest.mark.parametrize("settings", [{"MAIL_PORT": "1"}, {"MAIL_PORT": "1", **BY_RELAY}, {"MAIL_PORT": "1", **LMTP}])
async def test_while_nobody_listens_nothing_is_sent_and_it_is_no_fault(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]
) -> None:
    monkeypatch.setattr(bot.shelf, "parse", read_once)
    post = await new_post(database_url, str(tmp_path / "files"), opened=False, **settings)
    (finding,) = await mail_findings(post.app)
    await post.app.close()
    assert finding == Finding("mail to itself", "not tried: nobody listens at 127.0.0.1:1", STARTED)


async def test_a_relay_that_takes_the_mail_and_does_not_hand_it_over(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.shelf, "parse", read_once)
    monkeypatch.setattr(doctor_mail, "EVERY", 0.0)
    relay = Controller(Loses(), hostname="127.0.0.1", port=free_port())
    relay.start()
    settings = BY_RELAY | {"MAIL_SMTP_PORT": str(relay.port), "MAIL_PORT": str(free_port())}
    post = await new_post(database_url, str(tmp_path / "files"), **settings)
    (finding,) = await mail_findings(post.app)
    await post.app.close()
    relay.stop()
    assert (finding.found.endswith("and it did not come"), finding.todo) == (True, PLUS[SMTP_IN])
    assert "Set-OrganizationConfig" not in finding.todo


async def test_where_no_mail_leaves_none_is_waited_for(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.shelf, "parse", read_once)
    server = Pymap()
    server.start()
    settings = in_pymap(server) | {"MAIL_OUT": "loopback"}
    post = await new_post(database_url, str(tmp_path / "files"), **settings)
    _, last = await mail_findings(post.app)
    await post.app.close()
    server.kill()
    assert last == Finding("mail to itself", "not tried: SVA_MAIL_OUT is loopback, so no mail of ours leaves")


class Loses:
    """A relay that hands nothing over."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return "250 OK"


async def test_on_loopback_the_mail_goes_through_the_door(post: Post) -> None:
    config = post.office.config
    object.__setattr__(config, "port", post.port)
    (finding,) = await mail_findings(post.app)
    assert (finding.check, finding.wrong, finding.todo) == ("mail to itself", False, "")
    await post.settle()
    assert (len(await post.came()), await post.mails()) == (1, [])


class HandsOver:
    """The council's relay: what it takes is in the mailbox."""

    def __init__(self, server: Pymap) -> None:
        self._server = server

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self._server.deliver(bytes(envelope.original_content or b""))
        return "250 OK"


async def test_by_imap_and_smtp_it_is_seen_in_the_mailbox(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.shelf, "parse", read_once)
    server = Pymap()
    server.start()
    relay = Controller(HandsOver(server), hostname="127.0.0.1", port=free_port())
    relay.start()
    settings = in_pymap(server) | {
        "MAIL_OUT": "smtp",
        "MAIL_SMTP_HOST": "127.0.0.1",
        "MAIL_SMTP_PORT": str(relay.port),
    }
    post = await new_post(database_url, str(tmp_path / "files"), **settings)
    mailbox, last = await mail_findings(post.app)
    assert mailbox == Finding("mailbox", f"{USER} at 127.0.0.1, which tells of new mail")
    assert (last.found.endswith("and received, plus address intact"), last.wrong) == (True, False)
    relay.stop()
    *_, unsent = await mail_findings(post.app)
    assert (unsent.found.startswith("cannot be sent"), unsent.todo, unsent.wrong) == (
        True,
        "check the settings SVA_MAIL_SMTP_…",
        True,
    )
    server.kill()
    (away,) = await mail_findings(post.app)
    assert (away.found.startswith("127.0.0.1 does not let us in"), away.wrong) == (True, True)
    await post.app.close()
