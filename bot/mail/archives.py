"""What is inside a zip: the Office files of today are zips, and what makes them dangerous is in their parts."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from bot.mail.kinds import ZIP
from cards import refused_files

_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = _OFFICE + "wordprocessingml.document"
XLSX = _OFFICE + "spreadsheetml.sheet"
PPTX = _OFFICE + "presentationml.presentation"
_MACRO_KINDS = {
    "word": "application/vnd.ms-word.document.macroenabled.12",
    "xl": "application/vnd.ms-excel.sheet.macroenabled.12",
    "ppt": "application/vnd.ms-powerpoint.presentation.macroenabled.12",
}
_MAIN = {
    b"wordprocessingml.document.main+xml": DOCX,
    b"spreadsheetml.sheet.main+xml": XLSX,
    b"presentationml.presentation.main+xml": PPTX,
    b"presentationml.slideshow.main+xml": PPTX,
    b"wordprocessingml.template.main+xml": _OFFICE + "wordprocessingml.template",
    b"spreadsheetml.template.main+xml": _OFFICE + "spreadsheetml.template",
    b"presentationml.template.main+xml": _OFFICE + "presentationml.template",
    b"ms-excel.sheet.binary": "application/vnd.ms-excel.sheet.binary.macroenabled.12",
}
_OPEN_DOCUMENT = re.compile(rb"application/(?:vnd\.oasis\.opendocument|epub)[\w.+-]{1,60}")
_RELATION = re.compile(rb"<Relationship\b[^<>]{0,4000}>", re.IGNORECASE)
_HAS_MACROS = re.compile(r"vbaproject|vbadata|macrosheets/|/macros?/|^macros/|basic/script-lb", re.IGNORECASE)
_HAS_OBJECTS = re.compile(
    r"oleobject\d*\.bin$|/activex/|embeddings/.*\.(?:bin|exe|js|vbs|hta|bat|cmd|ps1|lnk)$", re.IGNORECASE
)

MOST_ENTRIES = 5_000
MOST_UNPACKED = 300_000_000
_RATIO = 150
"""How many times larger than its bytes an archive may become; text in Office files packs well."""

_HARMLESS_SIZE = 20_000_000
_MOST_READ = 4_000_000


def inside_zip(content: bytes) -> tuple[str, str]:
    """The kind of the file, and why it is not taken; "" where nothing speaks against it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _judged(archive, len(content))
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, NotImplementedError, EOFError, KeyError):
        return ZIP, refused_files.DAMAGED


def _judged(archive: zipfile.ZipFile, size: int) -> tuple[str, str]:
    entries = archive.infolist()
    names = [entry.filename.replace("\\", "/") for entry in entries]
    unpacked = sum(entry.file_size for entry in entries)
    is_bomb = unpacked > MOST_UNPACKED or (unpacked > _HARMLESS_SIZE and unpacked > _RATIO * size)
    overlaps = sum(entry.compress_size for entry in entries) > size
    if len(entries) > MOST_ENTRIES or is_bomb or overlaps:
        return ZIP, refused_files.UNPACKS
    kind = _kind(archive, names)
    if any(entry.flag_bits & 1 for entry in entries):
        return kind, refused_files.PROTECTED
    if kind == ZIP:
        return kind, refused_files.kind_not_taken(kind)
    if len(set(names)) < len(names) or any(name.startswith("/") or ".." in name.split("/") for name in names):
        return kind, refused_files.DAMAGED
    if "macroenabled" in kind or any(_HAS_MACROS.search(name) for name in names):
        return _with_macros(kind, names), refused_files.MACROS
    if any(_HAS_OBJECTS.search(name) for name in names):
        return kind, refused_files.EMBEDDED
    if _loads_from_elsewhere(archive, names):
        return kind, refused_files.LINKED
    return kind, ""


def _kind(archive: zipfile.ZipFile, names: list[str]) -> str:
    if "[Content_Types].xml" in names:
        types = _read(archive, "[Content_Types].xml")
        lowered = types.lower()
        if b"macroenabled" in lowered or b"vbaproject" in lowered:
            return _with_macros("", names)
        return next((kind for mark, kind in _MAIN.items() if mark in types), ZIP)
    if "mimetype" in names:
        found = _OPEN_DOCUMENT.match(_read(archive, "mimetype"))
        return found[0].decode() if found else ZIP
    if "META-INF/MANIFEST.MF" in names:
        return "application/java-archive"
    return ZIP


def _with_macros(kind: str, names: list[str]) -> str:
    room = next((room for room in _MACRO_KINDS if any(name.lower().startswith(f"{room}/") for name in names)), "")
    return kind if "macroenabled" in kind else _MACRO_KINDS.get(room, kind or ZIP)


def _loads_from_elsewhere(archive: zipfile.ZipFile, names: list[str]) -> bool:
    """Templates, pictures, objects and data that are fetched when the file is opened; links to click are none."""
    for name in names:
        lowered = name.lower()
        if lowered.endswith(".rels"):
            for relation in _RELATION.findall(_read(archive, name)):
                flat = relation.lower().replace(b" ", b"").replace(b"'", b'"')
                if b'targetmode="external"' in flat and b'/hyperlink"' not in flat:
                    return True
        elif (
            lowered.startswith("xl/externallinks/") and lowered.endswith(".xml") and b"ddeLink" in _read(archive, name)
        ) or (lowered == "word/document.xml" and b"DDEAUTO" in _read(archive, name)):
            return True
    return False


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """At most so many bytes of one entry. Raises what `zipfile` raises for a damaged one."""
    found = next(entry for entry in archive.infolist() if entry.filename.replace("\\", "/") == name)
    with archive.open(found) as entry:
        return entry.read(_MOST_READ)
