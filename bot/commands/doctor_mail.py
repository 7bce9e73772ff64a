"""doctor for mail: signs in, looks into the mailbox, sends itself a mail and sees it come back."""

from __future__ import annotations

import asyncio
import base64
import json

from bot.app import App
from bot.commands.finding import Finding, first_line
from bot.config_mail import LMTP, LOOPBACK, SMTP, MailConfig
from bot.config_mailbox import GRAPH, IMAP
from bot.mail import compose
from bot.mail.graph.client import Graph
from bot.mail.graph.faults import GraphFault
from bot.mail.imap.session import Session
from bot.mail.office import MailOffice
from bot.mail.peek import INSTANCE
from bot.mail.ports import OutgoingMail
from bot.mail.transports import SmtpRelay, SmtpTransport
from bot.mail.ways import imap_settings
from bot.sign_in import SignInFailed

LOOKS, EVERY = 30, 2.0
"""How often the mail is looked for, and the seconds between."""

GRANT = (
    "grant the app this mailbox by RBAC for Applications: New-ServicePrincipal, New-ManagementScope, and "
    'New-ManagementRoleAssignment with the roles "Application Mail.ReadWrite" and "Application Mail.Send"; try with '
    "Test-ServicePrincipalAuthorization"
)
_RELAY = (
    "let your mail server hand over mail for SVA_MAIL_ADDRESS here, with whatever stands after a plus sign, and see in "
    "its log what became of this one"
)
PLUS = {
    GRAPH: "turn plus addressing on: Set-OrganizationConfig -DisablePlusAddressInRecipients $false",
    IMAP: "let the mailbox's server take addresses with a plus sign; see in its log and in the junk folder",
    SMTP: _RELAY,
    LMTP: _RELAY,
}
"""By the way in, what to do when a mail with something after a plus sign does not come back."""


async def mail_findings(app: App) -> list[Finding]:
    """One finding a check; what follows from one that is wrong is not tried."""
    office = app.mail
    if office is None:
        return [Finding("mail", "off", "set SVA_MAIL_IN and SVA_MAIL_OUT to be reached by mail")]
    findings = await _graph(office.ways.graph) if office.ways.graph is not None else []
    if office.config.way_in == IMAP:
        findings.append(await _imap(office))
    if not any(finding.wrong for finding in findings):
        findings.append(await _round_trip(app, office))
    return findings


async def _graph(graph: Graph) -> list[Finding]:
    try:
        token = await graph.token.get()
    except SignInFailed as fault:
        todo = "check SVA_MAIL_TENANT_ID, SVA_MAIL_APP_ID and the secret or certificate"
        return [Finding("mail sign-in", f"no token for the app ({fault})", todo, wrong=True)]
    return [
        Finding("mail sign-in", f"a token was issued for {graph.settings.client_id}"),
        _consents(token),
        await _mailbox(graph),
    ]


def _consents(token: str) -> Finding:
    """A permission that Entra grants is named in the token, and it is for every mailbox of the tenant."""
    try:
        body = token.split(".")[1]
        roles = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))).get("roles", [])
    except (IndexError, ValueError):
        return Finding("mail permissions", "the token cannot be read, which proves nothing")
    mail = sorted(role for role in roles if role.startswith("Mail"))
    if not mail:
        return Finding("mail permissions", "Entra grants none, so that only Exchange says which mailbox is ours")
    todo = "remove them in Entra under API permissions, and grant by RBAC for Applications instead"
    return Finding("mail permissions", f"Entra grants {', '.join(mail)} for every mailbox", todo)


async def _mailbox(graph: Graph) -> Finding:
    try:
        found = await graph.ask("GET", graph.mailbox("mailFolders/inbox"))
    except GraphFault as fault:
        todo = GRANT if fault.status == 403 else "check SVA_MAIL_ADDRESS"
        return Finding("mailbox", f"{graph.settings.mailbox} cannot be read ({fault})", todo, wrong=True)
    return Finding("mailbox", f"{graph.settings.mailbox}, {found['totalItemCount']} messages in the inbox")


async def _imap(office: MailOffice) -> Finding:
    settings = imap_settings(office.config)
    try:
        session = await asyncio.to_thread(Session, settings)
    except Exception as fault:  # whatever the server or the network says is the finding
        todo = "check the settings SVA_MAIL_IMAP_…"
        return Finding("mailbox", f"{settings.host} does not let us in ({first_line(fault)})", todo, wrong=True)
    tells = "tells of new mail" if session.tells else f"is asked every {settings.poll:g} seconds"
    await asyncio.to_thread(session.close)
    return Finding("mailbox", f"{settings.user} at {settings.host}, which {tells}")


async def _round_trip(app: App, office: MailOffice) -> Finding:
    """Sends a mail to the mailbox with something after a plus sign, as our reply addresses have it."""
    config = office.config
    if config.way_out == LOOPBACK and config.way_in != SMTP:
        return Finding("mail to itself", "not tried: SVA_MAIL_OUT is loopback, so no mail of ours leaves")
    if config.way_in in (SMTP, LMTP) and not await _listens(config):
        todo = "start the assistant, then run this again"
        return Finding("mail to itself", f"not tried: nobody listens at {config.host}:{config.port}", todo)
    mail = _probe(app, config.address)
    try:
        if config.way_out == LOOPBACK:
            await SmtpTransport(SmtpRelay(config.host, config.port, security="none")).send(mail)
        else:
            await office.ways.transport.send(mail)
    except Exception as fault:  # whatever the other side says is the finding
        todo = GRANT if config.way_out == GRAPH else "check the settings SVA_MAIL_SMTP_…" if config.smtp_host else ""
        return Finding("mail to itself", f"cannot be sent ({first_line(fault)})", todo, wrong=True)
    for _ in range(LOOKS):
        came = await _came(app, office, mail)
        if came is not None:
            return _intact(came, mail, PLUS[config.way_in])
        await app.sleep(EVERY)
    return Finding("mail to itself", f"sent to {mail.recipient}, and it did not come", PLUS[config.way_in], wrong=True)


async def _listens(config: MailConfig) -> bool:
    try:
        _, writer = await asyncio.open_connection(config.host, config.port)
    except OSError:
        return False
    writer.close()
    return True


def _probe(app: App, address: str) -> OutgoingMail:
    """It says of itself that it is automatic and ours, so that nobody answers it."""
    local, _, domain = address.partition("@")
    code = app.code(10).lower()
    to, message_id = f"{local}+check.{code}@{domain}", f"check.{code}@{domain}"
    headers = [
        ("From", f"<{address}>"),
        ("To", f"<{to}>"),
        ("Subject", f"Check of the assistant's mailbox {code}"),
        ("Date", compose.date(app.now())),
        ("Message-ID", f"<{message_id}>"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        (INSTANCE, address),
    ]
    text = "This mail was sent to see whether mail arrives. Nobody needs to read it."
    return OutgoingMail(f"check {code}", message_id, address, to, compose.multipart(headers, text, f"<p>{text}</p>"))


def _intact(raw: bytes, mail: OutgoingMail, todo: str) -> Finding:
    if mail.recipient.encode() in raw.lower():
        return Finding("mail to itself", f"sent to {mail.recipient} and received, plus address intact")
    return Finding("mail to itself", "received, without what stood after the plus sign", todo, wrong=True)


async def _came(app: App, office: MailOffice, mail: OutgoingMail) -> bytes | None:
    """The mail as it arrived; None while it has not."""
    if office.config.way_in == IMAP:
        return await asyncio.to_thread(_in_folders, office, mail.message_id)
    if office.config.way_in == GRAPH and office.ways.graph is not None:
        return await _in_mailbox(office.ways.graph, mail.message_id)
    stored = await app.store.read(lambda tx: tx.latest_mail(200))
    ids = [one.id for one in stored if one.message_id == mail.message_id]
    kept = await app.store.read(lambda tx: tx.mail(ids[0])) if ids else None
    return " ".join(kept.recipients).encode() if kept is not None else None


def _in_folders(office: MailOffice, message_id: str) -> bytes | None:
    session = Session(imap_settings(office.config))
    try:
        return session.find(message_id)
    finally:
        session.close()


async def _in_mailbox(graph: Graph, message_id: str) -> bytes | None:
    """Anywhere but among what was sent."""
    sent = await graph.ask("GET", graph.mailbox("mailFolders/sentitems"))
    wanted = f"messages?$filter=internetMessageId%20eq%20'%3C{message_id}%3E'&$select=id,parentFolderId"
    found = await graph.ask("GET", graph.mailbox(wanted))
    for item in found["value"]:
        if item["parentFolderId"] != sent["id"]:
            return await graph.read(graph.message(item["id"], "/$value"), graph.settings.most_bytes)
    return None
