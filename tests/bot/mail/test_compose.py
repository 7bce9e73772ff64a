"""A mail as bytes: any words, and no header but ours."""

from __future__ import annotations

from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail import compose

HOSTILE = "Chairs\r\nBcc: everybody@elsewhere.example\r\n\r\nbody"


def parsed(raw: bytes) -> EmailMessage:
    return BytesParser(_class=EmailMessage, policy=default).parsebytes(raw)


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\x00"])
def test_a_title_cannot_begin_another_header(end: str) -> None:
    raw = compose.multipart([("Subject", f"Chairs{end}Bcc: x@elsewhere.example{end}{end}body")], "text", "<p>html</p>")
    mail = parsed(raw)
    assert mail.keys() == ["Subject", "MIME-Version", "Content-Language", "Content-Type"]
    assert mail["Subject"] == "Chairs Bcc: x@elsewhere.example body"


@given(st.text(max_size=300), st.text(max_size=2000))
def test_whatever_the_words_are_the_mail_holds_them_and_nothing_else(subject: str, text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    subject = subject.encode("utf-8", "replace").decode()
    raw = compose.multipart([("Subject", subject), ("X-Last", "here")], text, f"<p>{text}</p>")
    assert raw.isascii()
    head = raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
    names = [line.partition(b":")[0].decode() for line in head if not line.startswith(b" ")]
    subjects = ["Subject"] if compose.one_header(subject) else []
    assert names == [*subjects, "X-Last", "MIME-Version", "Content-Language", "Content-Type"]
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    mail = parsed(raw)
    assert body(mail, "plain").split() == "\n".join(text.splitlines()).split()


def test_ids_of_others_cannot_break_out() -> None:
    assert compose.ids(["a@x", "b c", "d>\r\nBcc: e", "f@x"]) == "<a@x> <f@x>"
    many = [f"{number}@x" for number in range(50)]
    assert compose.ids(many).split() == ["<0@x>", *(f"<{number}@x>" for number in range(31, 50))]


@pytest.mark.parametrize(
    "address", ["a@x\r\nBcc: b@y", "a b@x.example", "<a@x.example>", "a@x.example, b@y.example", "a", "", "ä@x.example"]
)
def test_addresses_that_are_not_written_to(address: str) -> None:
    assert compose.ADDRESS.fullmatch(address) is None
