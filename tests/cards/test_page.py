"""What a form sends is read back as what was answered and pressed."""

from __future__ import annotations

from urllib.parse import parse_qs

from cards import page
from cards.message import Button, Table, Text
from tests.cards.examples import FORM, Sample
from tests.cards.hostile import elements


def value_of(html: str, name: str) -> str:
    """What the first button of that name sends, as a browser reads it."""
    return html.split(f'name="{name}" value="')[1].split('"')[0].replace("&amp;", "&")


def test_a_button_with_answers() -> None:
    sent = value_of(page.fragment(FORM), page.WITH_ANSWERS)
    form = {"title": ["Home care"], "tests": ["", "P1", "P7"], "place": [""], page.WITH_ANSWERS: [sent]}
    assert page.pressed(form) == (
        "plan.answer",
        {"title": "Home care", "tests": "P1,P7", "place": "", "tender": "T-4K7QX", "version": "3", "stage": "brief"}
        | {page.TITLE: "Continue"},
    )


def test_a_button_alone_sends_no_answers() -> None:
    sent = value_of(page.fragment(FORM), page.ALONE)
    assert page.pressed({"title": ["Home care"], page.ALONE: [sent]}) == (
        "plan.back",
        {"tender": "T-4K7QX", "version": "3", page.TITLE: "Back"},
    )


def test_an_answer_cannot_take_the_place_of_what_the_button_carries() -> None:
    form = {"verb": ["tender.withdraw"], "tender": ["T-OTHER"], page.WITH_ANSWERS: ["tender=T-4K7QX&verb=plan.answer"]}
    verb, fields = page.pressed(form)
    assert (verb, fields["tender"]) == ("plan.answer", "T-4K7QX")


def test_no_button() -> None:
    assert page.pressed({"title": ["Home care"]}) == ("", {})


def test_field_values_arrive_as_they_were() -> None:
    said = '50% & "more" = £1 + VAT\nnext line'
    html = page.fragment(Sample("x", (), (Button("Go", "go", {"said": said, "none": ""}),)))
    assert page.pressed({page.ALONE: [value_of(html, page.ALONE)]}) == (
        "go",
        {"said": said, "none": "", page.TITLE: "Go"},
    )
    assert parse_qs(value_of(html, page.ALONE))["verb"] == ["go"]


def test_every_element_is_closed_in_order() -> None:
    unclosed: list[str] = []
    for tag, _ in elements(page.fragment(FORM)):
        if tag.startswith("/"):
            assert unclosed.pop() == tag[1:]
        elif tag != "input":
            unclosed.append(tag)
    assert unclosed == []


def test_a_table_names_its_columns_and_rows() -> None:
    html = page.fragment(Sample("x", (Table("Targets", ("Measure", "Target"), (("Jobs", "2"),)),)))
    assert '<caption>Targets</caption><thead><tr><th scope="col">Measure</th>\n<th scope="col">Target</th>' in html
    assert '<tbody><tr><th scope="row">Jobs</th><td>2</td></tr></tbody>' in html


def test_a_message_without_buttons_has_no_row_of_them() -> None:
    assert page.fragment(Sample("x", (Text("Hello"),))) == '<div class="message"><p>Hello</p></div>'
