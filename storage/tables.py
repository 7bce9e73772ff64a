"""The tables. Every row belongs to an organisation; no row of one is ever read for another."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    FromClause,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    and_,
    false,
    literal_column,
    text,
)

from storage.engine import Exact, Json, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only when the column is INTEGER."""


def _partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


person = Table(
    "person",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Column("entra_id", Text, nullable=False),
    Column("trusted", Boolean, nullable=False),
    _partial("uq_person_entra_id", "organisation", "entra_id", where="entra_id <> ''", unique=True),
    _partial("uq_person_email", "organisation", "email", "trusted", where="email <> ''", unique=True),
)

conversation = Table(
    "conversation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("door", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, index=True),
    Column("scope", Text, nullable=False),
    Column("reference", Json, nullable=False),
    Column("tender_ref", Text, nullable=False),
    Column("asking", Json, nullable=False),
    Column("offers", Json, nullable=False),
    Column("welcomed", Boolean, nullable=False),
    Column("dead", Boolean, nullable=False),
    Column("last_seen", Moment, nullable=False),
    Column("topic", Text, nullable=False, server_default=""),
    UniqueConstraint("organisation", "door", "address"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("door", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("conversation_id", Id, ForeignKey("conversation.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("fields", Json, nullable=False),
    Column("at", Moment, nullable=False),
    Column("replies", Json, nullable=False),
    UniqueConstraint("organisation", "door", "external_id"),
    Index(None, "conversation_id", "id"),
)

tender = Table(
    "tender",
    metadata,
    Column("organisation", Text, primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("owner_id", Id, ForeignKey("person.id"), nullable=False),
    Column("owner_name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("framework_version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("answers", Json, nullable=False),
    Column("withdrawn_reason", Text, nullable=False),
    Index(None, "organisation", "owner_id"),
)

tender_share = Table(
    "tender_share",
    metadata,
    Column("organisation", Text, primary_key=True),
    Column("tender_ref", Text, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    ForeignKeyConstraint(["organisation", "tender_ref"], ["tender.organisation", "tender.ref"]),
    Index(None, "organisation", "person_id"),
)

commitment = Table(
    "commitment",
    metadata,
    Column("organisation", Text, primary_key=True),
    Column("tender_ref", Text, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("lot", Integer, nullable=False),
    Column("lot_name", Text, nullable=False),
    Column("outcome_id", Text, nullable=False),
    Column("outcome_title", Text, nullable=False),
    Column("measure_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("original_name", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("roll_up", Text, nullable=False),
    Column("evidence", Json, nullable=False),
    Column("definition", Text, nullable=False),
    Column("target_by", Text, nullable=False),
    Column("target", Exact),
    Column("question", Text, nullable=False),
    Column("original_question", Text, nullable=False),
    Column("framework_version", Integer, nullable=False),
    Column("bespoke", Boolean, nullable=False),
    Column("approver", Text, nullable=False),
    ForeignKeyConstraint(["organisation", "tender_ref"], ["tender.organisation", "tender.ref"]),
)

ticket = Table(
    "ticket",
    metadata,
    Column("organisation", Text, primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("asker_id", Id, ForeignKey("person.id"), nullable=False),
    Column("asker_name", Text, nullable=False),
    Column("raised_at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("tender_ref", Text, nullable=False),
    Column("details", Json, nullable=False),
    Column("answer", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", Moment),
    Column("version", Integer, nullable=False),
    Index(None, "organisation", "state"),
)

event = Table(
    "event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor_id", Id, nullable=False),
    Column("actor", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("data", Json, nullable=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
    UniqueConstraint("organisation", "subject", "seq"),
)
"""Append-only: the migrations put triggers on it that refuse to change or to delete a row."""

feedback = Table(
    "feedback",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("about", Text, nullable=False),
    Column("reaction", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("details", Json, nullable=False),
    Column("at", Moment, nullable=False),
)

framework_version = Table(
    "framework_version",
    metadata,
    Column("organisation", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("label", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

article = Table(
    "article",
    metadata,
    Column("organisation", Text, primary_key=True),
    Column("slug", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("author_id", Id, nullable=False),
    Column("at", Moment, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", Moment),
    Column("reason", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("notes", Json, nullable=False, server_default="[]"),
    Index(None, "organisation", "revision"),
)
"""Versions of articles. `revision` is the version of the guidance with which a row's state last counted."""

guidance_state = Table(
    "guidance_state",
    metadata,
    Column("organisation", Text, primary_key=True),
    Column("version", Integer, nullable=False),
)
"""One row: every process reads it with each turn and takes in what is newer."""

sentence_vector = Table(
    "sentence_vector",
    metadata,
    Column("model", Text, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)
"""By the digest of the text: the same words have the same vector, whoever wrote them."""

question = Table(
    "question",
    metadata,
    Column("organisation", Text, primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("question", Text, nullable=False),
    Column("tier", Text, nullable=False),
    Column("slug", Text, nullable=False),
    Column("passages", Json, nullable=False),
    Column("answer", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reaction", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("vector", LargeBinary),
    Column("worded", Boolean, nullable=False, server_default=false()),
    Index(None, "organisation", "at"),
)
"""What was asked of the guidance, what was answered, and what the asker thought of it."""

job = Table(
    "job",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("payload", Json, nullable=False),
    Column("state", Text, nullable=False),
    Column("due", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("forgiven", Integer, nullable=False),
    Column("error", Text),
    Column("settled", Moment),
    Column("person_id", Id, ForeignKey("person.id")),
    Column("conversation_id", Id, ForeignKey("conversation.id")),
    Column("door", Text, nullable=False),
    Column("reply_to", Text, nullable=False),
    UniqueConstraint("organisation", "key"),
    _partial("ix_job_due", "kind", "door", "due", "id", where="state = 'ready'"),
    _partial("ix_job_conversation", "conversation_id", "id", where="state = 'ready'"),
    _partial("ix_job_waiting", "person_id", where="state = 'waiting'"),
    Index(None, "conversation_id", "settled"),
)
"""States: waiting (for the person's first conversation), ready, done, dead. A claim pushes `due` past the lease
and counts an attempt, so the job of a process that died is simply due again; `attempts` is the fencing token
and never goes back; `forgiven` are those that were made before the job was last revived."""

mail = Table(
    "mail",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("mailbox", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("duplicate", Boolean, nullable=False),
    Column("source", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("recipients", Json, nullable=False),
    Column("at", Moment, nullable=False),
    Column("size", Integer, nullable=False),
    Column("raw", LargeBinary),
    Column("cut", Boolean, nullable=False, server_default=false()),
    Column("state", Text, nullable=False),
    Column("thread", Text, nullable=False),
    Column("understood", Json, nullable=False),
    Column("reason", Text, nullable=False),
    Column("settled", Moment),
    UniqueConstraint("organisation", "mailbox", "digest"),
    Index(None, "organisation", "mailbox", "message_id"),
    Index(None, "organisation", "state", "id"),
    _partial("ix_mail_raw", "organisation", "settled", where="raw IS NOT NULL"),
    _partial("uq_mail_source_id", "organisation", "mailbox", "source_id", where="source_id <> ''", unique=True),
)
"""What came in. States: new, read, set aside. `raw` is forgotten after a time; what was understood is kept.
`duplicate` says that an earlier mail of the mailbox had the same Message-ID and other bytes. A source that gives
lasting ids may write the bytes of one message anew each time, so the id tells too what is there already."""

mail_note = Table(
    "mail_note",
    metadata,
    Column("organisation", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
"""What the ways of mail in and out have to remember, such as how far a mailbox was read."""

standing = Table(
    "standing",
    metadata,
    Column("organisation", Text, nullable=False),
    Column("conversation_id", Id, ForeignKey("conversation.id"), primary_key=True, autoincrement=False),
    Column("about", Text, primary_key=True),
    Column("activity_id", Text, nullable=False),
)
"""The message that stands in a conversation for a record ("ticket S-…"), to be updated in place."""


READY, WAITING, DONE, DEAD = "ready", "waiting", "done", "dead"
"""The states of a job."""


def in_state(jobs: FromClause, state: str) -> ColumnElement[bool]:
    """Jobs in a state. It is written into the statement: a database uses an index that holds only some rows when it
    sees, while it plans, that these are the rows that are asked for.
    """
    return jobs.c.state == literal_column(f"'{state}'")


def on_its_way(jobs: FromClause) -> ColumnElement[bool]:
    """Jobs of a conversation that are neither done nor given up. That they are not settled is said as well: by it
    they are found at once in a conversation of many messages.
    """
    return and_(in_state(jobs, READY), jobs.c.settled.is_(None))
