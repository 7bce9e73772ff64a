"""The settings of a mailbox that is elsewhere: at Microsoft Graph, or on an IMAP server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.setting import Setting, is_loopback, port_of

GRAPH, IMAP = "graph", "imap"
STAYS = "-"
"""As the folder of what was kept: a message stays in the inbox."""

SETTINGS = (
    Setting("MAIL_TENANT_ID", "", "Entra tenant of the app that reads and sends by Graph; that of Teams when empty"),
    Setting("MAIL_APP_ID", "", "id of that app; when empty, the Teams app and its secret or certificate"),
    Setting("MAIL_APP_PASSWORD", "", "client secret of that app", secret=True),
    Setting("MAIL_APP_CERTIFICATE", "", "file with private key and certificate (PEM), instead of a client secret"),
    Setting("MAIL_APP_THUMBPRINT", "", "thumbprint of that certificate"),
    Setting("MAIL_GRAPH_URL", "https://graph.microsoft.com/v1.0", "Microsoft Graph; a national cloud has its own"),
    Setting("MAIL_SENDS_A_MINUTE", "25", "most messages that a process sends by Graph in a minute; Exchange takes 30"),
    Setting("MAIL_IMAP_HOST", "", "IMAP server, for MAIL_IN=imap"),
    Setting("MAIL_IMAP_PORT", "993", "its port"),
    Setting("MAIL_IMAP_TLS", "tls", "tls from the start, starttls, or none, which is for this machine only"),
    Setting("MAIL_IMAP_USER", "", "who we are there"),
    Setting("MAIL_IMAP_PASSWORD", "", "password of that user", secret=True),
    Setting("MAIL_PROCESSED", "Processed", "folder that a message is moved to when it is kept; - leaves it there"),
    Setting("MAIL_POLL", "120", "seconds after which a mailbox is asked for new mail that nobody told us of"),
)


@dataclass(frozen=True)
class MailboxConfig:
    """The settings, checked as far as they are used. `processed` is empty when a message stays in the inbox."""

    tenant_id: str = ""
    app_id: str = ""
    app_password: str = field(default="", repr=False)
    app_certificate: str = ""
    app_thumbprint: str = ""
    graph_url: str = ""
    login_url: str = ""
    ca_file: str = ""
    sends_a_minute: int = 25
    imap_host: str = ""
    imap_port: int = 993
    imap_tls: str = "tls"
    imap_user: str = ""
    imap_password: str = field(default="", repr=False)
    processed: str = "Processed"
    poll: float = 120.0


def read_mailbox_config(values: Mapping[str, str], ways: set[str], faults: list[str]) -> MailboxConfig:
    """`ways` are those that mail takes in and out."""
    own = "MAIL_" if values["MAIL_APP_ID"] else ""
    config = MailboxConfig(
        tenant_id=values["MAIL_TENANT_ID"] or values["APP_TENANT_ID"],
        app_id=values[f"{own}APP_ID"],
        app_password=values[f"{own}APP_PASSWORD"],
        app_certificate=values[f"{own}APP_CERTIFICATE"],
        app_thumbprint=values[f"{own}APP_THUMBPRINT"],
        graph_url=values["MAIL_GRAPH_URL"].rstrip("/"),
        login_url=values["LOGIN_URL"],
        ca_file=values["CA_FILE"],
        sends_a_minute=_number("MAIL_SENDS_A_MINUTE", values, 30, faults),
        imap_host=values["MAIL_IMAP_HOST"],
        imap_port=port_of("MAIL_IMAP_PORT", values["MAIL_IMAP_PORT"], faults),
        imap_tls=values["MAIL_IMAP_TLS"],
        imap_user=values["MAIL_IMAP_USER"],
        imap_password=values["MAIL_IMAP_PASSWORD"],
        processed="" if values["MAIL_PROCESSED"] == STAYS else values["MAIL_PROCESSED"],
        poll=_number("MAIL_POLL", values, 3600, faults),
    )
    if GRAPH in ways:
        faults += _graph_faults(config)
    if IMAP in ways:
        faults += _imap_faults(config)
    return config


def _graph_faults(config: MailboxConfig) -> list[str]:
    found = []
    if not config.tenant_id or not config.app_id:
        found.append("SVA_MAIL_TENANT_ID and SVA_MAIL_APP_ID must name the app that reads and sends mail by Graph.")
    if bool(config.app_password) == bool(config.app_certificate):
        found.append("SVA_MAIL_APP_PASSWORD or SVA_MAIL_APP_CERTIFICATE is needed for mail by Graph, one of the two.")
    if config.app_certificate and not config.app_thumbprint:
        found.append("SVA_MAIL_APP_THUMBPRINT is empty; the certificate for mail by Graph needs it.")
    if not config.graph_url.startswith("https://") or not (config.login_url or "https://").startswith("https://"):
        found.append("SVA_MAIL_GRAPH_URL and SVA_LOGIN_URL must begin with https://.")
    return found


def _imap_faults(config: MailboxConfig) -> list[str]:
    found = []
    if not config.imap_host or not config.imap_user or not config.imap_password:
        found.append("SVA_MAIL_IMAP_HOST, SVA_MAIL_IMAP_USER and SVA_MAIL_IMAP_PASSWORD are needed for mail by IMAP.")
    if config.imap_tls not in ("tls", "starttls", "none"):
        found.append("SVA_MAIL_IMAP_TLS must be tls, starttls or none.")
    if config.imap_tls == "none" and not is_loopback(config.imap_host):
        found.append("SVA_MAIL_IMAP_TLS is none, which shows the password to the network; it is for this machine only.")
    return found


def _number(name: str, values: Mapping[str, str], most: int, faults: list[str]) -> int:
    text = values[name]
    if text.isascii() and text.isdigit() and 1 <= int(text) <= most:
        return int(text)
    faults.append(f"SVA_{name} is {text!r}; give a number from 1 to {most}.")
    return 1
