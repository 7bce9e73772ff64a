"""Documents that tests send: Word, PDF, web pages, good ones and those that are made to do harm."""

from __future__ import annotations

import io
import itertools
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from docx import Document

MACRO_TYPES = b"application/vnd.ms-word.document.macroEnabled.main+xml"


def word(*parts: tuple[str, str]) -> bytes:
    """A Word document of (kind, text): title, h1, h2, bold, item, number, table ("a|b;c|d"), hidden, or text."""
    document = Document()
    for kind, text in parts:
        match kind:
            case "title":
                document.add_heading(text, 0)
            case "h1" | "h2":
                document.add_heading(text, int(kind[1]))
            case "bold":
                document.add_paragraph().add_run(text).bold = True
            case "item":
                document.add_paragraph(text, style="List Bullet")
            case "number":
                document.add_paragraph(text, style="List Number")
            case "hidden":
                document.add_paragraph("Seen. ").add_run(text).font.hidden = True
            case "table":
                rows = [row.split("|") for row in text.split(";")]
                table = document.add_table(len(rows), len(rows[0]))
                for row, cells in zip(table.rows, rows, strict=True):
                    for cell, words in zip(row.cells, cells, strict=True):
                        cell.text = words
            case _:
                document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def repacked(package: bytes, changes: dict[str, bytes]) -> bytes:
    """The zip file with these entries changed or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in (*(n for n in before.namelist() if n not in changes), *changes):
            after.writestr(name, changes[name] if name in changes else before.read(name))
    return out.getvalue()


def with_macros() -> bytes:
    """A document with macros under the name of one without."""
    return repacked(word(("text", "Words")), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def called_macro_document() -> bytes:
    """The same without the macros, but with the content type that lets Word run them."""
    package = word(("text", "Words"))
    with zipfile.ZipFile(io.BytesIO(package)) as before:
        types = before.read("[Content_Types].xml")
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return repacked(package, {"[Content_Types].xml": types.replace(plain, MACRO_TYPES)})


def zip_bomb() -> bytes:
    """Some kilobytes that unpack to 200 MB."""
    return repacked(word(("text", "Words")), {"word/media/image1.png": bytes(200 * 1024 * 1024)})


def lying_zip_bomb() -> bytes:
    """The same in the document itself, with a package that says it is small."""
    said, real = 1000, 40 * 1024 * 1024
    package = repacked(word(("text", "Words")), {"word/document.xml": b" " * real})
    return package.replace(struct.pack("<I", real), struct.pack("<I", said))


def entity_bomb() -> bytes:
    """An XML file whose entities multiply."""
    names = [f"e{n}" for n in range(9)]
    inner = "".join(f'<!ENTITY {n} "{("&" + before + ";") * 10}">' for before, n in itertools.pairwise(names))
    xml = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "lol">{inner}]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
        f"<w:t>&{names[-1]};</w:t></w:r></w:p></w:body></w:document>"
    )
    return repacked(word(("text", "Words")), {"word/document.xml": xml.encode()})


@dataclass(frozen=True)
class Row:
    """One line of a PDF's page: `y` points from its foot."""

    text: str
    y: float
    size: float = 11
    bold: bool = False
    x: float = 72


def pdf(*pages: Iterable[Row], extra: bytes = b"", encrypt: bytes = b"") -> bytes:
    """A PDF with these lines; `extra` goes into each page's content as it is."""
    streams = [_content(rows) + extra for rows in pages]
    return pdf_of([(b"", stream) for stream in streams], encrypt)


def pdf_of(streams: Sequence[tuple[bytes, bytes]], encrypt: bytes = b"") -> bytes:
    """A PDF whose pages have these contents, each with the entries of its stream's dictionary."""
    fonts = b"<< /F1 3 0 R /F2 4 0 R >>"
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        4: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    }
    kids = []
    for number, (entries, stream) in enumerate(streams):
        page, content = 5 + 2 * number, 6 + 2 * number
        kids.append(b"%d 0 R" % page)
        objects[page] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font %s >> >>"
            % (content, fonts)
        )
        objects[content] = b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(stream), entries, stream)
    objects[2] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number in sorted(objects):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % places[number] for number in sorted(objects))
    out += b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, encrypt, start)
    return bytes(out)


def locked_pdf() -> bytes:
    """One that opens with a password only."""
    keys = b"/O <%s> /U <%s>" % (b"41" * 32, b"42" * 32)
    encrypt = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 %s >> /ID [<00><00>]" % keys
    return pdf([Row("Secret", 700)], encrypt=encrypt)


def pdf_bomb(size: int = 900 * 1024 * 1024) -> bytes:
    """Some kilobytes whose page's content unpacks to so many bytes."""
    packer = zlib.compressobj(9)
    once = b"".join(packer.compress(b"q " * 524_288) for _ in range(size // 1024 // 1024)) + packer.flush()
    return pdf_of([(b"/Filter [/FlateDecode /FlateDecode]", zlib.compress(once, 9))])


def scanned_pdf(pages: int = 2) -> bytes:
    """Pages with a picture each and no text."""
    picture = b"q 500 0 0 700 40 60 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q"
    return pdf_of([(b"", picture)] * pages)


def _content(rows: Iterable[Row]) -> bytes:
    lines = [
        "BT /{} {} Tf {} {} Td ({}) Tj ET".format(
            "F2" if row.bold else "F1",
            row.size,
            row.x,
            row.y,
            row.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)"),
        )
        for row in rows
    ]
    return "\n".join(lines).encode("cp1252")


def column(top: float, *lines: str, step: float = 14, size: float = 11, bold: bool = False, x: float = 72) -> list[Row]:
    """Lines under each other from `top` on."""
    return [Row(text, top - place * step, size, bold, x) for place, text in enumerate(lines)]


def permits() -> bytes:
    """What a council might say of parking permits for carers, as its staff would write it."""
    return word(
        ("title", "Who gets a zebra permit?"),
        ("text", "Carers and people who look after a neighbour may have a zebra permit, which costs nothing."),
        ("bold", "How to apply for a zebra permit"),
        ("text", "Write to the zebra desk at County Hall and send:"),
        ("item", "a letter of the person who is cared for"),
        ("item", "a photograph of the car"),
        ("h1", "What a zebra permit costs"),
        ("table", "Kind|Fee;Carer|nothing;Trader|£20 a month"),
    )


FILES: dict[str, Callable[[], bytes]] = {"zebra permits.docx": permits, "scan.pdf": scanned_pdf}
"""The files that transcripts name."""
