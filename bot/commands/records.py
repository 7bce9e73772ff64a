"""history, package and migrate."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path

from bot.app import App
from bot.config import Config
from bot.setup import new_app
from bot.teams.package import PackageFaults, app_package
from cards.history import line
from cards.words import moment
from storage.migrate import migrate


def history_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("reference", nargs="?", help="a tender (T-…), a ticket (S-…), or the number of a mail")
    parser.add_argument("--verify", action="store_true", help="check the whole trail for changes and gaps")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def history(arguments: argparse.Namespace, config: Config) -> int:
    if not arguments.verify and not arguments.reference:
        print("Give the reference of a record, or --verify.", file=sys.stderr)
        return 2
    return asyncio.run(_history(arguments, new_app(config)))


async def _history(arguments: argparse.Namespace, app: App) -> int:
    await app.open()
    try:
        if arguments.verify:
            verified = await app.store.read(lambda tx: tx.verify_history())
            print(f"{verified.events} events; root {verified.root}.")
            for broken in verified.broken:
                print(f"Changed or missing: {broken}")
            return 1 if verified.broken else 0
        ref = arguments.reference.upper()
        kind = "mail" if ref.isdigit() else "ticket" if ref.startswith("S-") else "tender"
        found = await app.store.read(lambda tx: tx.history(f"{kind} {ref}"))
    finally:
        await app.close()
    if not found:
        print(f"Nothing is recorded of {ref}.", file=sys.stderr)
        return 1
    for event in found:
        if arguments.json:
            data = {"at": event.at.isoformat(), "by": event.by, "change": event.verb, "data": dict(event.data)}
            print(json.dumps(data, ensure_ascii=False, default=str))
        else:
            print(f"{moment(event.at)}  {event.by}: {line(event)}")
    return 0


def package_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, help="the zip file to write")


def package(arguments: argparse.Namespace, config: Config) -> int:
    """The Teams app of these settings. Refuses settings from which no valid app can be made."""
    try:
        content = app_package(config.app_id, config.public_url, config.organisation_name)
    except PackageFaults as faults:
        print(f"No app can be made of these settings:\n{faults}", file=sys.stderr)
        return 1
    try:
        arguments.out.write_bytes(content)
    except OSError as fault:
        print(f"{arguments.out} cannot be written: {fault.strerror}.", file=sys.stderr)
        return 1
    print(f"{arguments.out} is ready to be uploaded in the Teams admin centre.")
    return 0


def migrate_options(parser: argparse.ArgumentParser) -> None:
    """migrate has no options."""


def migrate_command(arguments: argparse.Namespace, config: Config) -> int:
    print(f"The database is at revision {migrate(config.database_url)}.")
    return 0
