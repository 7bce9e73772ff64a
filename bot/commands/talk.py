"""talk: a conversation in the terminal."""

from __future__ import annotations

import argparse
import asyncio
import sys

from bot.app import App
from bot.config import Config
from bot.setup import new_app
from domain.conversation import Door, Inbound, Sender
from domain.people import Person, Role
from storage.inbox import Entry
from storage.store import Tx

MOST_SHOWN = 1000
"""Exchanges of a conversation that are looked through for what is new."""


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as", dest="email", default="", help="whose words these are; the first officer when left out")


def talk(arguments: argparse.Namespace, config: Config) -> int:
    return asyncio.run(_talk(arguments.email, new_app(config)))


async def _talk(email: str, app: App) -> int:
    await app.open()
    try:
        people = await app.store.read(lambda tx: tx.people())
        email = email.strip().lower()
        person = next((p for p in people if p.email == email or (not email and Role.OFFICER in p.roles)), None)
        if person is None:
            who = f"has the address {email}" if email else "is an officer yet"
            print(f"Nobody {who}. Use: python -m bot people add EMAIL NAME officer", file=sys.stderr)
            return 1
        print(f"You are {person.name}. Write what you want; Ctrl-D ends it.\n")
        await _converse(person, app)
        return 0
    finally:
        await app.close()


async def _converse(person: Person, app: App) -> None:
    shown = await _show_unasked(person, app, -1)
    while (line := await asyncio.to_thread(_read_line)) is not None:
        result = await app.turn(_inbound(person, line, app), app.code(10))
        for reply in result.replies:
            print(f"\n{reply['text']}\n")
        for delivery in result.deliveries:
            await app.worker.deliver(delivery)
        await app.store.flush()
        shown = await _show_unasked(person, app, shown)


async def _show_unasked(person: Person, app: App, shown: int) -> int:
    """Shows what came for this person without their asking, after the first `shown`; at the start (-1) what came
    since they last wrote. Says how many there are now.
    """
    exchanges = await app.store.read(lambda tx: _exchanges(tx, _address(person)))
    unasked = [e for e in exchanges if not e.text and not e.verb]
    asked = [n for n, e in enumerate(exchanges) if e.text or e.verb]
    since = exchanges[asked[-1] + 1 :] if asked else exchanges
    first = len(unasked) - len(since) if shown < 0 else shown
    for exchange in unasked[first:]:
        for payload in exchange.payloads:
            print(f"\n{payload['text']}\n")
    return len(unasked)


def _exchanges(tx: Tx, address: str) -> tuple[Entry, ...]:
    conversation = tx.conversation(Door.CONSOLE, address)
    return tx.transcript(conversation.id, MOST_SHOWN) if conversation else ()


def _address(person: Person) -> str:
    return f"terminal-{person.id}"


def _read_line() -> str | None:
    """A line; None at the end of what is written, or when nobody is there any more."""
    try:
        return input("> ")
    except (EOFError, BrokenPipeError):
        return None


def _inbound(person: Person, line: str, app: App) -> Inbound:
    sender = Sender(person.email, person.name, person.email, trusted=True)
    return Inbound(app.code(20), Door.CONSOLE, _address(person), sender, app.now(), text=line, in_place=True)
