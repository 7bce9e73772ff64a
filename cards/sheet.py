"""What a mail is made of before it is text or HTML."""

from __future__ import annotations

from dataclasses import dataclass

from cards.fit import Blocks
from cards.ways import Way


@dataclass(frozen=True)
class Thread:
    """The mails that belong together. `reference` is in every one of them, such as "SV-7KQ2M4".

    `answers` is the subject of the mail that is answered, "" when nobody asked. `wrong_person` is the address where
    somebody outside the council can say that a mail is not for them.
    """

    reference: str = ""
    answers: str = ""
    wrong_person: str = ""


@dataclass(frozen=True)
class Sheet:
    """`labelled` says that each question has a line to fill in; otherwise the ways to reply are all there is."""

    subject: str
    blocks: Blocks
    ways: tuple[Way, ...]
    labelled: bool
    thread: Thread
