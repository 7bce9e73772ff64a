"""Drafts: as they would be found, what they change, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cards.care.form import AUDIENCES, gaps_in_words
from cards.guidance import prose_blocks
from cards.message import Block, Bullets, Button, FactList, Folded, Heading, Message, Note, Quote, Table, Text, Tone
from cards.words import counted, day, listed, moment
from domain.guidance import NO_DAY, Article, ArticleState, ArticleVersion, Difference

SHOWN = 5
"""Drafts with a button of their own."""
OPEN_PASSAGES = 3
"""Passages that are shown open; the others are folded."""


@dataclass(frozen=True)
class DraftToApprove(Message):
    """A draft with all that decides whether it is published. `article` is the draft's, its figures written out.

    `published` is the version that it would replace, 0 for none, and `changes` how it differs from that one.
    `kinds` are titles of the kinds of buying that it is for.
    """

    draft: ArticleVersion
    article: Article
    kinds: tuple[str, ...]
    published: int = 0
    changes: tuple[Difference, ...] = ()
    gaps: tuple[str, ...] = ()
    notice: str = ""

    @property
    def subject(self) -> str:
        said = {ArticleState.DRAFT: "Draft", ArticleState.PUBLISHED: "Published", ArticleState.REJECTED: "Rejected"}
        return f"{said.get(self.draft.state, 'Draft')}: {self.article.title or 'without a title yet'}"

    def blocks(self) -> tuple[Block, ...]:
        found: list[Block] = [Heading(self.subject)]
        if self.notice:
            found.append(Note(self.notice, Tone.WARNING))
        if self.draft.state is not ArticleState.DRAFT:
            return (*found, Note(_settled(self.draft), Tone.GOOD), FactList(self._facts()))
        if self.gaps:
            found.append(Note(f"Before it can be published it needs {gaps_in_words(self.gaps)}.", Tone.WARNING))
        if self.draft.notes:
            found += [Text("Not taken from the document, or to be checked:"), Bullets(self.draft.notes)]
        found.append(FactList(self._facts()))
        found += [Text("Sample questions:"), Bullets(self.article.questions)] if self.article.questions else []
        found += _changes(self.published, self.changes)
        found += _passages(self.article)
        return tuple(found)

    def buttons(self) -> tuple[Button, ...]:
        if self.draft.state is not ArticleState.DRAFT:
            read = Button("Read it", "guidance.read", {"article": self.draft.slug, "passage": "0"})
            there = (read,) if self.draft.state is ArticleState.PUBLISHED else ()
            return (*there, Button("Drafts", "guidance.drafts"), Button("Guidance", "guidance"))
        fields = {"article": self.draft.slug, "draft": self.draft.mark}
        publish = (Button("Publish", "guidance.publish", fields, main=True),) if not self.gaps else ()
        edit = Button("Change it", "guidance.edit", fields, main=bool(self.gaps))
        others = (Button("Reject it", "guidance.reject_form", fields), Button("Drafts", "guidance.drafts"))
        return (*publish, edit, *others)

    def _facts(self) -> tuple[tuple[str, str], ...]:
        article, draft = self.article, self.draft
        audience = next(option.title for option in AUDIENCES if option.value == article.audience.value)
        rows = [
            ("Sent by", f"{draft.author}, {moment(draft.at)}"),
            ("Made of", draft.origin),
            ("Who may read it", audience),
            ("About", listed(self.kinds) or "everything that is bought"),
            ("Source", article.source or "not given yet"),
            ("Date of the source", day(article.source_date) if article.source_date != NO_DAY else "not given yet"),
            ("Review by", day(article.review_by) if article.review_by else "not given yet"),
        ]
        if article.next_step:
            rows.append(("Next step", article.next_step))
        if article.recorded_by and article.recorded_on:
            rows.append(("Case study", f"a real one, recorded by {article.recorded_by}, {day(article.recorded_on)}"))
        if article.illustrative:
            rows.append(("Example", "illustrative, of no real contract"))
        return tuple(rows)


def _settled(draft: ArticleVersion) -> str:
    when = f" on {moment(draft.decided_at)}" if draft.decided_at else ""
    reason = f": {draft.reason}" if draft.reason else "."
    found = " It is found from the next question on." if draft.state is ArticleState.PUBLISHED else ""
    return f"{draft.state.value.capitalize()} by {draft.decided_by}{when}{reason}{found}"


def _changes(published: int, changes: Sequence[Difference]) -> Iterator[Block]:
    if not published:
        return
    yield Heading(f"What changes from version {published}", 2)
    if not changes:
        yield Text("Nothing: it says the same.")
    for change in changes:
        rows = [f"Taken out: {words}" for words in change.taken_out] + [f"New: {words}" for words in change.put_in]
        yield Heading(change.part, 3)
        yield Bullets(tuple(rows))


def _passages(article: Article) -> Iterator[Block]:
    yield Heading(f"The text, in {counted(len(article.passages), 'passage')}", 2)
    for place, passage in enumerate(article.passages):
        heading = passage.heading or "The short answer"
        blocks = tuple(prose_blocks(passage.text, heading))
        if place < OPEN_PASSAGES:
            yield Heading(heading, 3)
            yield from blocks
        else:
            yield Folded(heading, blocks)


@dataclass(frozen=True)
class DraftList(Message):
    """Drafts that wait, the oldest first."""

    drafts: tuple[ArticleVersion, ...]
    lead: str = ""

    @property
    def subject(self) -> str:
        return "Drafts that wait for you"

    def blocks(self) -> tuple[Block, ...]:
        if not self.drafts:
            return (Heading(self.subject), Text("None. To add guidance, send me a file or write “add guidance”."))
        lead = (Note(self.lead, Tone.GOOD),) if self.lead else ()
        rows = tuple((d.title or "without a title yet", d.author, d.origin, moment(d.at)) for d in self.drafts)
        table = Table("Drafts, oldest first", ("Title", "From", "Made of", "When"), rows)
        more = (Text("Decide on these first; then the next ones have a button."),) if len(self.drafts) > SHOWN else ()
        return (Heading(self.subject), *lead, table, *more)

    def buttons(self) -> tuple[Button, ...]:
        opens = tuple(
            Button(
                f"Open: {d.title or d.slug}"[:60],
                "guidance.draft",
                {"article": d.slug, "draft": d.mark},
            )
            for d in self.drafts[:SHOWN]
        )
        return (*opens, Button("Guidance", "guidance"))


@dataclass(frozen=True)
class FilesRefused(Message):
    """Name and reason of each file that no draft was made of."""

    files: tuple[tuple[str, str], ...]

    @property
    def subject(self) -> str:
        return "I could not take that" if len(self.files) == 1 else f"I could not take {len(self.files)} files"

    def blocks(self) -> tuple[Block, ...]:
        return (Heading(self.subject), FactList(self.files), Text("Nothing was changed."))

    def buttons(self) -> tuple[Button, ...]:
        return (Button("Add guidance", "guidance.add_form"), Button("Guidance", "guidance"))


@dataclass(frozen=True)
class FilesNotTaken(Message):
    """Somebody sent files where none are wanted from them. `names` are the files'.

    `by_contact` when the single point of contact sent them: along with an answer, or none of them could be taken.
    """

    names: tuple[str, ...]
    by_contact: bool = False

    @property
    def subject(self) -> str:
        return "I did not look at what you attached"

    def blocks(self) -> tuple[Block, ...]:
        why = (
            "Guidance is added by the single point of contact, who can send me documents. Write what you want to "
            "know or to put to a person, or record a case study."
        )
        if self.by_contact:
            why = "To add guidance, send me documents in a mail of their own, which is no reply to one of mine."
        return (Heading(self.subject), Bullets(self.names), Text(why))

    def buttons(self) -> tuple[Button, ...]:
        return (
            Button("Record a case study", "case_study"),
            Button("Ask a person", "ask_person"),
            Button("Help", "help"),
        )


@dataclass(frozen=True)
class DraftSettled(Message):
    """To whoever sent a draft that somebody else decided on."""

    title: str
    published: bool
    by: str
    reason: str = ""
    slug: str = ""

    @property
    def subject(self) -> str:
        return f"Your draft is {'published' if self.published else 'not published'}: {self.title}"

    def blocks(self) -> tuple[Block, ...]:
        said = "It is found by everybody who may read it from now on." if self.published else "It was not published."
        reason = (Quote(self.reason, self.by),) if self.reason else ()
        tone = Tone.GOOD if self.published else Tone.INFORMATION
        return (Heading(self.title), Note(f"{self.by} has decided. {said}", tone), *reason)

    def buttons(self) -> tuple[Button, ...]:
        read = (Button("Read it", "guidance.read", {"article": self.slug, "passage": "0"}),) if self.published else ()
        return (*read, Button("Help", "help"))
