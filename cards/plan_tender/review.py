"""The whole selection before it is final, and the tender pack when it is."""

from __future__ import annotations

from dataclasses import dataclass

from cards.message import (
    Block,
    Bullets,
    Button,
    FactList,
    FileOffer,
    Folded,
    Heading,
    Link,
    Message,
    Note,
    Table,
    Text,
    Tone,
)

LOCATION = (
    "“{}” may ask where a bidder is based or where its staff live. Above the threshold that is never scored: see "
    "“Never score where a bidder is based” among the duties. Ask what the bidder will do for local people instead."
)

ABOUT_A_PACK = 45_000
"""Bytes of a usual pack; Teams wants an estimate before the document is made."""


@dataclass(frozen=True)
class LotReview:
    """One lot's selection in words. `outcomes` are title and reason; `measures` are id, name, target, evidence."""

    title: str
    tier: str
    outcomes: tuple[tuple[str, str], ...]
    measures: tuple[tuple[str, ...], ...]
    weighting: str
    against: str = ""


@dataclass(frozen=True)
class DutyLine:
    title: str
    text: str
    source: str
    stale: str = ""


@dataclass(frozen=True)
class Review(Message):
    """Everything that was chosen and why, for a last look. `missing` says what stands in the way."""

    ref: str
    version: int
    title: str
    rows: tuple[tuple[str, str], ...]
    lots: tuple[LotReview, ...]
    duties: tuple[DutyLine, ...]
    waiver: str = ""
    missing: tuple[str, ...] = ()
    waiting: bool = False
    notice: str = ""
    doubts: tuple[str, ...] = ()
    """What was read just now and is not certain."""
    about_location: tuple[str, ...] = ()
    """Own words that may ask where a bidder is based."""

    @property
    def subject(self) -> str:
        return f"Check the selection for {self.title} ({self.ref})"

    @property
    def about(self) -> str:
        return self.ref

    def blocks(self) -> tuple[Block, ...]:
        found: list[Block] = [Heading("Check the selection")]
        if self.notice:
            found.append(Note(self.notice))
        found += [Note(doubt, Tone.WARNING) for doubt in self.doubts]
        found += [Note(LOCATION.format(words), Tone.WARNING) for words in self.about_location]
        found.append(FactList(self.rows))
        if self.waiver:
            found.append(Note(self.waiver))
        for lot in self.lots:
            found += lot_blocks(lot)
        found.append(Folded(f"Duties that apply ({len(self.duties)})", duty_blocks(self.duties)))
        if self.missing:
            found += [Note("Not ready to be made final yet:", Tone.WARNING), Bullets(self.missing)]
        found.append(Text(f"Tender {self.ref}", subtle=True))
        return tuple(found)

    def buttons(self) -> tuple[Button, ...]:
        mine = {"tender": self.ref, "version": str(self.version)}
        if self.waiting:
            first = Button("Go on without it", "plan.go_on", mine, main=True)
        elif self.missing:
            first = Button("Continue", "plan.show", mine, main=True)
        else:
            first = Button("Make the tender pack", "plan.finalise", mine, main=True)
        history = Button("History", "tender.history", {"tender": self.ref})
        change = Button("Change something", "plan.change", mine)
        if self.waiver:
            return (first, change, Button("Choose outcomes after all", "plan.unwaive", mine), history)
        return (
            first,
            change,
            Button("Edit wording", "plan.wording", mine),
            Button("Add our own measure", "plan.bespoke", mine),
            history,
        )


def lot_blocks(lot: LotReview) -> tuple[Block, ...]:
    found: list[Block] = [Heading(lot.title, 2), Text(lot.tier)]
    if lot.outcomes:
        found.append(FactList(lot.outcomes))
    if lot.measures:
        headers = ("Measure", "Target", "Evidence")
        found.append(Table(f"Measures: {lot.title}", headers, lot.measures))
    if lot.against:
        found.append(Note(f"Chosen against advice, because: {lot.against}", Tone.WARNING))
    if lot.weighting:
        found.append(Text(lot.weighting))
    return tuple(found)


def duty_blocks(duties: tuple[DutyLine, ...]) -> tuple[Block, ...]:
    found: list[Block] = []
    for duty in duties:
        found += [Heading(duty.title, 3), Text(duty.text), Text(f"Source: {duty.source}", subtle=True)]
        if duty.stale:
            found.append(Note(duty.stale, Tone.WARNING))
    return tuple(found)


@dataclass(frozen=True)
class PackOffered(Message):
    """The Word document, to be put into the reader's own files once they agree."""

    ref: str

    @property
    def subject(self) -> str:
        return f"The tender pack of {self.ref}, to keep in your files"

    @property
    def file(self) -> FileOffer | None:
        return FileOffer(f"{self.ref} tender pack.docx", ABOUT_A_PACK, "pack.docx", self.ref)

    def blocks(self) -> tuple[Block, ...]:
        return (Text(self.subject),)


@dataclass(frozen=True)
class PackReady(Message):
    """The selection is final. `links` are title and signed address of each document; they end on `until`."""

    ref: str
    version: int
    title: str
    summary: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]
    until: str
    proposal: str = ""
    notice: str = ""
    offers_file: bool = False

    @property
    def subject(self) -> str:
        return f"The tender pack for {self.title} is ready ({self.ref})"

    @property
    def about(self) -> str:
        return self.ref

    def blocks(self) -> tuple[Block, ...]:
        found: list[Block] = [Heading("Your tender pack is ready")]
        if self.notice:
            found.append(Note(self.notice, Tone.GOOD))
        found += [FactList(self.summary)]
        found += [Link(title, url) for title, url in self.links]
        found.append(Text(f"The links work until {self.until}. Ask for “open {self.ref}” for new ones.", subtle=True))
        if self.proposal:
            found.append(Note(self.proposal, Tone.WARNING))
        return tuple(found)

    def buttons(self) -> tuple[Button, ...]:
        mine = {"tender": self.ref, "version": str(self.version)}
        keep = (Button("Put it in my files", "tender.file", {"tender": self.ref}, main=True),)
        return (
            *(keep if self.offers_file else ()),
            Button("Share with a colleague", "tender.share_form", mine),
            Button("Copy to a new tender", "tender.copy", {"tender": self.ref}),
            Button("Change the selection", "plan.reopen", mine),
            Button("History", "tender.history", {"tender": self.ref}),
            Button("My tenders", "my_tenders"),
        )
