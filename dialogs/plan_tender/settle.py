"""What a settled ticket means for the tender that it was about."""

from __future__ import annotations

import json
from collections.abc import Mapping

from domain.escalation import Ticket, TicketKind, TicketState

OWN = "{}, who asked for it and alone is the single point of contact"


def answers_after(answers: Mapping[str, str], ticket: Ticket, *, own: bool = False) -> dict[str, str]:
    """The tender's answers once the ticket is granted or refused; what waited for it waits no more. `own` says that
    whoever decided had asked for it, which stands beside their name wherever it is told.
    """
    approver = OWN.format(ticket.decided_by) if own else ticket.decided_by
    after = {k: v for k, v in answers.items() if k != f"waiting.{ticket.ref}"}
    if ticket.state is not TicketState.GRANTED or len(after) == len(answers):
        return after  # refused, or the officer has gone on without it
    if ticket.kind is TicketKind.WAIVER:
        if ticket.decided_at is None:
            raise ValueError(f"ticket {ticket.ref} is granted without a date")
        waiver = {"approver": approver, "ticket": ticket.ref, "reason": ticket.text}
        waiver |= {"answer": ticket.answer, "on": ticket.decided_at.date().isoformat()}
        after["waiver"] = json.dumps(waiver)
    elif ticket.kind is TicketKind.BESPOKE_MEASURE:
        # Numbered when it is granted: of several that wait, any may be refused.
        number = sum(key.startswith("bespoke.") for key in answers) + 1
        approved = {**ticket.details, "id": f"{ticket.details['outcome']}-B{number}"}
        approved |= {"approver": approver, "ticket": ticket.ref}
        after[f"bespoke.{ticket.ref}"] = json.dumps(approved)
    return after
