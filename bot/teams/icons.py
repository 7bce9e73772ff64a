"""The app's two icons, drawn by code: a ring of seven dots, one for each priority, around an eighth."""

from __future__ import annotations

import math
import struct
import zlib
from functools import cache

Colour = tuple[int, int, int]

GREEN: Colour = (31, 92, 77)
WHITE: Colour = (255, 255, 255)
_ANGLES = [math.tau * number / 7 - math.pi / 2 for number in range(7)]
DOTS = ((0.5, 0.5, 0.1), *((0.5 + 0.3 * math.cos(a), 0.5 + 0.3 * math.sin(a), 0.085) for a in _ANGLES))
"""Across, down and radius, as parts of the icon's side."""

SAMPLES = 4
"""Points looked at along each side of a pixel, so that edges are smooth."""


@cache
def colour_icon() -> bytes:
    """192 by 192 pixels: white dots on a full square of the accent colour, as Teams wants it."""
    side = 192
    return _png(side, [_mix(GREEN, WHITE, _covered(x, y, side)) for y in range(side) for x in range(side)])


@cache
def outline_icon() -> bytes:
    """32 by 32 pixels: white dots on nothing."""
    side = 32
    return _png(side, [(*WHITE, round(255 * _covered(x, y, side))) for y in range(side) for x in range(side)])


def _covered(x: int, y: int, side: int) -> float:
    """How much of this pixel is dot, from 0 to 1."""
    points = [(i + 0.5) / SAMPLES for i in range(SAMPLES)]
    hits = sum(_in_a_dot((x + dx) / side, (y + dy) / side) for dx in points for dy in points)
    return hits / SAMPLES**2


def _in_a_dot(x: float, y: float) -> bool:
    return any((x - cx) ** 2 + (y - cy) ** 2 <= radius**2 for cx, cy, radius in DOTS)


def _mix(under: Colour, over: Colour, part: float) -> tuple[int, int, int, int]:
    red, green, blue = (round(u + (o - u) * part) for u, o in zip(under, over, strict=True))
    return red, green, blue, 255


def _png(side: int, pixels: list[tuple[int, int, int, int]]) -> bytes:
    """A PNG file (RFC 2083) of 8-bit red, green, blue and alpha."""
    rows = b"".join(b"\0" + bytes(v for pixel in pixels[y * side : (y + 1) * side] for v in pixel) for y in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
