"""Answers from the guidance: with their source and date, what to do next, and a way to a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cards.message import Ask, Block, Bullets, Button, Heading, Message, Note, Quote, Table, Text, Tone
from cards.words import day, listed
from domain.guidance import Answer, Article, Citation, Figure, Passage
from domain.prose import Grid, Items, Paragraph, prose
from domain.question import Kind, Question

WORDED = "Worded by AI from the guidance that is named below. Check it against the source."

NOT_HELD = "No passage that we hold answers it."


@dataclass(frozen=True)
class GuidanceAnswer(Message):
    """The sentences that answer, then where they come from. `ref` is the question's, `tender_ref` an open plan's."""

    answer: Answer
    ref: str
    tender_ref: str = ""
    staff: bool = True

    @property
    def subject(self) -> str:
        return self._cited.title

    @property
    def topic(self) -> str:
        return self.answer.read_as

    @property
    def about(self) -> str:
        return self.tender_ref

    @property
    def spoken(self) -> str:
        if self._beside:
            return "\n\n".join(_spoken(*part) for part in _parts(self.answer))
        if self.answer.marks:
            return " ".join(_marked(self.answer, "[{}]"))
        every = "".join(f" [{number}]" for number in range(1, len(self.answer.citations) + 1))
        return " ".join(self.answer.sentences) + every

    @property
    def citations(self) -> tuple[tuple[str, str], ...]:
        said = enumerate(self.answer.citations, 1)
        return tuple((source_line(cited), " ".join(_from(self.answer, number))) for number, cited in said)

    @property
    def ai_worded(self) -> bool:
        return self.answer.worded

    @property
    def rated(self) -> str:
        return f"question {self.ref}"

    @property
    def _cited(self) -> Citation:
        return self.answer.citations[0]

    @property
    def _beside(self) -> bool:
        """Whether passages of two articles are told, one after the other."""
        return not self.answer.worded and len({cited.slug for cited in self.answer.citations}) > 1

    def blocks(self) -> tuple[Block, ...]:
        if self._beside:
            return (*(block for part in _parts(self.answer) for block in _part(*part)), *self.below())
        several = len(self.answer.citations) > 1 and self.answer.marks
        told = _marked(self.answer, "({})") if several else self.answer.sentences
        return (Heading(self.subject), *_sentences(told), *self.below())

    def below(self) -> tuple[Block, ...]:
        """What stands under the sentences: figures, source, cautions, the next step."""
        found: list[Block] = []
        if self.answer.worded:
            found.append(Note(WORDED))
        cautions = [caution for cited in self.answer.citations for caution in _cautions(cited)]
        found += dict.fromkeys(cautions)
        found += _figures(self.answer.figures)
        found += [Text(line, subtle=True) for line in _source_lines(self.answer)]
        if self.answer.next_step:
            found.append(Text(f"Next: {self.answer.next_step}"))
        return (*found, *_mended(self.answer))

    def buttons(self) -> tuple[Button, ...]:
        cited = self._cited
        more = Button("Read more", "guidance.read", {"article": cited.slug, "passage": str(cited.passage)}, main=True)
        back = _back(self.tender_ref)
        following = [_suggestion(s.title, s.slug, s.passage) for s in self.answer.suggestions[: 1 if back else 2]]
        return (more, *following, *back, *_offer_person(self.answer, self.staff))

    def rating(self) -> tuple[Button, ...]:
        return (
            Button("This helped", "guidance.rate", {"about": self.ref, "reaction": "like"}),
            Button("This did not help", "guidance.rate", {"about": self.ref, "reaction": "dislike"}),
        )


@dataclass(frozen=True)
class Suggested(Message):
    """Not sure enough to answer: up to three articles that may be meant. No passage is shown as an answer."""

    answer: Answer
    tender_ref: str = ""
    staff: bool = True

    @property
    def subject(self) -> str:
        return "I am not sure I have the answer"

    @property
    def topic(self) -> str:
        return self.answer.read_as

    @property
    def about(self) -> str:
        return self.tender_ref

    def blocks(self) -> tuple[Block, ...]:
        missing = _missing(self.answer)
        return (
            Heading(self.subject),
            *missing,
            *_mended(self.answer),
            Text("Are you asking about one of these?"),
        )

    def buttons(self) -> tuple[Button, ...]:
        found = [_suggestion(s.title, s.slug, s.passage) for s in self.answer.suggestions]
        return (*found, *_back(self.tender_ref), *_offer_person(self.answer, self.staff))


@dataclass(frozen=True)
class Unanswered(Message):
    """Declined: why, and the right way. Nothing is cited."""

    answer: Answer
    tender_ref: str = ""
    staff: bool = True

    @property
    def subject(self) -> str:
        return "I cannot answer that" if self.answer.boundary else "I hold no answer to that"

    @property
    def about(self) -> str:
        return self.tender_ref

    def blocks(self) -> tuple[Block, ...]:
        boundary = self.answer.boundary
        if boundary is not None:
            return (Heading(self.subject), Text(boundary.reason), Text(boundary.way))
        way = (
            "I only answer from passages that I hold, and I found none that answers this. "
            "You can put it to the single point of contact as it stands, or ask me in other words."
        )
        if not self.staff:
            way = (
                "I only answer from passages that I hold, and I found none that answers this. Please ask your contact."
            )
        said = (Quote(self.answer.question[:500]),) if self.answer.question.strip() else ()
        return (Heading(self.subject), *said, *_missing(self.answer), Text(way), *_mended(self.answer))

    def buttons(self) -> tuple[Button, ...]:
        plan = (Button("Plan a tender", "plan.start"),) if self.staff and not self.tender_ref else ()
        return (*_offer_person(self.answer, self.staff), *_back(self.tender_ref), *plan, Button("Help", "help"))


@dataclass(frozen=True)
class ArticleRead(Message):
    """An article as a whole, from one passage on. Its figures are written out as they are today.

    `related` are titles and slugs of what to read next; `question` is what was asked, for a person to answer.
    """

    article: Article
    figures: tuple[Figure, ...]
    citation: Citation
    passage: int = 0
    related: tuple[tuple[str, str], ...] = ()
    staff: bool = True

    @property
    def subject(self) -> str:
        return self.article.title

    @property
    def topic(self) -> str:
        return self.article.title

    def blocks(self) -> tuple[Block, ...]:
        first = self.article.passages[self.passage]
        others = [passage for passage in self.article.passages if passage.number != self.passage]
        return self.shown((first, *others))

    def shown(self, passages: Sequence[Passage]) -> tuple[Block, ...]:
        """These passages with their figures, where they come from, and what to do next."""
        found: list[Block] = [Heading(self.subject), *_cautions(self.citation), *_passage(passages[0])]
        for passage in passages[1:]:
            found += _passage(passage) if passage.heading else [Heading("In short", 2), *_passage(passage)]
        found += _figures(self.figures)
        found.append(Text(source_line(self.citation), subtle=True))
        if self.article.next_step:
            found.append(Text(f"Next: {self.article.next_step}"))
        return tuple(found)

    def buttons(self) -> tuple[Button, ...]:
        following = [_suggestion(title, slug, 0) for title, slug in self.related[:3]]
        person = (_person(""),) if self.staff else ()
        return (*following, *person, Button("Help", "help"))


@dataclass(frozen=True)
class NoSuchPassage(Message):
    """A button of an article that is not there any more, or not for this reader."""

    @property
    def subject(self) -> str:
        return "That is no longer there"

    def blocks(self) -> tuple[Block, ...]:
        return (Heading(self.subject), Text("It may have been replaced or withdrawn. Please ask your question again."))

    def buttons(self) -> tuple[Button, ...]:
        return (Button("Help", "help"),)


@dataclass(frozen=True)
class Rated(Message):
    """Thanks; and after a thumb down, room to say what was wrong. `comment` is what was said."""

    ref: str
    helped: bool
    comment: str = ""
    staff: bool = True

    @property
    def subject(self) -> str:
        return "Thank you, your feedback is recorded"

    def blocks(self) -> tuple[Block, ...]:
        thanks = (Note(self.subject, Tone.GOOD),)
        if self.helped or self.comment:
            return thanks
        ask = Question("comment", "What was wrong or missing?", Kind.LONG_TEXT, required=False)
        return (*thanks, Ask(ask))

    def buttons(self) -> tuple[Button, ...]:
        if self.helped or self.comment:
            return ()
        fields = {"about": self.ref, "reaction": "dislike"}
        return (
            Button("Send", "guidance.rate", fields, sends_answers=True, main=True),
            *((_person(""),) if self.staff else ()),
        )


def source_line(cited: Citation) -> str:
    """Where it comes from: our summary, or the source's own words."""
    said = "From" if cited.verbatim or cited.recorded_by else "Our summary of"
    return f"{said}: {cited.source}, {day(cited.source_date)}"


def _source_lines(answer: Answer) -> list[str]:
    """Each source once: behind the numbers of its passages where sentences name them, else numbered where there are
    several."""
    lines = [source_line(one) for one in answer.citations]
    each = list(dict.fromkeys(lines))
    if answer.marks and len(lines) > 1:
        marks = {line: " ".join(f"({n})" for n, one in enumerate(lines, 1) if one == line) for line in each}
        return [f"{marks[line]} {line}" for line in each]
    return each if len(each) == 1 else [f"({number}) {line}" for number, line in enumerate(each, 1)]


def _marked(answer: Answer, mark: str) -> tuple[str, ...]:
    """Each sentence with the numbers of its citations behind it."""
    pairs = zip(answer.sentences, answer.marks, strict=True)
    return tuple(" ".join((sentence, *map(mark.format, numbers))) for sentence, numbers in pairs)


def _parts(answer: Answer) -> list[tuple[list[int], Citation, tuple[str, ...]]]:
    """For each article that is told: the numbers of its citations, the first of them, and its sentences."""
    found: list[tuple[list[int], Citation, tuple[str, ...]]] = []
    for number, cited in enumerate(answer.citations, 1):
        said = _from(answer, number)
        if found and found[-1][1].slug == cited.slug:
            found[-1] = (found[-1][0] + [number], found[-1][1], found[-1][2] + said)
        else:
            found.append(([number], cited, said))
    return found


def _part(numbers: Sequence[int], cited: Citation, said: Sequence[str]) -> list[Block]:
    """The sentences of one article under its title, the last with the numbers of its sources."""
    heading = Heading(cited.title) if numbers[0] == 1 else Heading(f"Also: {cited.title}", 2)
    marks = " ".join(f"({number})" for number in numbers)
    return [heading, *_sentences([*said[:-1], f"{said[-1]} {marks}"])] if said else []


def _spoken(numbers: Sequence[int], cited: Citation, said: Sequence[str]) -> str:
    marks = " ".join(f"[{number}]" for number in numbers)
    title = cited.title if cited.title.endswith("?") else f"{cited.title}:"
    lead = "" if numbers[0] == 1 else f"Also: {title} "
    return f"{lead}{' '.join(said)} {marks}"


def _from(answer: Answer, number: int) -> tuple[str, ...]:
    """The sentences that this citation stands behind."""
    if not answer.marks:
        return answer.sentences
    pairs = zip(answer.sentences, answer.marks, strict=True)
    return tuple(sentence for sentence, numbers in pairs if number in numbers)


def prose_blocks(text: str, caption: str) -> list[Block]:
    """A passage's paragraphs, lists and tables; `caption` names a table."""
    found: list[Block] = []
    for part in prose(text):
        match part:
            case Paragraph(words):
                found.append(Text(words))
            case Items(items, numbered=True):
                found.append(Text("\n".join(f"{place}. {item}" for place, item in enumerate(items, 1))))
            case Items(items):
                found.append(Bullets(items))
            case Grid(headers, rows):
                found.append(Table(caption, headers, rows))
    return found


def _passage(passage: Passage) -> list[Block]:
    heading: list[Block] = [Heading(passage.heading, 2)] if passage.heading else []
    return [*heading, *prose_blocks(passage.text, passage.heading or "The short answer")]


def _sentences(told: Sequence[str]) -> list[Block]:
    """A sentence that introduces a list is followed by its items."""
    lead = next((place for place, sentence in enumerate(told) if sentence.endswith(":")), None)
    if lead is None or lead + 1 == len(told):
        return [Text(" ".join(told))]
    return [Text(" ".join(told[: lead + 1])), Bullets(tuple(told[lead + 1 :]))]


def _cautions(cited: Citation) -> list[Block]:
    found: list[Block] = []
    if cited.illustrative:
        found.append(Note("An illustrative example, not a real contract."))
    if cited.recorded_by and cited.recorded_on:
        words = f"A real example, recorded by {cited.recorded_by} on {day(cited.recorded_on)}."
        found.append(Note(words))
    if cited.overdue:
        words = f"This was due for review by {day(cited.overdue)}. Check it before you rely on it."
        found.append(Note(words, Tone.WARNING))
    return found


def _figures(figures: Sequence[Figure]) -> list[Block]:
    told = listed(list(dict.fromkeys(f"{f.source}, as at {day(f.since)}" for f in figures)))
    found: list[Block] = [Text(f"Figures: {told}.", subtle=True)] if figures else []
    stale = list(dict.fromkeys(f.words for f in figures if f.stale))
    if stale:
        verb = "is" if len(stale) == 1 else "are"
        found.append(Note(f"{listed(stale)} {verb} past the date for review. Check before use.", Tone.WARNING))
    return found


def _missing(answer: Answer) -> tuple[Block, ...]:
    if not answer.missing:
        return ()
    return (Text(f"Nothing I hold on this speaks of {listed([f'“{term}”' for term in answer.missing], 'or')}."),)


def _mended(answer: Answer) -> tuple[Block, ...]:
    if not answer.mended:
        return ()
    told = listed([f"“{was}” as “{read}”" for was, read in answer.mended.items()])
    return (Text(f"I read {told}.", subtle=True),)


def _suggestion(title: str, slug: str, passage: int) -> Button:
    return Button(title, "guidance.read", {"article": slug, "passage": str(passage)})


def _back(tender_ref: str) -> tuple[Button, ...]:
    return (Button("Back to the tender", "plan.show", {"tender": tender_ref}),) if tender_ref else ()


def _person(question: str) -> Button:
    return Button("Ask a person", "ask_person", {"question": question[:2000]} if question else {})


def _offer_person(answer: Answer, staff: bool) -> tuple[Button, ...]:
    refused = answer.boundary is not None and not answer.boundary.to_contact
    return () if refused or not staff else (_person(answer.question),)
