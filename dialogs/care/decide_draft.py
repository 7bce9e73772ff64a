"""A draft is completed, changed, published or rejected. What was decided first counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from cards.care.draft import DraftList, DraftSettled, DraftToApprove
from cards.care.form import DraftForm, ReasonForm, draft_questions
from cards.message import Message
from dialogs.care.add import asked_now, drafted, kinds
from dialogs.care.find import articles, draft_in, meant, shown
from dialogs.intent import Asked, Decision, Send
from dialogs.read import read
from domain.changes import ArticleDrafted, ArticlePublished, ArticleRejected, ArticleRevised, Change
from domain.errors import NotAllowed, Unclear
from domain.guidance import FEWEST_QUESTIONS, MOST_QUESTIONS, Article, ArticleState, ArticleVersion, Audience, Consent
from domain.question import Question
from knowledge.article_file import EVERYTHING, body_of, parse, parse_draft, passages, write
from knowledge.faults import Faults

NOT_PUBLISHED = "There is no such article. Write “guidance” for what is published."
TOO_SOON = "Please give a day after today."
WHOLE_FORM = "applies_to"
"""A question that only the whole form asks."""
HOW_MANY = "Please give {} to {} questions, each on a line of its own; these are {}."
NO_CHANGE = "Nothing was changed, so no draft was made."
NEEDED = "Please write your reason: it goes on the record."
REJECT_LEAD = "Whoever sent it is told your reason. The draft stays on the record and is found by nobody."


def drafts(asked: Asked) -> Decision:
    return Decision(replies=(DraftList(asked.facts.articles),))


def show(asked: Asked) -> Decision:
    draft = draft_in(asked)
    return draft if isinstance(draft, Decision) else Decision(replies=(shown(asked, draft),))


def edit(asked: Asked) -> Decision:
    """The form with all that is known of a draft."""
    draft = draft_in(asked)
    if isinstance(draft, Decision):
        return draft
    article = parse_draft(draft.data, draft.slug, asked.desk.shelf.now)
    return Decision(replies=(_form(asked, article, draft.mark, notes=draft.notes),))


def revise(asked: Asked) -> Decision:
    """The same form for what is published; a draft is made when something is saved."""
    article = meant(asked)
    return article if isinstance(article, Decision) else Decision(replies=(_form(asked, article, ""),))


def describe(asked: Asked) -> Decision:
    """Keeps what the form says, what can be read of it, and shows the draft when nothing is missing any more."""
    draft: ArticleVersion | None = None
    if asked.fields.get("draft"):
        found = draft_in(asked)
        if isinstance(found, Decision):
            return found
        draft = found
    framework = asked.desk.shelf.now
    before = parse_draft(draft.data, draft.slug, framework) if draft else _published(asked)
    after, errors, said = _with_answers(asked, before)
    after, draft, changes = _kept(asked, before, after, draft)
    mark, gaps = draft.mark if draft else "", after.gaps(asked.desk.today)
    only = None if WHOLE_FORM in asked.fields else (*gaps, *errors)
    if errors:
        return Decision(changes, (_form(asked, after, mark, errors=errors, said=said, only=only),))
    if draft is None:
        return Decision(replies=(replace(_form(asked, after, ""), notice=NO_CHANGE),))
    if gaps:
        return Decision(changes, (_form(asked, after, mark, gaps=gaps, only=only),))
    return Decision(changes, (shown(asked, draft),))


def _published(asked: Asked) -> Article:
    article = articles(asked).get(asked.fields.get("article", ""))
    if article is None:
        raise NotAllowed(NOT_PUBLISHED)
    return article


def _kept(
    asked: Asked, before: Article, after: Article, draft: ArticleVersion | None
) -> tuple[Article, ArticleVersion | None, tuple[Change, ...]]:
    """The article as it is after this, its draft, and what changes: nothing when the form says what is there."""
    if after == before:
        return after, draft, ()
    if draft is None:
        new = drafted(asked, after, f"version {before.version}, changed in the chat")
        return after, new, (ArticleDrafted(new),)
    data = write(after)
    revised = replace(draft, data=data, title=after.title)
    return after, revised, (ArticleRevised(draft.slug, draft.version, draft.data, data, after.title),)


def _form(
    asked: Asked,
    article: Article,
    mark: str,
    *,
    errors: Mapping[str, str] | None = None,
    said: Mapping[str, str] | None = None,
    notes: tuple[str, ...] = (),
    gaps: tuple[str, ...] = (),
    only: Collection[str] | None = None,
) -> DraftForm:
    """`said` is what somebody wrote that could not be read: it is shown again to be put right. `only` names what is
    asked; everything when it is None."""
    questions = draft_questions(article, body_of(article), kinds(asked))
    if only is not None:
        questions = asked_now(questions, only)
    filled = tuple(replace(q, value=(said or {}).get(q.key, q.value)) for q in questions)
    return DraftForm(article.title, article.slug, mark, filled, errors or {}, notes, gaps)


def _with_answers(asked: Asked, article: Article) -> tuple[Article, dict[str, str], dict[str, str]]:
    """The article with what the form says, what was wrong with each answer, and what was written there."""
    errors: dict[str, str] = {}
    said: dict[str, str] = {}
    for question in draft_questions(article, body_of(article), kinds(asked)):
        if question.key not in asked.fields:
            continue
        words = asked.fields[question.key]
        try:
            article = _with_answer(asked, article, question, read(question, words, today=asked.desk.today))
        except Unclear as unclear:
            errors[question.key], said[question.key] = str(unclear), words
    return article, errors, said


def _with_answer(asked: Asked, article: Article, question: Question, value: str) -> Article:
    """Raises Unclear for what an article cannot be."""
    today = asked.desk.today
    match question.key:
        case "questions":
            return replace(article, questions=_lines(value))
        case "source_date":
            return replace(article, source_date=today.fromisoformat(value))
        case "review_by":
            if (day := today.fromisoformat(value)) <= today:
                raise Unclear(TOO_SOON)
            return replace(article, review_by=day)
        case "audience":
            return replace(article, audience=Audience(value))
        case "consent":
            return replace(article, consent=Consent(value))
        case "applies_to":
            chosen = tuple(value.split(","))
            return replace(article, applies_to=() if EVERYTHING in chosen else chosen)
        case "text":
            return _with_text(asked, article, value)
        case "title":
            return replace(article, title=value)
        case "source":
            return replace(article, source=value)
        case "next_step":
            return replace(article, next_step=value)
    raise AssertionError(f"no such question: {question.key}")


def _lines(value: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(" ".join(line.split()).lstrip("-• ") for line in value.split("\n") if line.strip()))
    if not FEWEST_QUESTIONS <= len(found) <= MOST_QUESTIONS:
        raise Unclear(HOW_MANY.format(FEWEST_QUESTIONS, MOST_QUESTIONS, len(found)))
    return found


def _with_text(asked: Asked, article: Article, text: str) -> Article:
    if text == body_of(article):
        return article
    after = replace(article, passages=passages(text))
    try:
        parse_draft(write(after), article.slug, asked.desk.shelf.now)
    except Faults as faults:
        raise Unclear(" ".join(fault.text for fault in faults.faults[:5])) from faults
    return after


def publish(asked: Asked) -> Decision:
    """Approved by the person who presses it: found by everybody who may read it from the next question on."""
    draft = draft_in(asked)
    if isinstance(draft, Decision):
        return draft
    article = parse_draft(draft.data, draft.slug, asked.desk.shelf.now)
    if gaps := article.gaps(asked.desk.today):
        return Decision(replies=(_form(asked, article, draft.mark, gaps=gaps, only=gaps),))
    parse(draft.data, draft.slug, asked.desk.shelf.now)
    settled = _settled(asked, draft, ArticleState.PUBLISHED)
    told = DraftSettled(draft.title, True, asked.person.name, slug=draft.slug)
    return _told(asked, draft, settled, ArticlePublished(draft.slug, draft.version), told)


def reject_form(asked: Asked) -> Decision:
    draft = draft_in(asked)
    return draft if isinstance(draft, Decision) else Decision(replies=(_reject_form(draft),))


def reject(asked: Asked) -> Decision:
    draft = draft_in(asked)
    if isinstance(draft, Decision):
        return draft
    reason = asked.fields.get("reason", "").strip()
    if not reason:
        return Decision(replies=(replace(_reject_form(draft), error=NEEDED),))
    settled = _settled(asked, draft, ArticleState.REJECTED, reason)
    told = DraftSettled(draft.title, False, asked.person.name, reason)
    return _told(asked, draft, settled, ArticleRejected(draft.slug, draft.version, reason), told)


def _reject_form(draft: ArticleVersion) -> ReasonForm:
    fields = {"article": draft.slug, "draft": draft.mark}
    return ReasonForm(draft.title or draft.slug, fields, "guidance.reject", "Reject it", REJECT_LEAD)


def _settled(asked: Asked, draft: ArticleVersion, state: ArticleState, reason: str = "") -> ArticleVersion:
    by, at = asked.person.name, asked.desk.now
    return replace(draft, state=state, decided_by=by, decided_at=at, reason=reason)


def _told(asked: Asked, draft: ArticleVersion, settled: ArticleVersion, change: Change, told: Message) -> Decision:
    """Its author hears of it when that is somebody else, and so do those who were asked to decide on it too."""
    message = shown(asked, settled)
    if isinstance(message, DraftToApprove):
        message = replace(message, published=0, changes=())  # what it changed is decided
    author = next((person for person in asked.facts.authors if person.id == draft.author_id), None)
    sends: Sequence[Send] = ()
    if author is not None and author.id != asked.person.id:
        sends = (Send(author, told),)
        if author.id not in {person.id for person in asked.facts.contacts}:
            others = (p for p in asked.facts.contacts if p.id != asked.person.id)
            sends = (*sends, *(Send(p, message, about=f"article {draft.slug}", replaces=True) for p in others))
    return Decision((change,), (message,), tuple(sends))
