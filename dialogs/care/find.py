"""The draft or the article that somebody means."""

from __future__ import annotations

from cards.care.draft import DraftToApprove, FilesRefused
from cards.care.published import ArticleList
from cards.message import Message
from cards.welcome import OutOfDate
from dialogs.intent import Asked, Decision, Desk
from domain.guidance import Article, ArticleState, ArticleVersion
from domain.prose import filled
from knowledge.article_file import parse_draft
from knowledge.differences import differences
from knowledge.faults import Faults
from knowledge.terms import telling_stems

GONE = "There is no such draft any more. Write “drafts” for those that wait."
CHANGED = "The draft was changed meanwhile. This is how it stands now; nothing else was done."


def articles(asked: Asked) -> dict[str, Article]:
    """What is published as articles; the outcomes of the Framework are told as articles too, and are none."""
    framework = asked.desk.shelf.now
    return {slug: a for slug, a in asked.desk.shelf.articles.items() if framework.outcome(slug) is None}


def named(asked: Asked, words: str) -> tuple[Article, ...]:
    """The article of that name or title, else those whose titles hold all of the words."""
    known = articles(asked)
    plain = " ".join(words.split()).strip("“”\"'").casefold()
    if plain in known:
        return (known[plain],)
    exact = tuple(a for a in known.values() if a.title.casefold().rstrip("?") == plain.rstrip("?"))
    wanted = set(telling_stems(words))
    return exact or tuple(a for a in known.values() if wanted and wanted <= set(telling_stems(a.title)))


def meant(asked: Asked) -> Article | Decision:
    """The one article that a button or words name; else those that the words may mean, to choose from."""
    slug, words = asked.fields.get("article", ""), asked.fields.get("words", "")
    known = articles(asked)
    if slug in known:
        return known[slug]
    found = named(asked, words) if words else ()
    return found[0] if len(found) == 1 else Decision(replies=(ArticleList(found, asked.desk.today, words or slug),))


def draft_in(asked: Asked) -> ArticleVersion | Decision:
    """The draft that the button was about, as it was then; else the card as it is now, or that there is none."""
    mark = asked.fields.get("draft", "")
    drafts = [version for version in asked.facts.articles if version.state is ArticleState.DRAFT]
    found = next((draft for draft in drafts if draft.mark == mark), None)
    if found is not None:
        return found
    settled = next((version for version in asked.facts.articles if version.mark == mark and mark), None)
    if settled is not None:
        return Decision(replies=(shown(asked, settled),))
    if drafts:
        return Decision(replies=(shown(asked, drafts[0], notice=CHANGED),))
    return Decision(replies=(OutOfDate(GONE),))


def shown(asked: Asked, draft: ArticleVersion, notice: str = "") -> Message:
    """The draft for whoever decides on it."""
    return to_approve(draft, asked.desk, notice)


def to_approve(draft: ArticleVersion, desk: Desk, notice: str = "") -> Message:
    """The same without a turn."""
    framework = desk.shelf.now
    try:
        article = parse_draft(draft.data, draft.slug, framework)
    except Faults as faults:  # the Framework that it names something of is another by now
        return FilesRefused(((draft.title or draft.slug, str(faults)),))
    before = desk.shelf.articles.get(draft.slug)
    titles = {category.key: category.title for category in framework.categories}
    return DraftToApprove(
        draft=draft,
        article=filled(article, framework, desk.today)[0],
        kinds=tuple(titles.get(key, key) for key in article.applies_to),
        published=before.version if before else 0,
        changes=differences(before, article) if before else (),
        gaps=article.gaps(desk.today),
        notice=notice,
    )
