"""Files that somebody attached in their own chat: fetched from where Teams keeps them, before the turn.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.teams.settings import TeamsSettings
from bot.teams.transport import ConnectorFault, Transport
from cards.refused_files import NOT_FETCHED, NOT_THERE, PICTURE
from domain.conversation import SentFile
from domain.document import LARGEST_FILE, MOST_FILES

log = logging.getLogger("assistant.teams")

FILE = "application/vnd.microsoft.teams.file.download.info"


async def fetch_files(
    activity: Mapping[str, Any], settings: TeamsSettings, transport: Transport
) -> tuple[SentFile, ...]:
    """Every file that came with a message, those that could not be had with the reason. Never raises for a file."""
    found: list[SentFile] = []
    attached = activity.get("attachments")
    for one in attached if isinstance(attached, list) else []:
        if not isinstance(one, dict):
            continue
        kind, name = str(one.get("contentType")), str(one.get("name") or "")
        if kind == FILE and len(found) < MOST_FILES:
            found.append(await _fetched(name, one.get("content"), settings, transport))
        elif kind == FILE:
            found.append(SentFile(name, "", b""))
        elif kind.startswith("image/"):
            found.append(SentFile(name or "A picture", kind, b"", PICTURE))
    return tuple(found)


async def _fetched(name: str, content: Any, settings: TeamsSettings, transport: Transport) -> SentFile:
    told = content if isinstance(content, dict) else {}
    url, kind = str(told.get("downloadUrl") or ""), str(told.get("fileType") or "")
    if not settings.allows_file_store(url):
        return SentFile(name, kind, b"", NOT_THERE)
    try:
        return SentFile(name, kind, await transport.download(url, LARGEST_FILE + 1))
    except (ConnectorFault, aiohttp.ClientError, TimeoutError) as fault:
        log.warning("a file could not be fetched: %s", type(fault).__name__)
        return SentFile(name, kind, b"", NOT_FETCHED)
