"""How large a picture would become, from its header alone."""

from __future__ import annotations

import io
import struct
import warnings

from PIL import Image

from bot.mail.kinds import HEIC
from cards import refused_files

MOST_PIXELS = 60_000_000
_FORMATS = ("PNG", "JPEG", "MPO")
_SIZE = b"ispe"


def fault_of_picture(content: bytes, kind: str) -> str:
    """Why the picture is not taken; "" when it may be."""
    try:
        width, height = _heic_size(content) if kind == HEIC else _size(content)
    except Exception:
        return refused_files.DAMAGED
    if width < 1 or height < 1:
        return refused_files.DAMAGED
    return refused_files.PIXELS if width * height > MOST_PIXELS else ""


def _size(content: bytes) -> tuple[int, int]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
                return picture.size
        except Image.DecompressionBombError:
            return MOST_PIXELS, MOST_PIXELS


def _heic_size(content: bytes) -> tuple[int, int]:
    """The largest of the sizes that the file's properties give."""
    largest = (0, 0)
    head, place = content[:1_000_000], 0
    while (place := head.find(_SIZE, place)) >= 0:
        width, height = struct.unpack(">II", head[place + 8 : place + 16])
        largest = max(largest, (width, height), key=lambda size: size[0] * size[1])
        place += 16
    return largest
