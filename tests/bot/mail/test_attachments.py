"""Files: taken by what their bytes are, or refused by name and with the reason."""

from __future__ import annotations

import contextlib
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.archives import DOCX, PPTX, XLSX, inside_zip
from bot.mail.attachments import MOST_FILES, MOST_ONE
from bot.mail.kinds import CSV, HEIC, JPEG, MAIL, OLE, PNG, TEXT, kind_of
from bot.mail.names import clean_name
from bot.mail.read import read
from bot.mail.tnef import NotReadable, opened_winmail
from cards import refused_files, set_aside
from domain.mail import MailFile, MailKind
from tests.bot.mail.files import PDF, mail, office, picture, png_that_says, relation, winmail, zipped

DOCM = "application/vnd.ms-word.document.macroenabled.12"
RELATIONS = "word/_rels/document.xml.rels"
OLE_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def only(name: str, content: bytes) -> MailFile:
    files = read(mail((name, content)).as_bytes()).files
    assert len(files) == 1
    return files[0]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.docx", office("docx"), DOCX),
        ("a.xlsx", office("xlsx"), XLSX),
        ("a.pptx", office("pptx"), PPTX),
        ("a.csv", b"measure,value\r\napprentices,12\r\n", CSV),
        ("a.txt", "café £5\n".encode("cp1252"), TEXT),
        ("a.txt", "wide\n".encode("utf-16"), TEXT),
        ("a.png", picture(), PNG),
        ("a.jpg", picture("JPEG"), JPEG),
        ("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + b"\0\0\0\x14ispe\0\0\0\0\0\0\x0f\xc0\0\0\x0b\xd0", HEIC),
        ("a.eml", mail(("a.pdf", PDF)).as_bytes(), MAIL),
        ("links.docx", office("docx", **{RELATIONS: relation("hyperlink", "https://x.example")}), DOCX),
    ],
)
def test_what_is_on_the_list_is_taken(name: str, content: bytes, kind: str) -> None:
    assert only(name, content) == MailFile(name, kind, len(content), taken=True, content=content)


@pytest.mark.parametrize(
    ("name", "content", "kind", "reason"),
    [
        ("plan.docx", office("docm"), DOCM, refused_files.MACROS),
        ("plan.docx", office("docx", **{"word/vbaProject.bin": b"x"}), DOCM, refused_files.MACROS),
        ("sheet.xlsx", office("xlsx", **{"xl/macrosheets/sheet1.xml": "x"}), "", refused_files.MACROS),
        ("plan.docx", office("docx", **{RELATIONS: relation("attachedTemplate", "https://x.example/t.dotm")}), DOCX,
            refused_files.LINKED),
        ("plan.docx", office("docx", **{"word/embeddings/oleObject1.bin": b"x"}), DOCX, refused_files.EMBEDDED),
        ("a.pdf", b"MZ" + bytes(100), "application/x-msdownload", ""),
        ("a.txt", b"#!/bin/sh\nrm\n", "application/x-sh", ""),
        ("a.js", b"alert(1)\n", "text/javascript", ""),
        ("a.txt", b"<html><script>x</script>", "text/html", ""),
        ("a.png", b"<svg onload=x>", "image/svg+xml", ""),
        ("a.pdf", b"just words\n", TEXT, refused_files.MISNAMED),
        ("a.zip", zipped({"a.txt": "x"}), "application/zip", ""),
        ("a.docx", zipped({"word/document.xml": b"\0" * 30_000_000}), "application/zip", refused_files.UNPACKS),
        ("a.docx", office("docx")[:-30], "application/zip", refused_files.DAMAGED),
        ("a.doc", OLE_FILE, OLE, refused_files.OLD_OFFICE),
        ("a.docx", OLE_FILE + "EncryptedPackage".encode("utf-16-le"), OLE, refused_files.PROTECTED),
        ("a.png", png_that_says(60_000, 60_000), PNG, refused_files.PIXELS),
        ("a.png", picture()[:20], PNG, refused_files.DAMAGED),
        ("a.pdf", b"", "application/octet-stream", refused_files.EMPTY),
        ("a.eml", mail(("plan.docx", office("docm"))).as_bytes(), MAIL,
            refused_files.inside("plan.docx", refused_files.MACROS)),
        ("winmail.dat", b"\x78\x9f\x3e\x22\x01\x00\x01\x0c\x80\x02\x00\xff\xff\xff\xff", "application/vnd.ms-tnef",
            refused_files.WINMAIL),
        ("big.pdf", PDF + bytes(MOST_ONE), "application/pdf", refused_files.too_large(MOST_ONE)),
    ],
)  # fmt: skip
def test_what_is_refused_says_why(name: str, content: bytes, kind: str, reason: str) -> None:
    found = only(name, content)
    if kind == "":
        kind = "application/vnd.ms-excel.sheet.macroenabled.12"
    expected = reason or refused_files.kind_not_taken(kind)
    assert found == MailFile(name, kind, len(content), taken=False, reason=expected)


def test_so_many_files_and_no_more() -> None:
    files = read(mail(*((f"{n}.pdf", PDF) for n in range(MOST_FILES + 1))).as_bytes()).files
    assert [file.taken for file in files] == [True] * MOST_FILES + [False]
    assert files[-1].reason == refused_files.too_many(MOST_FILES)


def test_a_small_picture_that_the_text_shows_is_a_logo_and_left_out() -> None:
    message = mail(("a.pdf", PDF), html="<p>hello</p><img src='cid:logo@x'>")
    for cid, name in (("<logo@x>", "logo.png"), ("<photo@x>", "photo.png")):
        message.add_attachment(picture(), maintype="image", subtype="png", cid=cid, filename=name, disposition="inline")
    assert [file.name for file in read(message.as_bytes()).files] == ["a.pdf", "photo.png"]


def test_a_message_inside_is_a_file_of_its_own() -> None:
    message = mail(text="forwarded")
    message.add_attachment(mail(("a.pdf", PDF), text="The figures."))
    (found,) = read(message.as_bytes()).files
    assert (found.name, found.type, found.taken) == ("Evidence.eml", MAIL, True)
    assert b"The figures." in found.content


def test_winmail_is_opened() -> None:
    message = EmailMessage()
    message["From"] = "jo@x.example"
    message.add_attachment(winmail("Figures 2026.pdf", PDF, "Twelve."), maintype="application", subtype="ms-tnef")
    found = read(message.as_bytes())
    assert (found.kind, found.reply) == (MailKind.MESSAGE, "Twelve.")
    assert found.files == (MailFile("Figures 2026.pdf", "application/pdf", len(PDF), taken=True, content=PDF),)


RICH = b"\x2d\x00\x00\x00\x2b\x00\x00\x00LZFu\xf1\xc5\xc7\xa7"
"""How compressed rich text begins."""


@pytest.mark.parametrize(
    ("text", "body", "reply", "reason"),
    [
        ("", "", None, set_aside.RICH_TEXT),
        ("", "Twelve.", "Twelve.", ""),
        ("Twelve.", "", "Twelve.", ""),
    ],
)
def test_a_mail_whose_only_text_is_rich_text_is_set_aside(text: str, body: str, reply: str | None, reason: str) -> None:
    message = EmailMessage()
    message["From"] = "jo@x.example"
    message.set_content(text)
    message.add_attachment(winmail("Figures.pdf", PDF, body, RICH), maintype="application", subtype="ms-tnef")
    found = read(message.as_bytes())
    assert (found.kind is MailKind.SET_ASIDE, found.reply, found.reason) == (bool(reason), reply, reason)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\jo\\report.pdf", "report.pdf"),
        ("inno\u202efdp.exe", "innofdp.exe"),
        ("a\0b\r\n.pdf", "ab .pdf"),
        ("..", "attachment 3.pdf"),
        ("", "attachment 3.pdf"),
        ('a<b>"c|d?.pdf', "a b c d .pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_are_cleaned(name: str, shown: str) -> None:
    assert clean_name(name, 3, "application/pdf") == shown


@given(st.binary(max_size=300))
def test_no_bytes_break_the_look_at_a_file(content: bytes) -> None:
    assert isinstance(kind_of(content), str)
    assert isinstance(inside_zip(b"PK\x03\x04" + content)[1], str)
    assert isinstance(only("a.bin", b"PK\x03\x04" + content).reason, str)
    with contextlib.suppress(NotReadable):
        opened_winmail(b"\x78\x9f\x3e\x22\x01\x00" + content)


@given(st.integers(0, 400), st.binary(min_size=1, max_size=4))
def test_no_damaged_winmail_breaks_anything(place: int, damage: bytes) -> None:
    whole = winmail("a.pdf", PDF, "Twelve.")
    damaged = whole[:place] + damage + whole[place + len(damage) :]
    with contextlib.suppress(NotReadable):
        opened_winmail(damaged)
