"""Which message stands in a conversation for a record, by the door's own id of it."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, insert, select

from storage.tables import standing

_HERE = (
    standing.c.organisation == bindparam("ours"),
    standing.c.conversation_id == bindparam("conversation"),
    standing.c.about == bindparam("record"),
)
_FIND = select(standing.c.activity_id).where(*_HERE)
_RECORD = select(standing.c.about).where(
    standing.c.organisation == bindparam("ours"),
    standing.c.conversation_id == bindparam("conversation"),
    standing.c.activity_id == bindparam("activity"),
)
_FORGET = delete(standing).where(*_HERE)
_KEEP = insert(standing)


def find(connection: Connection, organisation: str, conversation_id: int, about: str) -> str:
    """The door's id of the message; empty when none stands."""
    bound = {"ours": organisation, "conversation": conversation_id, "record": about}
    return connection.execute(_FIND, bound).scalar() or ""


def record(connection: Connection, organisation: str, conversation_id: int, activity_id: str) -> str:
    """What a message stands for, such as "question Q-7KD2M"; empty when for nothing."""
    bound = {"ours": organisation, "conversation": conversation_id, "activity": activity_id}
    return connection.execute(_RECORD, bound).scalar() or ""


def keep(connection: Connection, organisation: str, conversation_id: int, about: str, activity_id: str) -> None:
    """From now on this message stands there for the record."""
    connection.execute(_FORGET, {"ours": organisation, "conversation": conversation_id, "record": about})
    row = {"organisation": organisation, "conversation_id": conversation_id, "about": about, "activity_id": activity_id}
    connection.execute(_KEEP, row)
