"""An article as a file: what it is in front matter, then its passages in plain Markdown."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

import yaml

from domain.framework import Framework
from domain.guidance import Article, Audience, Passage
from domain.prose import is_figure, named_figures
from knowledge.faults import Fault, Faults
from knowledge.safe_yaml import open_section
from knowledge.section import Section

EVERYTHING = "everything"
FEWEST_QUESTIONS, MOST_QUESTIONS = 2, 5
LONGEST_PASSAGE = 400
"""Words. A longer one is a wall to read, and the search reads its beginning only."""

_FRONT = re.compile(r"---[ \t]*\n(.*?)\n---[ \t]*\n(.*)", re.DOTALL)
_HEADING = re.compile(r"##[ \t]+(.+)")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+){0,12}")
_BRACES = re.compile(r"[{}]")
_MARKUP = re.compile(r"<[A-Za-z/!]|!\[|\]\(|^#{1,6}\s", re.MULTILINE)


def parse(text: str, slug: str, framework: Framework) -> Article:
    """The article. Raises `Faults` with everything that is wrong with it, each with its line."""
    text = text.replace("\r\n", "\n")
    parts = _FRONT.fullmatch(text)
    if not parts:
        raise Faults((Fault(1, "The file must begin with its front matter between two lines of ---."),))
    section = open_section(f"\n{parts.group(1)}")
    section.name = slug
    if not _SLUG.fullmatch(slug):
        section.fault(0, "the file's name must be words in small letters joined by hyphens.")
    found = Article(
        slug=slug,
        title=section.text("title"),
        questions=_questions(section),
        audience=_audience(section),
        source=section.text("source"),
        source_date=section.day("source_date", needed=True) or date.min,
        review_by=section.day("review_by", needed=True),
        passages=passages(parts.group(2)),
        applies_to=_applies_to(section, framework),
        next_step=section.text("next_step", default=""),
        related=section.texts("related", default=True),
        illustrative=section.flag("illustrative", default=False),
        verbatim=section.flag("verbatim", default=False),
        owner=section.text("owner", default=""),
    )
    section.finish()
    first_line = parts.group(1).count("\n") + 4
    faults = [*section.faults, *_body_faults(slug, parts.group(2), first_line, found, framework)]
    if faults:
        raise Faults(tuple(sorted(faults, key=lambda fault: (fault.line, fault.text))))
    return found


def passages(body: str) -> tuple[Passage, ...]:
    """The short answer first, then a passage for each heading."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in body.strip().split("\n"):
        if heading := _HEADING.fullmatch(line.strip()):
            found.append((heading.group(1).strip(), []))
        else:
            found[-1][1].append(line.rstrip())
    told = [(heading, "\n".join(lines).strip()) for heading, lines in found]
    return tuple(Passage(number, heading, text) for number, (heading, text) in enumerate(told))


def write(article: Article) -> str:
    """The file of an article; `parse` gives the same article back, without its version."""
    front = {
        "title": article.title,
        "questions": list(article.questions),
        "audience": article.audience.value,
        "source": article.source,
        "source_date": article.source_date,
        "review_by": article.review_by,
        "applies_to": list(article.applies_to) or [EVERYTHING],
        "next_step": article.next_step,
        "related": list(article.related),
    }
    front |= {name: True for name in ("illustrative", "verbatim") if getattr(article, name)}
    front |= {"owner": article.owner} if article.owner else {}
    head = yaml.safe_dump(front, sort_keys=False, allow_unicode=True, width=110)
    body = "\n\n".join(f"## {p.heading}\n{p.text}" if p.heading else p.text for p in article.passages)
    return f"---\n{head}---\n{body}\n"


def title_of(text: str) -> str:
    """The title in the front matter of a file that has been parsed before."""
    found = re.search(r"^title:[ \t]*(.+)$", text, re.MULTILINE)
    return found.group(1).strip().strip("'\"") if found else ""


def _questions(section: Section) -> tuple[str, ...]:
    found = section.texts("questions")
    if not FEWEST_QUESTIONS <= len(found) <= MOST_QUESTIONS:
        wanted = f"{FEWEST_QUESTIONS} to {MOST_QUESTIONS} sample questions are needed; these are {len(found)}."
        section.fault(section.line_of("questions"), wanted)
    return found


def _audience(section: Section) -> Audience:
    chosen = section.choice("audience", [audience.value for audience in Audience])
    return Audience(chosen) if chosen else Audience.STAFF


def _applies_to(section: Section, framework: Framework) -> tuple[str, ...]:
    allowed: Collection[str] = [EVERYTHING, *(category.key for category in framework.categories)]
    found = section.texts("applies_to", allowed=allowed)
    return () if EVERYTHING in found else found


def _body_faults(slug: str, body: str, first_line: int, article: Article, framework: Framework) -> list[Fault]:
    def fault(place: int, words: str) -> Fault:
        return Fault(first_line + body.count("\n", 0, place), f"{slug}: {words}")

    faults = []
    for name in named_figures(body):
        if not is_figure(name, framework):
            faults.append(fault(body.index(f"{{{name}}}"), f'"{{{name}}}" is no figure of the Framework.'))
    named = {match.start() for match in re.finditer(r"\{[A-Za-z0-9_.]+\}", body)}
    named |= {match.end() - 1 for match in re.finditer(r"\{[A-Za-z0-9_.]+\}", body)}
    faults += [
        fault(brace.start(), "a brace that names no figure.")
        for brace in _BRACES.finditer(body)
        if brace.start() not in named
    ]
    plain = re.sub(r"^##[ \t]+", "", body, flags=re.MULTILINE)
    if markup := _MARKUP.search(plain):
        faults.append(Fault(first_line, f'{slug}: "{markup.group().strip()}": links, pictures and HTML are not shown.'))
    for passage in article.passages:
        told = passage.heading or "the short answer"
        if not passage.text:
            faults.append(Fault(first_line, f"{slug}: {told} is empty."))
        elif len(passage.text.split()) > LONGEST_PASSAGE:
            faults.append(Fault(first_line, f"{slug}: {told} is longer than {LONGEST_PASSAGE} words; split it."))
    return faults
