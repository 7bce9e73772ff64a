"""Tenders in a list, shared, withdrawn, and how they came to be what they are."""

from __future__ import annotations

from dataclasses import dataclass

from cards.message import Ask, Block, Button, FactList, Heading, Link, Message, Note, Table, Text, Tone
from domain.question import Kind, Question

SHOWN = 4
"""Tenders with a button of their own; the others are opened by their reference."""


@dataclass(frozen=True)
class TenderList(Message):
    """`rows` are reference, what, value, state and last change, newest first. `export` is a signed address."""

    rows: tuple[tuple[str, str, str, str, str], ...]
    export: str = ""

    @property
    def subject(self) -> str:
        return "Your tenders"

    def blocks(self) -> tuple[Block, ...]:
        if not self.rows:
            return (Heading(self.subject), Text("You have none yet. Tell me what you are buying to start one."))
        headers = ("Reference", "Buying", "Value", "State", "Last change")
        table = Table("Your tenders and those shared with you", headers, self.rows)
        more = (Text("To open another one, write “open” and its reference."),) if len(self.rows) > SHOWN else ()
        return (Heading(self.subject), table, *more, Link("All of them as a spreadsheet (CSV)", self.export))

    def buttons(self) -> tuple[Button, ...]:
        opens = tuple(Button(f"Open {row[0]}", "plan.show", {"tender": row[0]}) for row in self.rows[:SHOWN])
        return (*opens, Button("Plan a tender", "plan.start", main=not self.rows))


@dataclass(frozen=True)
class TenderSummary(Message):
    """What a colleague or a team sees of a tender that its owner shows them."""

    ref: str
    title: str
    by: str
    rows: tuple[tuple[str, str], ...]
    outcomes: tuple[tuple[str, str], ...]
    can_open: bool = False

    @property
    def subject(self) -> str:
        return f"{self.by} shares a tender: {self.title} ({self.ref})"

    def blocks(self) -> tuple[Block, ...]:
        chosen: tuple[Block, ...] = (Heading("Outcomes", 2), FactList(self.outcomes)) if self.outcomes else ()
        return (Heading(self.title), Text(f"Shared by {self.by}. Tender {self.ref}."), FactList(self.rows), *chosen)

    def buttons(self) -> tuple[Button, ...]:
        return (Button("Open", "plan.show", {"tender": self.ref}, main=True),) if self.can_open else ()


@dataclass(frozen=True)
class ShareForm(Message):
    ref: str
    version: int
    error: str = ""

    @property
    def subject(self) -> str:
        return f"Share {self.ref} with a colleague"

    def blocks(self) -> tuple[Block, ...]:
        ask = Question("colleague", "Your colleague's e-mail address", Kind.TEXT, hint="name@council.gov.uk")
        text = "They can read and change it, as you can. To show it to a team, write “post” and its reference there."
        return (Heading(self.subject), Text(text), Ask(ask, self.error))

    def buttons(self) -> tuple[Button, ...]:
        mine = {"tender": self.ref, "version": str(self.version)}
        share = Button("Share", "tender.share", mine, sends_answers=True, main=True)
        return (share, Button("Back to the tender", "plan.show", {"tender": self.ref}))


@dataclass(frozen=True)
class WithdrawForm(Message):
    ref: str
    version: int
    title: str
    error: str = ""

    @property
    def subject(self) -> str:
        return f"Withdraw {self.ref}"

    def blocks(self) -> tuple[Block, ...]:
        ask = Question("reason", "Why is it withdrawn?", Kind.TEXT)
        text = f"“{self.title}” stays in the record and cannot be changed any more. You can still copy it."
        return (Heading(self.subject), Text(text), Ask(ask, self.error))

    def buttons(self) -> tuple[Button, ...]:
        mine = {"tender": self.ref, "version": str(self.version)}
        yes = Button("Withdraw it", "tender.withdraw", mine, sends_answers=True)
        return (yes, Button("Keep it", "plan.show", {"tender": self.ref}, main=True))


@dataclass(frozen=True)
class Withdrawn(Message):
    ref: str
    title: str
    reason: str
    notice: str = ""

    @property
    def subject(self) -> str:
        return f"{self.title} is withdrawn ({self.ref})"

    def blocks(self) -> tuple[Block, ...]:
        notice = (Note(self.notice),) if self.notice else ()
        return (Heading(self.subject), *notice, FactList((("Reason", self.reason),)))

    def buttons(self) -> tuple[Button, ...]:
        mine = {"tender": self.ref}
        return (Button("Copy to a new tender", "tender.copy", mine), Button("History", "tender.history", mine))


@dataclass(frozen=True)
class History(Message):
    """`rows` are when, who and what, oldest first. `export` is a signed address."""

    ref: str
    rows: tuple[tuple[str, str, str], ...]
    export: str

    @property
    def subject(self) -> str:
        return f"History of {self.ref}"

    def blocks(self) -> tuple[Block, ...]:
        table = Table(self.subject, ("When", "Who", "What"), self.rows)
        return (Heading(self.subject), table, Link("All of it as a spreadsheet (CSV)", self.export))

    def buttons(self) -> tuple[Button, ...]:
        return (Button("Open the tender", "plan.show", {"tender": self.ref}),)


@dataclass(frozen=True)
class Done(Message):
    """A short word that something has happened, with a way on."""

    text: str
    ref: str = ""

    @property
    def subject(self) -> str:
        return self.text

    def blocks(self) -> tuple[Block, ...]:
        return (Note(self.text, Tone.GOOD),)

    def buttons(self) -> tuple[Button, ...]:
        opens = (Button("Open the tender", "plan.show", {"tender": self.ref}),) if self.ref else ()
        return (*opens, Button("My tenders", "my_tenders"))
