"""A file that somebody sent, as it was read."""

from __future__ import annotations

from dataclasses import dataclass

LARGEST_FILE = 10 * 1024 * 1024
"""Bytes of one file that is looked at."""
MOST_FILES = 5
"""Files of one message that are looked at."""


@dataclass(frozen=True)
class ReadDocument:
    """What was made of a file.

    `text` is plain Markdown as articles are written in: the whole file of an article that has front matter, else
    its passages. `title` is what the document calls itself, empty when nothing in it does. `notes` say, in
    sentences, what of it was not taken. `refused` says why nothing was; then there is no text.
    """

    name: str
    title: str = ""
    text: str = ""
    notes: tuple[str, ...] = ()
    refused: str = ""
