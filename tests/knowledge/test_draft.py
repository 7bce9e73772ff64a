"""From what was read of a document to a draft: which article it is, and what it takes over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.document import ReadDocument
from domain.guidance import NO_DAY, Article, Audience, Consent, Difference, Passage
from knowledge.article_file import parse, parse_draft, write
from knowledge.differences import differences
from knowledge.draft import MANY_PASSAGES, MOST_PASSAGES, PASTED, draft_of, slug_of
from knowledge.load import parse as parse_framework
from tests.dialogs.world import FRAMEWORK_FILE

FRAMEWORK = replace(parse_framework(FRAMEWORK_FILE.read_text("utf-8")), version=1)
PERMITS = Article(
    slug="permits",
    title="Who gets a permit?",
    questions=("May carers park?", "How do I get one?"),
    audience=Audience.SUPPLIER,
    source="Parking handbook",
    source_date=date(2026, 3, 1),
    review_by=date(2027, 3, 1),
    passages=(Passage(0, "", "Carers may."), Passage(1, "Fees", "Nothing. Ever.")),
    version=2,
)
KNOWN = {"permits": PERMITS, "P3.3": replace(PERMITS, slug="P3.3", title="Outcome")}


@pytest.mark.parametrize(
    ("document", "slug", "title"),
    [
        (ReadDocument("permits.docx", "Anything", "Words."), "permits", "Anything"),
        (ReadDocument("x.docx", "who gets a PERMIT?", "Words."), "permits", "who gets a PERMIT?"),
        (ReadDocument("Parking_for carers.docx", "", "Words."), "parking-for-carers", "Parking for carers"),
        (ReadDocument("x.docx", "Café & Bar", "Words."), "cafe-bar", "Café & Bar"),
        (ReadDocument("x.docx", "Outcome", "Words."), "outcome", "Outcome"),
        (ReadDocument(PASTED, "", "Only some words."), "only-some-words", ""),
        (ReadDocument(PASTED, "", "…"), "article", ""),
    ],
)
def test_which_article_a_document_is(document: ReadDocument, slug: str, title: str) -> None:
    article = draft_of(document, KNOWN, FRAMEWORK).article
    assert article is not None and article.slug == slug
    assert article.title == (PERMITS.title if slug == "permits" else title)


def test_questions_among_its_headings_are_proposed_and_nothing_else_is_made_up() -> None:
    document = ReadDocument("x.docx", "Permits", "Words.\n\n## Who?\nCarers.\n\n## Fees\nNone.")
    article = draft_of(document, {}, FRAMEWORK).article
    assert article is not None
    assert (article.questions, article.source, article.source_date, article.review_by) == (("Who?",), "", NO_DAY, None)


def test_too_many_passages_are_refused_and_many_are_said() -> None:
    def body(count: int) -> str:
        return "Words." + "".join(f"\n\n## H{n}\nWords." for n in range(count))

    many = draft_of(ReadDocument("x.docx", "X", body(MANY_PASSAGES)), {}, FRAMEWORK)
    assert many.notes == (
        f"It makes {MANY_PASSAGES + 1} passages. An article is one subject: consider sending its chapters by "
        "themselves.",
    )
    assert draft_of(ReadDocument("x.docx", "X", body(MOST_PASSAGES)), {}, FRAMEWORK).refused.startswith("It makes more")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("---\ntitle: [\n---\nWords.\n", "Line 3: This is not YAML"),
        ("---\nsurprise: 1\n---\nWords.\n", 'Line 2: x: the key "surprise" is not known.'),
        ("---\ntitle: Who?\n---\n<b>bold</b>\n", "links, pictures and HTML are not shown"),
        ("---\ntitle: Who?\n", "The file must begin with its front matter"),
    ],
)
def test_an_article_file_with_a_fault_is_refused_with_its_line(text: str, reason: str) -> None:
    found = draft_of(ReadDocument("x.md", text=text), {}, FRAMEWORK)
    assert found.article is None and reason in found.refused


def test_an_unfinished_article_is_written_and_read_again() -> None:
    open_ends = replace(PERMITS, title="", questions=(), source="", source_date=NO_DAY, review_by=None, version=0)
    assert parse_draft(write(open_ends), "permits", FRAMEWORK) == open_ends
    assert open_ends.gaps(date(2026, 11, 22)) == ("title", "questions", "source", "source_date", "review_by")
    case = replace(PERMITS, version=0, recorded_by="Amira", recorded_on=date(2026, 3, 1), consent=Consent.WAITING)
    assert parse(write(case), "permits", FRAMEWORK) == case
    assert case.gaps(date(2026, 11, 22)) == ("consent",)
    assert case.gaps(date(2027, 3, 1)) == ("review_by", "consent")


def test_how_two_versions_differ() -> None:
    assert differences(PERMITS, PERMITS) == ()
    after = replace(
        PERMITS,
        questions=("May carers park?",),
        review_by=None,
        verbatim=True,
        passages=(Passage(0, "", "Carers may."), Passage(1, "Fees", "Nothing. Never."), Passage(2, "Times", "Soon.")),
    )
    assert differences(PERMITS, after) == (
        Difference("Sample questions", ("How do I get one?",)),
        Difference("Review by", ("1 March 2027",)),
        Difference("Kind", (), ("the source's own words",)),
        Difference("Fees", ("Ever.",), ("Never.",)),
        Difference("Times", (), ("Soon.",)),
    )


def test_names_of_articles() -> None:
    assert slug_of("What is the Act? (2012)") == "what-is-the-act-2012"
    assert slug_of("one two three four five six seven eight nine") == "one-two-three-four-five-six-seven-eight"
