"""What a form of ours sent: its fields, and the files that came with it."""

from __future__ import annotations

from urllib.parse import parse_qs

from aiohttp import BodyPartReader, web

from domain.conversation import SentFile
from domain.document import LARGEST_FILE, MOST_FILES

MOST_BYTES = 64_000
"""Of a form's fields."""
MOST_FIELDS = 500
MOST_UPLOADED = 10 * LARGEST_FILE
"""Of one file, before the connection is given up."""

FILES = "_files"
"""The name of a form's files; no question's key begins with "_"."""

_FORM_TYPE = "application/x-www-form-urlencoded"
_WITH_FILES = "multipart/form-data"

Form = dict[str, list[str]]


async def read_form(request: web.Request) -> Form:
    """What was sent. Raises HTTPUnsupportedMediaType, and HTTPRequestEntityTooLarge past `MOST_BYTES`."""
    if request.content_type != _FORM_TYPE:
        raise web.HTTPUnsupportedMediaType
    return await _fields(request)


async def read_form_with_files(request: web.Request) -> tuple[Form, tuple[SentFile, ...]]:
    """Raises HTTPUnsupportedMediaType for anything but a form, HTTPBadRequest for a broken one, and
    HTTPRequestEntityTooLarge for more than a form may hold. A file that is too large comes as far as it was read.
    """
    if request.content_type == _FORM_TYPE:
        return await _fields(request), ()
    if request.content_type != _WITH_FILES:
        raise web.HTTPUnsupportedMediaType
    try:
        return await _parts(request)
    except (ValueError, AssertionError, EOFError) as error:
        raise web.HTTPBadRequest from error


async def _fields(request: web.Request) -> Form:
    body = b""
    async for part in request.content.iter_any():
        body += part
        if len(body) > MOST_BYTES:
            raise web.HTTPRequestEntityTooLarge(MOST_BYTES, len(body))
    try:
        return parse_qs(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise web.HTTPRequestEntityTooLarge(MOST_FIELDS, len(body)) from error


async def _parts(request: web.Request) -> tuple[Form, tuple[SentFile, ...]]:
    form: Form = {}
    files: list[SentFile] = []
    room, count = MOST_BYTES, 0
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        count += 1
        if not isinstance(part, BodyPartReader) or count > MOST_FIELDS or len(files) > MOST_FILES:
            raise web.HTTPRequestEntityTooLarge(MOST_FIELDS, count)
        if part.name == FILES:
            content = await _content(part, LARGEST_FILE + 1)
            if part.filename or content:  # a browser sends an empty one when none was chosen
                files.append(SentFile(part.filename or "", part.headers.get("Content-Type", ""), content))
            continue
        value = await _content(part, room)
        room -= len(value)
        if room <= 0:
            raise web.HTTPRequestEntityTooLarge(MOST_BYTES, MOST_BYTES)
        form.setdefault(part.name or "", []).append(value.decode(errors="replace"))
    return form, tuple(files)


async def _content(part: BodyPartReader, most: int) -> bytes:
    """At most so many bytes. What a file has beyond them is read and let go, so that the answer reaches the sender."""
    found, seen = bytearray(), 0
    while chunk := await part.read_chunk():
        seen += len(chunk)
        if seen > MOST_UPLOADED:
            raise web.HTTPRequestEntityTooLarge(MOST_UPLOADED, seen)
        if len(found) < most:
            found += chunk[: most - len(found)]
    return bytes(found)
