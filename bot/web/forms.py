"""What a form of one of our pages sent."""

from __future__ import annotations

from urllib.parse import parse_qs

from aiohttp import web

MOST_BYTES = 64_000
MOST_FIELDS = 500

_FORM_TYPE = "application/x-www-form-urlencoded"


async def read_form(request: web.Request) -> dict[str, list[str]]:
    """What was sent. Raises HTTPUnsupportedMediaType, and HTTPRequestEntityTooLarge past `MOST_BYTES`."""
    if request.content_type != _FORM_TYPE:
        raise web.HTTPUnsupportedMediaType
    body = b""
    async for part in request.content.iter_any():
        body += part
        if len(body) > MOST_BYTES:
            raise web.HTTPRequestEntityTooLarge(MOST_BYTES, len(body))
    try:
        return parse_qs(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise web.HTTPRequestEntityTooLarge(MOST_FIELDS, len(body)) from error
