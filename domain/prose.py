"""The plain Markdown that guidance is written in: paragraphs, lists and tables, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from domain.framework import Framework, Tier
from domain.guidance import Article, Citation, Figure
from domain.phrases import money, number_range


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Items:
    """A list; `numbered` when the order matters."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Grid:
    """A table. Every row has as many cells as there are headers."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Prose = Paragraph | Items | Grid

_BULLET = re.compile(r"[-*]\s+(.*)")
_NUMBERED = re.compile(r"\d{1,2}[.)]\s+(.*)")
_RULE = re.compile(r"\|?[\s:|-]+\|?")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"'(£\d{])")
_ABBREVIATIONS = re.compile(r"\b(?:s|ss|e\.g|i\.e|etc|vs|incl|art)\.$", re.IGNORECASE)
_NAMED_FIGURE = re.compile(r"\{([A-Za-z0-9_.]+)\}")
_TIER_FIGURES = ("value", "outcomes", "measures", "weighting", "reporting")


def prose(text: str) -> tuple[Prose, ...]:
    """The parts of a text in order. Whatever is no list and no table is a paragraph, so no words are lost."""
    found: list[Prose] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        if lines:
            found += _parts(lines)
    return tuple(found)


def _parts(lines: list[str]) -> list[Prose]:
    if len(lines) > 1 and lines[0].startswith("|") and _RULE.fullmatch(lines[1]):
        return [_grid(lines)]
    start = next((place for place, line in enumerate(lines) if _item(line)), len(lines))
    before: list[Prose] = [Paragraph(" ".join(lines[:start]))] if start else []
    return [*before, _items(lines[start:])] if start < len(lines) else before


def _item(line: str) -> re.Match[str] | None:
    return _BULLET.fullmatch(line) or _NUMBERED.fullmatch(line)


def _items(lines: list[str]) -> Items:
    found: list[str] = []
    for line in lines:
        if item := _item(line):
            found.append(item.group(1))
        else:
            found[-1] += f" {line}"
    return Items(tuple(found), numbered=bool(_NUMBERED.fullmatch(lines[0])))


def _grid(lines: list[str]) -> Grid:
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
    width = len(rows[0])
    fitted = tuple((*row, *[""] * width)[:width] for row in rows[2:])
    return Grid(rows[0], fitted)


def sentences(text: str) -> tuple[str, ...]:
    """Every sentence and list item in order. A row of a table is told as "header: cell; header: cell"."""
    found: list[str] = []
    for part in prose(text):
        match part:
            case Paragraph(words):
                found += split_sentences(words)
            case Items(items):
                found += items
            case Grid(headers, rows):
                found += ["; ".join(f"{h}: {c}" for h, c in zip(headers, row, strict=True) if c) for row in rows]
    return tuple(found)


def split_sentences(text: str) -> list[str]:
    found: list[str] = []
    for piece in _SENTENCE_END.split(text.strip()):
        if found and _ABBREVIATIONS.search(found[-1]):
            found[-1] += f" {piece}"
        elif piece:
            found.append(piece)
    return found


def named_figures(text: str) -> tuple[str, ...]:
    """The names in braces, such as "threshold.works_gbp_inc_vat" or "T2.weighting"."""
    return tuple(_NAMED_FIGURE.findall(text))


def is_figure(name: str, framework: Framework) -> bool:
    tier, _, what = name.partition(".")
    if any(t.id == tier for t in framework.tiers):
        return what in _TIER_FIGURES
    return any(p.key == name for p in framework.parameters)


def with_figures(text: str, framework: Framework, today: date) -> tuple[str, tuple[Figure, ...]]:
    """The text with every named figure written out as it is today, and which they were.

    A figure that has not begun, or that the Framework does not hold, is told as "a figure we do not hold".
    """
    used: dict[str, Figure] = {}

    def one(found: re.Match[str]) -> str:
        figure = _figure(found.group(1), framework, today)
        if figure is None:
            return "(a figure we do not hold)"
        used[found.group(1)] = figure
        return figure.words

    written = _NAMED_FIGURE.sub(one, text)
    return written, tuple(used.values())


def filled(article: Article, framework: Framework, today: date) -> tuple[Article, tuple[Figure, ...]]:
    """The article with its figures written out as they are today, and which they were."""
    told, used = [], {}
    for passage in article.passages:
        words, figures = with_figures(passage.text, framework, today)
        told.append(replace(passage, text=words))
        used.update({(figure.words, figure.source): figure for figure in figures})
    return replace(article, passages=tuple(told)), tuple(used.values())


def citation_of(article: Article, passage: int, today: date) -> Citation:
    return Citation(
        slug=article.slug,
        passage=passage,
        title=article.title,
        source=article.source,
        source_date=article.source_date,
        verbatim=article.verbatim,
        illustrative=article.illustrative,
        overdue=article.review_by if article.overdue(today) else None,
        recorded_by=article.recorded_by,
        recorded_on=article.recorded_on,
    )


def _figure(name: str, framework: Framework, today: date) -> Figure | None:
    prefix, _, what = name.partition(".")
    tier = next((t for t in framework.tiers if t.id == prefix), None)
    if tier is not None:
        words = _of_tier(tier, what)
        return Figure(words, framework.title, framework.prepared) if words else None
    parameter = framework.parameter(name, today)
    if parameter is None:
        return None
    words = money(parameter.value) if "_gbp" in name else _plain(parameter.value)
    since = parameter.effective_from or framework.prepared
    return Figure(words, parameter.source, since, stale=parameter.stale(today))


def _of_tier(tier: Tier, what: str) -> str:
    match what:
        case "value":
            low = "" if not tier.minimum else f"from {money(tier.minimum)}"
            low = low if tier.minimum_inclusive else f"over {money(tier.minimum)}"
            if tier.maximum is None:
                return low
            to = f"{'up to' if tier.maximum_inclusive else 'under'} {money(tier.maximum)}"
            joint = " " if tier.maximum_inclusive else " to "
            return f"{low}{joint}{to}" if low else to
        case "outcomes":
            return number_range(*tier.outcomes)
        case "measures":
            return number_range(*tier.measures_per_outcome)
        case "weighting":
            low_percent, high_percent = (_plain(percent) for percent in tier.weighting)
            return f"{low_percent}%" if low_percent == high_percent else f"{low_percent}% to {high_percent}%"
        case "reporting":
            return tier.reporting
    return ""


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
