"""What became of each recipient: delivery reports of RFC 3464, and the letters that other systems write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.mail.addresses import is_address, mailboxes
from bot.mail.charsets import cleaned
from bot.mail.headers import Headers, block, message_ids, words
from bot.mail.machine_words import COPY_FOLLOWS, DELAY_WORDS, GAVE_UP
from bot.mail.mime import Part
from bot.mail.parts import ENCLOSED, outer
from domain.mail import BouncedRecipient

STATUS_PARTS = ("message/delivery-status", "message/global-delivery-status")
MOST_RECIPIENTS = 200

_ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")
_ACTION_WORDS = {"fail": "failed", "failure": "failed", "undeliverable": "failed", "transient": "delayed"} | {
    "delay": "delayed", "deferred": "delayed", "expired": "failed", "success": "delivered", "deliverable": "delivered"
}  # fmt: skip
_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.#:])([45]\d\d)(?=[ \-:;,)\]]|$)")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,9}")
_ALONE = re.compile(
    r"^[ \t>*-]*(?:to: |recipient(?: address)?:? |address: |user: |smtp;|rfc822;)?[\"'<(\[]*([\w.!#$%&'*+/=?^`{"
    r"|}~-]{1,64}@[\w.-]{1,120})[>)\]\"':;,.]*"
    r"(?=[ \t]*$|>?:|[ \t]+(?:on |\(|-|failed|delayed|<|:|\.\.\.|because))",
    re.IGNORECASE | re.MULTILINE,
)
_NAMED = re.compile(
    r"(?:rcpt to|recipients?|address(?:es)?|delivered to|deliver(?:y)? to|reach|mailto|sent to|empfänger"
    r"|destinatario|destinataire"
    r"|ontvanger|odbiorc\w+)[^\n@]{0,40}?[:\s<(\"']([\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,120})",
    re.IGNORECASE,
)
_ANYWHERE = re.compile(r"(?:^|[\s<(\"':;,])([\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,120})")
_WRITTEN_TO = re.compile(
    r"^[ \t>]*(?:to|x-envelope-to|delivered-to):[^\n@]{0,80}?([^\s<>(\"',;:@]{1,64}@[\w.-]{1,120})", re.I | re.M
)
_MOST_TEXT = 20_000
_LONGEST_DIAGNOSTIC = 500


def reported(message: Part) -> tuple[BouncedRecipient, ...]:
    """The recipients of a delivery report, as its machine-readable part says; empty without such a part."""
    found: list[BouncedRecipient] = []
    for part in outer(message):
        if part.type in STATUS_PARTS:
            for fields in _blocks(part):
                recipient = _recipient(fields)
                if recipient is not None and len(found) < MOST_RECIPIENTS:
                    found.append(recipient)
    return tuple(dict.fromkeys(found))


def told(text: str, message: Part, ourselves: frozenset[str]) -> tuple[BouncedRecipient, ...]:
    """The recipients that a letter names, and whether it says that they failed or are delayed."""
    headers = message.headers
    named = headers.all("x-failed-recipients")
    listed = [address for value in named for address in _ADDRESS.findall(value.lower())]
    copy = COPY_FOLLOWS.search(text[:_MOST_TEXT], 1)
    letter = text[: copy.start() if copy and copy.start() > 40 else _MOST_TEXT][:_MOST_TEXT]
    places = _places(letter, ourselves) or _places_in_copy(text[len(letter) : _MOST_TEXT], ourselves)
    addresses = list(dict.fromkeys(listed)) or list(places) or list(original_recipients(message))
    is_delayed = not listed and _is_delay(letter, headers.text("subject"))
    return tuple(_told(address, places, letter, is_delayed=is_delayed) for address in addresses[:MOST_RECIPIENTS])


def returned_id(message: Part, text: str) -> str:
    """The Message-ID of the message that came back, from the copy of it or from what the report answers."""
    for part in outer(message):
        if part.type in ENCLOSED:
            inner = part.children[0].headers if part.children else block(part.content()[:65_536])
            if found := message_ids(inner.all("message-id")):
                return found[0]
    written = re.search(r"^[ \t>]*message-id:\s{0,5}<?([^<>\s]{3,500}@[^<>\s]{1,300})>?", text[:200_000], re.I | re.M)
    if written:
        return written[1]
    answered = message_ids([*message.headers.all("in-reply-to"), *message.headers.all("references")])
    return answered[0] if answered else ""


def _blocks(part: Part) -> Iterator[Headers]:
    """The groups of fields of a report; one that was encoded, or that is one text, is read too."""
    groups = [child.headers for child in part.children if child.headers.values]
    if groups:
        yield from groups
        for child in part.children:
            if b":" in child.payload:
                yield from _groups(child.payload)
        return
    encoded = b"\n\n".join(child.payload for child in part.children) or part.payload
    whole = Part(part.type, part.headers, payload=encoded).content()
    yield from _groups(whole)


def _groups(data: bytes) -> Iterator[Headers]:
    for group in re.split(rb"\r?\n[ \t]*\r?\n", data[:100_000]):
        if group.strip():
            yield block(group.strip() + b"\n")


def _recipient(fields: Headers) -> BouncedRecipient | None:
    named = [_address(fields.raw(name)) for name in ("original-recipient", "final-recipient", "x-actual-recipient")]
    address = next((address for address in named if address), "")
    if not address:
        return None
    diagnostic = words(fields.raw("diagnostic-code")).partition(";")
    told_by = (diagnostic[2] or diagnostic[0]).strip()[:_LONGEST_DIAGNOSTIC]
    status = _status(fields.raw("status")) or _status(told_by)
    action = fields.raw("action").strip().lower().split(" ")[0].strip(";,.:()")
    action = _ACTION_WORDS.get(action, action)
    if action not in _ACTIONS:
        action = {"2": "delivered", "4": "delayed"}.get(status[:1], "failed")
    return BouncedRecipient(address, action, status or _unknown(action), told_by)


def _address(value: str) -> str:
    """The address behind "rfc822;", in any dress."""
    kind, semicolon, rest = value.partition(";")
    if not semicolon:
        kind, rest = "rfc822", value
    if kind.strip().lower() not in (
        "rfc822",
        "utf-8",
        "smtp",
        "rfc 822",
        "unknown",
        "x-local",
        "local",
        "system",
        "internet",
    ):
        rest = rest if "@" in rest and "=" not in rest else ""
    rest = rest.strip()
    inside = rest.rpartition("<")[2].partition(">")[0] if "<" in rest else rest
    inside = inside.strip("\"' <>").replace("+2B", "+").replace("+3D", "=").lower()
    found = inside.split(" ")[0].rstrip(".,;:")
    return found if is_address(found) else ""


def _status(text: str) -> str:
    """An enhanced status code in the text, or one made of a reply code; "" without either."""
    match = _ENHANCED.search(text)
    if match:
        return match[1]
    code = _REPLY_CODE.search(text)
    return f"{code[1][0]}.0.0" if code else ""


def _unknown(action: str) -> str:
    return {"failed": "5.0.0", "delayed": "4.0.0"}.get(action, "2.0.0")


def _is_delay(letter: str, subject: str) -> bool:
    says_delay = DELAY_WORDS.search(subject) or DELAY_WORDS.search(letter)
    return bool(says_delay) and not (GAVE_UP.search(letter) and not DELAY_WORDS.search(subject))


def _places(letter: str, ourselves: frozenset[str]) -> dict[str, int]:
    """Where each recipient is named: alone on a line first, else behind words that announce one."""
    for pattern in (_ALONE, _NAMED, _ANYWHERE):
        places: dict[str, int] = {}
        for match in pattern.finditer(letter):
            address = match[1].rstrip(".").lower()
            if (
                address not in ourselves
                and is_address(address)
                and not address.startswith(("postmaster@", "mailer-daemon@"))
            ):
                places.setdefault(address, match.start())
        if places:
            return places
    return {}


def _places_in_copy(copy: str, ourselves: frozenset[str]) -> dict[str, int]:
    """Whom the message was written to, where the letter itself does not say it."""
    found = (match[1].rstrip(".").lower() for match in _WRITTEN_TO.finditer(copy))
    return {address: 0 for address in found if address not in ourselves and is_address(address)}


def original_recipients(message: Part) -> tuple[str, ...]:
    """Whom the returned message was written to, by the copy that is enclosed."""
    for part in outer(message):
        if part.type in ENCLOSED:
            inner = part.children[0].headers if part.children else block(part.content()[:65_536])
            return tuple(mailbox.address for value in inner.all("to") for mailbox in mailboxes(value))
    return ()


def _told(address: str, places: dict[str, int], letter: str, *, is_delayed: bool) -> BouncedRecipient:
    start = places.get(address, max(0, letter.lower().find(address)))
    following = [place for place in places.values() if place > start]
    said = letter[start : min(following, default=len(letter))].replace(address, "")
    diagnostic = " ".join(cleaned(said).strip("<>:,; \n\t").split())[:_LONGEST_DIAGNOSTIC]
    status = _status(said) or _status(letter)
    action = "delayed" if is_delayed else "failed"
    if not is_delayed and status[:1] == "2":
        status = ""
    return BouncedRecipient(address, action, status or _unknown(action), diagnostic)
