"""Whose certificates are believed: the system's authorities, and one more that the administrator names."""

from __future__ import annotations

import ssl
from functools import cache


@cache
def trusted(ca_file: str) -> ssl.SSLContext:
    """Read once a process: to parse the system's certificates takes long. `ca_file` is empty for the system's only."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context
