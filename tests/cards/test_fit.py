"""A card that would be too long is made shorter, and says so."""

from __future__ import annotations

from typing import Any

import pytest

from cards import adaptive
from cards.fit import cut
from cards.message import Ask, Block, Bullets, Button, FactList, Folded, Table, Text
from domain.question import Kind, Option, Question
from tests.cards.examples import Sample
from tests.cards.rules import is_accessible, is_valid, parts

QUESTION = Ask(Question("notes", "Notes", Kind.LONG_TEXT, value="My words " * 100))


def texts(card: dict[str, Any]) -> list[str]:
    return [part["text"] for part in parts(card) if "text" in part]


def card(*blocks: Block) -> dict[str, Any]:
    found = adaptive.card(Sample("Long", blocks))
    is_valid(found)
    is_accessible(found)
    return found


def table(rows: int) -> Table:
    return Table("Measures", ("Measure", "Target"), tuple((f"Measure {n} " + "x" * 100, str(n)) for n in range(rows)))


def test_what_fits_is_left_as_it_is() -> None:
    assert texts(card(table(40))) == ["Measures", "Measure", "Target", *(t for row in table(40).rows for t in row)]


def test_the_longest_folded_part_goes_first() -> None:
    found = texts(
        card(Text("Kept"), Folded("Short part", (Text("s" * 500),)), Folded("Long part", (Text("l" * 30_000),)))
    )
    said = "“Long part” is too long to show here. The full text is kept, and stands in the document once there is one."
    assert found == ["Kept", "s" * 500, said]


def test_then_a_long_table_keeps_its_first_rows() -> None:
    found = texts(card(Folded("Why", (Text("w" * 2_000),)), table(300)))
    assert found[:2] == [
        "“Why” is too long to show here. The full text is kept, and stands in the document once there is one.",
        "Measures",
    ]
    assert found[-3:] == [
        "Measure 19 " + "x" * 100,
        "19",
        "280 more rows left out here, for length. The full text is kept, and stands in the document once there is one.",
    ]


def test_then_long_lists_and_long_texts() -> None:
    lines = FactList(tuple((f"Label {n}", "x" * 2_000) for n in range(50)))
    found = texts(card(lines, Bullets(tuple("y" * 300 for _ in range(50))), Text("z" * 30_000)))
    assert (found[1], "z" * 1997 + "…" in found) == ("x" * 2000, True)
    assert (
        "45 more lines left out here, for length. The full text is kept, and stands in the document once there is one."
        in found
    )
    assert (
        found[-1]
        == "Long texts are shortened here. The full text is kept, and stands in the document once there is one."
    )


def test_then_the_last_parts_but_never_a_question() -> None:
    found = card(*(Text(f"{n} " + "z" * 3_000) for n in range(400)), QUESTION)
    inputs = [part for part in parts(found) if part["type"] == "Input.Text"]
    assert [part["value"] for part in inputs] == [QUESTION.question.value]
    assert (
        "360 more parts left out here, for length. The full text is kept, and stands in the document once there is one."
        in texts(found)
    )


def test_an_answer_is_never_shortened_for_it_would_come_back_short() -> None:
    long = Ask(Question("notes", "Notes", Kind.LONG_TEXT, value="x" * 30_000))
    found = card(long, QUESTION)
    assert [part["value"] for part in parts(found) if part["type"] == "Input.Text"] == [QUESTION.question.value]
    assert "“Notes”: the answer so far is kept. It is too long to be changed on this card." in texts(found)


def test_a_button_that_carries_too_much_is_left_out_at_last() -> None:
    heavy, light = Button("Ask", "ask", {"said": "x" * 30_000}), Button("Help", "help")
    found = adaptive.card(Sample("Long", (Text("Hello"),), (heavy, light)))
    is_valid(found)
    assert [action["title"] for action in found["actions"]] == ["Help"]
    assert texts(found)[-1] == "A button is left out, since it would carry too much. Write what you want instead."


def test_questions_that_do_not_fit_are_a_fault_of_ours() -> None:
    options = tuple(Option(f"v{n}", f"Title {n}") for n in range(1_000))
    with pytest.raises(ValueError, match="cannot be made to fit"):
        adaptive.card(Sample("Long", (Ask(Question("key", "Which?", Kind.CHOICE, options)),)))


def test_more_than_six_buttons_are_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="at most 6 buttons, this one has 7"):
        adaptive.card(Sample("Many", (), tuple(Button(str(n), "go") for n in range(7))))


def test_cut_counts_bytes_and_never_splits_a_letter() -> None:
    assert [cut("£££££", 10), cut("£££££", 9), cut("short", 50)] == ["£££££", "£££…", "short"]
