"""The addresses in From, To and the like, read in linear time from whatever stands there. Never fails."""

from __future__ import annotations

from dataclasses import dataclass

from bot.mail.headers import words

MOST = 200
"""Addresses that are read of one header."""

_CLOSING = {'"': '"', "<": ">"}


@dataclass(frozen=True)
class Mailbox:
    """`address` is in lower case; `name` is what people read and proves nothing."""

    address: str
    name: str = ""


def mailboxes(value: str) -> tuple[Mailbox, ...]:
    """Every address of a header's value, in order. What has no address is left out."""
    found = (_mailbox(piece) for piece in _pieces(value)[:MOST])
    return tuple(mailbox for mailbox in found if mailbox is not None)


def is_address(text: str) -> bool:
    local, at, domain = text.rpartition("@")
    return bool(at and local and domain) and len(text) <= 320 and text.isprintable() and " " not in text


def _pieces(value: str) -> list[str]:
    """Between commas and semicolons that are not inside quotation marks, angle brackets or comments."""
    pieces: list[str] = []
    closing, comment, start, place = "", 0, 0, 0
    while place < len(value):
        letter = value[place]
        if letter == "\\":
            place += 1
        elif closing:
            closing = "" if letter == closing else closing
        elif letter == "(":
            comment += 1
        elif letter == ")":
            comment = max(0, comment - 1)
        elif letter in _CLOSING and not comment:
            closing = _CLOSING[letter]
        elif letter in ",;" and not comment:
            pieces.append(value[start:place])
            start = place + 1
        place += 1
    return [*pieces, value[start:]]


def _mailbox(piece: str) -> Mailbox | None:
    """The last thing in angle brackets is the address; a name before it may look like another one."""
    before, bracket, rest = piece.rpartition("<")
    if bracket:
        address, name = rest.partition(">")[0], before
    else:
        address, _, comment = piece.partition("(")
        name = comment.rpartition(")")[0]
        group, colon, last = address.rpartition(":")
        address = last if colon and "@" not in group else address
    address = "".join(address.split()).strip("'\"").lower()
    if address.startswith("mailto:"):
        address = address.removeprefix("mailto:")
    if not is_address(address):
        return None
    return Mailbox(address, words(name.strip().strip('"').replace('\\"', '"')).strip(" '")[:200])
