"""What is published and who looks after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cards.message import Ask, Block, Bullets, Button, FactList, Heading, Message, Note, Table, Text, Tone
from cards.words import counted, day
from domain.document import LARGEST_FILE, MOST_FILES
from domain.guidance import Article
from domain.question import Kind, Question

SHOWN = 4
"""Articles with a button of their own."""
LISTED = 20
"""Articles in a list; the others are reached by their titles."""


@dataclass(frozen=True)
class GuidanceDesk(Message):
    """The single point of contact's way in."""

    published: int
    drafts: int
    overdue: int

    @property
    def subject(self) -> str:
        return "The guidance"

    def blocks(self) -> tuple[Block, ...]:
        rows = (
            ("Published articles", str(self.published)),
            ("Drafts that wait for you", str(self.drafts)),
            ("Past their review date", str(self.overdue)),
        )
        ways = (
            "Send me a file here to add an article or to change one.",
            "Write “revise” or “retire” and the title of an article.",
        )
        return (Heading(self.subject), FactList(rows), Bullets(ways))

    def buttons(self) -> tuple[Button, ...]:
        return (
            Button("Drafts", "guidance.drafts", main=self.drafts > 0),
            Button("Add guidance", "guidance.add_form"),
            Button("By review date", "guidance.articles"),
            Button("Record a case study", "case_study"),
        )


@dataclass(frozen=True)
class GuidanceForAll(Message):
    """The same way in for a colleague."""

    published: int

    @property
    def subject(self) -> str:
        return "The guidance"

    def blocks(self) -> tuple[Block, ...]:
        text = f"Ask me in your own words; I answer from {counted(self.published, 'article')}, each with its source."
        how = "You know of a contract that others can learn from? Record it as a case study."
        return (Heading(self.subject), Text(text), Text(how))

    def buttons(self) -> tuple[Button, ...]:
        return (
            Button("Record a case study", "case_study"),
            Button("Ask a person", "ask_person"),
            Button("Help", "help"),
        )


@dataclass(frozen=True)
class AddGuidance(Message):
    """How guidance is added, with a form for words that are pasted."""

    error: str = ""
    text: str = ""
    """What the form begins with."""

    @property
    def subject(self) -> str:
        return "Add guidance"

    def blocks(self) -> tuple[Block, ...]:
        most = f"up to {LARGEST_FILE // 1024 // 1024} MB each, at most {MOST_FILES} at a time"
        ways = (
            f"Send me a Word document, a PDF, a web page or Markdown here, {most}.",
            "Or paste the text below.",
            "I show you what I read. Nothing is found by anybody before you publish it.",
        )
        text = Question(
            "text", "The text", Kind.LONG_TEXT, hint="a line that begins with ## is a heading", value=self.text
        )
        return (Heading(self.subject), Bullets(ways), Ask(text, self.error))

    def buttons(self) -> tuple[Button, ...]:
        paste = Button("Read the text", "guidance.paste", sends_answers=True, main=True)
        return (paste, Button("Guidance", "guidance"))


@dataclass(frozen=True)
class ArticleList(Message):
    """Articles in the order of their review dates, or those that a few words may mean."""

    articles: tuple[Article, ...]
    today: date
    words: str = ""
    """What somebody named an article by; empty for all of them."""

    @property
    def subject(self) -> str:
        if not self.words:
            return "Articles by review date"
        return "Which article do you mean?" if self.articles else "I know no such article"

    def blocks(self) -> tuple[Block, ...]:
        if not self.articles:
            said = f"Nothing that is published is called “{self.words}”." if self.words else "Nothing is published."
            return (Heading(self.subject), Text(said))
        rows = tuple((a.title, str(a.version), _review(a, self.today)) for a in self.articles[:LISTED])
        found: list[Block] = [Heading(self.subject), Table("Articles", ("Title", "Version", "Review by"), rows)]
        if len(self.articles) > LISTED:
            found.append(Text(f"{len(self.articles) - LISTED} more are due later."))
        found.append(Text("To change or end one, write “revise” or “retire” and its title."))
        return tuple(found)

    def buttons(self) -> tuple[Button, ...]:
        revise = (Button(f"Revise: {a.title}", "guidance.revise", {"article": a.slug}) for a in self.articles[:SHOWN])
        return (*revise, Button("Guidance", "guidance"))


def _review(article: Article, today: date) -> str:
    if article.review_by is None:
        return "none"
    return f"{day(article.review_by)}{', past' if article.overdue(today) else ''}"


@dataclass(frozen=True)
class Retired(Message):
    title: str
    version: int

    @property
    def subject(self) -> str:
        return f"Retired: {self.title}"

    def blocks(self) -> tuple[Block, ...]:
        note = f"Version {self.version} is not found any more, from the next question on. It stays on the record."
        return (Heading(self.subject), Note(note, Tone.GOOD))

    def buttons(self) -> tuple[Button, ...]:
        return (Button("Guidance", "guidance"),)


@dataclass(frozen=True)
class ArticlesOverdue(Message):
    """To the single point of contact, once: articles whose review date has passed. `articles` are slug and title."""

    review_by: date
    articles: tuple[tuple[str, str], ...]

    @property
    def subject(self) -> str:
        return f"{counted(len(self.articles), 'article')} past the review date"

    def blocks(self) -> tuple[Block, ...]:
        text = (
            f"They were to be reviewed by {day(self.review_by)}. Answers from them say so until somebody has checked "
            "them. Revise one to give it a new date, or retire it."
        )
        return (Heading(self.subject), Text(text), Bullets(tuple(title for _, title in self.articles)))

    def buttons(self) -> tuple[Button, ...]:
        revise = (Button(f"Revise: {title}", "guidance.revise", {"article": s}) for s, title in self.articles[:SHOWN])
        return (*revise, Button("By review date", "guidance.articles"))
