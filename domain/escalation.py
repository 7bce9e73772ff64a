"""Tickets: what must be decided or answered by the single point of contact, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from domain.mail import KeptFile


class TicketKind(StrEnum):
    WAIVER = "waiver"
    BESPOKE_MEASURE = "bespoke measure"
    QUESTION = "question"


class TicketState(StrEnum):
    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    """Its asker needs it no more."""


DECISIONS: Mapping[TicketKind, tuple[TicketState, ...]] = {
    TicketKind.WAIVER: (TicketState.GRANTED, TicketState.REFUSED),
    TicketKind.BESPOKE_MEASURE: (TicketState.GRANTED, TicketState.REFUSED),
    TicketKind.QUESTION: (TicketState.ANSWERED,),
}
"""How the single point of contact can end a ticket of each kind."""


@dataclass(frozen=True)
class Ticket:
    """`details` is what the kind needs, in stored form: for a bespoke measure lot, outcome, name, unit, …; for words
    that came by mail `by`, their address, and `files`, a line for each file; for words from the page of a mail of ours
    `page`, its subject."""

    ref: str
    organisation: str
    kind: TicketKind
    text: str
    """The asker's own words."""
    asker_id: int
    asker_name: str
    raised_at: datetime
    state: TicketState = TicketState.OPEN
    tender_ref: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    answer: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None
    version: int = 1

    def with_more(self, text: str, files: str) -> Ticket:
        """The same with further words of the asker, and their files, a line for each."""
        lines = "\n".join(part for part in (self.details.get("files", ""), files) if part)
        details = {**self.details, "files": lines} if lines else self.details
        return replace(self, text="\n\n".join(part for part in (self.text, text) if part), details=details)

    @property
    def files(self) -> tuple[KeptFile, ...]:
        """What came with it, in order."""
        return tuple(KeptFile.of_line(line) for line in self.details.get("files", "").splitlines())
