"""Guidance: a question in plain words, answered with passages that are cited, or with the way to a person."""

from __future__ import annotations

import re

from cards.guidance import ArticleRead, GuidanceAnswer, NoSuchPassage, Rated, Suggested, Unanswered
from cards.message import Message
from cards.welcome import NotUnderstood
from dialogs.intent import Asked, Decision
from domain.changes import QuestionAsked, QuestionRated
from domain.conversation import Scope
from domain.guidance import Answer, Article, AskedQuestion, Audience, Tier
from domain.people import Person, Role
from domain.prose import citation_of, filled

REACTIONS = ("like", "dislike")
LONGEST_KEPT = 2000
"""Characters of a question or a comment that the record keeps."""

_OPENING = (
    r"what|what's|whats|when|where|who|whom|whose|which|why|how|is|are|was|were|do|does|did|can|could|may|might|must|"
    r"should|shall|will|would|has|have|am|any|tell me|show me|explain|give me an?|remind me|does anyone"
)
_QUESTION = re.compile(rf"\s*(?:(?:and|but|so|ok|also|please|hi|hello|hey)\b[ ,]*)*(?:{_OPENING})\b", re.IGNORECASE)
_GOES_ON = re.compile(
    r"\s*(?:and|but|ok|so|what about|how about|what if|for|in|with|does (?:it|that|this)|is (?:it|that|this)|"
    r"do (?:they|those|these|we|i)|are (?:they|those|these)|why|how so)\b",
    re.IGNORECASE,
)
_GOES_ON_AT_MOST = 6
"""Words of a message that can only be understood from what was asked before."""


def asks(text: str) -> bool:
    """True for words that ask something rather than tell it."""
    return text.rstrip().endswith("?") or _QUESTION.match(text) is not None


def goes_on(text: str) -> bool:
    """True for a few words that go on from an earlier question, such as "and for works?"."""
    return _GOES_ON.match(text) is not None and len(text.split()) <= _GOES_ON_AT_MOST


def audience(person: Person) -> Audience:
    """What somebody may read."""
    if person.staff:
        return Audience.STAFF
    return Audience.SUPPLIER if Role.SUPPLIER in person.roles else Audience.PUBLIC


def ask(asked: Asked) -> Decision:
    """The answer was prepared before the turn's transaction; here it is kept and shown. Without words there is none."""
    answer = asked.desk.answer
    if answer is None:
        return Decision(replies=(NotUnderstood(),))
    ref = f"Q-{asked.desk.new_code()}"
    conversation = asked.facts.conversation
    tender_ref = conversation.tender_ref if conversation.scope is Scope.PERSONAL else ""
    reply: Message
    if answer.tier is Tier.ANSWERED:
        reply = GuidanceAnswer(answer, ref, tender_ref, asked.person.staff)
    elif answer.tier is Tier.UNSURE:
        reply = Suggested(answer, tender_ref, asked.person.staff)
    else:
        reply = Unanswered(answer, tender_ref, asked.person.staff)
    return Decision((QuestionAsked(_record(ref, answer, asked)),), (reply,))


def _record(ref: str, answer: Answer, asked: Asked) -> AskedQuestion:
    articles = asked.desk.shelf.articles
    return AskedQuestion(
        ref=ref,
        at=asked.desk.now,
        question=answer.question[:LONGEST_KEPT],
        tier=answer.tier,
        slug=answer.citations[0].slug if answer.citations else "",
        passages=tuple(f"{c.slug}/{c.passage}@{articles[c.slug].version}" for c in answer.citations),
        answer=" ".join(answer.sentences),
        reason=answer.boundary.key if answer.boundary else "",
        person_id=asked.person.id,
        vector=answer.vector,
        worded=answer.worded,
    )


def read(asked: Asked) -> Decision:
    """A whole article from one passage on: what "read more" and a suggestion show."""
    article = _readable(asked, asked.fields.get("article", ""))
    if article is None:
        return Decision(replies=(NoSuchPassage(),))
    number = asked.fields.get("passage", "0")
    passage = int(number) if re.fullmatch(r"\d{1,3}", number, re.ASCII) else 0
    told, figures = filled(article, asked.desk.shelf.now, asked.desk.today)
    related = tuple((other.title, other.slug) for slug in article.related if (other := _readable(asked, slug)))
    cited = citation_of(article, passage, asked.desk.today)
    shown = passage if passage < len(article.passages) else 0
    return Decision(replies=(ArticleRead(told, figures, cited, shown, related, asked.person.staff),))


def _readable(asked: Asked, slug: str) -> Article | None:
    article = asked.desk.shelf.articles.get(slug)
    return article if article is not None and audience(asked.person).may_read(article.audience) else None


def rate(asked: Asked) -> Decision:
    """Whether an answer helped; what is said later takes the place of what was said before."""
    reaction, ref = asked.fields.get("reaction", ""), asked.fields.get("about", "")
    if reaction not in REACTIONS or not re.fullmatch(r"Q-\w{4,12}", ref, re.ASCII):
        return Decision(replies=(NoSuchPassage(),))
    comment = (asked.fields.get("comment") or "").strip()[:LONGEST_KEPT]
    return Decision(
        (QuestionRated(ref, reaction, comment),), (Rated(ref, reaction == "like", comment, asked.person.staff),)
    )
