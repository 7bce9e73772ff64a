"""Settings of a mailbox that is elsewhere."""

from __future__ import annotations

import pytest

from bot.config_mail import MailConfig
from tests.bot.test_config import faults, read

GRAPH = {
    "SVA_MAIL_IN": "graph",
    "SVA_MAIL_OUT": "graph",
    "SVA_MAIL_TENANT_ID": "tenant",
    "SVA_MAIL_APP_ID": "app",
    "SVA_MAIL_APP_PASSWORD": "a secret",
}
IMAP = {
    "SVA_MAIL_IN": "imap",
    "SVA_MAIL_OUT": "smtp",
    "SVA_MAIL_SMTP_HOST": "relay.council.example",
    "SVA_MAIL_IMAP_HOST": "imap.council.example",
    "SVA_MAIL_IMAP_USER": "assistant",
    "SVA_MAIL_IMAP_PASSWORD": "a password",
}


def mail(**environ: str) -> MailConfig:
    return read(**environ).mail


def test_graph_and_imap_with_what_they_need() -> None:
    graph, imap = mail(**GRAPH), mail(**IMAP)
    assert (graph.way_in, graph.way_out, graph.local, graph.mailbox.processed) == ("graph", "graph", False, "Processed")
    assert (imap.way_in, imap.way_out, imap.local, imap.mailbox.imap_port) == ("imap", "smtp", False, 993)
    assert mail(**IMAP, SVA_MAIL_PROCESSED="-").mailbox.processed == ""
    assert "a secret" not in repr(graph)
    assert "a password" not in repr(imap)


def test_the_app_of_teams_reads_mail_too_where_no_other_is_named() -> None:
    teams = {
        "SVA_APP_ID": "teams app",
        "SVA_APP_TENANT_ID": "teams tenant",
        "SVA_APP_CERTIFICATE": "key.pem",
        "SVA_APP_THUMBPRINT": "AB",
        "SVA_MAIL_IN": "graph",
        "SVA_MAIL_OUT": "graph",
    }
    box = mail(**teams).mailbox
    assert (box.tenant_id, box.app_id, box.app_certificate, box.app_thumbprint) == (
        "teams tenant",
        "teams app",
        "key.pem",
        "AB",
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"SVA_MAIL_TENANT_ID": ""},
            "SVA_MAIL_TENANT_ID and SVA_MAIL_APP_ID must name the app that reads and sends mail by Graph.",
        ),
        (
            {"SVA_MAIL_APP_PASSWORD": ""},
            "SVA_MAIL_APP_PASSWORD or SVA_MAIL_APP_CERTIFICATE is needed for mail by Graph, one of the two.",
        ),
        (
            {"SVA_MAIL_APP_PASSWORD": "", "SVA_MAIL_APP_CERTIFICATE": "key.pem"},
            "SVA_MAIL_APP_THUMBPRINT is empty; the certificate for mail by Graph needs it.",
        ),
        (
            {"SVA_MAIL_GRAPH_URL": "http://graph.example"},
            "SVA_MAIL_GRAPH_URL and SVA_LOGIN_URL must begin with https://.",
        ),
        ({"SVA_MAIL_SENDS_A_MINUTE": "31"}, "SVA_MAIL_SENDS_A_MINUTE is '31'; give a number from 1 to 30."),
        ({"SVA_MAIL_POLL": "0"}, "SVA_MAIL_POLL is '0'; give a number from 1 to 3600."),
        (
            {"SVA_MAIL_OUT": "off"},
            "SVA_MAIL_IN and SVA_MAIL_OUT must both be off or both be on, so that every mail is answered.",
        ),
    ],
)
def test_what_graph_lacks(changes: dict[str, str], told: str) -> None:
    assert faults(**GRAPH | changes) == [told]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"SVA_MAIL_IMAP_PASSWORD": ""},
            "SVA_MAIL_IMAP_HOST, SVA_MAIL_IMAP_USER and SVA_MAIL_IMAP_PASSWORD are needed for mail by IMAP.",
        ),
        ({"SVA_MAIL_IMAP_TLS": "ssl"}, "SVA_MAIL_IMAP_TLS must be tls, starttls or none."),
        (
            {"SVA_MAIL_IMAP_TLS": "none"},
            "SVA_MAIL_IMAP_TLS is none, which shows the password to the network; it is for this machine only.",
        ),
        ({"SVA_MAIL_IMAP_PORT": "imap"}, "SVA_MAIL_IMAP_PORT is 'imap'; give a number from 0 to 65535."),
    ],
)
def test_what_imap_lacks(changes: dict[str, str], told: str) -> None:
    assert faults(**IMAP | changes) == [told]


def test_on_this_machine_imap_may_go_without_tls() -> None:
    assert mail(**IMAP | {"SVA_MAIL_IMAP_HOST": "127.0.0.1", "SVA_MAIL_IMAP_TLS": "none"}).mailbox.imap_tls == "none"
