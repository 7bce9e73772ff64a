"""start, serve and worker: the processes."""

from __future__ import annotations

import argparse
import asyncio
import gc
import signal
import sys
from collections.abc import Sequence
from functools import partial

from aiohttp import web

from bot.app import App
from bot.config import Config
from bot.logs import set_up_logs
from bot.overdue import tell_of_overdue
from bot.samples import sample_people
from bot.setup import new_app, teams_settings
from bot.tidy import tidy_daily
from domain.people import CLOCK
from storage.store import Tx


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--worker", action=argparse.BooleanOptionalAction, default=True, help="retry deliveries too")


def start_options(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(worker=True)


def worker_options(parser: argparse.ArgumentParser) -> None:
    """The worker has no options."""


def start(arguments: argparse.Namespace, config: Config) -> int:
    """Serves on loopback with sample people, and prints where to go. What was kept before is still there."""
    if not config.loopback:
        print("start is for trying the assistant out on loopback; use serve.", file=sys.stderr)
        return 1
    return _run(config, worker=True, samples=True)


def serve(arguments: argparse.Namespace, config: Config) -> int:
    return _run(config, worker=arguments.worker, samples=False)


def worker(arguments: argparse.Namespace, config: Config) -> int:
    set_up_logs(config.log_level)
    return asyncio.run(_work(new_app(config)))


def _run(config: Config, *, worker: bool, samples: bool) -> int:
    set_up_logs(config.log_level)
    if (fault := teams_settings(config).check(config.host)) is not None:
        print(f"The settings cannot be used:\n{fault}", file=sys.stderr)
        return 1
    return asyncio.run(_serve(new_app(config), worker=worker, samples=samples))


async def _serve(app: App, *, worker: bool, samples: bool) -> int:
    await app.open()
    if samples:
        await _add_samples(app)
    gc.freeze()  # what is held now stays, so no turn has to wait while it is looked through for garbage
    runner = web.AppRunner(app.web_application(), access_log=None, shutdown_timeout=20)
    await runner.setup()
    stopped = _stop_signal()
    working = _start_work(app) if worker else ()
    try:
        if not await _listen(runner, app.config) or not await _listen_for_mail(app):
            return 1
        _say_where(app)
        await stopped.wait()
        print("Stopping: finishing what is in hand.", flush=True)
        return 0
    finally:
        await runner.cleanup()
        await _end(app, working)


async def _listen(runner: web.AppRunner, config: Config) -> bool:
    """False, and why, when the address is not to be had."""
    try:
        await web.TCPSite(runner, config.host, config.port).start()
    except OSError as error:
        print(f"Cannot listen on {config.host}:{config.port}: {error.strerror}. Set SVA_PORT.", file=sys.stderr)
        return False
    return True


async def _listen_for_mail(app: App) -> bool:
    """The same for mail, where there is any; a mailbox that is elsewhere is tried until it is to be had."""
    if app.mail is None:
        return True
    try:
        await app.mail.open()
    except OSError as error:
        where = f"{app.config.mail.host}:{app.config.mail.port}"
        told = f"Cannot listen for mail on {where}: {error.strerror}."
        print(f"{told} Set SVA_MAIL_PORT, or SVA_MAIL_IN=off and SVA_MAIL_OUT=off.", file=sys.stderr)
        return False
    return True


def _start_work(app: App) -> tuple[asyncio.Task[None], ...]:
    """Deliveries, the reading of mail, and what is done every day; the last is broken off, the others are ended."""
    reading = [asyncio.create_task(app.mail.run())] if app.mail else []
    overdue = partial(tell_of_overdue, app.house)
    tidying = asyncio.create_task(tidy_daily(app.store, app.files, app.now, app.config.mail.kept, also=overdue))
    return asyncio.create_task(app.worker.run()), *reading, tidying


async def _work(app: App) -> int:
    await app.open()
    stopped = _stop_signal()
    working = _start_work(app)
    print("The worker is running.\nCtrl-C ends it.", flush=True)
    await stopped.wait()
    await _end(app, working)
    return 0


async def _end(app: App, working: Sequence[asyncio.Task[None]]) -> None:
    """Takes up nothing new, finishes what is in hand, and lets go of everything."""
    if working:
        *ended, tidying = working
        tidying.cancel()
        app.worker.stop()
        if app.mail is not None:
            app.mail.stop()
        await asyncio.gather(*ended)
    await app.close()


def _stop_signal() -> asyncio.Event:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    return stopped


async def _add_samples(app: App) -> None:
    """The sample people who are not there yet, and a conversation for everybody."""
    at = app.now()

    def work(tx: Tx) -> None:
        known = {p.email for p in tx.people()}
        for person in sample_people(app.config.organisation):
            if person.email not in known:
                tx.save_person(person, by=CLOCK, at=at)

    await app.store.write(work)
    for person in await app.store.read(lambda tx: tx.people()):
        await app.web_chat().open_for(person)


def _say_where(app: App) -> None:
    config, lines = app.config, ["The assistant is listening."]
    here = f"http://{config.host}:{config.port}"
    if config.dev_chat:
        lines.append(f"  Browser chat:    {here}/dev/chat")
    lines.append(f"  Teams endpoint:  {config.public_url}/api/messages")
    if app.mail is not None:
        server = app.mail.server
        lines.append(f"  Mail address:    {config.mail.address}")
        if server is not None:
            lines.append(f"  SMTP server:     {server.settings.host}:{server.port}")
    if app.mail is not None and config.dev_mail:
        lines.append(f"  Mail, to see:    {here}/dev/mail")
    lines.append("Ctrl-C ends it.")
    print("\n".join(lines), flush=True)
