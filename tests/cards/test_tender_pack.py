"""The tender pack's documents say what the pack holds, hold nothing else, and are the same every time."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from cards.tender_pack import Pack, PackDuty, PackLot, PackOutcome, PackWaiver, sheets, word, wording
from domain.selection import Delivery
from domain.tender import Commitment, TargetBy

MADE_AT = datetime.combine(date(2026, 11, 22), time())
DUE_FIRST, DUE_NEXT = datetime.combine(date(2027, 2, 1), time()), datetime.combine(date(2027, 5, 1), time())


def commitment(number: int = 1, **changes: object) -> Commitment:
    made = Commitment(
        lot=number,
        lot_name="North",
        outcome_id="A1",
        outcome_title="Local work",
        measure_id=f"A1-M{number}",
        name="Weeks of work",
        original_name="Weeks of work",
        unit="weeks",
        direction="increase",
        kind="output",
        roll_up="sum",
        evidence=("Payroll extract", "Signed declaration"),
        definition="Paid weeks only.",
        target_by=TargetBy.COUNCIL,
        target=Decimal("1250.50"),
        question="How will you help?",
        original_question="How will you help?",
        framework_version=3,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def outcome(*commitments: Commitment, question: str = "How will you help?") -> PackOutcome:
    return PackOutcome(
        id="A1",
        title="Local work",
        statement="More work is done nearby.",
        priority_title="Good work",
        reason="It fits the kind of buying.",
        question=question,
        original_question="How will you help?",
        points=("A number for each year",),
        guardrail="Do not score location.",
        commitments=commitments,
    )


def lot(number: int = 1, *outcomes: PackOutcome) -> PackLot:
    return PackLot(
        number=number,
        name="North" if number == 1 else "South",
        value="£490,569 including VAT",
        tier_id="T3",
        tier_label="Medium",
        place="Erewash",
        reporting="quarterly",
        delivery=Delivery.PLAN,
        scored=True,
        weighting=Decimal(10),
        weighting_range=(Decimal(10), Decimal(15)),
        weighting_reason="",
        against_reason="",
        tests=("relevant to the subject",),
        outcomes=outcomes or (outcome(commitment(number)),),
        monitoring=(date(2027, 2, 1), date(2027, 5, 1)),
    )


def pack(*lots: PackLot, **changes: object) -> Pack:
    made = Pack(
        organisation="Sample County Council",
        tender_ref="T-4K7QX",
        title="Day services",
        owner="Sample Officer",
        made_on=date(2026, 11, 22),
        framework_title="Sample Framework",
        framework_label="0.1.0",
        framework_version=3,
        proposal=True,
        brief=(("What", "Day services"),),
        lots=lots or (lot(),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def unscored() -> PackLot:
    nothing = (Decimal(0), Decimal(0))
    return replace(lot(), scored=False, weighting=None, weighting_range=nothing, delivery=Delivery.NONE)


def opened(of: Pack) -> Document:
    return docx.Document(BytesIO(word.document(of)))


def headings(of: Pack, level: int = 1) -> list[str]:
    return [p.text for p in opened(of).paragraphs if p.style is not None and p.style.name == f"Heading {level}"]


def words(of: Pack) -> str:
    document = opened(of)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)


def table(of: Pack, caption: str) -> list[list[str]]:
    for found in opened(of).tables:
        if found._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == caption:
            return [[cell.text for cell in row.cells] for row in found.rows]
    raise AssertionError(caption)


def as_commitment(row: dict[str, str]) -> Commitment:
    return Commitment(
        lot=int(row["Lot"]),
        lot_name=row["Lot name"],
        outcome_id=row["Outcome reference"],
        outcome_title=row["Outcome"],
        measure_id=row["Measure reference"],
        name=row["Measure"],
        original_name=row["Framework's measure"],
        unit=row["Unit"],
        direction=row["Direction"],
        kind=row["Kind"],
        roll_up=row["Reports combine by"],
        evidence=tuple(row["Evidence"].split("\n")),
        definition=row["Definition"],
        target_by=TargetBy(row["Target set by"]),
        target=Decimal(row["Target"]) if row["Target"] else None,
        question=row["Question"],
        original_question=row["Framework's question"],
        framework_version=int(row["Framework version"]),
        bespoke=row["Made for this tender"] == "yes",
        approver=row["Approved by"],
    )


def read_csv(content: bytes) -> tuple[Commitment, ...]:
    found = csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""))
    return tuple(as_commitment({key: restored(value) for key, value in row.items()}) for row in found)


def restored(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from taking text for a formula."""
    defused = cell.startswith("'") and cell.lstrip("'").lstrip()[:1] in tuple("=+-@＝＋－＠")
    return cell[1:] if defused else cell


def read_workbook(content: bytes) -> tuple[Commitment, ...]:
    header, *found = load_workbook(BytesIO(content))["Commitments"].iter_rows(values_only=True)
    keys = [str(key) for key in header]
    values = [["" if value is None else str(value) for value in row] for row in found]
    return tuple(as_commitment(dict(zip(keys, row, strict=True))) for row in values)


SELECTIONS = [
    commitment(),
    commitment(2, target_by=TargetBy.BIDDER, target=None, lot_name="", definition=""),
    commitment(3, target=Decimal("-0.0001"), bespoke=True, approver="Sample Lead", question="Two\nlines, “quoted”"),
    commitment(4, target=Decimal("12345678901234567.89"), name="=HYPERLINK(1)", definition="'=1", unit="#N/A"),
]


def test_exports_hold_the_commitments_exactly() -> None:
    of = pack(lot(1, outcome(*SELECTIONS[:2])), lot(2, outcome(*SELECTIONS[2:])))
    assert read_csv(sheets.csv(of)) == tuple(SELECTIONS)
    assert read_workbook(sheets.workbook(of)) == tuple(SELECTIONS)


@pytest.mark.parametrize(
    "name", ["", "'", "''=", "' =", "-", "- a", "+44", "a=1", "1\n=2", '"a",b;c', "£ é 漢 😀", "＝"]
)
@pytest.mark.parametrize("target", ["0", "-12", "1E+3", "0.000001", "99999999999999.99", "1000000000000000000.5"])
def test_any_words_and_figures_come_back(name: str, target: str) -> None:
    made = commitment(name=name, target=Decimal(target))
    of = pack(lot(1, outcome(made)))
    assert read_csv(sheets.csv(of)) == (made,)
    assert read_workbook(sheets.workbook(of)) == (made,)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "'=", "＝"])
def test_csv_defuses_formulas(start: str) -> None:
    content = sheets.csv(pack(lot(1, outcome(commitment(name=f"{start}1+1")))))
    row = next(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))
    assert row["Measure"] == f"'{start}1+1".replace("\t", " ")


def test_csv_is_as_excel_wants_it() -> None:
    content = sheets.csv(pack())
    assert content.startswith(b"\xef\xbb\xbfLot,Lot name,")
    assert content.count(b"\r\n") == 2
    assert b",1250.50," in content


def test_workbook_is_ready_to_read() -> None:
    of = pack(lot(1, outcome(commitment(name="=1+1"))))
    book = load_workbook(BytesIO(sheets.workbook(of)))
    first, calendar = book["Commitments"], book["Monitoring calendar"]
    assert (first["F2"].value, first["F2"].data_type, first["F2"].quotePrefix) == ("=1+1", "s", True)
    assert (first["O2"].value, first["O2"].data_type) == (1250.5, "n")
    assert (first["A1"].font.bold, first.freeze_panes, first["L2"].alignment.wrap_text) == (True, "A2", True)
    assert [[cell.value for cell in row] for row in calendar] == [
        ["Lot", "Lot name", "Report", "Due on"],
        [1, "North", 1, DUE_FIRST],
        [1, "North", 2, DUE_NEXT],
    ]
    assert calendar["D2"].number_format == "d mmmm yyyy"
    assert (book.properties.creator, book.properties.modified) == ("Sample County Council", MADE_AT)


@pytest.mark.parametrize("made", [word.document, sheets.workbook])
def test_no_time_or_machine_in_the_files(made: object) -> None:
    assert callable(made)
    content = made(pack())
    assert content == made(pack())
    with ZipFile(BytesIO(content)) as archive:
        assert {(entry.date_time, entry.create_system) for entry in archive.infolist()} == {((1980, 1, 1, 0, 0, 0), 0)}


def test_document_properties() -> None:
    properties = opened(pack()).core_properties
    assert properties.title == "Social value tender pack: Day services"
    assert (properties.author, properties.last_modified_by) == ("Sample County Council", "Sample County Council")
    assert (properties.subject, properties.comments, properties.language) == ("Tender T-4K7QX", "", "en-GB")
    assert properties.created == properties.modified
    assert properties.created is not None and properties.created.replace(tzinfo=None) == MADE_AT


def test_sections_of_a_scored_tender() -> None:
    of = pack(duties=(PackDuty("Act 2012", "Consider.", "It is for services.", "s.1", date(2013, 1, 31), stale=True),))
    assert headings(of) == [
        "1 Summary and reasons",
        "2 Text for the advert, and weighting",
        "3 Tender questions and points assessed",
        "4 Measures",
        "5 Draft contract schedule",
        "6 Duties that apply",
    ]
    said = words(of)
    assert "Source: s.1, as at 31 January 2013" in said
    assert "Check before use." in said
    assert "People score the answers." in said
    assert "Take care. Do not score location." in said


def test_unscored_tier_pledges_and_weighs_nothing() -> None:
    of = pack(unscored())
    assert headings(of)[1:3] == ["2 Text for the advert", "3 Pledge"]
    said = words(of)
    assert "Social value is not scored. Bidders are asked for a pledge to help bring about this outcome:" in said
    assert "%" not in said
    assert "People score" not in said


def test_waiver_has_no_questions_and_says_who_and_why() -> None:
    waived = replace(lot(), outcomes=())
    of = pack(waived, waiver=PackWaiver("Nothing fits.", "Sample Lead", "It is too small.", date(2026, 11, 20)))
    assert headings(of) == ["1 Summary and reasons"]
    said = words(of)
    assert "Sample Lead allowed this tender to go ahead without an outcome on 20 November 2026." in said
    assert "Why the officer asked: Nothing fits." in said
    assert "Why Sample Lead allowed it: It is too small." in said


@pytest.mark.parametrize(
    ("delivery", "row", "clause"),
    [
        (Delivery.PLAN, "Asked for", "Delivery plan."),
        (Delivery.STATEMENT, "A short statement is enough, as small bidders are likely", "Statement of delivery."),
        (Delivery.NONE, "Not asked for", ""),
    ],
)
def test_how_the_supplier_says_what_it_will_do(delivery: Delivery, row: str, clause: str) -> None:
    made = replace(lot(), delivery=delivery)
    assert ["Delivery plan", row] in table(pack(made), "Facts of the contract")
    leads = [lead for lead, _ in wording.clauses(made)]
    assert [lead for lead in leads if "elivery" in lead and "short" not in lead] == ([clause] if clause else [])


def test_the_value_of_an_undivided_tender_stands_once() -> None:
    of = pack(brief=(("Buying", "Day services"), ("Whole-life value", "£490,569, no VAT due")))
    assert [row for row in table(of, "What is being bought") if row[0] == "Whole-life value"] == [
        ["Whole-life value", "£490,569, no VAT due"]
    ]
    assert "VAT" not in words(of).replace("£490,569, no VAT due", "")


def test_each_lot_has_its_own_parts() -> None:
    of = pack(lot(1), lot(2))
    lots = [text for text in headings(of, 2) if text.startswith("Lot ")]
    assert lots == ["Lot 1: North", "Lot 2: South"] * 5
    numberings = {found.get(qn("w:val")) for found in opened(of).element.body.iter(qn("w:numId"))}
    assert len(numberings) == 2
    assert table(of, "Monitoring calendar of Lot 2: South") == [
        ["Report", "Due on"],
        ["1", "1 February 2027"],
        ["2", "1 May 2027"],
    ]


def test_edited_question_stands_beside_the_original() -> None:
    of = pack(lot(1, outcome(commitment(), question="How will you help here?")))
    assert table(of, "Question on Local work")[1] == ["How will you help here?", "How will you help?"]
    with pytest.raises(AssertionError):
        table(pack(), "Question on Local work")


def test_measures_are_in_words() -> None:
    made = outcome(
        commitment(unit="GBP", target=Decimal(1250), bespoke=True, approver="Sample Lead"),
        commitment(2, target_by=TargetBy.BIDDER, target=None, direction="decrease", name="Days", definition=""),
    )
    assert table(pack(lot(1, made)), "Measures of the contract")[1:] == [
        [
            "A1-M1",
            "Weeks of work\nPaid weeks only.\nMeasure made for this tender, approved by Sample Lead.",
            "pounds",
            "Higher is better",
            "£1,250",
            "Payroll extract\nSigned declaration",
        ],
        [
            "A1-M2",
            "Days\nThe Framework's wording: Weeks of work",
            "weeks",
            "Lower is better",
            "Offered by the bidder",
            "Payroll extract\nSigned declaration",
        ],
    ]


def test_advert_and_note_name_outcomes_measures_and_weighting() -> None:
    made = replace(lot(), weighting=Decimal("17.50"), weighting_reason="The market is ready.")
    assert wording.advert(pack(made), made).startswith("Social value counts for 17.5% of the total score.")
    assert wording.advert_outcome(made.outcomes[0]) == "Local work. Measured by: Weeks of work (weeks)."
    assert wording.weighting_note(made) == (
        "Social value: 17.5% of the total score. The usual weighting in tier T3 (Medium) is 10% to 15%. The rest of "
        "the score: [weightings of price and of the other criteria]. Reason for this weighting: The market is ready."
    )


@pytest.mark.parametrize("by", TargetBy)
def test_schedule_speaks_of_offered_figures_only_where_there_are_some(by: TargetBy) -> None:
    made = lot(1, outcome(commitment(target_by=by, target=None)))
    assert ("the figure in the supplier's tender" in words(pack(made))) is (by is TargetBy.BIDDER)


@pytest.mark.parametrize("proposal", [True, False])
def test_proposal_is_said_in_the_header_and_on_the_first_page(proposal: bool) -> None:
    document = opened(pack(proposal=proposal))
    assert document.sections[0].header.paragraphs[0].text.endswith(wording.PROPOSAL) is proposal
    assert any(p.text.startswith(f"{wording.PROPOSAL}.") for p in document.paragraphs) is proposal


def test_footer_counts_the_pages() -> None:
    line = opened(pack()).sections[0].footer.paragraphs[0]
    assert line.text == "Sample County Council\tPage 1 of 1"
    assert [field.text for field in line._p.iter(qn("w:instrText"))] == [" PAGE ", " NUMPAGES "]


def test_tables_repeat_their_header_and_keep_rows_whole() -> None:
    for found in opened(pack()).tables:
        assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in found.rows].index(False) == 1
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in found.rows)


def test_styles_are_arial_and_british() -> None:
    document = opened(pack())
    assert (document.styles["Normal"].font.name, document.styles["Normal"].font.size.pt) == ("Arial", 11)
    root = document.styles.element
    assert {found.get(qn("w:ascii")) for found in root.iter(qn("w:rFonts"))} == {"Arial"}
    assert {found.get(qn("w:val")) for found in root.iter(qn("w:lang"))} == {"en-GB"}
    section = document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)


def test_words_that_no_file_can_hold_are_left_out() -> None:
    bad = "Day\x00 ser\x0bvices\ud800 <b>&\ufffe"
    made = commitment(name=bad, evidence=(bad,))
    of = pack(replace(lot(1, outcome(made)), name=bad), title=bad, organisation=bad, tender_ref=bad)
    assert opened(of).paragraphs[0].text == "Day services <b>&"
    assert read_workbook(sheets.workbook(of))[0].name == "Day services <b>&"
    assert read_csv(sheets.csv(of))[0].name == "Day services <b>&"
