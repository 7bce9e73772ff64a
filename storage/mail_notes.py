"""What the ways of mail note for themselves: how far a mailbox was read, which draft was sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, or_, select

from storage.tables import mail_note

OF_SENDING, OF_TELLING = "draft ", "told:"
"""What keys begin with whose text matters only as long as the outbox knows the message."""

_HERE = (mail_note.c.organisation == bindparam("ours"), mail_note.c.key == bindparam("its_key"))
_FIND = select(mail_note.c.text).where(*_HERE)
_FORGET = delete(mail_note).where(*_HERE)
_KEEP = insert(mail_note)
_PRUNE = delete(mail_note).where(
    mail_note.c.organisation == bindparam("ours"),
    or_(*(mail_note.c.key.startswith(prefix, autoescape=True) for prefix in (OF_SENDING, OF_TELLING))),
    mail_note.c.at < bindparam("before"),
)


def find(connection: Connection, organisation: str, key: str) -> str:
    """What was kept; empty when nothing is."""
    return connection.execute(_FIND, {"ours": organisation, "its_key": key}).scalar() or ""


def keep(connection: Connection, organisation: str, key: str, text: str, at: datetime) -> None:
    """Keeps it, in place of what was there."""
    forget(connection, organisation, key)
    connection.execute(_KEEP, {"organisation": organisation, "key": key, "text": text, "at": at})


def forget(connection: Connection, organisation: str, key: str) -> None:
    connection.execute(_FORGET, {"ours": organisation, "its_key": key})


def prune(connection: Connection, organisation: str, before: datetime) -> None:
    """Forgets what was kept about sending before that moment."""
    connection.execute(_PRUNE, {"ours": organisation, "before": before})
