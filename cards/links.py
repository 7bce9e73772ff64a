"""Which addresses may become links, and how a link is named."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from cards.message import Link
from cards.words import one_line

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_ADDRESS = re.compile(r"[!-~]{1,2000}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", re.ASCII)


def allowed(url: str) -> bool:
    """True for https, for http on loopback, and for mailto with one address and nothing else."""
    if not _ADDRESS.fullmatch(url) or set(url) & set('\\"<>`{}|^'):
        return False
    try:
        parts = urlsplit(url)
        host, user = parts.hostname or "", parts.username
    except ValueError:
        return False
    if parts.scheme == "mailto":
        return bool(_MAIL.fullmatch(parts.path)) and url == f"mailto:{parts.path}"
    if not host or user is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)


def name(link: Link) -> str:
    """The title, with the site where it leads when that is not this machine."""
    title = one_line(link.title)
    host = urlsplit(link.url).hostname or "" if allowed(link.url) else ""
    return title if not host or host in _LOOPBACK or host in title else f"{title} (on {host})"


def in_words(link: Link) -> str:
    """What stands where nothing can be pressed: the title and the address."""
    return f"{one_line(link.title)}: {one_line(link.url)}"
