"""GET /files/<token>: a document behind a signed address."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import quote

from aiohttp import web
from markupsafe import Markup

from bot import documents
from bot.documents import Document, NoDocument
from bot.tokens import BadToken, OldToken, Tokens
from bot.web.pages import page
from cards import pages
from dialogs.escalate import TICKET_FILE
from dialogs.gaps import gaps_since, read_days
from dialogs.intent import Desk
from storage.store import Store


class Files(Protocol):
    async def read(self, digest: str) -> bytes:
        """Raises FileNotFoundError for one that is not there."""


def file_routes(
    store: Store, files: Files, tokens: Tokens, desk: Callable[[], Desk], now: Callable[[], datetime]
) -> list[web.RouteDef]:
    """The one route for documents. The token says which; whoever holds it may read that one until it ends."""

    async def get(request: web.Request) -> web.Response:
        try:
            kind, ref = tokens.read(request.match_info["token"], now())
            document = await load_document(store, files, desk(), kind, ref)
        except OldToken:
            return _said(pages.LINK_ENDED_TITLE, pages.LINK_ENDED, 410)
        except BadToken:
            return _said(pages.LINK_BROKEN_TITLE, pages.LINK_BROKEN, 404)
        except NoDocument as reason:
            return _said(pages.NO_DOCUMENT_TITLE, str(reason), 409)
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(document.name)}",
            "Content-Type": document.type,
            "Cache-Control": "private, no-store",
            "X-Robots-Tag": "noindex",
        }
        return web.Response(body=document.content, headers=headers)

    return [web.get("/files/{token}", get)]


async def load_document(store: Store, files: Files, desk: Desk, kind: str, ref: str) -> Document:
    """The document as the record stands now. Raises NoDocument."""
    if kind == "history.csv":
        history = await store.read(lambda tx: tx.history(f"tender {ref}"))
        return documents.history_document(ref, history, desk.shelf.now)
    if kind == "tenders.csv":
        return documents.tenders_document(await store.read(lambda tx: tx.tenders_of(int(ref))), desk)
    if kind == "gaps.csv":
        asked = await store.read(lambda tx: tx.lacking())
        return documents.gaps_document(gaps_since(asked, desk.shelf, desk.now - timedelta(days=read_days(ref))))
    if kind == TICKET_FILE:
        return await _ticket_file(store, files, ref)
    return await load_tender_document(store, desk, kind, ref)


async def load_tender_document(store: Store, desk: Desk, kind: str, ref: str) -> Document:
    """A document of one final tender, and no other. Raises NoDocument."""
    tender = await store.read(lambda tx: tx.tender(ref))
    if tender is None:
        raise NoDocument(f"There is no tender {ref}.")
    return await asyncio.to_thread(documents.tender_document, kind, tender, desk)


async def _ticket_file(store: Store, files: Files, ref: str) -> Document:
    """A file as somebody sent it; its type is what its bytes are."""
    ticket_ref, _, number = ref.partition("/")
    ticket = await store.read(lambda tx: tx.ticket(ticket_ref))
    if ticket is None:
        raise NoDocument(f"There is no ticket {ticket_ref}.")
    file = ticket.files[int(number) - 1]
    try:
        return Document(file.name, file.type, await files.read(file.digest))
    except FileNotFoundError as fault:
        raise NoDocument(pages.FILE_FORGOTTEN) from fault


def _said(title: str, text: str, status: int) -> web.Response:
    return page(title, Markup("<p>{}</p>").format(text), status)
