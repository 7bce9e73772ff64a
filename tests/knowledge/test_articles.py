"""The articles that come with the assistant, and what is refused as an article."""

from __future__ import annotations

import re

import pytest

from domain.guidance import Audience
from domain.prose import named_figures
from knowledge.article_file import parse, title_of, write
from knowledge.faults import Faults
from knowledge.framework_articles import framework_articles
from tests.knowledge.libraries import published, shipped

GOOD = """---
title: May we do this?
questions: [Is it allowed?, Can we do it?]
audience: staff
source: A source
source_date: 2026-01-02
review_by: 2027-01-02
applies_to: [everything]
---
Yes, from {threshold.works_gbp_inc_vat}.

## When
On any day.
"""


def test_there_are_enough_articles_and_passages() -> None:
    assert len(shipped()) >= 70
    assert sum(len(article.passages) for article in shipped().values()) >= 250


def test_an_article_is_read_whole() -> None:
    article = parse(GOOD, "may-we", published())
    assert (article.title, article.questions, article.audience) == (
        "May we do this?",
        ("Is it allowed?", "Can we do it?"),
        Audience.STAFF,
    )
    assert [(p.number, p.heading, p.text) for p in article.passages] == [
        (0, "", "Yes, from {threshold.works_gbp_inc_vat}."),
        (1, "When", "On any day."),
    ]
    assert title_of(GOOD) == "May we do this?"


@pytest.mark.parametrize("slug", sorted(shipped()))
def test_an_article_is_written_as_it_is_read(slug: str) -> None:
    assert parse(write(shipped()[slug]), slug, published()) == shipped()[slug]


def test_related_articles_exist() -> None:
    outcomes = {article.slug: article for article in framework_articles(published())}
    everything = shipped().keys() | outcomes.keys()
    for article in shipped().values():
        for slug in article.related:
            assert slug in everything and slug != article.slug, article.slug


def test_every_dated_figure_of_law_that_people_ask_for_is_shown_from_the_framework() -> None:
    named = {name for a in shipped().values() for p in a.passages for name in named_figures(p.text)}
    not_shown = {p.key for p in published().parameters} - named
    assert not_shown == {"threshold.concession_gbp_inc_vat", "vat.standard_rate_percent"}


def test_no_article_types_a_figure_that_is_dated_data() -> None:
    typed = ("207,720", "5,193,000", "663,540", "13.45", "12.71")
    assert [a.slug for a in shipped().values() for p in a.passages if any(figure in p.text for figure in typed)] == []


def test_an_example_says_that_it_is_illustrative() -> None:
    examples = [article for article in shipped().values() if article.slug.startswith("example-")]
    assert len(examples) == 9
    assert all(a.illustrative and a.passages[0].text.startswith("This is an illustrative example") for a in examples)


def test_every_outcome_and_measure_is_an_article_of_the_framework_in_force() -> None:
    told = {article.slug: " ".join(p.text for p in article.passages) for article in framework_articles(published())}
    for outcome in published().outcomes:
        assert outcome.statement in told[outcome.id]
        for measure in outcome.measures:
            assert f"is counted in {measure.unit}" in told[outcome.id], measure.id


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("---\ntitle", "title"), "Line 1: The file must begin with its front matter between two lines of ---."),
        (("title: May we do this?\n", ""), '"title" is missing.'),
        (("questions: [Is it allowed?, Can we do it?]", "questions: [One?]"), "2 to 5 sample questions are needed"),
        (("audience: staff", "audience: friends"), '"audience" cannot be "friends"'),
        (("2027-01-02", "soon"), '"review_by" must be a date such as'),
        (("[everything]", "[rockets]"), '"applies_to" cannot be "rockets"'),
        (("threshold.works_gbp_inc_vat", "threshold.moon"), 'Line 10: may-we: "{threshold.moon}" is no figure'),
        (("On any day.", "On {any day."), "Line 13: may-we: a brace that names no figure."),
        (("On any day.", ""), "may-we: When is empty."),
        (("On any day.", "<b>On</b> any day."), "links, pictures and HTML are not shown"),
        (("On any day.", "See [here](https://evil.example)."), "links, pictures and HTML are not shown"),
        (("On any day.", "day " * 401), "may-we: When is longer than 400 words; split it."),
    ],
)
def test_a_broken_file_is_refused_with_its_fault(change: tuple[str, str], fault: str) -> None:
    with pytest.raises(Faults, match=re.escape(fault)):
        parse(GOOD.replace(*change), "may-we", published())


def test_a_slug_is_plain() -> None:
    with pytest.raises(Faults, match="small letters joined by hyphens"):
        parse(GOOD, "../etc", published())
