"""set-aside: mail that could not be read or believed, as it came; reading it again, or letting it go."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import json
import sys
from collections.abc import Mapping
from typing import Any

from bot.app import App
from bot.config import Config
from bot.setup import new_app
from domain.mail import MailState, StoredMail
from domain.people import Person


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--show", metavar="NUMBER", type=int, help="one of them, with the mail as it came")
    parser.add_argument("--again", metavar="NUMBER", help="read one again, or all of them: --again all")
    parser.add_argument("--dismiss", metavar="NUMBER", type=int, help="let one go: it is listed no more")
    parser.add_argument("--because", metavar="WORDS", default="", help="why, for the record; with --dismiss")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def set_aside(arguments: argparse.Namespace, config: Config) -> int:
    return asyncio.run(_set_aside(arguments, new_app(config)))


async def _set_aside(arguments: argparse.Namespace, app: App) -> int:
    await app.open()
    try:
        if arguments.show is not None:
            return await _show(app, arguments.show, as_json=arguments.json)
        if arguments.dismiss is not None:
            return await _dismiss(app, arguments.dismiss, arguments.because.strip())
        found = await app.store.read(lambda tx: tx.mail_in(MailState.SET_ASIDE))
        if arguments.again:
            return await _again(app, found, arguments.again)
        for mail in found:
            print(json.dumps(_told(mail), ensure_ascii=False) if arguments.json else _line(mail))
        return 0
    finally:
        await app.close()


def _line(mail: StoredMail) -> str:
    sender, subject = mail.understood.get("from") or mail.sender, mail.understood.get("subject", "")
    return f"{mail.id:<6} {mail.at:%Y-%m-%d %H:%M} {sender}  {subject}\n       {mail.reason}"


def _told(mail: StoredMail) -> Mapping[str, Any]:
    return {
        "number": mail.id,
        "at": mail.at.isoformat(),
        "state": mail.state.value,
        "mailbox": mail.mailbox,
        "source": mail.source.value,
        "envelope_from": mail.sender,
        "envelope_to": list(mail.recipients),
        "message_id": mail.message_id,
        "bytes": mail.size,
        "reason": mail.reason,
        "understood": dict(mail.understood),
    }


async def _show(app: App, number: int, *, as_json: bool) -> int:
    mail = await app.store.read(lambda tx: tx.mail(number))
    if mail is None:
        print(f"There is no mail {number}.", file=sys.stderr)
        return 1
    raw = mail.raw.decode("utf-8", "surrogateescape")
    if as_json:
        print(json.dumps({**_told(mail), "raw": mail.raw.decode("latin-1")}, ensure_ascii=True))
        return 0
    told = _told(mail)
    lines = [f"{name.replace('_', ' ')}: {told[name]}" for name in told if name != "understood"]
    print("\n".join([*lines, "", raw.encode("utf-8", "replace").decode()]))
    return 0


async def _dismiss(app: App, number: int, because: str) -> int:
    if not because:
        print('Say why, for the record: --because "WORDS".', file=sys.stderr)
        return 1
    at, by = app.now(), Person(0, app.config.organisation, f"{getpass.getuser()} at the command line")
    if not await app.store.write(lambda tx: tx.dismiss_mail(number, because, by=by, at=at)):
        print(f"There is no mail {number} that was set aside.", file=sys.stderr)
        return 1
    print(f"Dismissed: {number}. It is forgotten with other old mail.")
    return 0


async def _again(app: App, found: tuple[StoredMail, ...], wanted: str) -> int:
    """A process with the worker takes it up; here it is only said that it shall."""
    numbers = [mail.id for mail in found if wanted in ("all", str(mail.id))]
    at = app.now()
    taken = await app.store.write(lambda tx: [n for n in numbers if tx.read_mail_again(n, at)])
    if not taken:
        print(f"There is no mail {wanted} that was set aside and can be read.", file=sys.stderr)
        return 1
    print(f"Will be read again: {', '.join(map(str, taken))}.")
    return 0
