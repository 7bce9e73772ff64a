"""A case study: recorded by anybody on the staff as a draft, decided on by the single point of contact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from cards.care.case_study import HELD, CaseStudyForm, CaseStudySent, DraftWaits, case_study_questions
from cards.care.form import consent_question
from dialogs.care.add import drafted, kinds
from dialogs.care.find import shown
from dialogs.intent import Asked, Decision, Send
from dialogs.read import read
from domain.changes import ArticleDrafted
from domain.errors import Unclear
from domain.guidance import Article, Audience, Consent
from domain.people import Role
from domain.prose import Paragraph
from domain.question import Option, Question
from knowledge.article_file import passages
from knowledge.documents.clean import one_line
from knowledge.documents.parts import Heading, Part, Unreadable
from knowledge.documents.passages import title_and_body
from knowledge.draft import slug_of

LONGEST = 3_000
"""Characters of an answer."""
TOO_LONG = "Please keep to {:,} characters; this has {:,}."
NO_WORDS = "Please answer in words."
ORIGIN = "a case study"


def form(asked: Asked) -> Decision:
    return Decision(replies=(CaseStudyForm(_questions(asked, {})),))


def record(asked: Asked) -> Decision:
    """Keeps it when all is answered. Answers given one at a time, in words, are carried along and not asked again."""
    fields, held = asked.fields, {}
    for key, value in asked.fields.items():
        if key.startswith(HELD):
            held[key.removeprefix(HELD)] = value
    values, errors, said = _read(asked, {**held, **{k: v for k, v in fields.items() if not k.startswith(HELD)}})
    questions = _questions(asked, {**values, **said})
    missing = [question for question in questions if question.key not in values]
    if not missing:
        return _recorded(asked, values)
    if any(question.key not in fields for question in questions):  # one at a time
        known = tuple(question for question in questions if question.key in values)
        return Decision(replies=(CaseStudyForm(tuple(missing[:1]), errors, known),))
    return Decision(replies=(CaseStudyForm(questions, errors),))


def _questions(asked: Asked, values: Mapping[str, str]) -> tuple[Question, ...]:
    framework = asked.desk.shelf.now
    outcomes = tuple(Option(outcome.id, f"{outcome.id} {outcome.title}") for outcome in framework.outcomes)
    return case_study_questions(outcomes, kinds(asked), values, consent_question(values.get("consent", "")))


def _read(asked: Asked, fields: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """The answers that can be read, what is wrong with the others, and what was written there."""
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    said: dict[str, str] = {}
    for question in _questions(asked, {}):
        if question.key in fields:
            try:
                values[question.key] = _answer(question, fields[question.key], asked.desk.today)
            except Unclear as unclear:
                errors[question.key], said[question.key] = str(unclear), fields[question.key]
    return values, errors, said


def _answer(question: Question, words: str, today: date) -> str:
    value = read(question, words, today=today)
    if len(value) > LONGEST:
        raise Unclear(TOO_LONG.format(LONGEST, len(value)))
    if not one_line(value):
        raise Unclear(NO_WORDS)
    return value


def _recorded(asked: Asked, values: Mapping[str, str]) -> Decision:
    try:
        article = _article(asked, values)
    except Unreadable:
        errors = {"what": NO_WORDS}
        return Decision(replies=(CaseStudyForm(_questions(asked, values), errors),))
    draft = drafted(asked, article, ORIGIN)
    change = ArticleDrafted(draft)
    if Role.SPOC in asked.person.roles:
        return Decision((change,), (shown(asked, draft),))
    contacts, about = asked.facts.contacts, f"article {draft.slug}"
    if contacts:
        sends = tuple(Send(person, shown(asked, draft), about=about) for person in contacts)
    else:
        waits = DraftWaits(article.title, asked.person.name)
        sends = tuple(Send(person, waits) for person in asked.facts.administrators)
    waiting = article.consent is Consent.WAITING
    told = CaseStudySent(article.title, tuple(person.name for person in contacts), waiting)
    return Decision((change,), (told,), sends)


def _article(asked: Asked, values: Mapping[str, str]) -> Article:
    """Raises Unreadable when nothing is left of its words."""
    framework, today = asked.desk.shelf.now, asked.desk.today
    outcome = next(outcome for outcome in framework.outcomes if outcome.id == values["outcome"])
    category = next(category for category in framework.categories if category.key == values["category"])
    name = one_line(values["name"])
    parts: list[Part] = [*_paragraphs(values["what"]), Heading(1, f"What came of it: {name}")]
    parts += _paragraphs(values["result"])
    _, body = title_and_body([Heading(0, name), *parts])
    article = Article(
        slug=f"case-{slug_of(name)}-{asked.desk.new_code().lower()}",
        title=f"Can you show me a real example: {name}?",
        questions=(
            f"Real case study: {category.title}",
            f"What has been done for outcome {outcome.id}, {outcome.title}?",
            name,
        ),
        audience=Audience.STAFF,
        source=f"Case study of the council, {name}",
        source_date=today,
        review_by=_in_a_year(today),
        passages=passages(body),
        applies_to=(category.key,),
        next_step=f"Plan a similar tender and see whether outcome {outcome.id}, {outcome.title.lower()}, fits it.",
        recorded_by=asked.person.name,
        recorded_on=today,
        consent=Consent(values["consent"]),
    )
    return replace(article, questions=tuple(dict.fromkeys(article.questions)))


def _paragraphs(text: str) -> list[Part]:
    return [Paragraph(line) for line in text.split("\n") if line.strip()]


def _in_a_year(today: date) -> date:
    """The same day of the next year; for the last of February of a leap year, the last of the next."""
    try:
        return today.replace(year=today.year + 1)
    except ValueError:
        return today.replace(year=today.year + 1, day=28)
