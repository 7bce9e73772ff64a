"""What is published: an overview, the articles by review date, and retiring one."""

from __future__ import annotations

from datetime import date

from cards.care.form import ReasonForm
from cards.care.published import ArticleList, GuidanceDesk, GuidanceForAll, Retired
from cards.welcome import OutOfDate
from dialogs.care.find import articles, meant
from dialogs.intent import Asked, Decision
from domain.changes import ArticleRetired
from domain.people import Role

NEEDED = "Please write your reason: it goes on the record."
RETIRE_LEAD = "It is found by nobody from the next question on. All its versions stay on the record."
GONE = "That version is not published any more. Write “guidance” for what is."


def overview(asked: Asked) -> Decision:
    """What there is, for the single point of contact; for a colleague, what they can do with it."""
    known = articles(asked)
    if Role.SPOC not in asked.person.roles:
        return Decision(replies=(GuidanceForAll(len(known)),))
    overdue = sum(1 for article in known.values() if article.overdue(asked.desk.today))
    return Decision(replies=(GuidanceDesk(len(known), len(asked.facts.articles), overdue),))


def by_review_date(asked: Asked) -> Decision:
    found = sorted(articles(asked).values(), key=lambda article: (article.review_by or date.max, article.title))
    return Decision(replies=(ArticleList(tuple(found), asked.desk.today),))


def retire_form(asked: Asked) -> Decision:
    """Asks why. An article that several words may mean is asked about first."""
    article = meant(asked)
    if isinstance(article, Decision):
        return article
    fields = {"article": article.slug, "version": str(article.version)}
    return Decision(replies=(ReasonForm(article.title, fields, "guidance.retire", "Retire it", RETIRE_LEAD),))


def retire(asked: Asked) -> Decision:
    article = articles(asked).get(asked.fields.get("article", ""))
    if article is None or str(article.version) != asked.fields.get("version"):
        return Decision(replies=(OutOfDate(GONE),))
    fields = {"article": article.slug, "version": str(article.version)}
    reason = asked.fields.get("reason", "").strip()
    if not reason:
        form = ReasonForm(article.title, fields, "guidance.retire", "Retire it", RETIRE_LEAD, NEEDED)
        return Decision(replies=(form,))
    change = ArticleRetired(article.slug, article.version, reason)
    return Decision((change,), (Retired(article.title, article.version),))
