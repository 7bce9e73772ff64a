"""From a document that somebody sent to the draft of an article."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from domain.document import ReadDocument
from domain.framework import Framework
from domain.guidance import MOST_QUESTIONS, NO_DAY, Article, Audience
from knowledge.article_file import parse_draft, passages, title_of
from knowledge.faults import Faults

MOST_PASSAGES = 200
MANY_PASSAGES = 25
"""An article is one subject; more passages than these are likely to be several."""
MOST_SLUG_WORDS = 8
PASTED = "Pasted text"
"""The name of words that came without a file."""

_TOO_MANY = f"It makes more than {MOST_PASSAGES} passages. An article is one subject: send the part that matters."
_MANY = "It makes {} passages. An article is one subject: consider sending its chapters by themselves."
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class DraftOrNot:
    """A draft with what is to be said about it, or the reason why there is none."""

    name: str
    article: Article | None = None
    notes: tuple[str, ...] = ()
    refused: str = ""


def draft_of(document: ReadDocument, published: Mapping[str, Article], framework: Framework) -> DraftOrNot:
    """The draft that a document makes. `published` are the articles of today: one of the same name or title is
    changed by it, and lends it what the document does not say.
    """
    if document.refused:
        return DraftOrNot(document.name, refused=document.refused)
    slug = _slug(document, published)
    try:
        article = _article(document, slug, framework)
    except Faults as faults:
        return DraftOrNot(document.name, refused=" ".join(str(fault) for fault in faults.faults[:10]))
    if len(article.passages) > MOST_PASSAGES:
        return DraftOrNot(document.name, refused=_TOO_MANY)
    notes = document.notes
    if len(article.passages) > MANY_PASSAGES:
        notes = (*notes, _MANY.format(len(article.passages)))
    if (before := published.get(slug)) is not None and not _has_front(document):
        article = _with_front_of(before, article)
    return DraftOrNot(document.name, article, notes)


def slug_of(words: str) -> str:
    """A name in small letters joined by hyphens; never empty."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return "-".join(_WORD.findall(plain)[:MOST_SLUG_WORDS])[:80].strip("-") or "article"


def _slug(document: ReadDocument, published: Mapping[str, Article]) -> str:
    """The article of the same file name, else of the same title, else a name made of the title or the first words."""
    by_name = slug_of(PurePath(document.name).stem)
    if document.name != PASTED and (by_name in published or _has_front(document)):
        return by_name
    title = title_of(document.text) if _has_front(document) else _title(document)
    same = (a.slug for a in published.values() if a.title.casefold() == title.casefold() and "." not in a.slug)
    return next(same, slug_of(title or document.text[:200]))


def _title(document: ReadDocument) -> str:
    """What it calls itself, else the name of its file in words; empty for words without either."""
    if document.title or document.name == PASTED:
        return document.title
    words = " ".join(re.split(r"[\s_-]+", PurePath(document.name).stem)).strip()
    return words[:1].upper() + words[1:]


def _has_front(document: ReadDocument) -> bool:
    return document.text.startswith("---\n")


def _article(document: ReadDocument, slug: str, framework: Framework) -> Article:
    if _has_front(document):
        return parse_draft(document.text, slug, framework)
    told = passages(document.text)
    asked = tuple(dict.fromkeys(p.heading for p in told if p.heading.endswith("?")))[:MOST_QUESTIONS]
    return Article(slug, _title(document), asked, Audience.STAFF, "", NO_DAY, None, told)


def _with_front_of(before: Article, article: Article) -> Article:
    """The new passages under what was known of the article; its dates are asked for anew."""
    return replace(before, passages=article.passages, source_date=NO_DAY, review_by=None, version=0, owner="")
