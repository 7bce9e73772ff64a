"""Any document, by what it is and not by what it is called."""

from __future__ import annotations

import json
import re
from dataclasses import asdict

from domain.document import LARGEST_FILE, LONGEST_NAME, TOO_LARGE, ReadDocument
from domain.phrases import counted
from knowledge.documents.clean import one_line, visible
from knowledge.documents.markdown import read_markdown
from knowledge.documents.parts import Parts, Unreadable
from knowledge.documents.passages import title_and_body
from knowledge.documents.pdf import read_pdf
from knowledge.documents.web_page import read_web_page
from knowledge.documents.word import read_word

MOST_LETTERS = 1_000_000
"""Characters of a text that is no PDF and no Word document."""

_EMPTY = "It is empty."
_TOO_LONG = "It holds more words than I read. Send the part that matters."
_OLD_OFFICE = (
    "It is an old Office file, or one that is locked with a password. Open it in Word, save it as a Word document "
    "(.docx) without a password, and send that."
)
_PICTURE = "It is a picture, and I read text only. Send the document that it shows."
_UNKNOWN = "I cannot tell what it is. Please send .docx, PDF, HTML or Markdown."

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_WEB_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype html|html|head|body)\b", re.I | re.S
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.I)
_KINDS = {".docx": "Word document", ".pdf": "PDF", ".html": "web page", ".htm": "web page"}


def read_document(name: str, content: bytes) -> ReadDocument:
    """Never raises for what a file holds: one that cannot be read comes back with the reason."""
    name = one_line(name)[:LONGEST_NAME] or "A file without a name"
    try:
        return _read(name, content)
    except Unreadable as reason:
        return ReadDocument(name, refused=str(reason))


def read_in_child(given: bytes) -> bytes:
    """A child's work: a file's name as JSON, a line end and the file in; what was made of it, as JSON, out."""
    name, _, content = given.partition(b"\n")
    return json.dumps(asdict(read_document(json.loads(name), content))).encode("ascii")


def _read(name: str, content: bytes) -> ReadDocument:
    if not content.strip(b" \t\r\n\0"):
        raise Unreadable(_EMPTY)
    if len(content) > LARGEST_FILE:
        raise Unreadable(TOO_LARGE)
    if b"%PDF-" in content[:1024]:
        return _made(name, "PDF", read_pdf(content))
    if content.startswith(b"PK\x03\x04"):
        return _made(name, "Word document", read_word(content))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_OLD_OFFICE)
    if content.startswith(_PICTURES):
        raise Unreadable(_PICTURE)
    text, hidden = visible(_decoded(content))
    if len(text) > MOST_LETTERS:
        raise Unreadable(_TOO_LONG)
    if text.startswith("---\n"):
        return ReadDocument(name, text=text, notes=_hidden(hidden))
    if _WEB_PAGE.match(text) or name.lower().endswith((".html", ".htm")):
        return _made(name, "web page", read_web_page(text), hidden)
    return _made(name, "", read_markdown(text), hidden)


def _made(name: str, kind: str, read: Parts, hidden: int = 0) -> ReadDocument:
    title, body = title_and_body(read.parts)
    return ReadDocument(name, title, body, (*_named(name, kind), *read.notes, *_hidden(hidden)))


def _named(name: str, kind: str) -> tuple[str, ...]:
    """What its name says, where that is something else."""
    says = next((said for end, said in _KINDS.items() if name.lower().endswith(end)), "")
    if not says or says == kind:
        return ()
    return (f"Its name says {says}, but it is {f'a {kind}' if kind else 'plain text'}; I read it as that.",)


def _hidden(number: int) -> tuple[str, ...]:
    return (f"Taken out: {counted(number, 'character')} that nobody can see.",) if number else ()


def _decoded(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, what a web page names, or the Windows code page."""
    for mark, code in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(code, "replace")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = _in_old_code(content)
    if sum(1 for letter in text[:4000] if ord(letter) < 32 and letter not in "\t\n\r\f") > len(text[:4000]) // 100:
        raise Unreadable(_UNKNOWN)
    return text


def _in_old_code(content: bytes) -> str:
    named = _CHARSET.search(content[:2048])
    for code in ((named.group(1).decode("ascii"),) if named else ()) + ("cp1252",):
        try:
            return content.decode(code)
        except (UnicodeDecodeError, LookupError):
            continue
    raise Unreadable(_UNKNOWN)
