"""A message as a mail: text and HTML of the same blocks, each whole without the other.

A mail has no forms and no buttons. A question has a line to fill in (`cards.labels`), and what can be pressed
elsewhere is listed as words to reply with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cards import mail_html, mail_text, words
from cards.fit import Blocks, cut, shorter
from cards.message import Heading, Message
from cards.sheet import Sheet, Thread
from cards.ways import decides, ways

MOST_BYTES = 95_000
"""UTF-8 bytes of the HTML. Gmail cuts a mail off at 102 KB and hides the rest."""

LONGEST_SUBJECT = 150
"""Bytes of a subject before its references."""

ANSWERED = re.compile(r"^(?:(?:re|fw|fwd|aw|antw|tr|sv|rv|rif|r)\s*:\s*)+", re.IGNORECASE)
"""What mail programs put before the subject of an answer."""

_TAGGED = re.compile(r"\s*\[SV-\w{1,12}\]", re.IGNORECASE)


@dataclass(frozen=True)
class Letter:
    """A mail without its headers. `subject` is one line; `text` is whole without `html`, links in full."""

    subject: str
    text: str
    html: str


def letter(message: Message, thread: Thread) -> Letter:
    """The mail of a message, its HTML at most `MOST_BYTES` long: then parts are left out and named.

    Raises ValueError when the questions alone are too long.
    """
    subject, said, labelled = subject_line(message, thread), ways(message), not decides(message)
    for blocks, _ in shorter(_with_heading(message)):
        sheet = Sheet(subject, blocks, said, labelled, thread)
        html = mail_html.document(sheet)
        if len(html.encode()) <= MOST_BYTES:
            return Letter(subject, mail_text.body(sheet), html)
    raise ValueError(f"this mail cannot be made to fit into {MOST_BYTES} bytes")


def subject_line(message: Message, thread: Thread) -> str:
    """What the mail answers, or what it is about; then the references by which it is found again."""
    before = words.one_line(_TAGGED.sub("", thread.answers))
    before = ANSWERED.sub("", before).strip()
    title = f"Re: {before}" if before else words.one_line(message.subject)
    found = [cut(title, LONGEST_SUBJECT)]
    if message.about and message.about not in found[0]:
        found.append(f"({message.about})")
    if thread.reference:
        found.append(f"[{thread.reference}]")
    return words.one_line(" ".join(found))


def _with_heading(message: Message) -> Blocks:
    """A mail begins with its one heading; a message without one has its subject there."""
    blocks = message.blocks()
    first = blocks[0] if blocks else None
    return blocks if isinstance(first, Heading) else (Heading(message.subject), *blocks)
