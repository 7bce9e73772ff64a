"""How a reading crosses from the worker process: one JSON line, then the bytes of the files.

Not pickled: the worker has handled whatever strangers sent, and nothing that it says may run here.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

import orjson

from domain.mail import BouncedRecipient, MailFile, MailHeaders, MailKind, ReadMail

_TUPLES = ("in_reply_to", "references", "recipients", "authentication")


def written(mail: ReadMail) -> tuple[bytes, list[bytes]]:
    """The JSON, and the contents of its files in order."""
    contents = [file.content for file in mail.files]
    bare = replace(mail, files=tuple(replace(file, content=b"") for file in mail.files))
    shown = asdict(bare)
    for file, content in zip(shown["files"], contents, strict=True):
        file["content"] = len(content)
    return orjson.dumps(shown), contents


def lengths(line: bytes) -> list[int]:
    """How many bytes follow for each file. Raises ValueError for what no worker writes."""
    return [int(file["content"]) for file in orjson.loads(line)["files"]]


def read_back(line: bytes, contents: list[bytes]) -> ReadMail:
    """The same reading. Raises ValueError, TypeError or KeyError for what no worker writes."""
    found: dict[str, Any] = orjson.loads(line)
    headers = found["headers"]
    headers |= {name: tuple(headers[name]) for name in _TUPLES}
    headers["date"] = datetime.fromisoformat(headers["date"]) if headers["date"] else None
    away = found["away_until"]
    files = [
        MailFile(**(file | {"content": content, "digest": ""}))
        for file, content in zip(found["files"], contents, strict=True)
    ]
    return ReadMail(
        **found
        | {
            "kind": MailKind(found["kind"]),
            "headers": MailHeaders(**headers),
            "under": tuple((label, text) for label, text in found["under"]),
            "files": tuple(files),
            "recipients": tuple(BouncedRecipient(**recipient) for recipient in found["recipients"]),
            "away_until": date.fromisoformat(away) if away else None,
        }
    )
