"""One transaction: what a turn, a job or a command may load and write."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from domain.conversation import Conversation, Delivery, Door
from domain.escalation import Ticket
from domain.guidance import ArticleVersion, AskedQuestion
from domain.mail import MailJob, MailState, RawMail, StoredMail
from domain.people import Person
from domain.tender import Tender
from storage import (
    audit,
    conversations,
    framework,
    guidance,
    inbox,
    jobs,
    mail,
    mail_notes,
    outbox,
    people,
    standing,
    tenders,
    tickets,
)
from storage.audit import Entry, Verified
from storage.framework import FrameworkRow
from storage.jobs import Held, JobRow
from storage.outbox import Letter
from storage.turn import Turn, person_entry


class Tx(Turn):
    """All that one transaction can do; lives as long as the work it is given to."""

    # People

    def person_by_key(self, door: Door, key: str) -> Person | None:
        """The known person whom a door calls `key`: an Entra object id for Teams, else an e-mail address."""
        return people.by_key(self._connection, self.organisation, door, key)

    def person(self, person_id: int) -> Person | None:
        return people.by_id(self._connection, self.organisation, person_id)

    def people(self) -> tuple[Person, ...]:
        return people.everybody(self._connection, self.organisation)

    def save_person(self, person: Person, *, by: Person, at: datetime) -> Person:
        """Stores a new person (id 0) or a changed one, with a line in the audit trail.

        Raises `Stale` when the address or the Entra id is another's.
        """
        saved = people.save(self._connection, self.organisation, person)
        self._audit([person_entry("PersonSaved", saved)], by, at)
        return saved

    def standing(self, conversation_id: int, about: str) -> str:
        """The door's id of the message that stands there for a record, such as "ticket S-9M2TR"; empty without."""
        return standing.find(self._connection, self.organisation, conversation_id, about)

    def keep_standing(self, door: Door, address: str, about: str, activity_id: str) -> None:
        """From now on that message stands in that conversation for the record."""
        place = self.conversation(door, address)
        if place is not None:
            standing.keep(self._connection, self.organisation, place.id, about, activity_id)

    def mark_dead(self, door: Door, address: str) -> None:
        """Nothing can be sent to this conversation until its person writes again."""
        conversations.mark_dead(self._connection, self.organisation, door, address)

    # The Framework, tenders and the record

    def framework_versions(self) -> tuple[FrameworkRow, ...]:
        return framework.versions(self._connection, self.organisation)

    def framework_data(self, version: int) -> str:
        """Raises KeyError when there is no such version."""
        return framework.data(self._connection, self.organisation, version)

    def add_framework(self, data: str, *, label: str, author: str, reason: str, at: datetime) -> int:
        """Adds the next version and returns its number; in the audit trail under `author`."""
        version = self.framework_version() + 1
        framework.add(
            self._connection, self.organisation, version, data, label=label, author=author, reason=reason, at=at
        )
        self._published = version, self.guidance_version()
        by = Person(0, self.organisation, author)
        said = {"version": version, "label": label, "reason": reason}
        self._audit([Entry("framework", "FrameworkAdded", said)], by, at)
        return version

    # The guidance

    def articles_since(self, guidance_version: int) -> tuple[ArticleVersion, ...]:
        """Versions that were published, replaced or retired after that version of the guidance, oldest first."""
        return guidance.changed_since(self._connection, self.organisation, guidance_version)

    def articles(self) -> tuple[ArticleVersion, ...]:
        """The newest version of every article, by slug."""
        return guidance.newest(self._connection, self.organisation)

    def versions_of(self, slug: str) -> tuple[ArticleVersion, ...]:
        """All versions of one article, newest first."""
        return guidance.versions_of(self._connection, self.organisation, slug)

    def install_articles(self, articles: Sequence[ArticleVersion], *, by: Person, at: datetime) -> int:
        """Publishes these at once, as one change of the guidance, and says how many there were."""
        if articles:
            guidance.install(self._connection, self.organisation, articles, by, at)
            self._audit([Entry("guidance", "ArticlesInstalled", {"articles": len(articles)})], by, at)
            self._published = None
        return len(articles)

    def vectors(self, model: str, digests: Collection[str]) -> dict[str, bytes]:
        """The stored vectors of these texts; those that are missing are not in it."""
        return guidance.vectors(self._connection, model, digests)

    def keep_vectors(self, model: str, vectors: Mapping[str, bytes]) -> None:
        guidance.keep_vectors(self._connection, model, vectors)

    def asked_since(self, at: datetime) -> tuple[AskedQuestion, ...]:
        """Every question since then, oldest first."""
        return guidance.asked_since(self._connection, self.organisation, at)

    def tender(self, ref: str) -> Tender | None:
        """A tender with the commitments of the last time it was made final."""
        found = tenders.one(self._connection, self.organisation, ref)
        return found[0] if found else None

    def tenders_of(self, person_id: int) -> tuple[Tender, ...]:
        """A person's own tenders and those shared with them, newest first."""
        return tenders.mine(self._connection, self.organisation, person_id)

    def ticket(self, ref: str) -> Ticket | None:
        found = tickets.one(self._connection, self.organisation, ref)
        return found[0] if found else None

    def open_ticket_in(self, thread: str) -> str:
        """The open ticket of its own person that a thread of mails is about, the newest; empty without one."""
        return tickets.open_in(self._connection, self.organisation, thread)

    def conversation(self, door: Door, address: str) -> Conversation | None:
        """The conversation that a door knows by this address; None before anything was said there."""
        found = conversations.find(self._connection, self.organisation, door, address)
        return found.conversation if found else None

    def transcript(self, conversation_id: int, limit: int) -> tuple[inbox.Entry, ...]:
        """The latest exchanges of a conversation, oldest first."""
        return inbox.transcript(self._connection, self.organisation, conversation_id, limit)

    def verify_history(self) -> Verified:
        """Reads the whole audit trail and says whether anything in it was changed."""
        return audit.verify(self._connection, self.organisation)

    # The outbox

    def claim(
        self, doors: Iterable[Door], count: int, *, lease: timedelta, now: datetime, max_attempts: int
    ) -> tuple[list[Delivery], list[tuple[Delivery, str]]]:
        """Takes at most `count` due messages for these doors, and gives those that are dead now because they have had
        `max_attempts` attempts, each with its last error."""
        live, dead = outbox.claim(
            self._connection,
            self.organisation,
            doors,
            count=count,
            lease=lease,
            now=now,
            max_attempts=max_attempts,
        )
        self.claimed.update(delivery.job_id for delivery in live)
        return live, dead

    def settle(self, held: Held, at: datetime) -> bool:
        """Marks a job as done, such as a message as delivered; False when another process has claimed it since."""
        return self.settle_all([(held, at)]) == 1

    def settle_all(self, done: Sequence[tuple[Held, datetime]]) -> int:
        """The same for many at once; says how many were still held."""
        self.given_back.update(held.job_id for held, _ in done)
        return jobs.settle(self._connection, done)

    def retry(self, held: Held, at: datetime, after: timedelta, error: str, *, forgiven: bool = False) -> bool:
        """Makes it due again `after` that; False when another process has claimed it since. An attempt that is
        `forgiven` does not count."""
        self.given_back.add(held.job_id)
        return jobs.retry(self._connection, held, at + after, error, forgiven=forgiven)

    def bury(self, held: Held, at: datetime, error: str) -> bool:
        """Gives it up, kept with its reason; False when another process has claimed it since."""
        self.given_back.add(held.job_id)
        return jobs.bury(self._connection, held, at, error)

    def undo(self, job_id: int, at: datetime, error: str) -> bool:
        """Gives up a message that was sent and came back; False when it was given up before."""
        return jobs.undo(self._connection, self.organisation, job_id, at, error)

    def revive(self, key: str, at: datetime) -> bool:
        """Makes a dead job due again; False when there is no dead one of that key."""
        return jobs.revive(self._connection, self.organisation, key, at)

    def jobs(self, state: str) -> tuple[JobRow, ...]:
        """The jobs in a state: waiting, ready, done or dead."""
        return jobs.listed(self._connection, self.organisation, state)

    def prune(self, before: datetime) -> int:
        """Deletes what was done before that moment, and what was noted for it; says how many jobs that were."""
        mail_notes.prune(self._connection, self.organisation, before)
        return jobs.prune(self._connection, self.organisation, before)

    # Mail

    def keep_mail(self, raw: RawMail, message_id: str, *, at: datetime) -> int | None:
        """Stores a message, to be read, and gives its id. None when the mailbox has it already: these very bytes, or
        the same id of its source."""
        return mail.keep(self._connection, self.organisation, raw, message_id, at)

    def claim_mail(
        self, count: int, *, lease: timedelta, now: datetime, max_attempts: int
    ) -> tuple[list[MailJob], list[int]]:
        """Takes at most `count` messages that are to be read; sets aside those that had all their attempts, and names
        them."""
        bounds = {"count": count, "max_attempts": max_attempts}
        return mail.claim(self._connection, self.organisation, lease=lease, now=now, **bounds)

    def mail(self, mail_id: int) -> StoredMail | None:
        return mail.one(self._connection, self.organisation, mail_id)

    def mails_before(self, one: StoredMail, limit: int) -> tuple[StoredMail, ...]:
        """Earlier messages of the same mailbox with the same Message-ID, the oldest first."""
        return mail.before(self._connection, self.organisation, one, limit)

    def latest_mail(self, limit: int) -> tuple[StoredMail, ...]:
        """The newest first, without their bytes."""
        return mail.latest(self._connection, self.organisation, limit)

    def mail_in(self, state: MailState) -> tuple[StoredMail, ...]:
        """What is in a state, the oldest first, without the bytes."""
        return mail.in_state(self._connection, self.organisation, state)

    def mail_read(
        self,
        held: MailJob,
        state: MailState,
        *,
        at: datetime,
        thread: str = "",
        understood: Mapping[str, Any] | None = None,
        reason: str = "",
    ) -> bool:
        """Writes what was made of a message, and that its job is done; False when another process has it now."""
        if not self.settle(held, at):
            return False
        given = understood or {}
        mail.record(self._connection, held.mail_id, state, thread=thread, understood=given, reason=reason, at=at)
        return True

    def sent(self, job_id: int, conversation_id: int) -> Mapping[str, Any]:
        """A mail of ours in a conversation, its payload: that of the job, or the latest; empty when there is none."""
        return outbox.sent(self._connection, job_id, conversation_id)

    def mails_in_thread(self, address: str, since: datetime) -> int:
        """How many mails of a thread became turns since then."""
        return inbox.in_thread(self._connection, self.organisation, address, since)

    def mails_of_sender(self, email: str, since: datetime, most: int) -> int:
        """How many mails of an address became turns since then, counted up to `most`."""
        return inbox.of_sender(self._connection, self.organisation, email, since, most)

    def thread_about(self, email: str, ref: str) -> Conversation | None:
        """The newest mails with the member of staff of this address about a ticket or tender."""
        return conversations.thread_about(self._connection, self.organisation, email, ref)

    def letters(self, limit: int) -> tuple[Letter, ...]:
        """Our newest mails, sent or on their way."""
        return outbox.letters(self._connection, self.organisation, limit)

    def letter(self, job_id: int) -> Letter | None:
        return outbox.letter(self._connection, self.organisation, job_id)

    def read_mail_again(self, mail_id: int, at: datetime) -> bool:
        """Takes up what was set aside; False when it was not, or when its bytes are forgotten."""
        return mail.read_again(self._connection, self.organisation, mail_id, at)

    def mail_note(self, key: str) -> str:
        """What a way of mail has noted for itself under this key; empty when nothing."""
        return mail_notes.find(self._connection, self.organisation, key)

    def keep_mail_note(self, key: str, text: str, at: datetime) -> None:
        mail_notes.keep(self._connection, self.organisation, key, text, at)

    def drop_mail_note(self, key: str) -> None:
        mail_notes.forget(self._connection, self.organisation, key)

    def dismiss_mail(self, mail_id: int, because: str, *, by: Person, at: datetime) -> bool:
        """Lets go of what was set aside, with a line in the audit trail; False when it was not set aside."""
        if not mail.dismiss(self._connection, self.organisation, mail_id):
            return False
        self._audit([Entry(f"mail {mail_id}", "MailDismissed", {"reason": because})], by, at)
        return True

    def needless_files(self, before: datetime) -> tuple[str, ...]:
        """The digests of the files of what `forget_mail` would forget, without those that a record has."""
        return mail.needless_files(self._connection, self.organisation, before)

    def forget_mail(self, before: datetime) -> int:
        """Forgets the bytes of what was read, set aside or dismissed before that moment, and says of how many; what was
        understood stays."""
        return mail.forget(self._connection, self.organisation, before)
