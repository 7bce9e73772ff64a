"""Files for the tests, made of bytes: Office files, pictures, bombs, and a winmail.dat."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from email.message import EmailMessage

from PIL import Image

TYPES = '<Types><Override PartName="/{part}" ContentType="application/{kind}"/>{more}</Types>'
MAIN = {
    "docx": ("word/document.xml", "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", "vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"),
    "docm": ("word/document.xml", "vnd.ms-word.document.macroEnabled.main+xml"),
}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def office(kind: str, **more: bytes | str) -> bytes:
    """A small Office file; `more` are further parts by their names."""
    part, main = MAIN[kind]
    parts: dict[str, bytes | str] = {"[Content_Types].xml": TYPES.format(part=part, kind=main, more=""), part: "<w/>"}
    return zipped(parts | more)


def zipped(parts: dict[str, bytes | str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return written.getvalue()


def relation(kind: str, target: str) -> str:
    return (
        '<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    )


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "white").save(written, kind)
    return written.getvalue()


def png_that_says(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises so many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    end = b"IEND"
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
        + struct.pack(">I", 0) + end + struct.pack(">I", zlib.crc32(end))
    )  # fmt: skip


def winmail(name: str, content: bytes, body: str, rich: bytes = b"") -> bytes:
    """A winmail.dat with a text and one file that has a long name; `rich` is a text in compressed rich text."""
    long_name = name.encode("utf-16-le") + b"\0\0"
    properties = struct.pack("<IHHII", 1, 0x1F, 0x3707, 1, len(long_name)) + long_name + b"\0" * (-len(long_name) % 4)
    compressed = struct.pack("<IHHII", 1, 0x102, 0x1009, 1, len(rich)) + rich + b"\0" * (-len(rich) % 4)
    attributes = [
        *([(1, 0x0002800C, body.encode("cp1252") + b"\0")] if body else []),
        *([(1, 0x00069003, compressed)] if rich else []),
        (2, 0x00069002, b"\0" * 14),
        (2, 0x00018010, b"SHORT~1.PDF\0"),
        (2, 0x0006800F, content),
        (2, 0x00069005, properties),
    ]
    packed = (struct.pack("<BII", level, name, len(data)) + data + b"\0\0" for level, name, data in attributes)
    return b"\x78\x9f\x3e\x22\x01\x00" + b"".join(packed)


def mail(*files: tuple[str, bytes], text: str = "See the files.", html: str = "") -> EmailMessage:
    """A message with these files, each said to be a PDF: nobody should believe it."""
    message = EmailMessage()
    message["From"] = "Jo <jo@supplier.example>"
    message["To"] = "assistant@council.example"
    message["Subject"] = "Evidence"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return message
