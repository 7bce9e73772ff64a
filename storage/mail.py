"""Mail that came in: stored before anything of it is understood, read by a job, and never lost."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Text, bindparam, case, exists, select, update

from domain.conversation import Door
from domain.mail import MailJob, MailSource, MailState, RawMail, StoredMail
from storage import jobs, tickets
from storage.engine import AnyRow
from storage.jobs import READ_MAIL
from storage.once import insert_for_id
from storage.tables import READY, job, mail

_OURS = mail.c.organisation == bindparam("ours")
_BARE = [column for column in mail.c if column.name != "raw"]
"""Without the message itself, which can be large."""

_SAME_ID = select(
    exists().where(_OURS, mail.c.mailbox == bindparam("its_mailbox"), mail.c.message_id == bindparam("its_message_id"))
)
_BEFORE = (
    select(mail)
    .where(
        _OURS,
        mail.c.mailbox == bindparam("its_mailbox"),
        mail.c.message_id == bindparam("its_message_id"),
        mail.c.id < bindparam("mail_id"),
        mail.c.raw.is_not(None),
    )
    .order_by(mail.c.id)
    .limit(bindparam("limit"))
)
_ONE = select(mail).where(_OURS, mail.c.id == bindparam("mail_id"))
_LATEST = select(*_BARE).where(_OURS).order_by(mail.c.id.desc()).limit(bindparam("limit"))
_IN_STATE = select(*_BARE).where(_OURS, mail.c.state == bindparam("its_state")).order_by(mail.c.id)
_READ = (
    update(mail)
    .where(mail.c.id == bindparam("mail_id"))
    .values(
        state=bindparam("its_state", type_=Text()),
        thread=bindparam("its_thread"),
        understood=bindparam("made_of_it", type_=mail.c.understood.type),
        reason=bindparam("why", type_=Text()),
        settled=bindparam("now", type_=mail.c.settled.type),
    )
)
_OLD = (
    _OURS,
    mail.c.raw.is_not(None),
    mail.c.state != MailState.NEW.value,
    mail.c.settled < bindparam("before"),
)
_MADE_OF_OLD = select(mail.c.understood).where(*_OLD)
_FORGET = (
    update(mail)
    .where(*_OLD)
    .values(
        raw=None,
        state=case((mail.c.state == MailState.SET_ASIDE.value, MailState.DISMISSED.value), else_=mail.c.state),
    )
)
_DISMISS = (
    update(mail)
    .where(_OURS, mail.c.id == bindparam("mail_id"), mail.c.state == MailState.SET_ASIDE.value)
    .values(state=MailState.DISMISSED.value)
)
_AGAIN = (
    update(mail)
    .where(_OURS, mail.c.id == bindparam("mail_id"), mail.c.state == MailState.SET_ASIDE.value, mail.c.raw.is_not(None))
    .values(state=MailState.NEW.value, reason="", settled=bindparam("now", type_=mail.c.settled.type))
)
_JOB_AGAIN = (
    update(job)
    .where(job.c.organisation == bindparam("ours"), job.c.key == bindparam("its_key"))
    .values(state=READY, forgiven=job.c.attempts, due=bindparam("at"), error=None, settled=None)
)


def keep(connection: Connection, organisation: str, raw: RawMail, message_id: str, at: datetime) -> int | None:
    """Stores a message and the job that reads it, and gives its id; None when the mailbox has it already."""
    duplicate = bool(message_id) and _known(connection, organisation, raw.mailbox, message_id)
    row = {
        "organisation": organisation,
        "mailbox": raw.mailbox,
        "digest": hashlib.sha256(raw.raw).hexdigest(),
        "message_id": message_id,
        "duplicate": duplicate,
        "source": raw.source.value,
        "source_id": raw.source_id,
        "sender": raw.sender,
        "recipients": list(raw.recipients),
        "at": raw.at,
        "size": len(raw.raw),
        "raw": raw.raw,
        "cut": raw.cut,
        "state": MailState.NEW.value,
        "thread": "",
        "understood": {},
        "reason": "",
    }
    mail_id = insert_for_id(connection, mail, row)
    if mail_id is None:
        return None
    jobs.add(connection, organisation, _job(mail_id) | {"due": at})
    return mail_id


def _known(connection: Connection, organisation: str, mailbox: str, message_id: str) -> bool:
    bound = {"ours": organisation, "its_mailbox": mailbox, "its_message_id": message_id}
    return bool(connection.execute(_SAME_ID, bound).scalar())


def _job(mail_id: int) -> dict[str, Any]:
    return {
        "kind": READ_MAIL,
        "key": _key(mail_id),
        "payload": {"mail": mail_id},
        "state": READY,
        "attempts": 0,
        "door": Door.MAIL.value,
    }


def _key(mail_id: int) -> str:
    return f"read mail:{mail_id}"


def claim(
    connection: Connection, organisation: str, *, count: int, lease: timedelta, now: datetime, max_attempts: int
) -> tuple[list[MailJob], list[int]]:
    """Takes what is to be read. What had all its attempts, each of which ended the process, is set aside, and named."""
    live, spent = jobs.take(
        connection, organisation, READ_MAIL, [Door.MAIL], count=count, lease=lease, now=now, max_attempts=max_attempts
    )
    for row in spent:
        record(connection, row.payload["mail"], MailState.SET_ASIDE, thread="", understood={}, reason=row.error, at=now)
    jobs_taken = [MailJob(row.id, row.payload["mail"], row.attempts, row.forgiven) for row in live]
    return jobs_taken, [row.payload["mail"] for row in spent]


def record(
    connection: Connection,
    mail_id: int,
    state: MailState,
    *,
    thread: str,
    understood: Mapping[str, Any],
    reason: str,
    at: datetime,
) -> None:
    """Writes what was made of it, or why nothing was."""
    bound = {
        "mail_id": mail_id,
        "its_state": state.value,
        "its_thread": thread,
        "made_of_it": dict(understood),
        "why": reason,
        "now": at,
    }
    connection.execute(_READ, bound)


def one(connection: Connection, organisation: str, mail_id: int) -> StoredMail | None:
    row = connection.execute(_ONE, {"ours": organisation, "mail_id": mail_id}).first()
    return _stored(row, row.raw or b"") if row else None


def before(connection: Connection, organisation: str, one: StoredMail, limit: int) -> tuple[StoredMail, ...]:
    """Earlier messages of the mailbox with the same Message-ID, the oldest first, with their bytes."""
    bound = {
        "ours": organisation,
        "its_mailbox": one.mailbox,
        "its_message_id": one.message_id,
        "mail_id": one.id,
        "limit": limit,
    }
    return tuple(_stored(row, row.raw) for row in connection.execute(_BEFORE, bound))


def latest(connection: Connection, organisation: str, limit: int) -> tuple[StoredMail, ...]:
    """The newest first, without their bytes."""
    return tuple(_stored(row) for row in connection.execute(_LATEST, {"ours": organisation, "limit": limit}))


def in_state(connection: Connection, organisation: str, state: MailState) -> tuple[StoredMail, ...]:
    """The oldest first, without their bytes."""
    rows = connection.execute(_IN_STATE, {"ours": organisation, "its_state": state.value})
    return tuple(_stored(row) for row in rows)


def read_again(connection: Connection, organisation: str, mail_id: int, at: datetime) -> bool:
    """Takes up what was set aside; False when it was not, or when its bytes are forgotten."""
    if connection.execute(_AGAIN, {"ours": organisation, "mail_id": mail_id, "now": at}).rowcount != 1:
        return False
    again = connection.execute(_JOB_AGAIN, {"ours": organisation, "its_key": _key(mail_id), "at": at})
    if again.rowcount != 1:  # the job was done long ago and has been forgotten
        jobs.add(connection, organisation, _job(mail_id) | {"due": at})
    return True


def dismiss(connection: Connection, organisation: str, mail_id: int) -> bool:
    """Lets go of what was set aside; False when it was not."""
    return connection.execute(_DISMISS, {"ours": organisation, "mail_id": mail_id}).rowcount == 1


def needless_files(connection: Connection, organisation: str, before: datetime) -> tuple[str, ...]:
    """The digests of files of what was settled before that moment and is not forgotten yet, that no record has."""
    found = connection.execute(_MADE_OF_OLD, {"ours": organisation, "before": before}).scalars()
    digests = {file["digest"] for understood in found for file in understood.get("files", ()) if file["digest"]}
    return tuple(sorted(d for d in digests if not tickets.have_file(connection, organisation, d)))


def forget(connection: Connection, organisation: str, before: datetime) -> int:
    """Forgets the bytes of what was settled before that moment, and says of how many. What is still set aside then is
    dismissed."""
    return connection.execute(_FORGET, {"ours": organisation, "before": before}).rowcount


def _stored(row: AnyRow, raw: bytes = b"") -> StoredMail:
    return StoredMail(
        id=row.id,
        mailbox=row.mailbox,
        message_id=row.message_id,
        duplicate=row.duplicate,
        source=MailSource(row.source),
        source_id=row.source_id,
        sender=row.sender,
        recipients=tuple(row.recipients),
        at=row.at,
        since=row.settled or row.at,
        size=row.size,
        state=MailState(row.state),
        cut=row.cut,
        thread=row.thread,
        understood=row.understood,
        reason=row.reason,
        raw=raw,
    )
