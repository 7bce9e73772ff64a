"""What goes to the single point of contact, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass

from cards.by_mail import written
from cards.message import Ask, Block, Button, FactList, Heading, Link, Message, Note, Quote, Table, Text, Tone
from cards.words import moment
from domain.escalation import DECISIONS, Ticket, TicketKind, TicketState
from domain.question import Kind, Question

KINDS = {
    TicketKind.WAIVER: "Waiver: no outcome is suitable",
    TicketKind.BESPOKE_MEASURE: "A measure that the Framework does not hold",
    TicketKind.QUESTION: "A question",
}
_VERBS = {TicketState.GRANTED: "Grant", TicketState.REFUSED: "Refuse", TicketState.ANSWERED: "Send the answer"}


WROTE_AGAIN = "They have written again today. What they wrote is added here; of further mails today you get no card."
SOMEBODY_ELSE = "On the page of our mail they said that somebody else deals with this. What they wrote is added here."
_BY_MAIL = {"by": "Mail from", "page": "Said on the page of our mail"}
"""What a ticket holds that came by mail from outside."""


@dataclass(frozen=True)
class TicketToDecide(Message):
    """To the single point of contact: all that is needed to settle it, here."""

    ticket: Ticket
    tender: tuple[tuple[str, str], ...] = ()
    error: str = ""
    notice: str = ""
    said: str = ""
    """The answer so far, when it could not be taken as it was."""
    files: tuple[Link, ...] = ()
    """Where each file that came with it can be read, for some days."""

    @property
    def subject(self) -> str:
        ticket = self.ticket
        if ticket.state is TicketState.OPEN:
            return f"{ticket.ref}: {ticket.asker_name} needs your decision"
        return f"{ticket.ref}: settled for {ticket.asker_name}, {ticket.state.value}"

    def blocks(self) -> tuple[Block, ...]:
        ticket = self.ticket
        settled = ticket.state is not TicketState.OPEN
        found: list[Block] = [Heading(KINDS[ticket.kind])]
        if self.notice:
            found.append(Note(self.notice))
        found += [FactList(_facts(ticket)), *written(ticket.text, ticket.asker_name)]
        if self.files:
            found += [Text("Files that came with it:"), *self.files]
        if self.tender:
            found.append(FactList(self.tender))
        if settled:
            found.append(Note(_outcome(ticket), Tone.GOOD))
        else:
            label = "Your answer" if ticket.kind is TicketKind.QUESTION else "Your reason, for the record"
            found.append(Ask(Question("answer", label, Kind.LONG_TEXT, value=self.said), self.error))
        return tuple(found)

    def buttons(self) -> tuple[Button, ...]:
        if self.ticket.state is not TicketState.OPEN:
            return (Button("Open tickets", "tickets"),)
        mine = {"ticket": self.ticket.ref, "version": str(self.ticket.version), "tender": self.ticket.tender_ref}
        choices = DECISIONS[self.ticket.kind]
        return tuple(
            Button(_VERBS[s], "ticket.decide", {**mine, "decision": s}, sends_answers=True, main=i == 0)
            for i, s in enumerate(choices)
        )


def _facts(ticket: Ticket) -> tuple[tuple[str, str], ...]:
    rows = [("Ticket", ticket.ref), ("From", ticket.asker_name), ("Raised", moment(ticket.raised_at))]
    rows += [(label, ticket.details[key]) for key, label in _BY_MAIL.items() if ticket.details.get(key)]
    if ticket.tender_ref:
        rows.append(("Tender", ticket.tender_ref))
    return tuple(rows)


def _outcome(ticket: Ticket) -> str:
    when = f" on {moment(ticket.decided_at)}" if ticket.decided_at else ""
    return f"{ticket.state.value.capitalize()} by {ticket.decided_by}{when}: {ticket.answer}"


@dataclass(frozen=True)
class TicketSent(Message):
    """To the asker: it is on its way, or why it cannot be yet."""

    ref: str
    contacts: tuple[str, ...]
    text: str
    tender_ref: str = ""
    administrator: bool = True
    """Whether somebody could be told that nobody is set."""

    @property
    def subject(self) -> str:
        return f"Sent: ticket {self.ref}"

    def blocks(self) -> tuple[Block, ...]:
        if self.contacts:
            who = " and ".join(self.contacts)
            note = Note(f"{who} (single point of contact) has it now. You get the answer here.", Tone.GOOD)
        else:
            words = "Nobody is set as the single point of contact yet, so your ticket is kept and waits."
            note = Note(f"{words} I have told the administrator." if self.administrator else words, Tone.WARNING)
        return (Heading(f"Ticket {self.ref}"), note, Quote(self.text))

    def buttons(self) -> tuple[Button, ...]:
        mine = {"tender": self.tender_ref}
        back = Button("Back to the tender", "plan.show", mine) if self.tender_ref else Button("Help", "help")
        return (back, Button("My tickets", "my_tickets"))


@dataclass(frozen=True)
class TicketStatus(Message):
    """To whoever asked: where their ticket stands."""

    ticket: Ticket
    staff: bool = True
    notice: str = ""

    @property
    def subject(self) -> str:
        return f"Ticket {self.ticket.ref}"

    def blocks(self) -> tuple[Block, ...]:
        ticket = self.ticket
        notice = (Note(self.notice, Tone.WARNING),) if self.notice else ()
        state = Note("Nobody has decided it yet.") if ticket.state is TicketState.OPEN else Note(_outcome(ticket))
        kind = Text(KINDS[ticket.kind])
        return (Heading(self.subject), *notice, kind, FactList(_facts(ticket)), state, *_wrote(ticket))

    def buttons(self) -> tuple[Button, ...]:
        mine = {"tender": self.ticket.tender_ref}
        opens = (Button("Open the tender", "plan.show", mine),) if self.staff and self.ticket.tender_ref else ()
        return (*opens, Button("My tickets", "my_tickets"))


@dataclass(frozen=True)
class MyTickets(Message):
    """What somebody has asked, the newest first."""

    tickets: tuple[Ticket, ...]

    @property
    def subject(self) -> str:
        return "Your tickets"

    def blocks(self) -> tuple[Block, ...]:
        if not self.tickets:
            return (Heading(self.subject), Text("You have asked nothing that needs a person’s answer."))
        rows = tuple((t.ref, t.kind.value, t.state.value, moment(t.raised_at)) for t in self.tickets)
        return (Heading(self.subject), Table("Newest first", ("Ticket", "Kind", "State", "Raised"), rows))

    def buttons(self) -> tuple[Button, ...]:
        return tuple(Button(f"Open {t.ref}", "ticket.show", {"ticket": t.ref}) for t in self.tickets[:6])


def _wrote(ticket: Ticket) -> tuple[Block, ...]:
    return (Text("You wrote:"), Quote(ticket.text)) if ticket.text else (Text("You sent files without words."),)


@dataclass(frozen=True)
class TicketSettled(Message):
    """To the asker: what was decided. A supplier gets it without what only the staff can open."""

    ticket: Ticket
    staff: bool = True

    @property
    def subject(self) -> str:
        return f"Ticket {self.ticket.ref} is {self.ticket.state.value}"

    def blocks(self) -> tuple[Block, ...]:
        ticket = self.ticket
        tone = Tone.WARNING if ticket.state is TicketState.REFUSED else Tone.GOOD
        answer = Quote(ticket.answer, ticket.decided_by)
        return (Heading(KINDS[ticket.kind]), Note(self.subject, tone), *_wrote(ticket), answer)

    def buttons(self) -> tuple[Button, ...]:
        if not self.staff:
            return ()
        if not self.ticket.tender_ref:
            return (Button("Help", "help"),)
        return (Button("Open the tender", "plan.show", {"tender": self.ticket.tender_ref}, main=True),)


@dataclass(frozen=True)
class NobodySet(Message):
    """To an administrator: tickets wait because there is no single point of contact."""

    ref: str
    kind: TicketKind

    @property
    def subject(self) -> str:
        return "Nobody is set as the single point of contact"

    def blocks(self) -> tuple[Block, ...]:
        text = f"Ticket {self.ref} ({self.kind.value}) waits for a single point of contact, and nobody has that role."
        how = 'Give it to somebody: python -m bot people role EMAIL "single point of contact". They then find it here.'
        return (Heading(self.subject), Note(text, Tone.WARNING), Text(how))


@dataclass(frozen=True)
class OpenTickets(Message):
    tickets: tuple[Ticket, ...]

    @property
    def subject(self) -> str:
        return "Tickets that wait for you"

    def blocks(self) -> tuple[Block, ...]:
        if not self.tickets:
            return (Heading(self.subject), Text("None. Well done."))
        rows = tuple((t.ref, t.kind.value, t.asker_name, moment(t.raised_at)) for t in self.tickets)
        headers = ("Ticket", "Kind", "From", "Raised")
        return (Heading(self.subject), Table("Open tickets, oldest first", headers, rows))

    def buttons(self) -> tuple[Button, ...]:
        return tuple(Button(f"Open {t.ref}", "ticket.show", {"ticket": t.ref}) for t in self.tickets[:6])


@dataclass(frozen=True)
class AskAPerson(Message):
    """The form for a question to the single point of contact, with the words so far filled in."""

    question: str = ""
    error: str = ""

    @property
    def subject(self) -> str:
        return "Ask the single point of contact"

    def blocks(self) -> tuple[Block, ...]:
        ask = Question("question", "Your question", Kind.LONG_TEXT, value=self.question)
        return (
            Heading(self.subject),
            Text("They get your question with your name and answer you here."),
            Ask(ask, self.error),
        )

    def buttons(self) -> tuple[Button, ...]:
        return (Button("Send", "ticket.ask", sends_answers=True, main=True), Button("Help", "help"))
