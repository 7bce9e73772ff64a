"""Names of files as they may be shown and stored: without paths, tricks of direction, or what a system forbids."""

from __future__ import annotations

import re

from bot.mail.charsets import cleaned

_LONGEST = 120
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f]')
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,8})$")

_EXTENSIONS = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/heic": ".heic",
    "text/plain": ".txt",
    "text/csv": ".csv",
    "message/rfc822": ".eml",
}


def clean_name(name: str, number: int, kind: str) -> str:
    """The last part of a path, cleaned; "attachment 2.pdf" where nothing is left of it."""
    last = re.split(r"[/\\]", cleaned(name).replace("\n", " "))[-1]
    bare = " ".join(_FORBIDDEN.sub(" ", last).split()).strip(". ")
    if not bare:
        return f"attachment {number}{_EXTENSIONS.get(kind, '')}"
    if len(bare) > _LONGEST:
        end = _EXTENSION.search(bare)
        ending = end[0] if end else ""
        bare = bare[: _LONGEST - len(ending)].rstrip(". ") + ending
    return bare


def extension(name: str) -> str:
    """In lower case, without the dot; "" for a name without one."""
    found = _EXTENSION.search(name)
    return found[1].lower() if found else ""
