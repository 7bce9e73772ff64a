"""The Teams app: manifest and icons in one zip file, the same bytes for the same settings."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urlsplit

from bot.teams.icons import colour_icon, outline_icon
from dialogs.begin import COMMANDS
from dialogs.verbs import VERBS

TEMPLATE = Path(__file__).parent.parent.parent / "manifest" / "manifest.template.json"
VERSION = "1.0.0"
LONGEST_DEVELOPER = 32
LONGEST_TITLE = 32
MOST_COMMANDS = 10
LONG_AGO = (2020, 1, 1, 0, 0, 0)
"""The time on every file of the zip, so that it does not change from day to day."""


class PackageFaults(Exception):
    """Settings from which no valid app can be made; one line a fault."""


def app_package(app_id: str, public_url: str, organisation: str) -> bytes:
    """The zip file with manifest.json, color.png and outline.png at its root. Raises PackageFaults."""
    address = urlsplit(public_url)
    faults = []
    if not _is_guid(app_id):
        faults.append("SVA_APP_ID must be the app's id, such as 12345678-1234-1234-1234-123456789abc.")
    if address.scheme != "https" or not address.hostname:
        faults.append("SVA_PUBLIC_URL must be an https address; Teams takes no other.")
    if faults:
        raise PackageFaults("\n".join(faults))
    files = {
        "manifest.json": json.dumps(manifest(app_id, public_url, organisation), indent=2, ensure_ascii=False).encode(),
        "color.png": colour_icon(),
        "outline.png": outline_icon(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def manifest(app_id: str, public_url: str, organisation: str) -> dict[str, Any]:
    """The manifest of these settings. Its commands are the words that the assistant understands."""
    values = {
        "VERSION": VERSION,
        "APP_ID": app_id.lower(),
        "PUBLIC_URL": public_url.rstrip("/"),
        "DOMAIN": urlsplit(public_url).hostname or "",
        "ORGANISATION_SHORT": organisation[:LONGEST_DEVELOPER],
    }
    quoted = {name: json.dumps(value)[1:-1] for name, value in values.items()}
    made: dict[str, Any] = json.loads(Template(TEMPLATE.read_text("utf-8")).substitute(quoted))
    personal, shared = made["bots"][0]["commandLists"]
    personal["commands"] = commands(where_others_read=False)
    shared["commands"] = commands(where_others_read=True)
    return made


def commands(*, where_others_read: bool) -> list[dict[str, str]]:
    """What Teams offers while somebody types. Where others read along, only what is answered there."""
    found = [
        {"title": words.capitalize(), "description": does[:1].upper() + does[1:]}
        for words, verb, does, role in COMMANDS
        if role is None and (VERBS[verb].where_others_read or not where_others_read)
    ]
    return found[:MOST_COMMANDS]


def _is_guid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False
