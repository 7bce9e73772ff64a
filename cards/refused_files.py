"""Why a file was not taken that came with a mail, or in Teams: to the person who sent it."""

from __future__ import annotations

TAKEN = "PDF, Word (docx), Excel (xlsx), PowerPoint (pptx), CSV, text, PNG, JPEG, HEIC or a saved e-mail (eml)"

EMPTY = "The file is empty. Please send it again."
MACROS = "The file contains macros. Please save it without them, for example as docx, xlsx or PDF."
EMBEDDED = "The file contains embedded objects or controls. Please remove them, or save it as PDF."
LINKED = "The file loads content from elsewhere. Please break its links, or save it as PDF."
PROTECTED = "The file is protected by a password. Please send it without one."
DAMAGED = "The file is damaged or is not what its name says. Please open it, save it again and send it once more."
UNPACKS = "The file unpacks to far more than its size. Please save it as PDF."
PIXELS = "The picture has too many pixels. Please make it smaller."
OLD_OFFICE = "Files of old Office versions are not taken. Please save it as docx, xlsx, pptx or PDF."
MISNAMED = "The contents of the file do not match its name. Please save it again under its right name."
WINMAIL = "This is a file winmail.dat that could not be read. Please send the mail again as HTML or plain text."
ENCLOSED_MAIL = "The e-mail inside could not be read. Please send it as PDF."

NOT_FETCHED = "It could not be fetched from Teams. Please send it again."
NOT_THERE = "Teams did not say where it is kept. Please send it again, or paste its text."
PICTURE = "It is a picture, and I read text only. Send the document that it shows."

_KINDS = {
    "application/x-msdownload": "a program",
    "application/x-executable": "a program",
    "application/java-archive": "a program",
    "application/x-sh": "a program",
    "application/x-ms-shortcut": "a shortcut",
    "text/javascript": "a program",
    "text/html": "a web page",
    "image/svg+xml": "a drawing that can contain programs",
    "application/zip": "an archive",
    "application/gzip": "an archive",
    "application/x-7z-compressed": "an archive",
    "application/vnd.rar": "an archive",
    "application/x-tar": "an archive",
    "application/vnd.ms-cab-compressed": "an archive",
    "application/x-iso9660-image": "an archive",
    "application/rtf": "a rich text file",
    "text/calendar": "a calendar entry",
    "text/vcard": "a contact card",
}


def kind_not_taken(kind: str) -> str:
    """For a file of a kind that is not on the list."""
    what = _KINDS.get(kind, "of a kind that is not taken")
    return f"The file is {what}. Files that are taken: {TAKEN}."


def too_large(most: int) -> str:
    return f"The file is larger than {most // 1_000_000} MB. Please send a smaller one, or a part of it."


def too_much(most: int) -> str:
    return f"The files of one mail may have {most // 1_000_000} MB together. Please send this one in another mail."


def too_many(most: int) -> str:
    return f"One mail may have {most} files. Please send this one in another mail."


def infected(name: str) -> str:
    return f"The virus scanner found {name} in the file. Please have your computer checked."


def inside(name: str, reason: str) -> str:
    """For a file that holds another one which is not taken."""
    return f"It contains {name}, which is not taken: {reason}"
