"""One answer in people's words and the form it is stored in."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards import words
from dialogs.read import read, shown
from domain.errors import Unclear
from domain.question import Kind, Option, Question

TODAY = date(2026, 11, 22)
OPTIONS = (
    Option("services", "Services"),
    Option("works_construction", "Works, construction and repair"),
    Option("goods", "Goods and supplies"),
)


def question(kind: Kind, *, required: bool = True, at_least: int = 0, value: str = "") -> Question:
    options = OPTIONS if kind in (Kind.CHOICE, Kind.CHOICES) else ()
    return Question("key", "The label", kind, options, required=required, at_least=at_least, value=value)


def stored(kind: Kind, said: str) -> str:
    return read(question(kind), said, today=TODAY)


@pytest.mark.parametrize(
    ("kind", "said", "expected"),
    [
        (Kind.MONEY, "£490,569", "490569.00"),
        (Kind.MONEY, "490569", "490569.00"),
        (Kind.MONEY, "490 569", "490569.00"),
        (Kind.MONEY, "490,569.50", "490569.50"),
        (Kind.MONEY, "490k", "490000.00"),
        (Kind.MONEY, "£1.2m", "1200000.00"),
        (Kind.MONEY, "£1.2 million", "1200000.00"),
        (Kind.MONEY, "1.2M", "1200000.00"),
        (Kind.MONEY, "GBP 500,000", "500000.00"),
        (Kind.MONEY, "about £38,000", "38000.00"),
        (Kind.MONEY, "approx 38k", "38000.00"),
        (Kind.MONEY, "£38,000 inc VAT", "38000.00"),
        (Kind.DURATION, "3 years", "36+0"),
        (Kind.DURATION, "three years", "36+0"),
        (Kind.DURATION, "36 months", "36+0"),
        (Kind.DURATION, "3 years + 2", "36+24"),
        (Kind.DURATION, "3+2 years", "36+24"),
        (Kind.DURATION, "3 years plus 2 year extension", "36+24"),
        (Kind.DURATION, "3 years (+2)", "36+24"),
        (Kind.DURATION, "3 + 1 + 1", "36+24"),
        (Kind.DURATION, "18 months with an option to extend by 6 months", "18+6"),
        (Kind.DURATION, "two and a half years", "30+0"),
        (Kind.DURATION, "a year and a half", "18+0"),
        (Kind.DURATION, "2 years and 6 months", "30+0"),
        (Kind.DURATION, "five-year", "60+0"),
        (Kind.DURATION, "12 weeks", "3+0"),
        (Kind.DURATION, "4 weeks", "1+0"),
        (Kind.DURATION, "one-off", "1+0"),
        (Kind.DATE, "1 November 2027", "2027-11-01"),
        (Kind.DATE, "1st Nov 2027", "2027-11-01"),
        (Kind.DATE, "02/11/2027", "2027-11-02"),
        (Kind.DATE, "1.11.27", "2027-11-01"),
        (Kind.DATE, "2027-11-01", "2027-11-01"),
        (Kind.DATE, "November 2027", "2027-11-01"),
        (Kind.DATE, "22 November 2026", "2026-11-22"),
        (Kind.NUMBER, "12.50", "12.5"),
        (Kind.NUMBER, "1,200", "1200"),
        (Kind.NUMBER, "three", "3"),
        (Kind.NUMBER, "12 (2 pending)", "12"),
        (Kind.NUMBER, "twelve", "12"),
        (Kind.NUMBER, "4 500", "4500"),
        (Kind.NUMBER, "4\u00a0500", "4500"),
        (Kind.NUMBER, "4\u202f500", "4500"),
        (Kind.NUMBER, "£4.5k", "4500"),
        (Kind.NUMBER, "½", "0.5"),
        (Kind.NUMBER, "2½", "2.5"),
        (Kind.NUMBER, "12%", "12"),
        (Kind.NUMBER, "Nil.", "0"),
        (Kind.NUMBER, "“12”", "12"),
        (Kind.NUMBER, "0.125", "0.125"),
        (Kind.YES_NO, "“Yes”", "yes"),
        (Kind.YES_NO, "Yep!", "yes"),
        (Kind.YES_NO, "n", "no"),
        (Kind.CHOICE, "2", "works_construction"),
        (Kind.CHOICE, "works_construction", "works_construction"),
        (Kind.CHOICE, "WORKS  construction & repair", "works_construction"),
        (Kind.CHOICE, "work", "works_construction"),
        (Kind.CHOICE, "servises", "services"),
        (Kind.CHOICES, "3, 1", "services,goods"),
        (Kind.CHOICES, "1 3", "services,goods"),
        (Kind.CHOICES, "goods and supplies and services", "services,goods"),
        (Kind.CHOICES, "Works, construction and repair\ngoods", "works_construction,goods"),
        (Kind.CHOICES, "all", "services,works_construction,goods"),
        (Kind.TEXT, "  Home \x00 care\n", "Home care"),
        (Kind.LONG_TEXT, "One\r\ntwo\u202e", "One\ntwo"),
    ],
)
def test_what_is_said_is_stored(kind: Kind, said: str, expected: str) -> None:
    assert stored(kind, said) == expected


NUMBER = "Please give a number in digits that is not negative, for example 12 or 12.5."
ONE_NUMBER = "Please give one number, your best figure, for example 12."
POUNDS = "Please give the value in pounds, for example £250,000."
LENGTH = "Please give the length with its unit, for example 36 months, 3 years, or 3+2 years with an extension."
DAY = "Please give the date as day, month and year, for example 1 November 2027."
ONE_OF = "1 Services, 2 Works, construction and repair or 3 Goods and supplies."


@pytest.mark.parametrize(
    ("kind", "said", "advice"),
    [
        (Kind.NUMBER, "10-12", ONE_NUMBER),
        (Kind.NUMBER, "10–12", ONE_NUMBER),
        (Kind.NUMBER, "approx 12", ONE_NUMBER),
        (Kind.NUMBER, "12 or 13", ONE_NUMBER),
        (Kind.NUMBER, "12+", ONE_NUMBER),
        (Kind.NUMBER, "12 (14)", NUMBER),
        (Kind.NUMBER, "same as last quarter", NUMBER),
        (Kind.NUMBER, "4.500,00", '"4.500,00" can be read in two ways. Please write it like 4,500 or 4.5.'),
        (Kind.NUMBER, "4.500", '"4.500" can be read in two ways. Please write it like 4,500 or 4.5.'),
        (Kind.NUMBER, "4,5", '"4,5" can be read in two ways. Please write it like 4,500 or 4.5.'),
        (Kind.MONEY, "4.500,00", POUNDS),
        (Kind.YES_NO, "partly", "Please answer yes or no: no unless it is so throughout."),
        (Kind.MONEY, "£1.2.3", POUNDS),
        (Kind.MONEY, "a million or so", "If you mean £1,000,000, type £1m."),
        (Kind.MONEY, "about a million", "If you mean £1,000,000, type £1m."),
        (Kind.MONEY, "0", f"The value must be more than zero. {POUNDS}"),
        (Kind.MONEY, "-5", f"A value cannot be negative. {POUNDS}"),
        (Kind.MONEY, "£20bn", f"That is more than £10 billion. {POUNDS}"),
        (
            Kind.MONEY,
            "between 1m and 2m",
            "Please give one figure, your best estimate in pounds, for example £250,000.",
        ),
        (Kind.MONEY, "$500", "Please give the value in pounds sterling, for example £250,000."),
        (
            Kind.MONEY,
            "£200k a year",
            "Please give the value for the whole life of the contract, with any extensions, for example £600,000.",
        ),
        (Kind.DURATION, "3", "Is that years or months? Please type 3 years or 3 months."),
        (Kind.DURATION, "24+12", "Is that years or months? Please type 24+12 years or 24+12 months."),
        (Kind.DURATION, "-3 years", f"A length cannot be negative. {LENGTH}"),
        (Kind.DURATION, "60 years", f"That is more than 50 years. {LENGTH}"),
        (Kind.DURATION, "a while", LENGTH),
        (
            Kind.DURATION,
            "4 years including 1 year extension",
            "Please give the first term and the extension apart, for example 3+1 years.",
        ),
        (Kind.DATE, "1 April", "Which year? Please type it, for example 1 April 2027."),
        (Kind.DATE, "31/02/2027", f'There is no date "31/02/2027": the day comes first, then the month. {DAY}'),
        (Kind.DATE, "11/23/2027", f'There is no date "11/23/2027": the day comes first, then the month. {DAY}'),
        (Kind.DATE, "21 November 2026", "21 November 2026 is in the past. Please give a date from today on."),
        (Kind.DATE, "1 May 2037", f"1 May 2037 is more than 10 years ahead. {DAY}"),
        (Kind.DATE, "soon", DAY),
        (Kind.NUMBER, "-1", "Please give a number in digits that is not negative, for example 12 or 12.5."),
        (Kind.YES_NO, "not yet", "Please answer yes or no."),
        (Kind.CHOICE, "4", f"Please choose one of: {ONE_OF}"),
        (Kind.CHOICE, "s", f"Please choose one of: {ONE_OF}"),
        (Kind.CHOICES, "goods, bananas", f'I could not find "bananas". Please choose from: {ONE_OF}'),
        (Kind.CHOICES, "none", f"Please choose at least 1 of: {ONE_OF}"),
        (Kind.TEXT, " ", "Please answer: The label"),
        (Kind.TEXT, "🎉🎉", "Please answer in words: The label"),
        (Kind.TEXT, "a" * 2001, "That is 2,001 characters. Please use 2,000 at most."),
        (Kind.LONG_TEXT, "a" * 10_001, "That is 10,001 characters. Please use 10,000 at most."),
        (Kind.MONEY, "", "Please answer: The label"),
    ],
)
def test_what_is_unclear_says_what_to_do(kind: Kind, said: str, advice: str) -> None:
    with pytest.raises(Unclear) as unclear:
        stored(kind, said)
    assert str(unclear.value) == advice


def test_too_few_are_chosen() -> None:
    with pytest.raises(Unclear) as unclear:
        read(question(Kind.CHOICES, at_least=2), "goods", today=TODAY)
    assert str(unclear.value) == f"Please choose at least 2 of: {ONE_OF}"


@pytest.mark.parametrize("said", ["none", "", "  "])
def test_nothing_needs_to_be_chosen(said: str) -> None:
    assert read(question(Kind.CHOICES, required=False), said, today=TODAY) == ""


def test_a_form_may_give_back_the_length_it_was_filled_with() -> None:
    assert read(question(Kind.DURATION, value="36+24"), "36+24", today=TODAY) == "36+24"


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (Kind.MONEY, "490569.00", "£490,569"),
        (Kind.DATE, "2027-11-01", "1 November 2027"),
        (Kind.DURATION, "36+24", "3 years, and up to 2 years' extension"),
        (Kind.CHOICES, "services,goods", "Services and Goods and supplies"),
        (Kind.YES_NO, "yes", "Yes"),
    ],
)
def test_people_see_words(kind: Kind, value: str, expected: str) -> None:
    assert shown(question(kind), value) == expected


@given(months=st.integers(1, 300), extension=st.integers(0, 300))
def test_a_length_that_was_shown_is_read_back(months: int, extension: int) -> None:
    assert stored(Kind.DURATION, words.duration(months, extension)) == f"{months}+{extension}"


@given(day=st.dates(TODAY, date(2036, 12, 31)))
def test_a_date_that_was_shown_is_read_back(day: date) -> None:
    assert stored(Kind.DATE, words.day(day)) == day.isoformat()


PIECES = (
    "£",
    "1",
    "2",
    "3",
    "9",
    ",",
    ".",
    "-",
    "+",
    "k",
    "m",
    "and",
    "a half",
    "years",
    "months",
    "to",
    "of",
    "three",
)
MORE_PIECES = ("May", "2027", "/", "VAT", "|", "extension", "(")
SAYINGS = st.text() | st.lists(st.sampled_from([*PIECES, *MORE_PIECES])).map(" ".join)


@given(kind=st.sampled_from(list(Kind)), said=SAYINGS)
def test_every_answer_is_stored_in_a_form_that_is_read_back_the_same_or_is_unclear(kind: Kind, said: str) -> None:
    try:
        value = stored(kind, said)
    except Unclear as unclear:
        assert str(unclear).startswith(("Please", "If", "A ", "The", "That", "Is", "Which", "I ", *"0123456789"))
    else:
        assert read(question(kind, value=value), value, today=TODAY) == value


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.LONG_TEXT])
@pytest.mark.parametrize("piece", ["1", "1,", "a ", "three years plus ", "£", " and ", "\n", "1+"])
def test_a_very_long_answer_is_turned_away(kind: Kind, piece: str) -> None:
    with pytest.raises(Unclear):
        stored(kind, piece * (100_000 // len(piece)))


def test_a_number_that_a_form_was_filled_with_comes_back() -> None:
    assert read(question(Kind.NUMBER, value="4.125"), "4.125", today=TODAY) == "4.125"
