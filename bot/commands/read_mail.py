"""read-mail: what the e-mail door makes of raw messages. Needs no database and writes nothing."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path

from bot.config import Config
from bot.mail.read import text_sent
from bot.mail.reader import Reader
from domain.mail import MailKind, ReadMail


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="+", type=Path, help="raw messages (RFC 5322), each in a file of its own")
    parser.add_argument("--sent", type=Path, help="the text of the mail that they answer, or that mail itself")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, in the order of the files")


def run(arguments: argparse.Namespace, config: Config) -> int:
    paths: list[Path] = [*arguments.file, *([arguments.sent] if arguments.sent else [])]
    unreadable = [told for path in paths if (told := _why_unreadable(path))]
    if unreadable:
        print("\n".join(unreadable), file=sys.stderr)
        return 1
    sent = text_sent(arguments.sent.read_bytes()) if arguments.sent else ""
    return asyncio.run(_read(arguments.file, sent, as_json=arguments.json))


async def _read(files: list[Path], sent: str, *, as_json: bool) -> int:
    reader = Reader()
    try:
        for path in files:
            mail = await reader.read(path.read_bytes(), sent)
            print(json.dumps(row(mail), ensure_ascii=False) if as_json else _told(path, mail), flush=True)
    finally:
        await reader.close()
    return 0


def row(mail: ReadMail) -> dict[str, object]:
    """The reading as the command's JSON gives it."""
    return {
        "kind": mail.kind.value,
        "reply": mail.reply,
        "attachments": [
            {"name": f.name, "type": f.type, "bytes": f.size, "taken": f.taken, "reason": f.reason} for f in mail.files
        ],
        "recipients": [{"address": r.address, "action": r.action, "status": r.status} for r in mail.recipients],
        "reason": mail.reason,
        "flagged": mail.flagged,
        "away_until": mail.away_until.isoformat() if mail.away_until else None,
    }


def _told(path: Path, mail: ReadMail) -> str:
    """The same for people."""
    said = {MailKind.MESSAGE: mail.reply or "(no words)"}.get(mail.kind, mail.reason)
    lines = [f"{path}: {mail.kind.value}", said, mail.flagged]
    lines += [f"away until {mail.away_until}" if mail.away_until else ""]
    lines += [f"- {r.address}: {r.action}, {r.status}" for r in mail.recipients]
    lines += [f"- {f.name} ({f.type}, {f.size} bytes): {f.reason or 'taken'}" for f in mail.files]
    return "\n".join([*filter(None, lines), ""])


def _why_unreadable(path: Path) -> str:
    try:
        with path.open("rb"):
            return ""
    except OSError as fault:
        return f"{path} cannot be read: {fault.strerror}"
