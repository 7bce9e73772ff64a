"""Proof that a request comes from a browser on this machine, and from our own page in it."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import web

_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def refuse_others(request: web.Request) -> None:
    """Raises HTTPForbidden unless the connection comes from this machine and was addressed to it by a loopback
    name, so that a name that somebody else points here (DNS rebinding) reads nothing."""
    if not _loopback_address(request.remote) or _host(f"http://{request.host}") not in _NAMES:
        raise web.HTTPForbidden


def refuse_other_sites(request: web.Request) -> None:
    """The same, and unless there is proof that one of our own pages sent the form.

    A browser says so in Sec-Fetch-Site; an older one in Origin or Referer. Our pages send no Referer, and
    then the Origin of a form is "null", so "null" proves nothing and forbids nothing.
    """
    refuse_others(request)
    sources = [request.headers.get(name) for name in ("Origin", "Referer")]
    named = [source for source in sources if source and source != "null"]
    ours = urlsplit(f"{request.scheme}://{request.host}")[:2]
    site = request.headers.get("Sec-Fetch-Site")
    proven = site == "same-origin" if site is not None else bool(named)
    if not proven or any(_origin(source) != ours for source in named):
        raise web.HTTPForbidden


def _origin(address: str) -> tuple[str, str] | None:
    try:
        return urlsplit(address)[:2]
    except ValueError:
        return None


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _loopback_address(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False
