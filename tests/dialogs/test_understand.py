"""Free sentences about a tender: what is taken from them, and what is only a doubt."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.read import read
from dialogs.understand import correction, understand
from domain.errors import Unclear
from domain.framework import Category, Framework
from domain.question import Kind, Question

TODAY = date(2026, 11, 22)
DISTRICTS = ("Amber Valley", "Bolsover", "Chesterfield", "Erewash", "High Peak")
CATEGORIES = (
    Category("highways_transport", "Highways and transport", words=("highways", "resurfacing")),
    Category("facilities_property", "Facilities and property", words=("cleaning", "grounds maintenance")),
    Category("adult_social_care", "Adult social care", words=("social connection", "home care")),
    Category("goods_supplies", "Goods and supplies", words=("chairs", "furniture")),
    Category("catering_food", "Catering and food", words=("catering", "school meals")),
    Category("passenger_transport", "Passenger transport", words=("minibus",)),
)
FRAMEWORK = Framework(
    version=1, label="1", title="Framework", status="draft", adopted=False, prepared=TODAY, districts=DISTRICTS,
    county="Derbyshire", categories=CATEGORIES, tests=(), tiers=(), duration_rules=(), bidder_mix_rule="",
    parameters=(), priorities=(),
)  # fmt: skip

SENTENCES = [
    (
        "I'm buying a social connection service for adults in three district lots, about £490,569 for lot 1, "
        "three years from 1 November 2027",
        {"what": "Social connection service for adults", "category": "adult_social_care", "contract_type": "services",
         "lots": "3", "lot.1.value": "490569.00", "length": "36+0", "start": "2027-11-01"},
        (),
    ),
    (
        "I need a quote for 40 office chairs, £38,000 including VAT, one-off, delivered to Chesterfield by March 2027",
        {"what": "40 office chairs", "category": "goods_supplies", "lot.1.value": "38000.00", "vat": "included",
         "length": "1+0", "place": "Chesterfield"},
        ('I read "March 2027", but not that it is the start date.',),
    ),
    (
        "£6.2m five-year highways resurfacing works contract across Derbyshire starting April 2027, "
        "bidders mostly large firms",
        {"what": "Highways resurfacing works contract", "category": "highways_transport", "contract_type": "works",
         "arrangement": "contract", "lot.1.value": "6200000.00", "length": "60+0", "start": "2027-04-01",
         "place": "county", "bidders": "large"},
        (),
    ),
    (
        "home care framework, 3+2 years, £1.2m a year plus VAT, from 01/04/2027, mostly small charities",
        {"what": "Home care framework", "category": "adult_social_care", "arrangement": "framework",
         "length": "36+24", "lot.1.value": "6000000.00", "vat": "add", "start": "2027-04-01", "bidders": "small"},
        ("I worked out £6,000,000 from £1,200,000 a year for 5 years, with extensions. Please check it.",),
    ),
    (
        "catering for 12 primary schools in High Peak and Erewash £250k ex VAT 2 years",
        {"what": "Catering for 12 primary schools", "category": "catering_food", "lot.1.value": "250000.00",
         "vat": "add", "length": "24+0", "place": "High Peak,Erewash"},
        (),
    ),
    (
        "Grounds maintenance in Chesterfield, £90k, 18 months with an option to extend by 6 months, "
        "SMEs and large national firms",
        {"what": "Grounds maintenance", "category": "facilities_property", "lot.1.value": "90000.00",
         "length": "18+6", "place": "Chesterfield", "bidders": "mixed"},
        (),
    ),
    (
        "lot 1 (High Peak) £200k, lot 2: Erewash, £310,000",
        {"lots": "2", "place": "High Peak,Erewash", "lot.1.name": "High Peak", "lot.1.place": "High Peak",
         "lot.1.value": "200000.00", "lot.2.name": "Erewash", "lot.2.place": "Erewash", "lot.2.value": "310000.00"},
        (),
    ),
    (
        "an advice line, £500k, two lots",
        {"what": "Advice line", "lots": "2"},
        ("I read £500,000, but not for which lot.",),
    ),
    (
        "cleaning, -£500, from 1 May 2020",
        {"what": "Cleaning", "category": "facilities_property"},
        ('I could not use "1 May 2020" as a date. 1 May 2020 is in the past. Please give a date from today on.',
         'I read "-£500" as no figure. A value cannot be negative. '
         "Please give the value in pounds, for example £250,000."),
    ),
    (
        "fence, 1m or so",
        {"what": "Fence"},
        ('I read "1m or so" as no figure. If you mean £1,000,000, type £1m.',),
    ),
    (
        "We want to tender for school minibus transport at £2,500 a month for three years from 1 September 2027",
        {"what": "School minibus transport", "category": "passenger_transport", "lot.1.value": "90000.00",
         "length": "36+0", "start": "2027-09-01"},
        ("I worked out £90,000 from £2,500 a month for 3 years. Please check it.",),
    ),
    ("Training for SMEs in Amber Valley, £20k",
     {"what": "Training for SMEs", "place": "Amber Valley", "lot.1.value": "20000.00"}, ()),
    ("hello", {}, ()),
]  # fmt: skip


@pytest.mark.parametrize(("said", "answers", "doubts"), SENTENCES)
def test_a_sentence_is_understood(said: str, answers: dict[str, str], doubts: tuple[str, ...]) -> None:
    understood = understand(said, FRAMEWORK, today=TODAY)
    assert (understood.answers, understood.doubts) == (answers, doubts)


@pytest.mark.parametrize(
    ("said", "arrangement"),
    [
        ("a concession for the park cafe", "concession"),
        ("a framework agreement for builders", "framework"),
        ("a call-off contract for laptops", "call-off"),
        ("laptops by mini-competition", "call-off"),
        ("laptops through the national IT framework", "call-off"),
        ("a contract for laptops", "contract"),
        ("concessionary travel", None),
        ("laptops", None),
    ],
)
def test_the_arrangement_is_read(said: str, arrangement: str | None) -> None:
    assert understand(said, FRAMEWORK, today=TODAY).answers.get("arrangement") == arrangement


@pytest.mark.parametrize(
    ("said", "urgent"),
    [
        ("urgent cleaning of the offices", True),
        ("cleaning, needed urgently", True),
        ("an urgent care centre", False),
        ("cleaning, not urgent", False),
    ],
)
def test_urgency_is_read(said: str, urgent: bool) -> None:
    assert ("urgent" in understand(said, FRAMEWORK, today=TODAY).answers) is urgent


@pytest.mark.parametrize(
    ("said", "lots", "expected"),
    [
        ("change the value to £600k", 1, {"lot.1.value": "600000.00"}),
        ("value is now £600,000", 1, {"lot.1.value": "600000.00"}),
        ("make it 4 years", 1, {"length": "48+0"}),
        ("start date should be 1 May 2027", 1, {"start": "2027-05-01"}),
        ("change lot 2 value to 300k", 3, {"lot.2.value": "300000.00"}),
        ("it's works not services", 1, {"contract_type": "works"}),
        ("hello", 1, None),
        ("£600k", 1, None),
        ("value for money is important to us", 1, None),
        ("the length is important", 1, None),
        ("start a new tender", 1, None),
    ],
)
def test_a_correction_sets_answers(said: str, lots: int, expected: dict[str, str] | None) -> None:
    assert correction(said, FRAMEWORK, TODAY, lots=lots) == expected


@pytest.mark.parametrize(
    ("said", "lots", "advice"),
    [
        ("change the value to £600k", 3, "Which lot's value? Please type, for example, change lot 2 value to £600k."),
        ("change lot 4 value to £5k", 3, "There is no lot 4. Please give a lot from 1 to 3."),
        ("change the value to lots", 1, "Please give the value in pounds, for example £250,000."),
    ],
)
def test_an_unclear_correction_says_what_to_do(said: str, lots: int, advice: str) -> None:
    with pytest.raises(Unclear) as unclear:
        correction(said, FRAMEWORK, TODAY, lots=lots)
    assert str(unclear.value) == advice


PIECES = [
    "£5k",
    "-£1",
    "lot 1",
    "lots",
    "three",
    "3",
    "+",
    "years",
    "a year",
    "from",
    "May 2027",
    "for",
    "and",
    "High Peak",
]


@given(said=st.text() | st.lists(st.sampled_from([*PIECES, ",", "|", "(", "of", "works"])).map(" ".join))
def test_whatever_is_understood_is_in_stored_form(said: str) -> None:
    kinds = {"value": Kind.MONEY, "start": Kind.DATE}
    for key, value in understand(said, FRAMEWORK, today=TODAY).answers.items():
        assert value
        kind = kinds.get(key.split(".")[-1], Kind.TEXT)
        assert read(Question(key, key, kind), value, today=TODAY) == value


@pytest.mark.parametrize("piece", ["1", "1,", "three ", "£5 lot 1 ", "3 + ", "High Peak and ", "lots for "])
def test_only_the_beginning_of_a_very_long_text_is_read(piece: str) -> None:
    understood = understand(piece * (100_000 // len(piece)), FRAMEWORK, today=TODAY)
    assert understood.doubts[0] == "I read only the first 10,000 characters."
