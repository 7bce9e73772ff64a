"""The vocabulary, the priorities, their outcomes and measures of a Framework's file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.framework import Category, ContractType, Measure, Outcome, Priority
from knowledge.section import Section


class Lines:
    """The line of every id; notes one that is there twice."""

    def __init__(self) -> None:
        self._lines: dict[str, int] = {}

    def __getitem__(self, name: str) -> int:
        return self._lines.get(name, 0)

    def keep(self, name: str, line: int) -> None:
        self._lines[name] = line

    def claim(self, section: Section) -> str:
        """The section's id."""
        name = section.text("id")
        if name in self._lines:
            section.fault(section.line_of("id"), f"this id is there twice; the first is on line {self._lines[name]}.")
        elif name:
            self._lines[name] = section.line_of("id")
        return name


@dataclass(frozen=True)
class Vocabulary:
    """What an outcome may refer to. `embeddable` says for each source of proxy values whether we may hold them."""

    missions: Mapping[str, str]
    council_plan: Mapping[str, str]
    categories: tuple[Category, ...]
    directions: tuple[str, ...]
    kinds: tuple[str, ...]
    roll_ups: tuple[str, ...]
    embeddable: Mapping[str, bool]

    @property
    def category_keys(self) -> tuple[str, ...]:
        return tuple(category.key for category in self.categories)


def read_vocabulary(file: Section) -> Vocabulary:
    vocabulary = file.section("vocabulary", "vocabulary")
    vocabulary.ignore("council_plan_note")
    found = Vocabulary(
        missions=_words_by_key(vocabulary, "national_mission"),
        council_plan=_words_by_key(vocabulary, "council_plan_outcome"),
        categories=_categories(vocabulary),
        directions=vocabulary.texts("direction", allowed=("increase", "decrease", "maintain")),
        kinds=vocabulary.texts("kind", allowed=("output", "outcome")),
        roll_ups=vocabulary.texts("roll_up", allowed=("sum", "average", "latest")),
        embeddable=_proxy_sources(file),
    )
    vocabulary.finish()
    return found


def read_priority(section: Section, vocabulary: Vocabulary, tiers: tuple[str, ...], lines: Lines) -> Priority:
    priority_id = lines.claim(section)
    priority = Priority(
        id=priority_id,
        title=section.text("title"),
        statement=section.text("statement"),
        outcomes=tuple(
            _outcome(outcome, priority_id, vocabulary, tiers, lines)
            for outcome in section.sections("outcomes", "Outcome")
        ),
    )
    section.finish()
    return priority


def _outcome(
    section: Section, priority_id: str, vocabulary: Vocabulary, tiers: tuple[str, ...], lines: Lines
) -> Outcome:
    outcome_id = lines.claim(section)
    fit = section.section("proportionality", outcome_id)
    outcome = Outcome(
        id=outcome_id,
        priority_id=priority_id,
        title=section.text("title"),
        statement=section.text("statement"),
        minimum_value=fit.number("suggested_min_whole_life_value_gbp"),
        minimum_months=fit.whole("suggested_min_duration_months"),
        tiers=fit.texts("tiers", allowed=tiers),
        most_relevant=fit.texts("most_relevant_categories", allowed=vocabulary.category_keys),
        rarely_relevant=fit.texts("rarely_relevant_categories", allowed=vocabulary.category_keys),
        question=section.text("tender_question"),
        points=section.texts("assessors_look_for"),
        measures=tuple(_measure(measure, vocabulary, lines) for measure in section.sections("measures", "Measure")),
        guardrail=section.text("guardrail", default=""),
        council_plan_outcome=section.choice("council_plan_outcome", tuple(vocabulary.council_plan)),
        national_mission=section.choice("national_mission", tuple(vocabulary.missions)),
        words=section.texts("words", default=True),
    )
    section.ignore("ppn002_related_outcome")
    fit.finish()
    section.finish()
    return outcome


def _measure(section: Section, vocabulary: Vocabulary, lines: Lines) -> Measure:
    measure = Measure(
        id=lines.claim(section),
        name=section.text("name"),
        unit=section.text("unit"),
        direction=section.choice("direction", vocabulary.directions),
        kind=section.choice("kind", vocabulary.kinds),
        roll_up=section.choice("roll_up", vocabulary.roll_ups),
        evidence=section.texts("evidence_expected"),
        definition=section.text("definition_note", default=""),
        proxy_source=_proxy_source(section, vocabulary.embeddable),
    )
    section.finish()
    return measure


def _proxy_source(measure: Section, embeddable: Mapping[str, bool]) -> str:
    """Where a value in pounds could come from; "" when there is no public one."""
    proxy = measure.section("public_proxy", measure.name)
    exists = proxy.flag("exists")
    proxy.ignore("source_ref", "value")
    source = proxy.choice("source_ref", tuple(embeddable)) if proxy.has("source_ref") else ""
    if exists and not proxy.has("source_ref"):
        proxy.fault(proxy.line, 'a proxy that exists needs a "source_ref".')
    if proxy.has("source_ref") and not exists:
        proxy.fault(proxy.line_of("source_ref"), 'a proxy with a "source_ref" must say "exists: true".')
    if proxy.has("value"):
        proxy.number("value")
        if not embeddable.get(source, False):
            proxy.fault(proxy.line_of("value"), "this value may not be embedded; its source does not allow it.")
    proxy.finish()
    return source


def _proxy_sources(file: Section) -> Mapping[str, bool]:
    sources = file.section("proxy_sources", "proxy_sources")
    found = {}
    for key in sources.names():
        source = sources.section(key, f"proxy source {key}")
        source.text("source")
        source.text("licence")
        source.ignore("note", "value")
        found[key] = source.flag("may_embed")
        if source.has("value") and not found[key]:
            source.fault(source.line_of("value"), "this value may not be embedded; its licence does not allow it.")
        source.finish()
    return found


def _categories(vocabulary: Section) -> tuple[Category, ...]:
    if vocabulary.is_list("category"):  # the older form: keys only
        return tuple(Category(key, key.replace("_", " ").capitalize()) for key in vocabulary.texts("category"))
    categories = vocabulary.section("category", "category")
    return tuple(_category(categories.section(key, f"category {key}"), key) for key in categories.names())


def _category(section: Section, key: str) -> Category:
    types = section.texts("contract_types", allowed=tuple(ContractType))
    category = Category(
        key=key,
        title=section.text("title"),
        contract_types=tuple(ContractType(value) for value in types),
        light_touch=section.flag("light_touch"),
        words=section.texts("words"),
    )
    for word in category.words:
        if word != word.lower():
            section.fault(section.line_of("words"), f'"words" must be in lower case: "{word}".')
    section.finish()
    return category


def _words_by_key(vocabulary: Section, key: str) -> Mapping[str, str]:
    section = vocabulary.section(key, key)
    return {name: section.text(name) for name in section.names()}
