"""What a mailbox by IMAP must be told."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field

TLS, STARTTLS, PLAIN = "tls", "starttls", "none"

MOST_BYTES = 40 * 1024 * 1024
"""A message is read up to here; what is longer is kept cut off, and set aside for its size."""


@dataclass(frozen=True)
class ImapSettings:
    """`security` is tls, starttls or none; none is for this machine only. `ca_file` names certificates (PEM) to trust
    beside the system's. `poll` is in seconds: how often the mailbox is asked when the server tells us nothing.

    `processed_folder` is where a message goes when it is kept; empty leaves it where it is.
    """

    mailbox: str
    host: str
    user: str
    password: str = field(repr=False)
    port: int = 993
    security: str = TLS
    ca_file: str = ""
    folder: str = "INBOX"
    processed_folder: str = "Processed"
    poll: float = 120.0
    most_bytes: int = MOST_BYTES
    answer: float = 30.0
    """Seconds to wait for one answer of the server."""

    def trust(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self.ca_file:
            context.load_verify_locations(self.ca_file)
        return context
