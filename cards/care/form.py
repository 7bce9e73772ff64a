"""The form for what an article must say of itself, and its text where that is short enough for a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cards.message import Ask, Block, Bullets, Button, Heading, Message, Note, Text, Tone
from cards.words import listed
from domain.guidance import NO_DAY, Article, Audience, Consent
from domain.question import Kind, Option, Question

EVERYTHING = Option("everything", "Everything that is bought")
LONGEST_TEXT = 6_000
"""Characters of a text that can be changed in a form; a longer one is sent as a file."""

AUDIENCES = (
    Option(Audience.STAFF.value, "Council staff"),
    Option(Audience.SUPPLIER.value, "Council staff and suppliers"),
    Option(Audience.PUBLIC.value, "Everybody"),
)
CONSENTS = (
    Option(Consent.AGREED.value, "Yes, everybody who is named has agreed"),
    Option(Consent.NOBODY_NAMED.value, "Nobody can be recognised in it"),
    Option(Consent.WAITING.value, "Not yet"),
)
_GAPS = {
    "title": "a title",
    "questions": "two to five sample questions",
    "source": "the source",
    "source_date": "the date of the source",
    "review_by": "a day in the future to review it by",
    "consent": "the consent of those who are named",
}


def gaps_in_words(gaps: Sequence[str]) -> str:
    """As in "the source and a day in the future to review it by"."""
    return listed([_GAPS[gap] for gap in gaps])


def consent_question(value: str) -> Question:
    asked = "Have the supplier and everybody who can be recognised agreed to its publication?"
    return Question("consent", asked, Kind.CHOICE, CONSENTS, value=value)


def draft_questions(article: Article, text: str, categories: Sequence[Option]) -> tuple[Question, ...]:
    """Each with what is known; what is missing comes first. `text` is the article's, as its file holds it."""
    kinds = (EVERYTHING, *categories)
    source_day = article.source_date.isoformat() if article.source_date != NO_DAY else ""
    review = article.review_by.isoformat() if article.review_by else ""
    asked = [
        Question("title", "Title, best as the question that it answers", Kind.TEXT, value=article.title),
        Question(
            "questions",
            "Sample questions, as people would ask them",
            Kind.LONG_TEXT,
            hint="two to five, each on a line of its own",
            value="\n".join(article.questions),
        ),
        Question("source", "Source: the document or policy that says so", Kind.TEXT, value=article.source),
        Question(
            "source_date",
            "Date of the source",
            Kind.DATE,
            hint="for example 1 April 2026",
            value=source_day,
            past_too=True,
        ),
        Question("review_by", "When must somebody check it again?", Kind.DATE, value=review),
        Question("audience", "Who may read it?", Kind.CHOICE, AUDIENCES, value=article.audience.value),
        Question(
            "applies_to",
            "What kinds of buying is it about?",
            Kind.CHOICES,
            kinds,
            value=",".join(article.applies_to) or EVERYTHING.value,
        ),
        Question("next_step", "What should the reader do next?", Kind.TEXT, required=False, value=article.next_step),
    ]
    if article.consent is not None:
        asked.append(consent_question(article.consent.value))
    missing = [question for question in asked if not question.value and question.required]
    known = [question for question in asked if question.value or not question.required]
    return (*missing, *known, *_text_question(text))


def _text_question(text: str) -> tuple[Question, ...]:
    if len(text) > LONGEST_TEXT:
        return ()
    hint = "the short answer first; a line that begins with ## is a heading"
    return (Question("text", "Its text", Kind.LONG_TEXT, hint=hint, value=text),)


@dataclass(frozen=True)
class DraftForm(Message):
    """What is still to be said of a draft. `mark` is the draft's; empty for a change of what is published."""

    title: str
    slug: str
    mark: str
    questions: tuple[Question, ...]
    errors: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    notice: str = ""

    @property
    def whole(self) -> bool:
        """Everything is asked, not only what is missing."""
        return any(question.key == "applies_to" for question in self.questions)

    @property
    def subject(self) -> str:
        return f"About the draft: {self.title or 'without a title yet'}"

    def blocks(self) -> tuple[Block, ...]:
        found: list[Block] = [Heading(self.subject)]
        if self.notice:
            found.append(Note(self.notice, Tone.WARNING))
        found += [Bullets(self.notes)] if self.notes else []
        if self.gaps:
            found.append(Text(f"Still needed: {gaps_in_words(self.gaps)}. The draft is kept meanwhile."))
        found += [Ask(question, self.errors.get(question.key, "")) for question in self.questions]
        if self.whole and all(question.key != "text" for question in self.questions):
            found.append(Text("Its text is too long for a form. To change it, send the document again."))
        return tuple(found)

    def buttons(self) -> tuple[Button, ...]:
        fields = {"article": self.slug, "draft": self.mark}
        save = Button("Save", "guidance.describe", fields, sends_answers=True, main=True)
        if not self.mark:
            return (save, Button("Guidance", "guidance"))
        return (save, Button("Reject it", "guidance.reject_form", fields), Button("Drafts", "guidance.drafts"))


@dataclass(frozen=True)
class ReasonForm(Message):
    """Why a draft is rejected or an article retired, for the record."""

    title: str
    fields: Mapping[str, str]
    verb: str
    label: str
    """The words of its button, such as "Retire it"."""
    lead: str
    error: str = ""

    @property
    def subject(self) -> str:
        return f"{self.label}: {self.title}"

    def blocks(self) -> tuple[Block, ...]:
        reason = Question("reason", "Your reason, for the record", Kind.LONG_TEXT)
        return (Heading(self.subject), Text(self.lead), Ask(reason, self.error))

    def buttons(self) -> tuple[Button, ...]:
        return (Button(self.label, self.verb, self.fields, sends_answers=True), Button("Guidance", "guidance"))
