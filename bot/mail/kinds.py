"""What the bytes of a file are, whatever its name and its sender say. Looks at the beginning alone; see `archives`."""

from __future__ import annotations

import re

PDF = "application/pdf"
PNG, JPEG, HEIC = "image/png", "image/jpeg", "image/heic"
TEXT, CSV, MAIL = "text/plain", "text/csv", "message/rfc822"
ZIP, OLE, TNEF = "application/zip", "application/x-ole-storage", "application/vnd.ms-tnef"
HTML, SVG, XML, SCRIPT = "text/html", "image/svg+xml", "application/xml", "text/javascript"
UNKNOWN = "application/octet-stream"

_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF8", "image/gif"),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"PK\x07\x08", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"\x78\x9f\x3e\x22", TNEF),
    (b"{\\rt", "application/rtf"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"\xca\xfe\xba\xbe", "application/x-executable"),
    (b"\xfe\xed\xfa\xce", "application/x-executable"),
    (b"\xcf\xfa\xed\xfe", "application/x-executable"),
    (b"\x4c\x00\x00\x00\x01\x14\x02\x00", "application/x-ms-shortcut"),
    (b"#!", "application/x-sh"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"MSCF", "application/vnd.ms-cab-compressed"),
    (b"ITSF", "application/vnd.ms-htmlhelp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "application/ogg"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
    (b"BEGIN:VCALENDAR", "text/calendar"),
    (b"BEGIN:VCARD", "text/vcard"),
)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_CONTROLS = bytes(set(range(32)) - {7, 8, 9, 10, 12, 13, 27} | {127})
_BOMS = (b"\xff\xfe", b"\xfe\xff")
_MAIL_NAMES = re.compile(
    rb"^(from|to|subject|date|message-id|received|return-path|delivered-to|mime-version|x-mailer|cc|reply-to):",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD = 65_536


def kind_of(content: bytes) -> str:
    """The media type that the bytes have; text that is nothing else is text/plain."""
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning) and not (kind == "image/bmp" and _is_text(content)):
            return kind
    if b"%PDF-" in content[:1024]:
        return PDF
    if content[4:8] == b"ftyp":
        return HEIC if content[8:12] in _HEIC_BRANDS else "video/mp4"
    if content[:4] == b"RIFF":
        return "image/webp" if content[8:12] == b"WEBP" else "audio/wav"
    if content[257:262] == b"ustar":
        return "application/x-tar"
    if content[32_769:32_774] == b"CD001":
        return "application/x-iso9660-image"
    return _textual(content) if _is_text(content) else UNKNOWN


def _is_text(content: bytes) -> bool:
    head = content[:_HEAD]
    if head.startswith(_BOMS):
        return True
    return len(head) - len(head.translate(None, _CONTROLS)) == 0


def _textual(content: bytes) -> str:
    head = content[:_HEAD]
    if head.startswith(_BOMS):
        head = head.decode("utf-16", "replace").encode()
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    markup = start[:4096]
    if b"<svg" in markup:
        return SVG
    if (
        markup.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))
        or b"<script" in markup
        or b"<html" in markup
    ):
        return HTML
    if markup.startswith(b"<?xml"):
        return XML
    names = {name.lower() for name in _MAIL_NAMES.findall(start[:4096].partition(b"\n\n")[0].partition(b"\r\n\r\n")[0])}
    if _MAIL_NAMES.match(start) and len(names) >= 3 and (b"from" in names or b"received" in names):
        return MAIL
    return TEXT
