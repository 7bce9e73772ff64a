"""Three tenders, from a sentence to the documents, with no script in the browser."""

from __future__ import annotations

import csv
from pathlib import Path

from docx import Document
from openpyxl import load_workbook

from tests.e2e.assistant import Assistant
from tests.e2e.conftest import Come
from tests.e2e.person import LOTS, SENTENCE, Person, answer_lots

Row = dict[str, str]

HEADINGS = [
    "1 Summary and reasons",
    "2 Text for the advert, and weighting",
    "3 Tender questions and points assessed",
    "4 Measures",
    "5 Draft contract schedule",
    "6 Duties that apply",
]


def read_csv(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def read_workbook(path: Path) -> list[Row]:
    # A download has no suffix, and openpyxl goes by that unless it is handed the open file.
    with path.open("rb") as content:
        header, *rows = load_workbook(content)["Commitments"].iter_rows(values_only=True)
    return [{str(h): "" if c is None else str(c) for h, c in zip(header, row, strict=True)} for row in rows]


def headings(path: Path) -> list[str]:
    with path.open("rb") as content:
        return [
            p.text for p in Document(content).paragraphs if ((p.style and p.style.name) or "").startswith("Heading 1")
        ]


def measures_on_the_page(person: Person) -> list[str]:
    """Of every lot in the review, in order, reference and name in one."""
    captions = person.latest.locator("caption").all_inner_texts()
    return [row[0] for caption in captions if caption.startswith("Measures") for row in person.table(caption)]


def check_documents(person: Person, measures: list[str]) -> list[Row]:
    """The schedule's rows: those of the review, and the same in both tables."""
    rows = read_csv(person.download("Contract schedule (CSV)"))
    assert [f"{row['Measure reference']} {row['Measure']}" for row in rows] == measures
    assert read_workbook(person.download("Contract schedule (Excel)")) == rows
    return rows


def test_three_lots_from_a_sentence_to_the_documents(come: Come, assistant: Assistant) -> None:
    amira = come("Amira Hollis")
    amira.say(SENTENCE)
    assert amira.heading == "Step 1 of 6: What you are buying"
    understood = amira.facts()
    assert understood["Buying"] == "Social connection service for adults"
    assert (understood["Lots"], understood["Lot 1"]) == ("3", "£490,569")
    assert (understood["Length"], understood["Start"]) == ("3 years", "1 November 2027")
    answer_lots(amira)
    amira.press("Continue")
    assert "What kind of arrangement is it? Other duties apply to each." in amira.text
    amira.press("Continue")
    assert amira.heading == "Step 2 of 6: Choose the outcomes, Lot 1: High Peak"
    amira.go_on_to("Check the selection")
    assert amira.facts()["All lots together"] == "£1,075,569 including VAT"
    measures = measures_on_the_page(amira)
    amira.press("Make the tender pack")

    assert amira.heading == "Your tender pack is ready"
    assert amira.facts()["Measures"] == str(len(measures)) == "12"
    rows = check_documents(amira, measures)
    assert sorted({(row["Lot"], row["Lot name"]) for row in rows}) == [
        (str(number), place) for number, (place, _) in LOTS.items()
    ]
    assert headings(amira.download("Tender pack (Word)")) == HEADINGS

    # What was made final outlives the process.
    ref = amira.tender
    assert assistant.stop() == 0
    assistant.start()
    amira.arrive()
    amira.say(f"open {ref}")
    assert amira.heading == "Your tender pack is ready"
    assert check_documents(amira, measures) == rows


def test_a_small_quotation_for_goods(come: Come) -> None:
    amira = come("Amira Hollis")
    amira.say("We need a quotation for office furniture, goods, £38,000 including VAT, one-off, from 1 March 2027")
    understood = amira.facts()
    assert (understood["Buying"], understood["Contract type"]) == ("Office furniture, goods", "Goods")
    assert (understood["Whole-life value"], understood["Length"]) == ("£38,000 including VAT", "One-off, or 1 month")
    amira.choose("Chesterfield")
    amira.choose("Mostly smaller firms")
    amira.press("Continue")
    # It is not scored, so nobody is asked for a weighting; it is no service, so the Act is not asked about.
    amira.go_on_to("Check the selection")
    assert "Weighting" not in amira.text
    measures = measures_on_the_page(amira)
    amira.press("Make the tender pack")
    assert amira.facts()["Measures"] == str(len(measures)) == "1"
    assert {row["Lot"] for row in check_documents(amira, measures)} == {"1"}


def test_a_long_contract_for_works(come: Come) -> None:
    amira = come("Amira Hollis")
    amira.say("I'm tendering a highways works contract, £6.2m including VAT, five years from 1 April 2027")
    understood = amira.facts()
    assert (understood["Contract type"], understood["Start"]) == ("Works", "1 April 2027")
    assert (understood["Whole-life value"], understood["Length"]) == ("£6,200,000 including VAT", "5 years")
    amira.choose("The whole county")
    amira.choose("Mostly large firms")
    amira.press("Continue")
    assert amira.heading == "Step 2 of 5: Choose the outcomes"
    amira.go_on_to("Check the selection")
    amira.latest.locator("summary").filter(has_text="Duties that apply").click()
    measures = measures_on_the_page(amira)
    amira.press("Make the tender pack")
    assert amira.facts()["Measures"] == str(len(measures)) == "12"
    assert {row["Lot"] for row in check_documents(amira, measures)} == {"1"}
