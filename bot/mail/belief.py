"""How far a mail's sender is believed: a table of signs, read from the top; the first row that fits decides.

Only what our own receiver says counts. On Exchange that is the topmost header without a server's name, and that
somebody signed in; anywhere else it is the topmost header with the configured name. All others anybody can write.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.mail.authentication import Results, results
from domain.mail import MailHeaders, MailSource, Trust

_ADDRESS = re.compile(r"[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})", re.ASCII)
_PASSED = ("pass", "bestguesspass")


@dataclass(frozen=True)
class Receiver:
    """Who hands mail to us. `server` is its name in Authentication-Results; empty where it writes none.

    `staff_domains` are the domains of the council's people, in lower case. `this_machine` is the trial on loopback,
    with no receiver in front: who can reach us there is on this machine.
    """

    source: MailSource
    staff_domains: frozenset[str]
    server: str = ""
    this_machine: bool = False


class Vouched(StrEnum):
    """What our receiver says of the sender's domain."""

    PASSED = "passed"
    FAILED = "failed"
    SILENT = "silent"


@dataclass(frozen=True)
class Signs:
    """What the table looks at.

    `posing`: the name shows an address of the council which is not the sender's. `staff`: the address is one of the
    council's. `signed_in`: Exchange knows who sent it. `judged`: our receiver has spoken about this mail.
    """

    one_sender: bool
    posing: bool
    staff: bool
    exchange: bool
    signed_in: bool
    this_machine: bool
    judged: bool
    vouched: Vouched


@dataclass(frozen=True)
class Row:
    trust: Trust
    reason: str
    when: Mapping[str, Any] = field(default_factory=dict)
    """Signs that must be just so; the others do not matter."""


TABLE = (
    Row(Trust.FAILED, "it names no sender, or several", {"one_sender": False}),
    Row(Trust.FAILED, "its sender's name shows an address of the council, which is not its address", {"posing": True}),
    Row(Trust.FAILED, "our mail server found its sender forged", {"vouched": Vouched.FAILED}),
    Row(Trust.INTERNAL, "its sender is signed in", {"staff": True, "signed_in": True}),
    Row(Trust.INTERNAL, "it comes from this machine", {"staff": True, "this_machine": True}),
    Row(Trust.VERIFIED, "it comes from this machine", {"this_machine": True}),
    Row(
        Trust.INTERNAL,
        "our mail server vouches for the council's domain",
        {"staff": True, "vouched": Vouched.PASSED, "exchange": False},
    ),
    Row(
        Trust.VERIFIED,
        "the council's domain is proved, but nobody is signed in",
        {"staff": True, "vouched": Vouched.PASSED},
    ),
    Row(
        Trust.FAILED,
        "it says that it comes from the council, and our mail server does not vouch for it",
        {"staff": True, "judged": True},
    ),
    Row(Trust.VERIFIED, "our mail server vouches for its sender's domain", {"vouched": Vouched.PASSED}),
    Row(Trust.UNVERIFIED, "nobody vouches for its sender"),
)


@dataclass(frozen=True)
class Belief:
    """`reason` is for the administrator and the log."""

    trust: Trust
    reason: str


def belief(headers: MailHeaders, receiver: Receiver) -> Belief:
    """How far the sender of these headers is believed."""
    signs = signs_of(headers, receiver)
    row = next(r for r in TABLE if all(getattr(signs, name) == value for name, value in r.when.items()))
    return Belief(row.trust, row.reason)


def signs_of(headers: MailHeaders, receiver: Receiver) -> Signs:
    domain = headers.sender.rpartition("@")[2].lower()
    shown = {match[0].lower() for match in _ADDRESS.finditer(headers.sender_name[:1_000])} - {headers.sender.lower()}
    exchange = receiver.source is MailSource.GRAPH
    spoken = _spoken(headers.authentication, receiver)
    return Signs(
        one_sender=headers.senders == 1 and bool(domain) and "@" in headers.sender,
        posing=any(address.rpartition("@")[2] in receiver.staff_domains for address in shown),
        staff=domain in receiver.staff_domains,
        exchange=exchange,
        signed_in=exchange and headers.auth_as.strip().lower() == "internal",
        this_machine=receiver.this_machine and receiver.source is MailSource.SMTP,
        judged=exchange or spoken is not None,
        vouched=_vouched(spoken, domain),
    )


def _spoken(values: tuple[str, ...], receiver: Receiver) -> Results | None:
    """What our own receiver wrote; None when it wrote nothing."""
    read = (results(value) for value in values)
    if receiver.source is MailSource.GRAPH:
        first = next(read, None)
        return first if first is not None and not first.server else None
    if not receiver.server:
        return None
    return next((each for each in read if each.server == receiver.server.lower()), None)


def _vouched(spoken: Results | None, domain: str) -> Vouched:
    if spoken is None:
        return Vouched.SILENT
    policies = spoken.of("dmarc")
    if any(verdict.result == "fail" for verdict in policies):
        return Vouched.FAILED
    policy = any(v.result in _PASSED and _same(v.properties.get("header.from", domain), domain) for v in policies)
    signed = any(v.result == "pass" and _aligned(_signer(v.properties), domain) for v in spoken.of("dkim"))
    return Vouched.PASSED if policy or signed else Vouched.SILENT


def _signer(properties: Mapping[str, str]) -> str:
    """The domain that a signature is of."""
    return properties.get("header.d", "") or properties.get("header.i", "").rpartition("@")[2]


def _same(found: str, domain: str) -> bool:
    return found.rpartition("@")[2].rstrip(".") == domain


def _aligned(signer: str, domain: str) -> bool:
    """The same domain, or one within the other."""
    if not signer or "." not in signer:
        return False
    return signer == domain or signer.endswith(f".{domain}") or domain.endswith(f".{signer}")
