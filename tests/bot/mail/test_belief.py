"""Whom we believe: each row of the table, and each way of pretending to be somebody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.mail.belief import TABLE, Receiver, belief
from domain.mail import MailHeaders, MailSource, Trust

STAFF = frozenset({"council.example"})
RELAY = Receiver(MailSource.SMTP, STAFF, "mx.council.example")
EXCHANGE = Receiver(MailSource.GRAPH, STAFF)
MAILBOX = Receiver(MailSource.IMAP, STAFF, "mx.council.example")
SILENT = Receiver(MailSource.IMAP, STAFF)
HERE = Receiver(MailSource.SMTP, STAFF, this_machine=True)

AMIRA = MailHeaders(sender="amira@council.example", sender_name="Amira Hollis")
THEO = MailHeaders(sender="theo@supplier.example", sender_name="Theo Grange")

OURS = "mx.council.example; dmarc={} header.from={}"
EOP = "spf={0} (sender IP is 192.0.2.1) smtp.mailfrom={1};dkim={0} header.d={1};dmarc={0} action=none header.from={1}"


def says(headers: MailHeaders, *values: str, auth_as: str = "") -> MailHeaders:
    return replace(headers, authentication=values, auth_as=auth_as)


SIGNED = "mx.council.example; dkim=pass header.d={}"
CASES: dict[str, tuple[MailHeaders, Receiver, Trust]] = {
    # By the rows of the table.
    "no sender": (replace(THEO, sender="", senders=0), HERE, Trust.FAILED),
    "two senders": (replace(says(AMIRA, OURS.format("pass", "council.example")), senders=2), RELAY, Trust.FAILED),
    "a name that poses": (
        says(replace(THEO, sender_name="sofia@council.example"), OURS.format("pass", "supplier.example")),
        RELAY,
        Trust.FAILED,
    ),
    "forged, says our server": (says(THEO, OURS.format("fail", "supplier.example")), RELAY, Trust.FAILED),
    "forged, says Exchange": (says(THEO, EOP.format("fail", "supplier.example")), EXCHANGE, Trust.FAILED),
    "signed in": (says(AMIRA, auth_as="Internal"), EXCHANGE, Trust.INTERNAL),
    "a trial": (AMIRA, HERE, Trust.INTERNAL),
    "a supplier in a trial": (THEO, HERE, Trust.VERIFIED),
    "staff through our relay": (says(AMIRA, OURS.format("pass", "council.example")), RELAY, Trust.INTERNAL),
    "staff in our mailbox": (says(AMIRA, SIGNED.format("council.example")), MAILBOX, Trust.INTERNAL),
    "staff from outside, proved": (says(AMIRA, EOP.format("pass", "council.example")), EXCHANGE, Trust.VERIFIED),
    "staff from outside": (says(AMIRA, EOP.format("none", "council.example")), EXCHANGE, Trust.FAILED),
    "staff from outside, unproved": (says(AMIRA, OURS.format("none", "council.example")), RELAY, Trust.FAILED),
    "a supplier, proved": (says(THEO, OURS.format("pass", "supplier.example")), RELAY, Trust.VERIFIED),
    "a supplier, proved to Exchange": (says(THEO, EOP.format("pass", "supplier.example")), EXCHANGE, Trust.VERIFIED),
    "a supplier without a policy": (
        says(THEO, "dmarc=bestguesspass action=none header.from=supplier.example"),
        EXCHANGE,
        Trust.VERIFIED,
    ),
    "a supplier": (says(THEO, OURS.format("none", "supplier.example")), RELAY, Trust.UNVERIFIED),
    "nobody speaks": (THEO, SILENT, Trust.UNVERIFIED),
    "staff, and nobody speaks": (AMIRA, SILENT, Trust.UNVERIFIED),
    # A header that anybody can write.
    "forged above ours": (
        says(AMIRA, "mx.evil.example; dmarc=pass header.from=council.example", OURS.format("fail", "council.example")),
        RELAY,
        Trust.FAILED,
    ),
    "forged below ours": (
        says(AMIRA, OURS.format("fail", "council.example"), OURS.format("pass", "council.example")),
        RELAY,
        Trust.FAILED,
    ),
    "another server's": (
        says(AMIRA, "mx.evil.example; dmarc=pass header.from=council.example"),
        RELAY,
        Trust.UNVERIFIED,
    ),
    "Exchange's form by another way": (says(AMIRA, EOP.format("pass", "council.example")), RELAY, Trust.UNVERIFIED),
    "a server's form to Exchange": (
        says(THEO, "mx.evil.example; dmarc=pass header.from=supplier.example"),
        EXCHANGE,
        Trust.UNVERIFIED,
    ),
    "below Exchange's": (
        says(THEO, EOP.format("none", "supplier.example"), EOP.format("pass", "supplier.example")),
        EXCHANGE,
        Trust.UNVERIFIED,
    ),
    "signed in, by SMTP": (says(AMIRA, auth_as="Internal"), RELAY, Trust.UNVERIFIED),
    "signed in, by IMAP": (says(AMIRA, auth_as="Internal"), MAILBOX, Trust.UNVERIFIED),
    "Exchange says anonymous": (says(AMIRA, auth_as="Anonymous"), EXCHANGE, Trust.FAILED),
    "a guest who is signed in": (says(THEO, auth_as="Internal"), EXCHANGE, Trust.UNVERIFIED),
    "this machine, by another way": (THEO, replace(SILENT, this_machine=True), Trust.UNVERIFIED),
    "no server is configured": (
        says(AMIRA, "mx.council.example; dmarc=pass"),
        replace(RELAY, server=""),
        Trust.UNVERIFIED,
    ),
    # What passed is of somebody else.
    "the policy of another domain": (says(AMIRA, OURS.format("pass", "evil.example")), RELAY, Trust.FAILED),
    "another's signature": (says(THEO, SIGNED.format("evil.example")), RELAY, Trust.UNVERIFIED),
    "a name that ends alike": (says(THEO, SIGNED.format("evilsupplier.example")), RELAY, Trust.UNVERIFIED),
    "a whole top level": (says(THEO, SIGNED.format("example")), RELAY, Trust.UNVERIFIED),
    "the signature of a part": (says(THEO, SIGNED.format("mail.supplier.example")), RELAY, Trust.VERIFIED),
    "a signer named by address": (
        says(THEO, "mx.council.example; dkim=pass header.i=@supplier.example"),
        RELAY,
        Trust.VERIFIED,
    ),
    "a broken signature": (
        says(THEO, "mx.council.example; dkim=fail header.d=supplier.example"),
        RELAY,
        Trust.UNVERIFIED,
    ),
    "only the path passed": (
        says(THEO, "mx.council.example; spf=pass smtp.mailfrom=supplier.example"),
        RELAY,
        Trust.UNVERIFIED,
    ),
    # Names.
    "its own address as name": (
        says(replace(THEO, sender_name="theo@supplier.example"), OURS.format("pass", "supplier.example")),
        RELAY,
        Trust.VERIFIED,
    ),
    "another supplier's address as name": (
        says(replace(THEO, sender_name="jo@other.example"), OURS.format("pass", "supplier.example")),
        RELAY,
        Trust.VERIFIED,
    ),
    "a domain that looks like ours": (
        says(replace(AMIRA, sender="amira@council.example.evil.example"), OURS.format("none", "x")),
        RELAY,
        Trust.UNVERIFIED,
    ),
    "capitals": (
        replace(says(AMIRA, OURS.format("pass", "Council.Example")), sender="amira@council.example"),
        RELAY,
        Trust.INTERNAL,
    ),
    "no address": (replace(THEO, sender="theo"), HERE, Trust.FAILED),
}


@pytest.mark.parametrize("name", CASES)
def test_belief(name: str) -> None:
    headers, receiver, expected = CASES[name]
    assert belief(headers, receiver).trust is expected


def test_every_row_decides_one_of_the_cases() -> None:
    decided = {belief(headers, receiver) for headers, receiver, _ in CASES.values()}
    assert {(found.trust, found.reason) for found in decided} == {(row.trust, row.reason) for row in TABLE}
