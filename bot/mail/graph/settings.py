"""What the mailbox at Microsoft Graph must be told."""

from __future__ import annotations

from dataclasses import dataclass, field

PUBLIC_BASE = "https://graph.microsoft.com/v1.0"
PUBLIC_LOGIN = "https://login.microsoftonline.com"

MOST_BYTES = 40 * 1024 * 1024
"""A message is read up to here; what is longer is kept cut off, and set aside for its size."""


@dataclass(frozen=True)
class GraphSettings:
    """`notify_url` is where Graph sends notifications; empty means that it is only asked. `client_states` prove that
    a notification is meant for us: the first is shown to Graph, the others were before. `poll` is in seconds.

    A certificate is a path to a PEM file with the private key, and its SHA-1 thumbprint in hexadecimal.
    `processed_folder` is where a message goes when it is kept; empty leaves it in the inbox.
    """

    mailbox: str
    tenant_id: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    certificate: str = ""
    certificate_thumbprint: str = ""
    base_url: str = PUBLIC_BASE
    login_url: str = PUBLIC_LOGIN
    ca_file: str = ""
    processed_folder: str = "Processed"
    sends_a_minute: int = 25
    poll: float = 120.0
    notify_url: str = ""
    client_states: tuple[str, ...] = field(default=(), repr=False)
    most_bytes: int = MOST_BYTES
