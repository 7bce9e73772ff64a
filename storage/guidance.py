"""Articles in their versions, the vectors of their sentences, and what was asked of them.

A change of what can be found moves `guidance_state` in the same transaction and stamps its rows with the new
version, so that every process takes in just what is newer at its next question.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, func, or_, select, update

from domain.changes import ArticleRejected, ArticleRetired, ArticleRevised, QuestionRated
from domain.errors import Stale
from domain.gaps import DISLIKE
from domain.guidance import ArticleState, ArticleVersion, AskedQuestion, Tier
from domain.people import Person
from storage.engine import AnyRow
from storage.once import insert_once
from storage.tables import article, guidance_state, question, sentence_vector

AT_ONCE = 500
"""Digests that one statement names."""

MOST_LACKING = 2000
"""Questions without an answer that are looked at together, the newest."""

_OURS = article.c.organisation == bindparam("ours")
_SLUG = article.c.slug == bindparam("its_slug")
_VERSIONS = select(article).where(_OURS, _SLUG).order_by(article.c.version.desc())
_DRAFTS = (
    select(article).where(_OURS, article.c.state == ArticleState.DRAFT.value).order_by(article.c.at, article.c.slug)
)
_CHANGED = (
    select(article)
    .where(_OURS, article.c.revision > bindparam("since"))
    .order_by(article.c.revision, article.c.slug, article.c.version)
)
_newest_of = (
    select(article.c.slug, func.max(article.c.version).label("version"))
    .where(_OURS)
    .group_by(article.c.slug)
    .subquery()
)
_NEWEST = (
    select(article)
    .join(_newest_of, and_(_newest_of.c.slug == article.c.slug, _newest_of.c.version == article.c.version))
    .where(_OURS)
    .order_by(article.c.slug)
)
_LAST = select(func.coalesce(func.max(article.c.version), 0)).where(_OURS, _SLUG)
_SET = (
    update(article)
    .where(_OURS, _SLUG, article.c.version == bindparam("its_version"), article.c.state == bindparam("was"))
    .values({c: bindparam(c) for c in ("state", "decided_by", "decided_at", "reason", "revision")})
)
_REVISE = (
    update(article)
    .where(
        _OURS,
        _SLUG,
        article.c.version == bindparam("its_version"),
        article.c.state == ArticleState.DRAFT.value,
        article.c.data == bindparam("was"),
    )
    .values(data=bindparam("data"), title=bindparam("title"))
)
_GIVE_WAY = (
    update(article)
    .where(_OURS, _SLUG, article.c.state == ArticleState.PUBLISHED.value, article.c.version != bindparam("its_version"))
    .values(state=ArticleState.OLDER.value, revision=bindparam("revision"))
)
_BUMP = (
    update(guidance_state)
    .where(guidance_state.c.organisation == bindparam("ours"))
    .values(version=guidance_state.c.version + 1)
    .returning(guidance_state.c.version)
)
_VECTORS = select(sentence_vector.c.digest, sentence_vector.c.vector).where(
    sentence_vector.c.model == bindparam("model"), sentence_vector.c.digest.in_(bindparam("digests", expanding=True))
)
_RATE = (
    update(question)
    .where(
        question.c.organisation == bindparam("ours"),
        question.c.ref == bindparam("its_ref"),
        question.c.person_id == bindparam("asker"),
    )
    .values(reaction=bindparam("reaction"), comment=bindparam("comment"))
)
_ASKED = (
    select(question)
    .where(question.c.organisation == bindparam("ours"), question.c.at >= bindparam("since"))
    .order_by(question.c.at, question.c.ref)
)
_LACKING = (
    select(question)
    .where(
        question.c.organisation == bindparam("ours"),
        or_(question.c.tier != Tier.ANSWERED.value, question.c.reaction == DISLIKE),
    )
    .order_by(question.c.at.desc(), question.c.ref)
    .limit(MOST_LACKING)
)


def changed_since(connection: Connection, organisation: str, since: int) -> tuple[ArticleVersion, ...]:
    """What was published, replaced or retired after that version of the guidance, oldest first."""
    return _read(connection.execute(_CHANGED, {"ours": organisation, "since": since}))


def newest(connection: Connection, organisation: str) -> tuple[ArticleVersion, ...]:
    """The newest version of every article, in whatever state it is, by slug."""
    return _read(connection.execute(_NEWEST, {"ours": organisation}))


def versions_of(connection: Connection, organisation: str, slug: str) -> tuple[ArticleVersion, ...]:
    """All versions of one article, newest first; empty for an unknown slug."""
    return _read(connection.execute(_VERSIONS, {"ours": organisation, "its_slug": slug}))


def drafts(connection: Connection, organisation: str) -> tuple[ArticleVersion, ...]:
    """The oldest first."""
    return _read(connection.execute(_DRAFTS, {"ours": organisation}))


def add_draft(connection: Connection, organisation: str, draft: ArticleVersion) -> int:
    """Stores it as the article's next version and returns its number. Raises `Stale` when that was taken."""
    version = _last(connection, organisation, draft.slug) + 1
    if not insert_once(connection, article, [_row(organisation, draft, version, revision=0)]):
        raise Stale(f"version {version} of {draft.slug} was added a moment before")
    return version


def revise(connection: Connection, organisation: str, change: ArticleRevised) -> None:
    """Writes a draft anew. Raises `Stale` when somebody changed or settled it a moment before."""
    bound = {
        "ours": organisation,
        "its_slug": change.slug,
        "its_version": change.version,
        "was": change.was,
        "data": change.data,
        "title": change.title,
    }
    if connection.execute(_REVISE, bound).rowcount != 1:
        raise Stale(f"version {change.version} of {change.slug} is another draft by now, or none")


def install(
    connection: Connection, organisation: str, articles: Sequence[ArticleVersion], by: Person, at: datetime
) -> None:
    """Publishes all of these as one change. Their versions are numbers that are not taken yet."""
    revision = _bump(connection, organisation)
    for one in articles:
        bound = {"ours": organisation, "its_slug": one.slug, "its_version": one.version, "revision": revision}
        connection.execute(_GIVE_WAY, bound)
    rows = [_row(organisation, one, one.version, revision) for one in articles]
    decided = {"decided_by": by.name, "decided_at": at}
    if not insert_once(connection, article, [row | decided for row in rows]):
        raise Stale("another process installed the same articles a moment before")


def publish(connection: Connection, organisation: str, slug: str, version: int, by: Person, at: datetime) -> None:
    """In place of the version that is published now. Raises `Stale` for what is no draft any more."""
    revision = _bump(connection, organisation)
    _set(connection, organisation, slug, version, ArticleState.DRAFT, ArticleState.PUBLISHED, by, at, "", revision)
    bound = {"ours": organisation, "its_slug": slug, "its_version": version, "revision": revision}
    connection.execute(_GIVE_WAY, bound)


def reject(connection: Connection, organisation: str, change: ArticleRejected, by: Person, at: datetime) -> None:
    """Raises `Stale` for what is no draft any more."""
    was, now = ArticleState.DRAFT, ArticleState.REJECTED
    _set(connection, organisation, change.slug, change.version, was, now, by, at, change.reason, 0)


def retire(connection: Connection, organisation: str, change: ArticleRetired, by: Person, at: datetime) -> None:
    """Nothing finds the article from now on. Raises `Stale` for what is not published any more."""
    revision = _bump(connection, organisation)
    was, now = ArticleState.PUBLISHED, ArticleState.RETIRED
    _set(connection, organisation, change.slug, change.version, was, now, by, at, change.reason, revision)


def vectors(connection: Connection, model: str, digests: Collection[str]) -> dict[str, bytes]:
    """By digest, as packed bytes; one that is not kept is not in it."""
    wanted, found = sorted(digests), {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = connection.execute(_VECTORS, {"model": model, "digests": wanted[start : start + AT_ONCE]})
        found.update({row.digest: bytes(row.vector) for row in rows})
    return found


def keep_vectors(connection: Connection, model: str, new: Mapping[str, bytes]) -> None:
    """Those that are there already stay: they are the same."""
    for digest, vector in new.items():
        insert_once(connection, sentence_vector, [{"model": model, "digest": digest, "vector": vector}])


def keep_question(connection: Connection, organisation: str, asked: AskedQuestion) -> None:
    """Raises `Stale` when the reference is taken."""
    row = {**vars(asked), "organisation": organisation, "tier": asked.tier.value, "passages": list(asked.passages)}
    if not insert_once(connection, question, [row]):
        raise Stale(f"the reference {asked.ref} is taken")


def rate(connection: Connection, organisation: str, change: QuestionRated, by: Person) -> None:
    """Only who asked a question rates it, and the last word counts; for anybody else nothing happens."""
    bound = {
        "ours": organisation,
        "its_ref": change.ref,
        "asker": by.id,
        "reaction": change.reaction,
        "comment": change.comment,
    }
    connection.execute(_RATE, bound)


def asked_since(connection: Connection, organisation: str, since: datetime) -> tuple[AskedQuestion, ...]:
    """Every question since then, oldest first."""
    return _asked(connection.execute(_ASKED, {"ours": organisation, "since": since}))


def lacking(connection: Connection, organisation: str) -> tuple[AskedQuestion, ...]:
    """Questions that found no answer, or none that helped, newest first."""
    return _asked(connection.execute(_LACKING, {"ours": organisation}))


def _asked(rows: Iterable[AnyRow]) -> tuple[AskedQuestion, ...]:
    return tuple(
        AskedQuestion(
            ref=row.ref,
            at=row.at,
            question=row.question,
            tier=Tier(row.tier),
            slug=row.slug,
            passages=tuple(row.passages),
            answer=row.answer,
            reason=row.reason,
            person_id=row.person_id,
            reaction=row.reaction,
            comment=row.comment,
            vector=bytes(row.vector or b""),
            worded=row.worded,
        )
        for row in rows
    )


def _set(
    connection: Connection,
    organisation: str,
    slug: str,
    version: int,
    was: ArticleState,
    now: ArticleState,
    by: Person,
    at: datetime,
    reason: str,
    revision: int,
) -> None:
    bound = {
        "ours": organisation,
        "its_slug": slug,
        "its_version": version,
        "was": was.value,
        "state": now.value,
        "decided_by": by.name,
        "decided_at": at,
        "reason": reason,
        "revision": revision,
    }
    if connection.execute(_SET, bound).rowcount != 1:
        raise Stale(f"version {version} of {slug} is not {was.value} any more")


def _bump(connection: Connection, organisation: str) -> int:
    insert_once(connection, guidance_state, [{"organisation": organisation, "version": 0}])
    return int(connection.execute(_BUMP, {"ours": organisation}).scalar_one())


def _last(connection: Connection, organisation: str, slug: str) -> int:
    return int(connection.execute(_LAST, {"ours": organisation, "its_slug": slug}).scalar_one())


def _row(organisation: str, one: ArticleVersion, version: int, revision: int) -> dict[str, object]:
    stored = {"organisation": organisation, "version": version, "state": one.state.value, "revision": revision}
    return {**vars(one), **stored, "notes": list(one.notes)}


def _read(rows: Iterable[AnyRow]) -> tuple[ArticleVersion, ...]:
    return tuple(
        ArticleVersion(
            slug=row.slug,
            version=row.version,
            state=ArticleState(row.state),
            title=row.title,
            data=row.data,
            origin=row.origin,
            author=row.author,
            author_id=row.author_id,
            at=row.at,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            reason=row.reason,
            notes=tuple(row.notes),
        )
        for row in rows
    )
