"""framework: its versions, in and out, and how two differ."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import json
import sys
from pathlib import Path

from bot.app import App
from bot.config import Config
from bot.setup import new_app
from domain.framework import Framework
from knowledge.compare import differences
from knowledge.faults import Faults
from knowledge.load import parse


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    kinds = parser.add_subparsers(dest="action", metavar="list | import | export | diff")
    listed = kinds.add_parser("list", help="every version, with author, date and reason (the default)")
    listed.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="one JSON object a line")
    bring = kinds.add_parser("import", help="make a new version of a file; a broken one is refused, every fault named")
    bring.add_argument("file", type=Path)
    bring.add_argument("--reason", required=True, help="why, for the record")
    bring.add_argument("--author", default="", help="who; the one who is logged in when left out")
    out = kinds.add_parser("export", help="write a version to a file, as it was imported")
    out.add_argument("file", type=Path)
    out.add_argument("--version", type=int, help="the newest when left out")
    compare = kinds.add_parser("diff", help="how a file differs from the version in force")
    compare.add_argument("file", type=Path)


def run(arguments: argparse.Namespace, config: Config) -> int:
    try:
        return asyncio.run(_run(arguments, new_app(config)))
    except Faults as faults:
        name = arguments.file
        print(f"{name} cannot be used; nothing was changed:", file=sys.stderr)
        for fault in faults.faults:
            print(f"{name}:{fault.line}: {fault.text}", file=sys.stderr)
        return 1
    except (OSError, UnicodeDecodeError) as fault:
        print(f"{arguments.file}: {fault}", file=sys.stderr)
        return 1


async def _run(arguments: argparse.Namespace, app: App) -> int:
    actions = {None: _list, "list": _list, "import": _import, "export": _export, "diff": _diff}
    await app.open()
    try:
        return await actions[arguments.action](arguments, app)
    finally:
        await app.close()


async def _list(arguments: argparse.Namespace, app: App) -> int:
    for row in await app.store.read(lambda tx: tx.framework_versions()):
        if arguments.json:
            line = {"version": row.version, "label": row.label, "author": row.author, "reason": row.reason}
            print(json.dumps({**line, "at": row.at.isoformat()}, ensure_ascii=False))
        else:
            print(f"{row.version:>3}  {row.label:<10} {row.at:%Y-%m-%d %H:%M}  {row.author}: {row.reason}")
    return 0


async def _import(arguments: argparse.Namespace, app: App) -> int:
    text = _read(arguments.file)
    framework = parse(text)
    author, at = arguments.author or getpass.getuser(), app.now()
    changed = differences(app.shelf().now, framework)
    if not changed:
        print("Nothing differs from the version in force; no new version was made.")
        return 0
    version = await app.store.write(
        lambda tx: tx.add_framework(text, label=framework.label, author=author, reason=arguments.reason, at=at)
    )
    _print_all(changed)
    print(f"This is version {version} now. Tenders that were started before keep theirs.")
    return 0


async def _export(arguments: argparse.Namespace, app: App) -> int:
    version = arguments.version or app.shelf().current
    if version not in app.shelf().frameworks:
        print(f"There is no version {version}.", file=sys.stderr)
        return 1
    data = await app.store.read(lambda tx: tx.framework_data(version))
    arguments.file.write_bytes(data.encode("utf-8"))
    print(f"Version {version} is in {arguments.file}.")
    return 0


async def _diff(arguments: argparse.Namespace, app: App) -> int:
    now: Framework = app.shelf().now
    _print_all(differences(now, parse(_read(arguments.file))) or ("Nothing differs.",))
    return 0


def _read(file: Path) -> str:
    """The file as it is: reading it as text would change its line ends."""
    return file.read_bytes().decode("utf-8")


def _print_all(lines: tuple[str, ...]) -> None:
    print("\n".join(lines))
