"""guidance add, list, show, diff, publish, reject, retire, check: the care of the articles at a terminal."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.app import App
from cards.care.form import gaps_in_words
from cards.plain import text as plain_text
from cards.words import day, moment
from dialogs.care.find import to_approve
from domain.changes import ArticleDrafted, ArticlePublished, ArticleRejected, ArticleRetired, Change
from domain.conversation import SentFile
from domain.document import MOST_FILES
from domain.errors import Stale
from domain.guidance import Article, ArticleState, ArticleVersion, Audience
from domain.people import Person, Role
from knowledge.article_file import parse, parse_draft, write
from knowledge.differences import differences
from knowledge.draft import draft_of
from knowledge.faults import Faults

OLDEST = (ArticleState.RETIRED, ArticleState.REJECTED)


def options(kinds: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    add = kinds.add_parser("add", help="make drafts of Markdown, Word, PDF or HTML files; what they lack is told")
    add.add_argument("file", nargs="+", type=Path)
    add.add_argument("--title")
    add.add_argument("--question", action="append", help="a sample question; two to five of them")
    add.add_argument("--audience", choices=[audience.value for audience in Audience])
    add.add_argument("--source", help="the document or policy that says so")
    add.add_argument("--source-date", type=_day, metavar="DATE", help="such as 2026-03-01")
    add.add_argument("--review-by", type=_day, metavar="DATE")
    listed = kinds.add_parser("list", help="the newest version of every article")
    listed.add_argument("--json", action="store_true", help="one JSON object a line")
    show = kinds.add_parser("show", help="an article's versions and the text of the newest, or of --version")
    diff = kinds.add_parser("diff", help="how a draft, or --file, differs from what is published")
    diff.add_argument("--file", type=Path)
    publish = kinds.add_parser("publish", help="approve a draft: found from the next question on")
    reject = kinds.add_parser("reject", help="refuse a draft")
    retire = kinds.add_parser("retire", help="end a published article")
    for parser in (show, diff, publish, reject, retire):
        parser.add_argument("article", help="its name, as list gives it")
    for parser in (show, diff, publish, reject):
        parser.add_argument("--version", type=int, help="the newest when left out")
    for parser in (reject, retire):
        parser.add_argument("--reason", required=True, help="for the record")
    for parser in (add, publish, reject, retire):
        parser.add_argument("--as", dest="email", default="", help="the single point of contact who decides")
    check = kinds.add_parser("check", help="broken figures and links, missing front matter, overdue articles")
    for parser in (add, show, diff, check):
        parser.add_argument("--json", action="store_true", help="one JSON object a line")


class _Refused(Exception):
    """The command cannot do what it was asked. The text says why and what to do."""


async def run(arguments: argparse.Namespace, app: App) -> int:
    actions: dict[str, Callable[[argparse.Namespace, App], Awaitable[int]]] = {
        "add": _add,
        "list": _list,
        "show": _show,
        "diff": _diff,
        "publish": _publish,
        "reject": _reject,
        "retire": _retire,
        "check": _check,
    }
    await app.open()
    try:
        return await actions[arguments.action](arguments, app)
    except (_Refused, Faults, Stale) as fault:
        print(fault, file=sys.stderr)
        return 1
    except OSError as fault:
        print(f"{fault.filename} cannot be read: {fault.strerror}.", file=sys.stderr)
        return 1
    finally:
        await app.close()


async def _add(arguments: argparse.Namespace, app: App) -> int:
    """All that can be is made a draft, whatever else was wrong; 1 when anything was."""
    if len(arguments.file) > MOST_FILES:
        raise _Refused(f"Give at most {MOST_FILES} files at a time.")
    by = await _by(arguments.email, app)
    files = [SentFile(file.name, "", file.read_bytes()) for file in arguments.file]
    wrong = 0
    for document in await app.documents.read(files):
        made = draft_of(document, _published(app), app.shelf().now)
        if made.article is None:
            print(f"{made.name} was refused: {made.refused}", file=sys.stderr)
            wrong = 1
            continue
        article = _completed(made.article, arguments)
        draft = _draft(article, made.name, made.notes, by, app)
        await _record(app, ArticleDrafted(draft), by)
        stored = (await _versions(app, article.slug))[0]
        _print_draft(stored, article, app, as_json=arguments.json)
    return wrong


def _completed(article: Article, arguments: argparse.Namespace) -> Article:
    given = {
        "title": arguments.title,
        "questions": tuple(arguments.question) if arguments.question else None,
        "audience": Audience(arguments.audience) if arguments.audience else None,
        "source": arguments.source,
        "source_date": arguments.source_date,
        "review_by": arguments.review_by,
    }
    return replace(article, **{name: value for name, value in given.items() if value is not None})


def _draft(article: Article, origin: str, notes: tuple[str, ...], by: Person, app: App) -> ArticleVersion:
    state, data = ArticleState.DRAFT, write(article)
    return ArticleVersion(article.slug, 0, state, article.title, data, origin, by.name, by.id, app.now(), notes=notes)


def _print_draft(stored: ArticleVersion, article: Article, app: App, *, as_json: bool) -> None:
    gaps = article.gaps(app.desk().today)
    if as_json:
        print(json.dumps(_row(stored) | {"missing": list(gaps), "notes": list(stored.notes)}, ensure_ascii=False))
        return
    print(plain_text(to_approve(stored, app.desk())))
    if gaps:
        print(f"\nIt still needs {gaps_in_words(gaps)}. Complete it in the chat (“drafts”), or add the file again with")
        print("--title, --question, --source, --source-date and --review-by.")
    else:
        print(f"\nTo publish it: python -m bot guidance publish {stored.slug}")


async def _list(arguments: argparse.Namespace, app: App) -> int:
    for version in await app.store.read(lambda tx: tx.articles()):
        if arguments.json:
            print(json.dumps(_row(version), ensure_ascii=False))
        else:
            print(f"{version.slug:<34} {version.version:>3}  {version.state.value:<9}  {version.title}")
    return 0


async def _show(arguments: argparse.Namespace, app: App) -> int:
    versions = await _versions(app, arguments.article)
    chosen = _chosen(versions, arguments.version)
    for version in versions:
        if arguments.json:
            print(json.dumps(_row(version), ensure_ascii=False))
        else:
            decided = f", by {version.decided_by} on {moment(version.decided_at)}" if version.decided_at else ""
            because = f": {version.reason}" if version.reason else ""
            print(f"version {version.version}, {version.state.value}{decided}{because}; made of {version.origin}")
    if not arguments.json:
        print(f"\n{chosen.data}")
    return 0


async def _diff(arguments: argparse.Namespace, app: App) -> int:
    framework, before = app.shelf().now, _published(app).get(arguments.article)
    if before is None:
        raise _Refused(f"{arguments.article} is not published. See python -m bot guidance list.")
    if arguments.file is not None:
        after = parse_draft(arguments.file.read_bytes().decode("utf-8", "replace"), before.slug, framework)
    else:
        after = parse_draft(_chosen(await _versions(app, before.slug), arguments.version).data, before.slug, framework)
    changes = differences(before, after)
    for change in changes:
        if arguments.json:
            print(json.dumps({"part": change.part, "out": change.taken_out, "in": change.put_in}, ensure_ascii=False))
            continue
        print(change.part)
        print("\n".join([*(f"  - {w}" for w in change.taken_out), *(f"  + {w}" for w in change.put_in)]))
    if not changes and not arguments.json:
        print("Nothing differs.")
    return 0


async def _publish(arguments: argparse.Namespace, app: App) -> int:
    draft, by = await _waiting(arguments, app), await _by(arguments.email, app)
    article = parse_draft(draft.data, draft.slug, app.shelf().now)
    if gaps := article.gaps(app.desk().today):
        raise _Refused(f"{draft.slug} still needs {gaps_in_words(gaps)}. Complete it in the chat (“drafts”).")
    parse(draft.data, draft.slug, app.shelf().now)
    await _record(app, ArticlePublished(draft.slug, draft.version), by)
    print(f"{draft.slug} version {draft.version} is published, approved by {by.name}.")
    return 0


async def _reject(arguments: argparse.Namespace, app: App) -> int:
    draft, by = await _waiting(arguments, app), await _by(arguments.email, app)
    await _record(app, ArticleRejected(draft.slug, draft.version, arguments.reason), by)
    print(f"{draft.slug} version {draft.version} is rejected.")
    return 0


async def _retire(arguments: argparse.Namespace, app: App) -> int:
    article, by = _published(app).get(arguments.article), await _by(arguments.email, app)
    if article is None:
        raise _Refused(f"{arguments.article} is not published. See python -m bot guidance list.")
    await _record(app, ArticleRetired(article.slug, article.version, arguments.reason), by)
    print(f"{article.slug} version {article.version} is retired; nobody finds it any more.")
    return 0


async def _check(arguments: argparse.Namespace, app: App) -> int:
    """0 when nothing is wrong with what is published or waits."""
    newest = [v for v in await app.store.read(lambda tx: tx.articles()) if v.state not in OLDEST]
    found = [(version.slug, fault) for version in newest for fault in _faults(version, app)]
    for slug, fault in found:
        print(
            json.dumps({"article": slug, "fault": fault}, ensure_ascii=False) if arguments.json else f"{slug}: {fault}"
        )
    if not found and not arguments.json:
        print(f"{len(newest)} articles, nothing wrong.")
    return 1 if found else 0


def _faults(version: ArticleVersion, app: App) -> Iterator[str]:
    today = app.desk().today
    try:
        article = parse_draft(version.data, version.slug, app.shelf().now)
    except Faults as faults:
        yield from (str(fault) for fault in faults.faults)
        return
    known = app.shelf().articles
    yield from (f"the related article {slug} is not published." for slug in article.related if slug not in known)
    if article.overdue(today) and article.review_by:
        yield f"it was to be reviewed by {day(article.review_by)}."
    elif gaps := article.gaps(today):
        yield f"it needs {gaps_in_words(gaps)}."


def _published(app: App) -> dict[str, Article]:
    shelf = app.shelf()
    return {slug: article for slug, article in shelf.articles.items() if shelf.now.outcome(slug) is None}


async def _versions(app: App, slug: str) -> tuple[ArticleVersion, ...]:
    found = await app.store.read(lambda tx: tx.versions_of(slug))
    if not found:
        raise _Refused(f"There is no article {slug}. See python -m bot guidance list.")
    return found


def _chosen(versions: Sequence[ArticleVersion], number: int | None) -> ArticleVersion:
    found = next((version for version in versions if number in (None, version.version)), None)
    if found is None:
        raise _Refused(f"{versions[0].slug} has no version {number}.")
    return found


async def _waiting(arguments: argparse.Namespace, app: App) -> ArticleVersion:
    """The draft that is meant."""
    drafts = [v for v in await _versions(app, arguments.article) if v.state is ArticleState.DRAFT]
    if not drafts:
        raise _Refused(f"No draft of {arguments.article} waits.")
    return _chosen(drafts, arguments.version)


async def _by(email: str, app: App) -> Person:
    """The single point of contact who is named, else whoever is logged in on this machine."""
    if not email:
        return Person(0, app.config.organisation, f"{getpass.getuser()} at the command line")
    people = await app.store.read(lambda tx: tx.people())
    found = next((p for p in people if p.email == email.strip().lower() and Role.SPOC in p.roles), None)
    if found is None:
        raise _Refused(f'{email} is no single point of contact. See python -m bot people role EMAIL "{Role.SPOC}".')
    return found


async def _record(app: App, change: Change, by: Person) -> None:
    await app.store.write(lambda tx: tx.record([change], by=by, conversation=None, at=app.now()))


def _row(version: ArticleVersion) -> dict[str, object]:
    return {
        "article": version.slug,
        "version": version.version,
        "state": version.state.value,
        "title": version.title,
        "origin": version.origin,
        "author": version.author,
        "at": version.at.isoformat(),
        "decided_by": version.decided_by,
        "reason": version.reason,
    }


def _day(text: str) -> date:
    return date.fromisoformat(text)
