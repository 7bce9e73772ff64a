"""Hostile messages: each is read or set aside, none hangs, and none costs the process that asks anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.guards import MOST_PARTS, fault
from bot.mail.peek import peek
from bot.mail.read import read
from cards import set_aside
from domain.mail import MailKind
from tests.bot.mail.poison import BODIES, EVERYTHING, FROM, HEADERS, MARKUP, MEGABYTE, PARTS, nested, parts

SET_ASIDE = {
    "encoded words, 256 kB": set_aside.LONG_HEADERS,
    "encoded words, 1.6 MB": set_aside.LONG_HEADERS,
    "20,000 addresses": set_aside.LONG_HEADERS,
    "brackets": set_aside.LONG_HEADERS,
    "2,000 headers": set_aside.MANY_HEADERS,
    "a line that never ends": set_aside.LONG_HEADERS,
    "only spaces": set_aside.EMPTY,
    "zeros": set_aside.EMPTY,
    "5,000 parts deep": set_aside.MANY_PARTS,
    "150 parts deep": set_aside.DEEP,
    "100,000 parts": set_aside.MANY_PARTS,
    "messages in messages": set_aside.MANY_PARTS,
    "100 messages in messages": set_aside.DEEP,
    "many borders": set_aside.MANY_LINES,
    "8,000,000 lines": set_aside.MANY_LINES,
    "bare returns": set_aside.MANY_LINES,
    "70 MB": set_aside.TOO_BIG,
}


@pytest.mark.parametrize("name", [*HEADERS, *PARTS])
def test_poison_in_headers_and_parts(name: str) -> None:
    found = read(EVERYTHING[name]())
    assert (found.reason if found.kind is MailKind.SET_ASIDE else "") == SET_ASIDE.get(name, "")
    assert len(peek(EVERYTHING[name]()).subject) < 1000


@pytest.mark.parametrize("name", [*BODIES, *MARKUP])
def test_poison_in_bodies(name: str) -> None:
    raw = EVERYTHING[name]()
    assert abs(len(raw) - MEGABYTE) < 200
    assert read(raw).kind is not MailKind.SET_ASIDE


def test_the_limits_leave_room_for_honest_mail() -> None:
    assert fault(parts(MOST_PARTS - 1)) == ""
    assert fault(nested(15)) == ""
    many = b"From: a@x.example\r\nTo: " + b",\r\n ".join(b"n%d@x.example" % n for n in range(190)) + b"\r\n\r\nx"
    assert fault(many) == ""
    assert fault(many.replace(b"\r\n ", b"\r\n m@x.example, o@x.example, ", 20)) == set_aside.MANY_ADDRESSES


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"no headers here\r\n\r\nwords", set_aside.NO_HEADERS),
        (b"Subject: x\r\nX-A: " + b"a" * 17_000 + b"\r\n\r\nx", set_aside.LONG_HEADER),
        (
            b"From: a@x.example\r\n" + b"X-A: =?utf-8?q?a?=\r\n" * 600 + b"X-B: " + b"=?" * 500 + b"\r\n\r\n",
            set_aside.MANY_ENCODED,
        ),
        (FROM + b"Content-Type: multipart/encrypted; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--", set_aside.ENCRYPTED),
        (FROM + b"boundary=b\r\n" * 201 + b"\r\n" + b"boundary=c\r\n" * 201, set_aside.MANY_PARTS),
    ],
)
def test_each_limit_has_its_reason(raw: bytes, reason: str) -> None:
    found = read(raw)
    assert (found.kind, found.reason) == (MailKind.SET_ASIDE, reason)


@given(st.binary(max_size=2_000), st.sampled_from(("plain", "html", "rfc822", "x-ole")), st.text(max_size=200))
def test_whatever_arrives_is_read_or_set_aside(raw: bytes, kind: str, sent: str) -> None:
    whole = f"From: a@x.example\nMIME-Version: 1.0\nContent-Type: text/{kind}; boundary=b\n\n--b\n\n".encode()
    for mail in (raw, whole + raw, whole.replace(b"text/", b"multipart/") + raw):
        assert isinstance(read(mail, sent).kind, MailKind)
