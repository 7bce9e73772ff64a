"""guidance: its articles from draft to end, and what people asked that it does not answer."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bot.app import App
from bot.commands import guidance_care
from bot.config import Config
from bot.documents import gaps_document
from bot.setup import new_app
from cards.gaps import became, headline
from cards.words import day
from dialogs.gaps import USUAL, gaps_since
from domain.gaps import Gap


def options(parser: argparse.ArgumentParser) -> None:
    names = "add | list | show | diff | publish | reject | retire | check | gaps"
    kinds = parser.add_subparsers(dest="action", required=True, metavar=names)
    guidance_care.options(kinds)
    gaps = kinds.add_parser("gaps", help="questions that found no answer, or none that helped, those alike together")
    gaps.add_argument("--since", metavar="DATE", default="", help=f"such as 2026-11-01; else {USUAL} days ago")
    gaps.add_argument("--csv", type=Path, metavar="FILE", help="write all of them to this file")
    gaps.add_argument("--json", action="store_true", help="one JSON object a line")


def guidance(arguments: argparse.Namespace, config: Config) -> int:
    work = _gaps if arguments.action == "gaps" else guidance_care.run
    return asyncio.run(work(arguments, new_app(config)))


async def _gaps(arguments: argparse.Namespace, app: App) -> int:
    try:
        since = _since(arguments.since, app)
    except ValueError:
        print(f"{arguments.since} is no date; write it as 2026-11-01.", file=sys.stderr)
        return 2
    await app.open()
    try:
        found = gaps_since(await app.store.read(lambda tx: tx.lacking()), app.shelf(), since)
    finally:
        await app.close()
    if arguments.csv is not None:
        try:
            arguments.csv.write_bytes(gaps_document(found).content)
        except OSError as fault:
            print(f"{arguments.csv} cannot be written: {fault.strerror}.", file=sys.stderr)
            return 1
        print(f"{len(found)} written to {arguments.csv}.")
        return 0
    for gap in found:
        print(json.dumps(_row(gap), ensure_ascii=False) if arguments.json else _told(gap))
    return 0


def _told(gap: Gap) -> str:
    return f"{headline(gap)}: {gap.example}\n    {became(gap)}; last on {day(gap.last)}"


def _row(gap: Gap) -> dict[str, object]:
    return {
        "question": gap.example,
        "people": gap.people,
        "times": len(gap.questions),
        "not_answered": gap.unanswered,
        "unsure": gap.unsure,
        "no_help": gap.no_help,
        "first": gap.first.isoformat(),
        "last": gap.last.isoformat(),
        "also_asked_as": list(gap.others),
        "comments": list(gap.comments),
    }


def _since(text: str, app: App) -> datetime:
    """The beginning of that day here. Raises ValueError."""
    if not text:
        return app.now() - timedelta(days=USUAL)
    return datetime.combine(date.fromisoformat(text), time(), app.config.zone).astimezone(UTC)
