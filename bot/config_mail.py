"""The settings of the mail door."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.config_mailbox import GRAPH, IMAP, MailboxConfig, read_mailbox_config
from bot.config_mailbox import SETTINGS as MAILBOX_SETTINGS
from bot.setting import Setting, is_loopback, port_of

OFF, SMTP, LMTP, LOOPBACK = "off", "smtp", "lmtp", "loopback"
WAYS_IN = (OFF, SMTP, LMTP, GRAPH, IMAP)
WAYS_OUT = (OFF, LOOPBACK, SMTP, GRAPH)

SETTINGS = (
    Setting("MAIL_IN", "", "smtp, lmtp, graph, imap or off; smtp here while Teams and the public address are not set"),
    Setting("MAIL_OUT", "", "loopback, smtp, graph or off; loopback keeps all mail here and shows it at /dev/mail"),
    Setting("MAIL_ADDRESS", "assistant@council.example", "the assistant's mailbox"),
    Setting("MAIL_HOST", "127.0.0.1", "address that the SMTP door listens on"),
    Setting("MAIL_PORT", "2525", "port that the SMTP door listens on"),
    Setting("MAIL_RELAYS", "", "networks whose servers may hand mail over, comma separated; this machine when empty"),
    Setting("MAIL_AUTHSERV_ID", "", "name by which our own mail server signs its Authentication-Results"),
    Setting("MAIL_STAFF_DOMAINS", "", "domains of the council's people, comma separated; the mailbox's when empty"),
    Setting("MAIL_SMTP_HOST", "", "server that takes our mail, for MAIL_OUT=smtp; by TLS unless it is on loopback"),
    Setting("MAIL_SMTP_PORT", "587", "its port"),
    Setting("MAIL_SMTP_TLS", "starttls", "starttls, or tls from the start"),
    Setting("MAIL_SMTP_USER", "", "who we are there; nobody when empty"),
    Setting("MAIL_SMTP_PASSWORD", "", "password of that user", secret=True),
    *MAILBOX_SETTINGS,
    Setting(
        "MAIL_KEPT_DAYS", "90", "days that a mail is kept as it came, read or set aside; what was understood stays"
    ),
    Setting(
        "CLAMD", "", "virus scanner that looks at files of mail: host:port, or the path of its socket; none when empty"
    ),
    Setting("FILES", "", "where files that people sent are kept: a folder or an fsspec address; var/files when empty"),
)

_ADDRESS = re.compile(r"[A-Za-z0-9._-]{1,30}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


@dataclass(frozen=True)
class MailConfig:
    """The settings, checked. `way_in` and `way_out` are off, or both are on."""

    way_in: str = OFF
    way_out: str = OFF
    address: str = "assistant@council.example"
    host: str = "127.0.0.1"
    port: int = 2525
    relays: tuple[str, ...] = ()
    authserv_id: str = ""
    staff_domains: frozenset[str] = frozenset()
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_tls: bool = False
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    kept: timedelta = timedelta(days=90)
    files: str = ""
    clamd: str = ""
    mailbox: MailboxConfig = field(default_factory=MailboxConfig)

    @property
    def on(self) -> bool:
        return self.way_in != OFF

    @property
    def local(self) -> bool:
        """True when mail neither comes from another machine nor leaves this one: then a sender is who it says."""
        here = self.way_in == SMTP and self.way_out == LOOPBACK and is_loopback(self.host) and not self.relays
        return here and not self.authserv_id


def read_mail_config(values: Mapping[str, str], *, local: bool, only_here: bool, faults: list[str]) -> MailConfig:
    """`local`: the web address is on loopback. `only_here`: nothing says that others are let in."""
    way_in = values["MAIL_IN"] or (SMTP if local and only_here else OFF)
    way_out = values["MAIL_OUT"] or (LOOPBACK if local and way_in != OFF else OFF)
    relays = tuple(network.strip() for network in values["MAIL_RELAYS"].split(",") if network.strip())
    _check_ways(way_in, way_out, local, faults)
    _check_door(values, way_in, relays, faults)
    return MailConfig(
        way_in=way_in,
        way_out=way_out,
        address=values["MAIL_ADDRESS"].lower(),
        host=values["MAIL_HOST"],
        port=port_of("MAIL_PORT", values["MAIL_PORT"], faults),
        relays=relays,
        authserv_id=values["MAIL_AUTHSERV_ID"],
        staff_domains=_domains(values["MAIL_STAFF_DOMAINS"] or values["MAIL_ADDRESS"].rpartition("@")[2]),
        smtp_host=_smtp_host(values, way_out, faults),
        smtp_port=port_of("MAIL_SMTP_PORT", values["MAIL_SMTP_PORT"], faults),
        smtp_tls=_tls(values["MAIL_SMTP_TLS"], faults),
        smtp_user=values["MAIL_SMTP_USER"],
        smtp_password=values["MAIL_SMTP_PASSWORD"],
        kept=_days(values["MAIL_KEPT_DAYS"], faults),
        files=values["FILES"],
        clamd=_clamd(values["CLAMD"], faults),
        mailbox=read_mailbox_config(values, {way_in, way_out}, faults),
    )


def _clamd(address: str, faults: list[str]) -> str:
    if address and not address.startswith("/") and not address.rpartition(":")[2].isdigit():
        faults.append("SVA_CLAMD must be a host and a port such as 127.0.0.1:3310, or the path of a socket.")
    return address


def _check_ways(way_in: str, way_out: str, local: bool, faults: list[str]) -> None:
    if way_in not in WAYS_IN:
        faults.append(f"SVA_MAIL_IN must be one of {', '.join(WAYS_IN)}.")
    if way_out not in WAYS_OUT:
        faults.append(f"SVA_MAIL_OUT must be one of {', '.join(WAYS_OUT)}.")
    if way_out == LOOPBACK and not local:
        faults.append("SVA_MAIL_OUT is loopback, where nothing leaves this machine; that is allowed on loopback only.")
    if (way_in == OFF) != (way_out == OFF):
        faults.append("SVA_MAIL_IN and SVA_MAIL_OUT must both be off or both be on, so that every mail is answered.")


def _check_door(values: Mapping[str, str], way_in: str, relays: tuple[str, ...], faults: list[str]) -> None:
    """Whoever can connect can say that they are anybody, so away from loopback only named servers may."""
    if not _ADDRESS.fullmatch(values["MAIL_ADDRESS"]):
        faults.append("SVA_MAIL_ADDRESS must be an address such as assistant@council.example, with no plus sign.")
    if way_in in (SMTP, LMTP) and not is_loopback(values["MAIL_HOST"]) and not relays:
        faults.append("SVA_MAIL_HOST is not on loopback; name the servers that may hand mail over in SVA_MAIL_RELAYS.")
    for network in relays:
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError:
            faults.append(f"SVA_MAIL_RELAYS names {network!r}, which is no address or network.")


def _domains(text: str) -> frozenset[str]:
    return frozenset(domain.strip().lower() for domain in text.split(",") if domain.strip())


def _smtp_host(values: Mapping[str, str], way_out: str, faults: list[str]) -> str:
    if way_out == SMTP and not values["MAIL_SMTP_HOST"]:
        faults.append("SVA_MAIL_SMTP_HOST is empty; name the server that takes our mail.")
    return values["MAIL_SMTP_HOST"]


def _tls(text: str, faults: list[str]) -> bool:
    if text not in ("starttls", "tls"):
        faults.append("SVA_MAIL_SMTP_TLS must be starttls or tls.")
    return text == "tls"


def _days(text: str, faults: list[str]) -> timedelta:
    if not text.isdigit() or not 1 <= int(text) <= 3650:
        faults.append(f"SVA_MAIL_KEPT_DAYS is {text!r}; give a number from 1 to 3650.")
        return timedelta(days=90)
    return timedelta(days=int(text))
