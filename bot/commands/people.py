"""people: who is known, and who may do what."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import json
import sys
from dataclasses import replace

from bot.app import App
from bot.config import Config
from bot.setup import new_app
from bot.waiting import tell_of_waiting
from domain.people import Person, Role
from storage.store import Tx

ROLES = tuple(role.value for role in Role)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    kinds = parser.add_subparsers(dest="action", metavar="list | add | role | drop-role")
    listed = kinds.add_parser("list", help="everybody, with their roles (the default)")
    listed.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="one JSON object a line")
    add = kinds.add_parser("add", help="add a person")
    add.add_argument("email")
    add.add_argument("name")
    add.add_argument("roles", nargs="*", choices=[*ROLES, []], metavar="role", help=", ".join(ROLES))
    for action, purpose in (("role", "give a role"), ("drop-role", "take a role away")):
        change = kinds.add_parser(action, help=purpose)
        change.add_argument("email")
        change.add_argument("role", choices=ROLES)


def people(arguments: argparse.Namespace, config: Config) -> int:
    return asyncio.run(_people(arguments, new_app(config)))


async def _people(arguments: argparse.Namespace, app: App) -> int:
    await app.open()
    try:
        found = await app.store.read(lambda tx: tx.people())
        if arguments.action in (None, "list"):
            for person in found:
                print(_line(person, as_json=arguments.json))
            return 0
        return await _change(arguments, app, tuple(found))
    finally:
        await app.close()


async def _change(arguments: argparse.Namespace, app: App, found: tuple[Person, ...]) -> int:
    email = arguments.email.strip().lower()
    known = next((p for p in found if p.email.lower() == email), None)
    if arguments.action == "add":
        if known is not None:
            return _fail(f"{email} is there already; use role or drop-role.")
        roles = frozenset(Role(r) for r in arguments.roles)
        person = Person(0, app.config.organisation, arguments.name.strip(), email, roles)
    elif known is None:
        return _fail(f"Nobody has the address {email}. Use: python -m bot people add {email} NAME.")
    else:
        role = Role(arguments.role)
        roles = known.roles | {role} if arguments.action == "role" else known.roles - {role}
        person = replace(known, roles=roles)
    at, by = app.now(), Person(0, app.config.organisation, f"{getpass.getuser()} at the command line")

    def work(tx: Tx) -> None:
        saved = tx.save_person(person, by=by, at=at)
        if Role.SPOC in saved.roles and (known is None or Role.SPOC not in known.roles):
            tell_of_waiting(app.house, tx, saved, app.desk(), at)

    await app.store.write(work)
    print(_line(person, as_json=arguments.json))
    return 0


def _line(person: Person, *, as_json: bool) -> str:
    roles = sorted(role.value for role in person.roles)
    if as_json:
        return json.dumps({"name": person.name, "email": person.email, "roles": roles}, ensure_ascii=False)
    return f"{person.name:<24} {person.email:<34} {', '.join(roles) or 'no role'}"


def _fail(text: str) -> int:
    print(text, file=sys.stderr)
    return 1
