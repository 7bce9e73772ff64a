"""The words that somebody wrote now, without what is quoted, without signature and without our own words."""

from __future__ import annotations

from dataclasses import dataclass

from bot.mail.html_text import HISTORY, SIGNATURE
from domain.mail import MARKER


@dataclass(frozen=True)
class Extracted:
    """`under` are answers below or behind a labelled question of ours. `flagged` is a doubt, in words."""

    text: str
    under: tuple[tuple[str, str], ...] = ()
    flagged: str = ""


def extracted(text: str, sent_text: str) -> Extracted:
    """The reply in a text that may have the marks of `html_text`."""
    return Extracted(without_marks(text.partition(MARKER)[0]).strip())


def without_marks(text: str) -> str:
    return text.replace(SIGNATURE, "").replace(HISTORY + "\n", "").replace(HISTORY, "")
