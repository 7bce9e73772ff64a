"""How a document is cut into passages, and that nobody's words become our markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.prose import Grid, Items, Paragraph, Prose, prose
from knowledge.article_file import LONGEST_PASSAGE, passages
from knowledge.documents.clean import harmless, visible
from knowledge.documents.parts import Heading, Part, Unreadable
from knowledge.documents.passages import title_and_body

SENTENCE = "One two three four five six seven eight nine ten."


def cut(*parts: Part) -> list[tuple[str, int]]:
    """The heading and the number of words of each passage."""
    return [(p.heading, len(p.text.split())) for p in passages(title_and_body(parts)[1])]


def test_a_long_section_is_cut_between_sentences() -> None:
    text = " ".join([SENTENCE] * 40)
    assert cut(Paragraph("Short."), Heading(1, "Long"), Paragraph(text)) == [
        ("", 1),
        ("Long", 180),
        ("Long", 180),
        ("Long", 40),
    ]


def test_short_subsections_of_one_chapter_are_told_together_and_chapters_are_not() -> None:
    parts = (
        Paragraph("Short."),
        Heading(1, "Fees"),
        Heading(2, "Cars"),
        Paragraph("Nothing."),
        Heading(2, "Vans"),
        Paragraph("A pound."),
        Heading(1, "Times"),
        Paragraph("Ten days."),
    )
    assert title_and_body(parts) == ("", "Short.\n\n## Fees\nCars. Nothing.\n\nVans. A pound.\n\n## Times\nTen days.")


def test_a_heading_that_holds_only_headings_is_kept_with_each_of_them() -> None:
    long = Paragraph(" ".join([SENTENCE] * 8))
    parts = (Paragraph("Short."), Heading(1, "Fees"), Heading(2, "Cars"), long, Heading(2, "Vans"), long)
    assert [heading for heading, _ in cut(*parts)] == ["", "Fees: Cars", "Fees: Vans"]


def test_without_words_before_the_first_heading_the_first_section_is_the_short_answer() -> None:
    parts = (
        Heading(0, "Permits"),
        Heading(1, "Purpose"),
        Paragraph("For carers."),
        Heading(1, "Fees"),
        Paragraph("0."),
    )
    assert title_and_body(parts) == ("Permits", "For carers.\n\n## Fees\n0.")


def test_a_table_stays_whole_and_a_very_long_one_keeps_its_headers() -> None:
    rows = tuple((f"Place {n}", "one two three four five six") for n in range(60))
    found = passages(title_and_body((Paragraph("Short."), Heading(1, "Places"), Grid(("Place", "What"), rows)))[1])
    assert [passage.heading for passage in found] == ["", "Places", "Places", "Places"]
    grids = [part for passage in found[1:] for part in prose(passage.text) if isinstance(part, Grid)]
    assert [grid.headers for grid in grids] == [("Place", "What")] * 3
    assert tuple(row for grid in grids for row in grid.rows) == rows


def test_a_table_that_lays_out_a_page_is_told_as_its_cells() -> None:
    assert title_and_body((Grid(("All of it", "Is here"), ()),)) == ("", "All of it\n\nIs here")


@pytest.mark.parametrize("parts", [(), (Heading(1, "Only a title"),), (Paragraph("\u200b"),), (Items(("", " ")),)])
def test_no_words_are_said_to_be_none(parts: tuple[Part, ...]) -> None:
    with pytest.raises(Unreadable, match="no words"):
        title_and_body(parts)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("## Not a heading", "Not a heading"),
        ("---", ""),
        ("| a | b |", "a | b |"),
        ("[pay](https://evil.example)", "[pay] (https://evil.example)"),
        ("![x](y)", "! [x] (y)"),
        ("<script>alert(1)</script>", "< script>alert(1)< /script>"),
        ("{threshold.works_gbp_inc_vat} and {x}", "(threshold.works_gbp_inc_vat) and (x)"),
        ("pay\u200bment\u202e\U000e0041\ufe0f", "payment"),
        ("a\n\n## b", "a ## b"),
    ],
)
def test_words_that_look_like_markup_stay_words(said: str, kept: str) -> None:
    assert harmless(said) == kept


def test_characters_that_nobody_sees_are_counted_but_not_those_that_hide_nothing() -> None:
    assert visible("\ufeffa\u00adb\r\nc\u00a0d") == ("ab\nc d", 0)
    assert visible("a\u200bb\u2062c\u3164") == ("abc", 3)


WORDS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=60)
PROSE: st.SearchStrategy[Prose] = st.one_of(
    st.builds(Paragraph, st.one_of(WORDS, st.integers(1, 60).map(lambda n: " ".join([SENTENCE] * n)))),
    st.builds(Items, st.lists(WORDS, min_size=1, max_size=4).map(tuple), st.booleans()),
    st.tuples(st.integers(1, 4), st.integers(0, 3), WORDS).map(
        lambda s: Grid((s[2],) * s[0], ((s[2],) * s[0],) * s[1])
    ),
)


@given(st.lists(st.one_of(PROSE, st.builds(Heading, st.integers(0, 7), WORDS)), max_size=8))
def test_whatever_a_document_holds_its_passages_can_be_published(parts: list[Part]) -> None:
    try:
        title, body = title_and_body(parts)
    except Unreadable:
        return
    found = passages(body)
    assert found[0].heading == "" and all(passage.text for passage in found)
    assert max(len(passage.text.split()) for passage in found) <= LONGEST_PASSAGE
    assert [c for c in title + body if c in "{}"] == []
    assert "](" not in body and "<s" not in body and "![" not in body
