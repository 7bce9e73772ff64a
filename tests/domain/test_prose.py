"""The plain Markdown of guidance: parts, sentences and figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from domain.framework import Parameter
from domain.prose import Grid, Items, Paragraph, is_figure, named_figures, prose, sentences, with_figures
from tests.knowledge.libraries import TODAY, published

TEXT = """Pay in time. See s. 68 of the Act,
which is law!

- one
- two
  and more

1. first
2. second

| A | B |
|---|---|
| 1 | 2 |
| 3 |
"""


def test_parts_come_in_order_and_no_word_is_lost() -> None:
    assert prose(TEXT) == (
        Paragraph("Pay in time. See s. 68 of the Act, which is law!"),
        Items(("one", "two and more")),
        Items(("first", "second"), numbered=True),
        Grid(("A", "B"), (("1", "2"), ("3", ""))),
    )
    assert prose("Steps:\n- one") == (Paragraph("Steps:"), Items(("one",)))
    assert prose("") == ()


def test_only_lists_and_tables_are_more_than_words() -> None:
    hostile = "# heading\n> quote\n<b>x</b> [pay](https://evil.example)\n\n| a | b |\n\n- *point*"
    assert prose(hostile) == (
        Paragraph("# heading > quote <b>x</b> [pay](https://evil.example)"),
        Paragraph("| a | b |"),
        Items(("*point*",)),
    )


def test_sentences_and_items_and_rows() -> None:
    told = ("Pay in time.", "See s. 68 of the Act, which is law!", "one", "two and more", "first", "second")
    assert sentences(TEXT) == (*told, "A: 1; B: 2", "A: 3")
    assert sentences("No. It costs £1.5m. OK?") == ("No.", "It costs £1.5m.", "OK?")


def test_figures_are_written_as_they_are_on_the_day() -> None:
    text = "From {threshold.works_gbp_inc_vat}, {payment.days} days, {T2.weighting} {T2.value} {T5.value} {T0.value}."
    assert named_figures(text)[:2] == ("threshold.works_gbp_inc_vat", "payment.days")
    told, figures = with_figures(text, published(), TODAY)
    assert told == ("From £5,193,000, 30 days, 5% to 10% from £50,000 to under £207,720 over £5,000,000 under £5,000.")
    assert (figures[0].words, figures[0].since, figures[0].stale) == ("£5,193,000", date(2026, 1, 1), False)
    late = with_figures(text, published(), date(2028, 2, 1))[1]
    assert [figure.stale for figure in late[:2]] == [True, True]


def test_a_newer_figure_counts_from_its_day_and_one_that_is_not_held_is_said_so() -> None:
    key = "threshold.works_gbp_inc_vat"
    newer = Parameter(key, Decimal(6_000_000), "A newer note", date(2028, 1, 1))
    framework = replace(published(), parameters=(*published().parameters, newer))
    assert with_figures(f"{{{key}}}", framework, date(2028, 1, 1))[0] == "£6,000,000"
    assert with_figures(f"{{{key}}}", framework, date(2027, 12, 31))[0] == "£5,193,000"
    assert with_figures("{a.b}", framework, TODAY) == ("(a figure we do not hold)", ())


def test_what_a_figure_is() -> None:
    names = ("payment.days", "T2.weighting", "T2.colour", "T9.weighting", "moon")
    assert [is_figure(name, published()) for name in names] == [True, True, False, False, False]
