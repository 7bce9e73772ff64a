"""A file that somebody sent, as it was read."""

from __future__ import annotations

from dataclasses import dataclass

LARGEST_FILE = 10 * 1024 * 1024
"""Bytes of one file that is looked at."""
MOST_FILES = 5
"""Files of one message that are looked at."""
LONGEST_NAME = 120
"""Characters of a file's name that are kept."""

TOO_LARGE = f"It is larger than {LARGEST_FILE // 1024 // 1024} MB."
TOO_MUCH = "It takes more time or memory than a document may. Send the part that matters, or the text in the chat."
TOO_MANY = f"I read {MOST_FILES} files at a time. Please send it again by itself."


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
