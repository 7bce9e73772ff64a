"""An article as a file: what it is in front matter, then its passages in plain Markdown."""

from __future__ import annotations

import re
from collections.abc import Collection

import yaml

from domain.framework import Framework
from domain.guidance import FEWEST_QUESTIONS, MOST_QUESTIONS, NO_DAY, Article, Audience, Consent, Passage
from domain.prose import is_figure, named_figures
from knowledge.faults import Fault, Faults
from knowledge.safe_yaml import open_section
from knowledge.section import Section

EVERYTHING = "everything"
LONGEST_PASSAGE = 400
"""Words. A longer one is a wall to read, and the search reads its beginning only."""

_FRONT = re.compile(r"---[ \t]*\n(.*?)\n---[ \t]*\n(.*)", re.DOTALL)
_HEADING = re.compile(r"##[ \t]+(.+)")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+){0,12}")
_BRACES = re.compile(r"[{}]")
_MARKUP = re.compile(r"<[A-Za-z/!]|!\[|\]\(|^#{1,6}\s", re.MULTILINE)


class _Written(yaml.SafeDumper):
    """Writes every value out: one that is there twice must not become an alias, which is not read."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def parse(text: str, slug: str, framework: Framework) -> Article:
    """The article. Raises `Faults` with everything that is wrong with it, each with its line."""
    return _parse(text, slug, framework, whole=True)


def parse_draft(text: str, slug: str, framework: Framework) -> Article:
    """The same for an article that is not finished: what `Article.gaps` names may be missing, and nothing else."""
    return _parse(text, slug, framework, whole=False)


def _parse(text: str, slug: str, framework: Framework, *, whole: bool) -> Article:
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
        title=section.text("title", default=None if whole else ""),
        questions=_questions(section, whole=whole),
        audience=_audience(section) if whole or section.has("audience") else Audience.STAFF,
        source=section.text("source", default=None if whole else ""),
        source_date=section.day("source_date", needed=whole) or NO_DAY,
        review_by=section.day("review_by", needed=whole),
        passages=passages(parts.group(2)),
        applies_to=_applies_to(section, framework) if whole or section.has("applies_to") else (),
        next_step=section.text("next_step", default=""),
        related=section.texts("related", default=True),
        illustrative=section.flag("illustrative", default=False),
        verbatim=section.flag("verbatim", default=False),
        owner=section.text("owner", default=""),
        recorded_by=section.text("recorded_by", default=""),
        recorded_on=section.day("recorded_on"),
        consent=_consent(section) if section.has("consent") else None,
    )
    section.ignore("recorded_on", "consent")
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
    front: dict[str, object] = {
        "title": article.title,
        "questions": list(article.questions),
        "audience": article.audience.value,
        "source": article.source,
        "source_date": article.source_date if article.source_date != NO_DAY else None,
        "review_by": article.review_by,
        "applies_to": list(article.applies_to) or [EVERYTHING],
        "next_step": article.next_step,
        "related": list(article.related),
    }
    front |= {name: True for name in ("illustrative", "verbatim") if getattr(article, name)}
    said = {
        "owner": article.owner,
        "recorded_by": article.recorded_by,
        "recorded_on": article.recorded_on,
        "consent": article.consent.value if article.consent else None,
    }
    front |= {name: value for name, value in said.items() if value}
    head = yaml.dump(front, Dumper=_Written, sort_keys=False, allow_unicode=True, width=110)
    return f"---\n{head}---\n{body_of(article)}\n"


def body_of(article: Article) -> str:
    """Its passages as its file holds them."""
    return "\n\n".join(f"## {p.heading}\n{p.text}" if p.heading else p.text for p in article.passages)


def title_of(text: str) -> str:
    """The title in the front matter of a file that has been parsed before."""
    found = re.search(r"^title:[ \t]*(.+)$", text, re.MULTILINE)
    return found.group(1).strip().strip("'\"") if found else ""


def _questions(section: Section, *, whole: bool) -> tuple[str, ...]:
    found = section.texts("questions", default=not whole)
    if whole and not FEWEST_QUESTIONS <= len(found) <= MOST_QUESTIONS:
        wanted = f"{FEWEST_QUESTIONS} to {MOST_QUESTIONS} sample questions are needed; these are {len(found)}."
        section.fault(section.line_of("questions"), wanted)
    return found


def _audience(section: Section) -> Audience:
    chosen = section.choice("audience", [audience.value for audience in Audience])
    return Audience(chosen) if chosen else Audience.STAFF


def _consent(section: Section) -> Consent | None:
    chosen = section.choice("consent", [consent.value for consent in Consent])
    return Consent(chosen) if chosen else None


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
