"""The winmail.dat of Outlook (TNEF, [MS-OXTNEF]): its files and its text. Reads within the bytes that are there."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from bot.mail.charsets import cleaned, decoded

SIGNATURE = b"\x78\x9f\x3e\x22"
_TITLE, _DATA, _RENDER, _PROPERTIES = 0x8010, 0x800F, 0x9002, 0x9005
_BODY, _MESSAGE_PROPERTIES, _CODEPAGE = 0x800C, 0x9003, 0x9007
_LONG_NAME, _NAME, _PLAIN, _HTML, _RICH, _ATTACHED = 0x3707, 0x3704, 0x1000, 0x1013, 0x1009, 0x3701
_MOST_ATTRIBUTES = 2_000
_FIXED = {0x2: 4, 0x3: 4, 0x4: 4, 0x5: 8, 0x6: 8, 0x7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = frozenset({0xD, 0x1E, 0x1F, 0x102})


class NotReadable(Exception):
    """The bytes are not what they should be."""


@dataclass
class Winmail:
    """What was found: `files` as names and contents; `text` and `html` "" where there is none. `rich` says that there
    is a text in Outlook's compressed rich text, which is not read."""

    text: str = ""
    html: str = ""
    rich: bool = False
    files: list[tuple[str, bytes]] = field(default_factory=list)


def opened_winmail(data: bytes) -> Winmail:
    """Raises `NotReadable` for what ends too early or has the wrong form."""
    if not data.startswith(SIGNATURE):
        raise NotReadable
    found = Winmail()
    codepage, place = "cp1252", 6
    for _ in range(_MOST_ATTRIBUTES):
        if place + 9 > len(data):
            break
        _, attribute, length = struct.unpack_from("<BII", data, place)
        end = place + 9 + length
        if end > len(data):
            raise NotReadable
        value = data[place + 9 : end]
        place = end + 2
        codepage = _taken(found, attribute & 0xFFFF, value, codepage)
    found.files = [(name, content) for name, content in found.files if content]
    return found


def _taken(found: Winmail, attribute: int, value: bytes, codepage: str) -> str:
    """Notes one attribute. The code page, which may have been named just now."""
    if attribute == _CODEPAGE and len(value) >= 4:
        return f"cp{int.from_bytes(value[:4], 'little')}"
    if attribute == _RENDER:
        found.files.append(("", b""))
    elif attribute == _BODY:
        found.text = found.text or _text(value, codepage)
    elif attribute == _MESSAGE_PROPERTIES:
        properties = _properties(value)
        found.text = _string(properties.get(_PLAIN), codepage) or found.text
        found.rich = found.rich or _RICH in properties
        found.html = decoded(properties[_HTML][1], codepage) if _HTML in properties else found.html
    elif found.files:
        name, content = found.files[-1]
        if attribute == _TITLE:
            name = name or _text(value, codepage)
        elif attribute == _DATA:
            content = value
        elif attribute == _PROPERTIES:
            properties = _properties(value)
            name = _string(properties.get(_LONG_NAME) or properties.get(_NAME), codepage) or name
            if not content and _ATTACHED in properties:
                content = properties[_ATTACHED][1]
        found.files[-1] = (name, content)
    return codepage


def _properties(data: bytes) -> dict[int, tuple[int, bytes]]:
    """MAPI properties by their id, each with its type and the bytes of its first value."""
    try:
        return _read_properties(data)
    except struct.error as fault:
        raise NotReadable from fault


def _read_properties(data: bytes) -> dict[int, tuple[int, bytes]]:
    found: dict[int, tuple[int, bytes]] = {}
    (count,) = struct.unpack_from("<I", data, 0)
    place = 4
    for _ in range(min(count, _MOST_ATTRIBUTES)):
        kind, name = struct.unpack_from("<HH", data, place)
        place += 4
        if name >= 0x8000:
            place = _named(data, place)
        base = kind & 0xFFF
        is_many = bool(kind & 0x1000) or base in _VARIABLE
        values = 1
        if is_many:
            (values,) = struct.unpack_from("<I", data, place)
            place += 4
        for number in range(min(values, _MOST_ATTRIBUTES)):
            length = _FIXED.get(base, 0)
            if base in _VARIABLE:
                (length,) = struct.unpack_from("<I", data, place)
                place += 4
            elif not length:
                return found
            if place + length > len(data):
                raise NotReadable
            if number == 0:
                found[name] = (base, data[place : place + length])
            place += (length + 3) & ~3
    return found


def _named(data: bytes, place: int) -> int:
    """Behind the name of a property that has one."""
    (kind,) = struct.unpack_from("<I", data, place + 16)
    if kind == 0:
        return int(place) + 24
    (length,) = struct.unpack_from("<I", data, place + 20)
    return place + 24 + ((int(length) + 3) & ~3)


def _string(found: tuple[int, bytes] | None, codepage: str) -> str:
    if found is None:
        return ""
    kind, value = found
    return cleaned(value.decode("utf-16-le", "replace")).rstrip("\0") if kind == 0x1F else _text(value, codepage)


def _text(value: bytes, codepage: str) -> str:
    return cleaned(decoded(value.rstrip(b"\0"), codepage))
