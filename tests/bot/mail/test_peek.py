"""The headers of a message, read within bounds before anything else is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.headers import parameters, words
from bot.mail.peek import peek
from domain.mail import MailHeaders

WHOLE = b"""\
Delivered-To: Assistant+r.abc@Council.example
Authentication-Results: mx.council.example; dkim=pass
Authentication-Results: elsewhere.example; dkim=fail
From: =?utf-8?Q?Jos=C3=A9_=22JB=22?= <Jose@Supplier.example>
Reply-To: "Office, the" <office@supplier.example>
To: "assistant@council.example" <assistant+r.ABC@council.example>, Other <other@council.example>
Subject: Re: =?iso-8859-1?q?Caf=E9?=
 =?iso-8859-1?q?_update?= [SV-7KQ2M4]
Message-ID: <Answer.1@supplier.example>
In-Reply-To: <one@council.example>
References: <zero@council.example>,<one@council.example>
\t<two@council.example>
Date: Tue, 24 Nov 2026 13:00:00 +0100
X-Social-Value-Assistant: derbyshire

From: body@is.not.read
"""


def test_the_headers_that_matter_are_decoded() -> None:
    assert peek(WHOLE) == MailHeaders(
        message_id="Answer.1@supplier.example",
        in_reply_to=("one@council.example",),
        references=("zero@council.example", "one@council.example", "two@council.example"),
        sender="jose@supplier.example",
        sender_name='José "JB"',
        senders=1,
        recipients=("assistant+r.abc@council.example", "other@council.example"),
        subject="Re: Café update [SV-7KQ2M4]",
        date=datetime(2026, 11, 24, 12, tzinfo=UTC),
        authentication=("mx.council.example; dkim=pass", "elsewhere.example; dkim=fail"),
    )
    assert peek(b"From mbox Tue Nov 24\n" + WHOLE) == peek(WHOLE) == peek(WHOLE.replace(b"\n", b"\r\n"))


@pytest.mark.parametrize(
    ("value", "sender", "senders"),
    [
        (b"jo@x.example", "jo@x.example", 1),
        (b"jo@x.example (Jo)", "jo@x.example", 1),
        (b'"boss@council.example" <jo@x.example>', "jo@x.example", 1),
        (b'"a, b" <jo@x.example>, kim@x.example', "jo@x.example", 2),
        (b"undisclosed-recipients:;", "", 0),
        (b"<>", "", 0),
        (b"(" * 15_000, "", 0),
        (b"team: jo@x.example, kim@x.example;", "jo@x.example", 2),
    ],
)
def test_from_in_every_form(value: bytes, sender: str, senders: int) -> None:
    found = peek(b"From: " + value + b"\n\n")
    assert (found.sender, found.senders) == (sender, senders)


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("=?utf-8?b?w6nDqQ==?=", "éé"),
        ("=?utf-8?b?w6k?= =?utf-8?q?=C3=A9?=", "éé"),
        ("=?utf-8?q?=C3?= =?utf-8?q?=A9?=", "é"),
        ("=?x-unknown?q?caf=E9?=", "café"),
        ("a =?us-ascii?q?b?= c", "a b c"),
        ("=?utf-8*en?q?tag?=", "tag"),
        ("=?utf-8?q?broken", "=?utf-8?q?broken"),
    ],
)
def test_encoded_words(raw: str, read: str) -> None:
    assert words(raw) == read


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ('attachment; filename="a;b.pdf"; size=3', "a;b.pdf"),
        ("attachment; filename=plain.pdf", "plain.pdf"),
        ("attachment; filename*=utf-8''caf%C3%A9.pdf", "café.pdf"),
        ('attachment; filename*0="long "; filename*1=name.pdf', "long name.pdf"),
        ("attachment; filename*0*=utf-8''caf%C3; filename*1*=%A9; filename*2=.pdf", "café.pdf"),
        ('attachment; filename="=?utf-8?B?Y2Fmw6kucGRm?="', "café.pdf"),
        ('attachment; filename="unclosed.pdf', "unclosed.pdf"),
    ],
)
def test_names_of_files(raw: str, name: str) -> None:
    assert parameters(raw)["filename"] == name


@given(st.binary(max_size=2_000))
def test_whatever_comes_is_peeked_at(raw: bytes) -> None:
    assert isinstance(peek(raw), MailHeaders)
    assert isinstance(peek(b"From: " + raw), MailHeaders)
    assert isinstance(peek(b"Subject: =?" + raw + b"?=\nContent-Type: x; " + raw), MailHeaders)
