"""The files of a message: what they are, whether they are taken, and why not, in words for the sender."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.mail import kinds
from bot.mail.archives import DOCX, PPTX, XLSX, inside_zip
from bot.mail.bodies import Body, body_of
from bot.mail.guards import MOST_DEPTH, fault
from bot.mail.kinds import kind_of
from bot.mail.mime import Part, Unreadable, opened
from bot.mail.names import clean_name, extension
from bot.mail.pictures import fault_of_picture
from bot.mail.tnef import NotReadable, opened_winmail
from cards import refused_files, set_aside
from domain.mail import MailFile

ALLOWED = frozenset({kinds.PDF, DOCX, XLSX, PPTX, kinds.CSV, kinds.TEXT, kinds.PNG, kinds.JPEG, kinds.HEIC, kinds.MAIL})
MOST_FILES = 10
MOST_ONE = 20_000_000
MOST_ALL = 25_000_000
LOGO = 20_000
"""Bytes below which a picture that the text shows is a logo and no evidence."""

_MOST_LISTED = 50
_TEXT_NAMES = frozenset({"", "txt", "text", "csv", "tsv", "log", "md", "asc", "eml"})
_PICTURES = frozenset({kinds.PNG, kinds.JPEG, kinds.HEIC})
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class _Candidate:
    name: str
    content: bytes
    fault: str = ""


def files_of(body: Body) -> tuple[MailFile, ...]:
    """Every file, in order, each either taken or with the reason; logos that the text shows are left out."""
    files: list[MailFile] = []
    taken = taken_bytes = 0
    for candidate in _candidates(body):
        if len(files) >= _MOST_LISTED:
            break
        file = _judged(candidate, len(files) + 1, 0)
        if file.taken and taken == MOST_FILES:
            file = _refused(file, refused_files.too_many(MOST_FILES))
        elif file.taken and taken_bytes + file.size > MOST_ALL:
            file = _refused(file, refused_files.too_much(MOST_ALL))
        taken += file.taken
        taken_bytes += file.size if file.taken else 0
        files.append(file)
    return tuple(files)


def _candidates(body: Body) -> Iterator[_Candidate]:
    for part in body.files:
        if part.type == "message/rfc822" and part.children:
            subject = part.children[0].headers.text("subject")
            yield _Candidate(part.name or f"{subject or 'message'}.eml", part.enclosed())
            continue
        content = part.content()
        if _is_logo(part, content, body.html):
            continue
        if content.startswith(b"\x78\x9f\x3e\x22"):
            yield from _from_winmail(part, content)
        else:
            yield _Candidate(part.name, content)


def _is_logo(part: Part, content: bytes, html: str) -> bool:
    name = part.headers.raw("content-id").strip("<> ")
    return bool(name) and len(content) < LOGO and part.type.startswith("image/") and f"cid:{name}" in html


def _from_winmail(part: Part, content: bytes) -> Iterator[_Candidate]:
    try:
        found = opened_winmail(content)
    except NotReadable:
        yield _Candidate(part.name or "winmail.dat", content, refused_files.WINMAIL)
        return
    for name, inner in found.files:
        yield _Candidate(name, inner)


def _judged(candidate: _Candidate, number: int, depth: int) -> MailFile:
    """One file, with its kind and its fault if it has one."""
    content = candidate.content
    kind = kind_of(content) if content else kinds.UNKNOWN
    reason = candidate.fault
    if not reason and len(content) <= MOST_ONE:
        kind, reason = _looked_at(content, kind, candidate.name, depth)
    elif not reason:
        reason = refused_files.too_large(MOST_ONE)
    name = clean_name(candidate.name, number, kind)
    if not content:
        reason = reason or refused_files.EMPTY
    return MailFile(name, kind, len(content), not reason, reason, b"" if reason else content)


def _looked_at(content: bytes, kind: str, name: str, depth: int) -> tuple[str, str]:
    """The kind after a look inside, and the fault."""
    ending = extension(name)
    if not content:
        return kind, refused_files.EMPTY
    if kind == kinds.ZIP:
        kind, reason = inside_zip(content)
        if reason:
            return kind, reason
    if kind == kinds.OLE:
        return kind, refused_files.PROTECTED if _ENCRYPTED in content else refused_files.OLD_OFFICE
    if kind == kinds.TEXT:
        return _text(ending)
    if kind not in ALLOWED:
        return kind, refused_files.kind_not_taken(kind)
    if kind in _PICTURES:
        return kind, fault_of_picture(content, kind)
    if kind == kinds.MAIL:
        return kind, _fault_of_mail(content, depth)
    return kind, ""


def _text(ending: str) -> tuple[str, str]:
    """Text is what its name says it is, if that is text."""
    if ending == "csv":
        return kinds.CSV, ""
    if ending in _TEXT_NAMES:
        return kinds.TEXT, ""
    if ending in ("js", "jse", "vbs", "vbe", "wsf", "hta", "bat", "cmd", "ps1", "sh", "py", "reg", "url", "scr", "php"):
        return kinds.SCRIPT, refused_files.kind_not_taken(kinds.SCRIPT)
    return kinds.TEXT, refused_files.MISNAMED


def _fault_of_mail(content: bytes, depth: int) -> str:
    """Why an enclosed message is not taken: one that cannot be read, or with a file inside that is not taken."""
    if depth >= MOST_DEPTH or fault(content):
        return refused_files.ENCLOSED_MAIL
    try:
        inner = body_of(opened(content))
    except (Unreadable, RecursionError):
        return refused_files.ENCLOSED_MAIL
    for number, candidate in enumerate(_candidates(inner), 1):
        file = _judged(candidate, number, depth + 1)
        if not file.taken:
            return refused_files.inside(file.name, file.reason)
    return ""


def _refused(file: MailFile, reason: str) -> MailFile:
    return MailFile(file.name, file.type, file.size, taken=False, reason=reason)


def winmail_text(body: Body) -> Body | None:
    """The words of a message whose only text lies in a winmail.dat; None where there are none. Raises `Unreadable` for
    words in rich text alone."""
    for part in body.files:
        content = part.content() if part.type in (kinds.TNEF, "application/ms-tnef", kinds.UNKNOWN) else b""
        if content.startswith(b"\x78\x9f\x3e\x22"):
            try:
                found = opened_winmail(content)
            except NotReadable:
                return None
            if found.rich and not found.text.strip() and not found.html.strip():
                raise Unreadable(set_aside.RICH_TEXT)
            return Body.from_forms(found.text, found.html, body.files)
    return None
