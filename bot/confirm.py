"""/mail/confirm/<token>: where a contact says that a mail is right. Looking changes nothing; the button does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from bot.mail.reception import confirmation
from bot.tokens import BadToken, OldToken, Tokens
from bot.web.pages import message_page, page
from cards import confirm_page
from domain.mail import MailState, StoredMail
from storage.store import Store, Tx

CONFIRM = "/mail/confirm"
CONFIRMATION = "mail.confirm"
"""The kind of token that opens the page; it names the mail."""


def confirm_routes(
    store: Store, tokens: Tokens, now: Callable[[], datetime], wake: Callable[[], None]
) -> list[web.RouteDef]:
    """Whoever holds the address may see that one mail and confirm it, once, until it ends."""

    def named(request: web.Request) -> int:
        kind, ref = tokens.read(request.match_info["token"], now())
        if kind != CONFIRMATION:
            raise BadToken("a token for something else")
        return int(ref)

    async def look(request: web.Request) -> web.Response:
        try:
            mail = await _mail(store, named(request))
        except (BadToken, OldToken):
            return message_page(confirm_page.ended(), 410)
        if mail is None or mail.state is MailState.DISMISSED:
            return message_page(confirm_page.ended(), 410)
        if mail.state is not MailState.SET_ASIDE:
            return message_page(confirm_page.done())
        by, words = (str(mail.understood.get(key) or "") for key in ("from", "reply"))
        files = tuple(file["name"] for file in mail.understood.get("files", ()) if not file["reason"])
        asked = confirm_page.asked(by, words, files)
        return page(asked.subject, confirm_page.form(asked))

    async def confirm(request: web.Request) -> web.Response:
        try:
            mail_id, at = named(request), now()
        except (BadToken, OldToken):
            return message_page(confirm_page.ended(), 410)

        def work(tx: Tx) -> None:
            if tx.read_mail_again(mail_id, at):
                tx.keep_mail_note(confirmation(mail_id), "yes", at)

        await store.write(work)
        wake()
        return message_page(confirm_page.done())

    return [web.get(f"{CONFIRM}/{{token}}", look), web.post(f"{CONFIRM}/{{token}}", confirm)]


async def _mail(store: Store, mail_id: int) -> StoredMail | None:
    return await store.read(lambda tx: tx.mail(mail_id))
