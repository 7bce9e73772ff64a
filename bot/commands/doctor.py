"""doctor: is everything set up? One line a check, and what to do."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable

from bot.app import App
from bot.commands.doctor_mail import mail_findings
from bot.commands.finding import Finding, first_line
from bot.config import Config
from bot.setup import new_app, teams_settings
from domain.mail import MailState
from domain.people import Role

Check = Callable[[App], Awaitable[Finding]]


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def doctor(arguments: argparse.Namespace, config: Config) -> int:
    """0 when nothing is wrong; what is only advisable does not count."""
    return asyncio.run(_doctor(new_app(config), as_json=arguments.json))


async def _doctor(app: App, *, as_json: bool) -> int:
    findings = [await _database(app)]
    if not findings[0].wrong:
        findings += [await check(app) for check in (_framework, _parameters, _people, _failed, _set_aside, _trail)]
    findings += [await check(app) for check in (_teams, _wording, _address)]
    if not findings[0].wrong:
        findings += await mail_findings(app)
    await app.close()
    for finding in findings:
        print(_line(finding, as_json=as_json), flush=True)
    return 1 if any(f.wrong for f in findings) else 0


def _line(finding: Finding, *, as_json: bool) -> str:
    if as_json:
        return json.dumps(vars(finding), ensure_ascii=False)
    state = "WRONG" if finding.wrong else ("to do" if finding.todo else "ok")
    return f"{state:<6} {finding.check}: {finding.found}" + (f" -> {finding.todo}" if finding.todo else "")


async def _database(app: App) -> Finding:
    name = app.config.database_url.partition(":")[0]
    try:
        await app.open()
    except Exception as fault:  # whatever a driver raises is the finding
        return Finding("database", f"cannot be used ({first_line(fault)})", "check SVA_DATABASE_URL", True)
    return Finding("database", f"{name}, up to date")


async def _framework(app: App) -> Finding:
    framework = app.shelf().now
    found = f"version {framework.version} ({framework.label}), {len(framework.outcomes)} outcomes"
    if framework.adopted:
        return Finding("framework", found)
    return Finding("framework", f"{found}, a proposal", "have the council adopt it, then import it with adopted: true")


async def _parameters(app: App) -> Finding:
    today = app.desk().today
    stale = [p.key for p in app.shelf().now.parameters if p.stale(today)]
    if not stale:
        return Finding("figures", "none is past its review date")
    todo = "check each at its source and import the Framework with the new figure"
    return Finding("figures", f"past their review date: {', '.join(stale)}", todo)


async def _people(app: App) -> Finding:
    people = await app.store.read(lambda tx: tx.people())
    contacts = [p.name for p in people if Role.SPOC in p.roles]
    if contacts:
        return Finding("single point of contact", ", ".join(contacts))
    todo = 'python -m bot people role EMAIL "single point of contact"'
    return Finding("single point of contact", "nobody is set, so tickets wait", todo)


async def _failed(app: App) -> Finding:
    dead = await app.store.read(lambda tx: tx.jobs("dead"))
    if not dead:
        return Finding("deliveries", "none has failed")
    return Finding("deliveries", f"{len(dead)} failed for good", "python -m bot outbox --state dead")


async def _set_aside(app: App) -> Finding:
    waiting = await app.store.read(lambda tx: tx.mail_in(MailState.SET_ASIDE))
    if not waiting:
        return Finding("mail that was set aside", "none")
    return Finding("mail that was set aside", f"{len(waiting)} to be looked at", "python -m bot set-aside")


async def _trail(app: App) -> Finding:
    verified = await app.store.read(lambda tx: tx.verify_history())
    if not verified.broken:
        return Finding("audit trail", f"{verified.events} events, none changed")
    todo = "compare with a backup: somebody changed the record"
    return Finding("audit trail", f"broken at {', '.join(verified.broken)}", todo, wrong=True)


async def _teams(app: App) -> Finding:
    settings = teams_settings(app.config)
    if (fault := settings.check(app.config.host)) is not None:
        return Finding("teams", fault, "see RUNNING.md, settings", True)
    if settings.anonymous:
        return Finding("teams", "no app id: nobody is authenticated, on loopback only", "set SVA_APP_ID to use Teams")
    try:
        await asyncio.to_thread(app.adapter.credentials.kept.token)
    except Exception as error:  # whatever the token authority says is the finding
        said = first_line(error)
        return Finding("teams", f"no token for the app ({said})", "check the app's id, tenant and secret", True)
    return Finding("teams", f"a token was issued for {settings.app_id}")


async def _wording(app: App) -> Finding:
    model = app.config.model
    if model is None or app.wording is None:
        return Finding("wording", "no language model; answers are in the guidance's own words")
    fault = await app.wording.check()
    if fault:
        todo = "check SVA_MODEL_URL, its name and key; until then answers are in the guidance's own words"
        return Finding("wording", f"{model.name} does not answer ({fault})", todo)
    return Finding("wording", f"{model.name} answers")


async def _address(app: App) -> Finding:
    url = app.config.public_url
    if url.startswith("https://"):
        return Finding("address", url)
    return Finding("address", f"{url}, this machine only", "set SVA_PUBLIC_URL to let others in")
