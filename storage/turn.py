"""What one turn loads and writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from domain.changes import Change
from domain.conversation import Conversation, Delivery, Door, Facts, Inbound, Needs, Outgoing, Recorded, Scope
from domain.escalation import Ticket
from domain.guidance import ArticleState, ArticleVersion, AskedQuestion
from domain.people import CLOCK, Person, Role
from storage import audit, changes, conversations, guidance, inbox, outbox, people, standing, tenders, tickets
from storage.audit import Entry


class Seen(Exception):
    """Another turn with the same door and id was committed first: its replies are there to be given again."""


class Turn:
    """The part of `Tx` that a turn uses. `Stale` from any method means: run the work once more.

    `doors` are those that this process sends by, `in_hand` the ids of the messages it has claimed so far.
    """

    def __init__(
        self, connection: Connection, organisation: str, doors: frozenset[Door], in_hand: frozenset[int]
    ) -> None:
        self.organisation = organisation
        self.claimed: set[int] = set()
        self.given_back: set[int] = set()
        self._connection = connection
        self._doors = doors
        self._in_hand = in_hand
        self._quiet: set[int] = set()
        self._asked: Conversation | None = None
        self._published: tuple[int, int] | None = None

    def earlier(self, door: Door, inbound_id: str) -> tuple[Mapping[str, Any], ...] | None:
        """The replies that were stored with this message; None when it is new."""
        return inbox.earlier(self._connection, self.organisation, door, inbound_id)

    def said(self, door: Door, inbound_id: str) -> str | None:
        """The words of this message; None when it is new."""
        return inbox.said(self._connection, self.organisation, door, inbound_id)

    def who(self, inbound: Inbound, *, unknown_staff: frozenset[Role]) -> tuple[Person, Conversation]:
        """The person who sent this and the conversation it came from, both stored if they were new.

        Somebody new gets the roles `unknown_staff` when the door trusts them and none otherwise. A conversation
        is written only when something about it changed or it was last seen more than an hour ago; then it is
        alive again, and what waited for its person is made ready.
        """
        found = conversations.find(self._connection, self.organisation, inbound.door, inbound.conversation)
        if found is not None:
            self._published = found.row.newest_framework, found.row.guidance_version
            self._note(found)
            if found.fresh(inbound) and people.is_sender(found.row, inbound.door, inbound.sender):
                self._asked = found.conversation
                return people.from_row(found.row), found.conversation
        person = self._person(inbound, unknown_staff)
        if found is None:
            conversation = conversations.open_new(self._connection, self.organisation, inbound, person.id)
            self._quiet.add(conversation.id)
        else:
            conversation = conversations.refresh(self._connection, found.conversation, inbound, person.id)
        if conversation.scope is Scope.PERSONAL and outbox.release(
            self._connection, self.organisation, conversation, inbound.at
        ):
            self._quiet.discard(conversation.id)
        self._asked = conversation
        return person, conversation

    def facts(self, person: Person, conversation: Conversation, needs: Needs) -> Facts:
        """What a decision asked for, and no more."""
        people_needed = needs.people or needs.open_tickets or bool(needs.ticket_ref)
        ticket = tickets.one(self._connection, self.organisation, needs.ticket_ref) if needs.ticket_ref else None
        tender_ref = needs.tender_ref or (ticket[0].tender_ref if ticket else "")
        tender = tenders.one(self._connection, self.organisation, tender_ref) if tender_ref else None
        articles = self._articles(needs)
        return Facts(
            person=person,
            conversation=conversation,
            contacts=self._with_role(Role.SPOC) if people_needed else (),
            administrators=self._with_role(Role.ADMINISTRATOR) if people_needed else (),
            framework_version=self.framework_version(),
            guidance_version=self.guidance_version(),
            tender=tender[0] if tender else None,
            ticket=ticket[0] if ticket else None,
            ticket_asker=ticket[1] if ticket else None,
            owner=tender[1] if tender else None,
            tenders=tenders.mine(self._connection, self.organisation, person.id) if needs.my_tenders else (),
            tickets=self._tickets(person, needs),
            history=self.history(needs.history_of) if needs.history_of else (),
            colleague=self.person_by_email(needs.colleague) if needs.colleague else None,
            articles=articles,
            authors=self._authors(articles) if needs.article else (),
            asked=self.lacking() if needs.asked else (),
        )

    def record(self, decided: Sequence[Change], *, by: Person, conversation: Conversation | None, at: datetime) -> None:
        """Writes the changes and their lines of the audit trail. Raises `Stale` when somebody was quicker."""
        entries = []
        for change in decided:
            entry = changes.write(self._connection, self.organisation, change, by=by, conversation=conversation, at=at)
            if entry is not None:
                entries.append(entry)
        self._audit(entries, by, at)

    def remember(
        self,
        inbound: Inbound,
        person: Person,
        conversation: Conversation,
        replies: Sequence[Mapping[str, Any]],
        *,
        at: datetime,
    ) -> None:
        """Keeps the message with its replies. Raises `Seen` when the same message was committed meanwhile."""
        if not inbox.remember(self._connection, self.organisation, inbound, person, conversation, replies, at):
            raise Seen(f"{inbound.door.value} {inbound.id}")

    def queue(
        self,
        outgoing: Sequence[Outgoing],
        *,
        reply_to: str,
        at: datetime,
        lease: timedelta,
        key: str = "",
    ) -> tuple[Delivery, ...]:
        """Adds messages to the outbox and returns those that the caller sends now, claimed for `lease`.

        Each is stored once under its key: the place in `outgoing` after `key`, or after the turn's door and
        `reply_to`. One without a conversation waits for the person's first. One behind an earlier message
        that another process has, or that failed, is left to the worker, so that the order is kept.
        """
        prefix = key or (f"{self._asked.door.value}:{reply_to}" if self._asked and reply_to else "")
        if not prefix:
            raise ValueError("a message that answers nothing needs a key")
        deliveries = []
        for position, one in enumerate(outgoing, 1):
            answers = one.conversation is not None and self._asked is not None and one.conversation.id == self._asked.id
            delivery = outbox.queue(
                self._connection,
                self.organisation,
                one,
                key=f"{prefix}:{position}",
                reply_to=reply_to if answers else "",
                at=at,
                claimed_until=at + lease if self._may_send(one.conversation) else None,
            )
            if delivery is not None:
                self.claimed.add(delivery.job_id)
                deliveries.append(delivery)
        return tuple(deliveries)

    def reach(self, person_id: int) -> Conversation | None:
        """Somebody's latest personal conversation that can still be written to."""
        found = conversations.reach(self._connection, self.organisation, person_id)
        if found is None:
            return None
        self._note(found)
        return found.conversation

    def thread(self, person: Person, about: str, address: str, subject: str, at: datetime) -> Conversation:
        """The mails with somebody about a record; new ones, at this address of ours, where there are none or it is
        about nothing. Raises `Stale` when that address was taken a moment before."""
        known = conversations.thread_of(self._connection, self.organisation, person.id, about) if about else None
        if known is None:
            reference = {"to": person.email, "subject": subject}
            known = conversations.open_thread(self._connection, self.organisation, address, person.id, reference, at)
            self._quiet.add(known.id)
            self.stands_for(known, about)
        return known

    def stands_for(self, conversation: Conversation, about: str) -> None:
        """From now on these mails are the ones about that record."""
        if about:
            standing.keep(self._connection, self.organisation, conversation.id, about, conversation.address)

    def framework_version(self) -> int:
        """The newest version; 0 when none is stored."""
        return self._versions()[0]

    def guidance_version(self) -> int:
        """Counts every change of what can be found in the guidance; 0 before the first."""
        return self._versions()[1]

    def _versions(self) -> tuple[int, int]:
        if self._published is None:
            self._published = conversations.published(self._connection, self.organisation)
        return self._published

    def _tickets(self, person: Person, needs: Needs) -> tuple[Ticket, ...]:
        if needs.open_tickets:
            return self.open_tickets()
        if needs.my_tickets:
            return tickets.of_asker(self._connection, self.organisation, person.id)
        if needs.tender_tickets:
            return tickets.open_of_tender(self._connection, self.organisation, needs.tender_ref)
        return ()

    def _articles(self, needs: Needs) -> tuple[ArticleVersion, ...]:
        if needs.drafts:
            return guidance.drafts(self._connection, self.organisation)
        return guidance.versions_of(self._connection, self.organisation, needs.article) if needs.article else ()

    def _authors(self, articles: Sequence[ArticleVersion]) -> tuple[Person, ...]:
        wanted = sorted({a.author_id for a in articles if a.state is ArticleState.DRAFT and a.author_id})
        found = (people.by_id(self._connection, self.organisation, number) for number in wanted)
        return tuple(person for person in found if person is not None)

    def open_tickets(self) -> tuple[Ticket, ...]:
        """The oldest first."""
        return tickets.still_open(self._connection, self.organisation)

    def lacking(self) -> tuple[AskedQuestion, ...]:
        """Questions to the guidance that found no answer, or none that helped: the newest, and those first."""
        return guidance.lacking(self._connection, self.organisation)

    def person_by_email(self, email: str) -> Person | None:
        return people.by_email(self._connection, self.organisation, email)

    def history(self, subject: str) -> tuple[Recorded, ...]:
        """The audit trail of one subject, such as "tender T-4K7QX", oldest first."""
        return audit.history(self._connection, self.organisation, subject)

    def _person(self, inbound: Inbound, unknown_staff: frozenset[Role]) -> Person:
        known = people.find(self._connection, self.organisation, inbound.door, inbound.sender)
        if known is not None:
            return known
        new = people.meet(self._connection, self.organisation, inbound.door, inbound.sender, unknown_staff)
        self._audit([person_entry("PersonMet", new)], CLOCK, inbound.at)
        return new

    def _with_role(self, role: Role) -> tuple[Person, ...]:
        return people.with_role(self._connection, self.organisation, role)

    def _audit(self, entries: Sequence[Entry], by: Person, at: datetime) -> None:
        audit.append(self._connection, self.organisation, entries, by=by, at=at)

    def _note(self, found: conversations.Found) -> None:
        if not found.busy:
            self._quiet.add(found.conversation.id)

    def _may_send(self, conversation: Conversation | None) -> bool:
        """Whether this process may send to it at once: everything before is sent, or in its own hands."""
        if conversation is None or conversation.door not in self._doors:
            return False
        if conversation.id in self._quiet:
            return True
        return outbox.ahead(self._connection, conversation.id) <= self._in_hand | self.claimed


def person_entry(verb: str, person: Person) -> Entry:
    return Entry(f"person {person.id}", verb, {"roles": sorted(person.roles)})
