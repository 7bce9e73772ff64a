"""python -m bot <command>: one line a command, the work is elsewhere."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

if __name__ == "__main__":
    gc.disable()  # an eighth of the start went by in looking for garbage among what had only just been loaded

try:
    from bot.commands import (
        ask,
        doctor,
        encoder,
        framework,
        guidance,
        outbox,
        people,
        read_mail,
        records,
        serve,
        set_aside,
        talk,
    )
    from bot.config import Config, ConfigFaults, read_config
    from knowledge.encoder import NoEncoder
    from storage.errors import DatabaseAway
except ModuleNotFoundError as missing:  # in a fresh copy, or with another Python than the one that was set up
    if __name__ != "__main__":
        raise
    sys.exit(f"{missing.name} is not installed. Run “make start” once, then .venv/bin/python -m bot …")

Command = Callable[[argparse.Namespace, Config], int]

COMMANDS: tuple[tuple[str, str, Callable[[argparse.ArgumentParser], None], Command], ...] = (
    ("start", "set up on this machine with sample people, and serve", serve.start_options, serve.start),
    ("serve", "the web process: every door, and the worker unless --no-worker", serve.options, serve.serve),
    (
        "worker",
        "deliveries only: what failed before, and forgetting what was delivered long ago",
        serve.worker_options,
        serve.worker,
    ),
    ("talk", "a conversation in the terminal", talk.options, talk.talk),
    ("ask", "what the guidance answers to questions; nothing is recorded", ask.options, ask.run),
    ("read-mail", "what the e-mail door makes of raw messages; writes nothing", read_mail.options, read_mail.run),
    (
        "guidance",
        "add, list, publish, retire and check articles; gaps",
        guidance.options,
        guidance.guidance,
    ),
    ("people", "list people; add one; give or take a role", people.options, people.people),
    ("framework", "list, import, export or compare versions of the Framework", framework.options, framework.run),
    ("encoder", "build the sentence model that guidance is searched with", encoder.options, encoder.run),
    ("history", "the audit trail of a record, or --verify all of it", records.history_options, records.history),
    ("jobs", "what waits or failed; --revive one", outbox.options, outbox.jobs),
    ("outbox", "deliveries that wait or failed; --revive one", outbox.options, outbox.jobs),
    (
        "set-aside",
        "mail that could not be read or believed; --show one, or read it --again",
        set_aside.options,
        set_aside.set_aside,
    ),
    ("package", "write the Teams app as a zip file", records.package_options, records.package),
    ("doctor", "check settings, database and Teams; one line a check", doctor.options, doctor.doctor),
    ("migrate", "bring the database up to date", records.migrate_options, records.migrate_command),
)


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m bot", description="The Social Value Assistant")
    commands = top.add_subparsers(dest="command", required=True, metavar="command")
    for name, purpose, add_options, run in COMMANDS:
        sub = commands.add_parser(name, help=purpose, description=purpose.capitalize() + ".")
        add_options(sub)
        sub.set_defaults(run=run)
    return top


def main(arguments: Sequence[str]) -> int:
    """Runs one command. 0 when it did what it says, 1 when it could not, 2 for a command line we cannot read."""
    options = parser().parse_args(arguments)
    try:
        config = read_config(os.environ, lambda name: Path(name).read_text("utf-8"))
    except ConfigFaults as faults:
        print(f"The settings cannot be used:\n{faults}", file=sys.stderr)
        return 1
    run: Command = options.run
    try:
        return run(options, config)
    except NoEncoder as fault:
        print(fault, file=sys.stderr)
        return 1
    except DatabaseAway as fault:
        print(f"The database cannot be used: {fault.orig}\nCheck SVA_DATABASE_URL.", file=sys.stderr)
        return 1


if __name__ == "__main__":
    gc.enable()
    sys.exit(main(sys.argv[1:]))
