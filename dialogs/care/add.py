"""Guidance comes in: files and pasted words become drafts, which nobody finds before they are published."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cards.care.draft import DraftList, FilesNotTaken, FilesRefused
from cards.care.form import DraftForm, draft_questions
from cards.care.published import AddGuidance
from cards.message import Message
from cards.words import counted
from dialogs.care.find import articles, shown
from dialogs.intent import Asked, Decision
from domain.changes import ArticleDrafted
from domain.guidance import Article, ArticleState, ArticleVersion
from domain.question import Option, Question
from knowledge.article_file import body_of, write
from knowledge.draft import DraftOrNot, draft_of

EMPTY = "Please paste the text, or send a file."


def add_form(asked: Asked) -> Decision:
    """The form, begun with the question that it is to answer, where one was named."""
    question = " ".join(asked.fields.get("question", "").split())[:200]
    return Decision(replies=(AddGuidance(text=f"# {question}\n\n" if question else ""),))


def add(asked: Asked) -> Decision:
    """Files, or words that were pasted: read before the turn's transaction, here kept as drafts and shown."""
    if not asked.desk.documents:
        return Decision(replies=(AddGuidance(EMPTY),))
    known, framework = articles(asked), asked.desk.shelf.now
    read = [draft_of(document, known, framework) for document in asked.desk.documents]
    made = [(one, drafted(asked, one.article, one.name, one.notes)) for one in read if one.article is not None]
    refused = tuple((one.name, one.refused) for one in read if one.article is None)
    replies: tuple[Message, ...] = (FilesRefused(refused),) if refused else ()
    if len(made) == 1:
        replies += (_next(asked, *made[0]),)
    elif made:
        lead = f"I made {counted(len(made), 'draft')}. Open each to see what I read."
        replies += (DraftList(tuple(draft for _, draft in made), lead),)
    return Decision(tuple(ArticleDrafted(draft) for _, draft in made), replies)


def drafted(asked: Asked, article: Article, origin: str, notes: tuple[str, ...] = ()) -> ArticleVersion:
    """A new draft of this person's; its version is given when it is stored."""
    by, at = asked.person, asked.desk.now
    data = write(article)
    return ArticleVersion(
        article.slug, 0, ArticleState.DRAFT, article.title, data, origin, by.name, by.id, at, notes=notes
    )


def _next(asked: Asked, made: DraftOrNot, draft: ArticleVersion) -> Message:
    """The form while something is missing, else the draft to be decided on."""
    article = made.article
    if article is not None and (gaps := article.gaps(asked.desk.today)):
        questions = asked_now(draft_questions(article, body_of(article), kinds(asked)), gaps)
        return DraftForm(article.title, article.slug, draft.mark, questions, notes=draft.notes, gaps=gaps)
    return shown(asked, draft)


def asked_now(questions: Sequence[Question], wanted: Collection[str]) -> tuple[Question, ...]:
    """Only what is missing or wrong, and who may read it, which nobody may leave to chance."""
    return tuple(question for question in questions if question.key in wanted or question.key == "audience")


def kinds(asked: Asked) -> tuple[Option, ...]:
    """The kinds of buying that an article can be about."""
    return tuple(Option(category.key, category.title) for category in asked.desk.shelf.now.categories)


def not_taken(asked: Asked) -> Decision:
    return Decision(replies=(FilesNotTaken(asked.intent.left),))
