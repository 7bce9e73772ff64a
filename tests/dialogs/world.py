"""A council in memory: its people, its tenders and tickets, and what was said. It keeps changes as storage does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import assert_never

from cards import words
from cards.mail import letter
from cards.message import Ask, Button, Message
from cards.sheet import Thread
from dialogs.decide import decide
from dialogs.hear import hear
from dialogs.intent import Decision, Desk, Intent, Send
from dialogs.reply import answerable, recalled
from domain.changes import (
    ArticleDrafted,
    ArticlePublished,
    ArticleRejected,
    ArticleRetired,
    ArticleRevised,
    Change,
    ConversationMoved,
    FeedbackGiven,
    QuestionAsked,
    QuestionRated,
    Refused,
    TenderAnswered,
    TenderFinalised,
    TenderOpened,
    TenderReopened,
    TenderShared,
    TenderWithdrawn,
    TicketAdded,
    TicketDecided,
    TicketRaised,
    Welcomed,
)
from domain.conversation import Conversation, Door, Event, Facts, Inbound, Needs, Recorded, Scope, Sender, SentFile
from domain.errors import Stale
from domain.escalation import Ticket, TicketState
from domain.guidance import Answer, ArticleState, ArticleVersion, AskedQuestion, Tier
from domain.people import Person, Role
from domain.tender import Tender, TenderStatus
from knowledge.article_file import parse as parse_article
from knowledge.documents.read import read_document
from knowledge.duties import DUTIES_FILE
from knowledge.duties import parse as parse_duties
from knowledge.load import parse
from knowledge.shelf import Shelf

FRAMEWORK_FILE = DUTIES_FILE.with_name("framework.yaml")
ORGANISATION = "Derbyshire"
TODAY = date(2026, 11, 22)
SUPPORT = "the contracts desk on 01629 123456"
NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)

SERVICE = (
    "I'm buying a social connection service for isolated older people in three lots: lot 1 High Peak £300k, "
    "lot 2 Erewash £180k, lot 3 Bolsover £45,000, three years from 1 November 2027, bidders mostly charities"
)
CHAIRS = (
    "I need a quote for 200 office chairs, goods, £38,000 including VAT, one-off purchase, delivered to Chesterfield"
)
ROADS = (
    "Highways resurfacing works across Derbyshire, £6.2m including VAT, five years from 1 April 2027, "
    "bidders are large national contractors"
)
ANSWERS = {
    **{f"tests.{lot}": "all" for lot in range(1, 13)},
    **{f"lot.{lot}.place": place for lot, place in ((1, "High Peak"), (2, "Erewash"), (3, "Bolsover"))},
    "vat": "included",
    "consider_wellbeing": "Fewer people are lonely, and local groups grow.",
    "consider_process": "Small groups can bid for one lot.",
    "consult": "yes",
}
"""What Amira answers where nothing is proposed."""


def _person(number: int, name: str, *roles: Role) -> Person:
    email = f"{name.lower().replace(' ', '.')}@council.example"
    return Person(number, ORGANISATION, name, email, frozenset(roles))


AMIRA = _person(1, "Amira Hollis", Role.OFFICER)
OWEN = _person(2, "Owen Partridge", Role.OFFICER)
SOFIA = _person(3, "Sofia Marsh", Role.OFFICER, Role.SPOC)
ADA = _person(4, "Ada Winter", Role.ADMINISTRATOR)
THEO = _person(5, "Theo Grange", Role.SUPPLIER)
CAROL = _person(6, "Carol Dene")
EVERYBODY = (AMIRA, OWEN, SOFIA, ADA, THEO, CAROL)


def published() -> Shelf:
    """The Framework and the duties that come with the assistant, as the first version."""
    framework = replace(parse(FRAMEWORK_FILE.read_text("utf-8")), version=1)
    return Shelf({1: framework}, 1, parse_duties(DUTIES_FILE.read_text("utf-8")))


def answers_on(message: Message) -> dict[str, str]:
    """What the form of a message sends when nobody changes anything on it: each answer as it is shown."""
    questions = [block.question for block in message.blocks() if isinstance(block, Ask)]
    return {q.key: q.value if q.kind in words.CHOSEN else words.answer(q) for q in questions}


@dataclass
class World:
    """`say` and `press` are turns of Amira's unless somebody else is named. Nothing here decides anything."""

    shelf: Shelf
    people: tuple[Person, ...] = EVERYBODY
    tenders: dict[str, Tender] = field(default_factory=dict)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    trail: list[tuple[str, Recorded]] = field(default_factory=list)
    """Subject and line of the audit trail, the oldest first."""
    feedback: list[FeedbackGiven] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    """What the guidance answers, by the question with what it goes on from; every other question is declined."""
    questions: dict[str, AskedQuestion] = field(default_factory=dict)
    articles: list[ArticleVersion] = field(default_factory=list)
    """Versions of articles, the oldest first."""
    decisions: list[Decision] = field(default_factory=list)
    conversations: dict[tuple[int, Scope], Conversation] = field(default_factory=dict)
    shown: dict[tuple[int, Scope], Message] = field(default_factory=dict)
    now: datetime = NOW
    codes: int = 0

    def copied(self) -> World:
        """Another world that stands where this one does."""
        return replace(
            self,
            tenders=dict(self.tenders),
            tickets=dict(self.tickets),
            trail=list(self.trail),
            feedback=list(self.feedback),
            answers=dict(self.answers),
            questions=dict(self.questions),
            articles=list(self.articles),
            decisions=list(self.decisions),
            conversations=dict(self.conversations),
            shown=dict(self.shown),
        )

    def say(self, text: str, who: Person = AMIRA, scope: Scope = Scope.PERSONAL) -> Message:
        self.turn(self.inbound(who, scope, text=text), who)
        return self.shown[who.id, scope]

    def send_file(self, name: str, content: bytes, text: str = "", who: Person = SOFIA) -> Message:
        """Somebody sends a document."""
        self.turn(self.inbound(who, Scope.PERSONAL, text=text, files=(SentFile(name, "", content),)), who)
        return self.shown[who.id, Scope.PERSONAL]

    def install(self, who: Person = AMIRA, scope: Scope = Scope.PERSONAL) -> Decision:
        return self.turn(self.inbound(who, scope, event=Event.INSTALLED), who)

    def send(
        self, verb: str, fields: Mapping[str, str] | None = None, who: Person = AMIRA, scope: Scope = Scope.PERSONAL
    ) -> Message:
        """What a client sends for a button, whether or not there is such a button."""
        self.turn(self.inbound(who, scope, verb=verb, fields=fields or {}), who)
        return self.shown[who.id, scope]

    def write_mail(self, fields: Mapping[str, str], who: Person = THEO) -> Message:
        """The words of somebody outside come by mail."""
        inbound = self.inbound(who, Scope.PERSONAL, verb="mail.wrote", fields=fields)
        self.turn(replace(inbound, door=Door.MAIL), who)
        return self.shown[who.id, Scope.PERSONAL]

    def press(
        self,
        title: str,
        answers: Mapping[str, str] | None = None,
        who: Person = AMIRA,
        on: Message | None = None,
        scope: Scope = Scope.PERSONAL,
    ) -> Message:
        """Presses a button of the last message, or of the one named, with the form as it was shown and `answers`."""
        message = on or self.shown[who.id, scope]
        found: Button = next(button for button in message.buttons() if button.title == title)
        sent = {**found.fields, **answers_on(message), **(answers or {})} if found.sends_answers else found.fields
        return self.send(found.verb, sent, who, scope)

    def change(self, part: str) -> Message:
        """From the last look at a selection to one part of it."""
        self.press("Change something")
        return self.press("Change it", {"part": part})

    def reply(self, text: str, who: Person = AMIRA, to: Message | None = None, whole: str = "") -> Message:
        """Answers the last message, or the one named, as a mail does."""
        message = to or self.shown[who.id, Scope.PERSONAL]
        answered = replace(answerable(message, letter(message, Thread()).text), whole=whole)
        self.turn(self.inbound(who, Scope.PERSONAL, text=text, answered=answered), who)
        return self.shown[who.id, Scope.PERSONAL]

    def show(self, who: Person, message: Message) -> None:
        """A message that reached somebody's own chat, as one does that others caused."""
        self.shown[who.id, Scope.PERSONAL] = message

    def shown_to(self, who: Person) -> Message:
        return self.shown[who.id, Scope.PERSONAL]

    def accept(self, answers: Mapping[str, str] | None = None, until: str = "Check the selection") -> list[str]:
        """Goes on with what each card proposes, and `answers` where it asks for them; what was asked, card by card.

        Stops at the message whose subject begins with `until`.
        """
        asked = []
        while not self.last.subject.startswith(until):
            form = answers_on(self.last)
            asked.append(f"{self.last.subject.partition(' (')[0]}: {', '.join(form)}")
            given = {**ANSWERS, **(answers or {})}
            before = self.last
            self.press("Continue", {key: given[key] for key in form if key in given})
            if self.last == before:
                raise ValueError(f"stuck at {before.subject}")
        return asked

    @property
    def last(self) -> Message:
        return self.shown[AMIRA.id, Scope.PERSONAL]

    @property
    def tender(self) -> Tender:
        """The tender that was opened last."""
        return list(self.tenders.values())[-1]

    @property
    def ticket(self) -> Ticket:
        """The ticket that was raised last."""
        return list(self.tickets.values())[-1]

    @property
    def sends(self) -> tuple[Send, ...]:
        """What the last turn sent to others."""
        return self.decisions[-1].sends

    @property
    def changes(self) -> tuple[Change, ...]:
        """What the last turn changed, apart from where the conversation stands."""
        return tuple(c for c in self.decisions[-1].changes if not isinstance(c, ConversationMoved))

    @property
    def desk(self) -> Desk:
        def link(kind: str, ref: str) -> str:
            return f"https://council.example/{kind}/{ref}"

        return Desk(self.shelf, self.now, TODAY, self._new_code, link, support=SUPPORT)

    def conversation(self, who: Person = AMIRA, scope: Scope = Scope.PERSONAL) -> Conversation:
        fresh = Conversation(len(self.conversations) + 1, Door.TEAMS, f"{scope}-{who.id}", who.id, scope)
        return self.conversations.setdefault((who.id, scope), fresh)

    def turn(self, inbound: Inbound, who: Person) -> Decision:
        self.now += timedelta(minutes=1)
        conversation = recalled(self.conversation(who, inbound.scope), inbound)
        intent = hear(inbound, who, conversation, self.desk)
        return self.decide(intent, who, inbound.scope, conversation)

    def decide(
        self, intent: Intent, who: Person, scope: Scope = Scope.PERSONAL, conversation: Conversation | None = None
    ) -> Decision:
        answer = self.answer(intent) if intent.question else None
        read = tuple(read_document(file.name, file.content) for file in intent.files)
        desk = replace(self.desk, answer=answer, documents=read)
        decision = decide(intent, self.facts(who, conversation or self.conversation(who, scope), intent.needs), desk)
        for change in decision.changes:
            self._keep(change, who, scope)
        if decision.replies:
            self.shown[who.id, scope] = decision.replies[-1]
        self.decisions.append(decision)
        return decision

    def answer(self, intent: Intent) -> Answer:
        read_as = f"{intent.before} {intent.question}".strip()
        return self.answers.get(read_as, Answer(intent.question, read_as, Tier.DECLINED, 0.0))

    def facts(self, who: Person, conversation: Conversation, needs: Needs) -> Facts:
        people_needed = needs.people or needs.open_tickets or bool(needs.ticket_ref)
        ticket = self.tickets.get(needs.ticket_ref)
        tender = self.tenders.get(needs.tender_ref or (ticket.tender_ref if ticket else ""))
        return Facts(
            person=who,
            conversation=conversation,
            contacts=self._with_role(Role.SPOC) if people_needed else (),
            administrators=self._with_role(Role.ADMINISTRATOR) if people_needed else (),
            framework_version=self.shelf.current,
            tender=tender,
            ticket=ticket,
            ticket_asker=self._numbered(ticket.asker_id) if ticket else None,
            owner=self._numbered(tender.owner_id) if tender else None,
            tenders=self._mine(who) if needs.my_tenders else (),
            tickets=self._wanted_tickets(who, needs),
            history=tuple(line for subject, line in self.trail if subject == needs.history_of),
            colleague=next((p for p in self.people if p.email == needs.colleague), None) if needs.colleague else None,
            articles=self._wanted_articles(needs),
            asked=tuple(reversed(self.questions.values())) if needs.asked else (),
            authors=self._authors(needs) if needs.article else (),
        )

    def inbound(self, who: Person, scope: Scope, **said: object) -> Inbound:
        sender = Sender(who.email, who.name, who.email, trusted=who.staff)
        known = {"id": str(len(self.decisions)), "door": Door.TEAMS, "conversation": f"{scope}-{who.id}"}
        return Inbound(**known, sender=sender, at=self.now, scope=scope, **said)  # type: ignore[arg-type]

    def _new_code(self) -> str:
        self.codes += 1
        return f"{self.codes:05}"

    def _wanted_articles(self, needs: Needs) -> tuple[ArticleVersion, ...]:
        if needs.drafts:
            return tuple(a for a in self.articles if a.state is ArticleState.DRAFT)
        return tuple(a for a in reversed(self.articles) if a.slug == needs.article) if needs.article else ()

    def _authors(self, needs: Needs) -> tuple[Person, ...]:
        drafts = [a.author_id for a in self._wanted_articles(needs) if a.state is ArticleState.DRAFT]
        return tuple(person for person in self.people if person.id in drafts)

    def _with_role(self, role: Role) -> tuple[Person, ...]:
        return tuple(person for person in self.people if role in person.roles)

    def _numbered(self, number: int) -> Person:
        return next(person for person in self.people if person.id == number)

    def _mine(self, who: Person) -> tuple[Tender, ...]:
        seen = [tender for tender in self.tenders.values() if tender.seen_by(who.id)]
        return tuple(sorted(seen, key=lambda tender: tender.changed_at, reverse=True))

    def _wanted_tickets(self, who: Person, needs: Needs) -> tuple[Ticket, ...]:
        if needs.my_tickets:
            mine = [ticket for ticket in self.tickets.values() if ticket.asker_id == who.id]
            return tuple(sorted(mine, key=lambda ticket: ticket.raised_at, reverse=True))
        if needs.tender_tickets:
            return tuple(ticket for ticket in self._open_tickets() if ticket.tender_ref == needs.tender_ref)
        return self._open_tickets() if needs.open_tickets else ()

    def _open_tickets(self) -> tuple[Ticket, ...]:
        return tuple(ticket for ticket in self.tickets.values() if ticket.state is TicketState.OPEN)

    def _keep(self, change: Change, by: Person, scope: Scope) -> None:
        """Raises `Stale` where storage does: when the record is not of the version that was read."""
        match change:
            case TenderOpened(tender):
                self.tenders[tender.ref] = tender
                self._note(f"tender {tender.ref}", change, by, {"answers": dict(tender.answers)})
            case TenderAnswered(ref, version, answers, changed):
                title = answers.get("what") or self.tenders[ref].title
                self._next(ref, version, answers=answers, title=title)
                kept = {key: answers.get(key) for key in changed}
                self._note(f"tender {ref}", change, by, {"version": version, "answers": kept})
            case TenderFinalised(ref, version, rows):
                revision = self.tenders[ref].revision + 1
                self._next(ref, version, status=TenderStatus.FINAL, commitments=rows, revision=revision)
                self._note(f"tender {ref}", change, by, {"version": version})
            case TenderReopened(ref, version):
                self._next(ref, version, status=TenderStatus.DRAFT)
                self._note(f"tender {ref}", change, by, {"version": version})
            case TenderWithdrawn(ref, version, reason):
                self._next(ref, version, status=TenderStatus.WITHDRAWN, withdrawn_reason=reason)
                self._note(f"tender {ref}", change, by, {"version": version, "reason": reason})
            case TenderShared(ref, version, person_id, name):
                self._next(ref, version, shared_with=self.tenders[ref].shared_with | {person_id})
                self._note(f"tender {ref}", change, by, {"version": version, "with": name})
            case TicketAdded(ref, text, files):
                self.tickets[ref] = self.tickets[ref].with_more(text, files)
            case TicketRaised(ticket):
                self.tickets[ticket.ref] = ticket
                self._note(f"ticket {ticket.ref}", change, by, {"text": ticket.text})
            case TicketDecided(ref, version, state, answer):
                self._settle(change, by)
                said = {"version": version, "state": state.value, "answer": answer}
                self._note(f"ticket {ref}", change, by, said | ({"own": True} if change.own else {}))
            case Refused(verb, about, reason):
                subject = f"tender {about}" if about.startswith("T-") else f"person {by.id}"
                self._note(subject, change, by, {"verb": verb, "reason": reason})
            case FeedbackGiven():
                self.feedback.append(change)
            case QuestionAsked(asked):
                self.questions[asked.ref] = asked
            case QuestionRated(ref, reaction, comment):
                asked = self.questions.get(ref)
                if asked is not None and asked.person_id == by.id:
                    self.questions[ref] = replace(asked, reaction=reaction, comment=comment)
            case ArticleDrafted() | ArticlePublished() | ArticleRejected() | ArticleRetired() | ArticleRevised():
                self._keep_article(change, by)
            case ConversationMoved(tender_ref, asking, offers, topic):
                moved = {"tender_ref": tender_ref, "asking": asking, "offers": offers, "topic": topic}
                self.conversations[by.id, scope] = replace(self.conversation(by, scope), **moved)  # type: ignore[arg-type]
            case Welcomed():
                self.conversations[by.id, scope] = replace(self.conversation(by, scope), welcomed=True)
            case _:
                assert_never(change)

    def _keep_article(
        self, change: ArticleDrafted | ArticlePublished | ArticleRejected | ArticleRetired | ArticleRevised, by: Person
    ) -> None:
        if isinstance(change, ArticleDrafted):
            version = 1 + sum(1 for a in self.articles if a.slug == change.draft.slug)
            self.articles.append(replace(change.draft, version=version))
            return
        if isinstance(change, ArticleRevised):
            place = next(n for n, a in enumerate(self.articles) if a.slug == change.slug and a.data == change.was)
            self.articles[place] = replace(self.articles[place], data=change.data, title=change.title)
            return
        states = {
            ArticlePublished: (ArticleState.DRAFT, ArticleState.PUBLISHED),
            ArticleRejected: (ArticleState.DRAFT, ArticleState.REJECTED),
            ArticleRetired: (ArticleState.PUBLISHED, ArticleState.RETIRED),
        }
        was, now = states[type(change)]
        place = next(
            (n for n, a in enumerate(self.articles) if (a.slug, a.version) == (change.slug, change.version)), -1
        )
        if place < 0 or self.articles[place].state is not was:
            raise Stale(f"version {change.version} of {change.slug} is not {was.value} any more")
        reason = getattr(change, "reason", "")
        settled = replace(self.articles[place], state=now, decided_by=by.name, decided_at=self.now, reason=reason)
        self.articles[place] = settled
        if now is not ArticleState.REJECTED:
            self._put_on_the_shelf(settled)

    def _put_on_the_shelf(self, version: ArticleVersion) -> None:
        """What is published is found, and what is retired is not."""
        known = {slug: article for slug, article in self.shelf.articles.items() if slug != version.slug}
        if version.state is ArticleState.PUBLISHED:
            article = parse_article(version.data, version.slug, self.shelf.now)
            known[version.slug] = replace(article, version=version.version, owner=version.decided_by)
        self.shelf = replace(self.shelf, articles=known)

    def _next(self, ref: str, version: int, **changes: object) -> None:
        tender = self.tenders[ref]
        if tender.version != version:
            raise Stale(f"tender {ref} has no version {version} any more")
        self.tenders[ref] = replace(tender, version=version + 1, changed_at=self.now, **changes)  # type: ignore[arg-type]

    def _settle(self, change: TicketDecided, by: Person) -> None:
        ticket = self.tickets[change.ref]
        if ticket.version != change.version or ticket.state is not TicketState.OPEN:
            raise Stale(f"ticket {change.ref} is not open in version {change.version} any more")
        settled = {"state": change.state, "answer": change.answer, "decided_by": by.name, "decided_at": self.now}
        self.tickets[change.ref] = replace(ticket, version=ticket.version + 1, **settled)  # type: ignore[arg-type]

    def _note(self, subject: str, change: Change, by: Person, data: Mapping[str, object]) -> None:
        self.trail.append((subject, Recorded(self.now, by.name, type(change).__name__, data)))
