"""Every verb, whoever uses it: what a person may not do changes nothing and tells nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cards import plain
from cards.sorry import NoBusinessHere, NotForYou, OnlyInPersonalChat
from cards.welcome import NotUnderstood
from dialogs.begin import COMMANDS
from dialogs.intent import Intent
from dialogs.verbs import ANYBODY, BY_MAIL, READER, SPOC, VERBS
from domain.changes import ConversationMoved, FeedbackGiven, Refused, TicketRaised, Welcomed
from domain.conversation import Scope
from domain.guidance import ArticleState
from domain.people import Person
from tests.cards.examples import EXAMPLES
from tests.dialogs.world import ADA, AMIRA, CAROL, OWEN, SOFIA, SUPPORT, THEO, World

NAMES = sorted(name for name in VERBS if not name.startswith(BY_MAIL))
ABOUT_A_TENDER = [name for name in NAMES if VERBS[name].needs({"tender": "T-00001"}).tender_ref]
FOR_STAFF = [name for name in NAMES if VERBS[name].may != ANYBODY]
FOR_SPOC = [name for name in NAMES if VERBS[name].may == SPOC]
SECRETS = ("525,000", "300,000", "social connection", "Amira", "High Peak", "P4.2", "wants to know")


def everything(world: World) -> dict[str, str]:
    """What a client can send with any verb, and all of it right."""
    return {
        "tender": "T-00001",
        "version": str(next((tender.version for tender in world.tenders.values()), 1)),
        "stage": "outcomes.1",
        "lot": "2",
        "ticket": "S-00002",
        "decision": "answered",
        "answer": "It is so.",
        "question": "What is it?",
        "reason": "It is not needed.",
        "waiver_reason": "Nothing suits.",
        "colleague": "owen.partridge@council.example",
        "priority": "P4",
        "outcome": "P4.2",
        "outcomes.1": "P7.1",
        "words": "loneliness",
        "reaction": "like",
        "about": "T-00001",
        "text": "hello",
        **about_a_draft(world),
    }


def about_a_draft(world: World) -> dict[str, str]:
    """The newest draft, and what is asked of an article."""
    drafts = [article for article in world.articles if article.state is ArticleState.DRAFT]
    draft = {"article": drafts[-1].slug, "draft": drafts[-1].mark} if drafts else {}
    return {**draft, "title": "What is it?", "name": "Laptops", "result": "Twelve were given."}


@pytest.fixture
def asked(chosen: World) -> World:
    """Everything is chosen, and Amira has asked Sofia a question."""
    chosen.send("ticket.ask", {"question": "Amira wants to know more about P4.2."})
    chosen.send("guidance.paste", {"text": "Amira wants to know: what of High Peak?"}, SOFIA)
    return chosen


def use(world: World, name: str, who: Person, scope: Scope = Scope.PERSONAL) -> None:
    world.turn(world.inbound(who, scope, verb=name, fields=everything(world)), who)


def records(world: World) -> tuple[object, ...]:
    return dict(world.tenders), dict(world.tickets), list(world.feedback), list(world.articles)


def said(world: World) -> str:
    return "\n".join(plain.text(reply) for reply in world.decisions[-1].replies)


@pytest.mark.parametrize("name", NAMES)
def test_who_may_gets_an_answer(asked: World, name: str) -> None:
    who = SOFIA if name in FOR_SPOC else AMIRA
    use(asked, name, who)
    assert [c for c in asked.changes if isinstance(c, Refused)] == (
        [Refused("score bids", "T-00001", "asked to score, rank or compare bids")] if name == "no_scoring" else []
    )
    assert len(asked.decisions[-1].replies) == 1
    assert not isinstance(asked.decisions[-1].replies[0], NotForYou | NoBusinessHere)


@pytest.mark.parametrize(
    ("who", "name"),
    [(THEO, name) for name in FOR_STAFF if VERBS[name].may != READER] + [(CAROL, name) for name in FOR_STAFF],
    ids=lambda value: value if isinstance(value, str) else "supplier" if value is THEO else "no role",
)
def test_who_has_no_business_here_changes_and_learns_nothing(asked: World, name: str, who: Person) -> None:
    before, intent = records(asked), Intent(name, {}, "", VERBS[name].needs(everything(asked)))
    use(asked, name, who)
    about = intent.needs.tender_ref or intent.needs.ticket_ref
    assert asked.decisions[-1].changes == (Refused(name, about, "This assistant is for council staff."),)
    assert asked.decisions[-1].replies == (NoBusinessHere(SUPPORT),)
    assert asked.sends == ()
    assert records(asked) == before
    assert [secret for secret in SECRETS if secret in said(asked)] == []


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(FOR_STAFF)))
@pytest.mark.parametrize("who", [THEO, CAROL], ids=["supplier", "no role"])
def test_what_anybody_may_tells_nothing_of_tenders(asked: World, name: str, who: Person) -> None:
    before = records(asked)
    use(asked, name, who)
    assert asked.changes == (Welcomed(),)
    assert records(asked) == before
    assert [
        secret for secret in ("525,000", "300,000", "social connection", "Amira", "P4.2") if secret in said(asked)
    ] == []


def test_who_has_no_business_here_is_told_whom_to_ask(asked: World) -> None:
    assert asked.install(CAROL).replies == (NoBusinessHere(SUPPORT),)
    assert SUPPORT in said(asked)


@pytest.mark.parametrize("name", FOR_SPOC)
@pytest.mark.parametrize("who", [AMIRA, OWEN, ADA], ids=["asker", "officer", "administrator"])
def test_only_the_single_point_of_contact_settles(asked: World, name: str, who: Person) -> None:
    before = records(asked)
    use(asked, name, who)
    reason = "Only the single point of contact can do that."
    about = VERBS[name].needs(everything(asked)).ticket_ref
    assert asked.decisions[-1].changes == (Refused(name, about, reason),)
    assert [reply.subject for reply in asked.decisions[-1].replies] == ["You cannot do that"]
    assert records(asked) == before
    assert "wants to know" not in said(asked)


@pytest.mark.parametrize("name", sorted(set(ABOUT_A_TENDER) - set(FOR_SPOC)))
@pytest.mark.parametrize("who", [OWEN, SOFIA, ADA], ids=["officer", "contact", "administrator"])
def test_a_tender_of_somebody_else_is_as_if_it_were_not_there(asked: World, name: str, who: Person) -> None:
    before = records(asked)
    use(asked, name, who)
    assert records(asked) == before
    assert asked.sends == ()
    reason = "I have no tender T-00001 that you may see. Write “my tenders” for a list of yours."
    assert asked.decisions[-1].changes == (Refused(name, "T-00001", reason),)
    found = said(asked)
    asked.tenders.clear()
    use(asked, name, who)
    assert said(asked) == found


@pytest.mark.parametrize("name", sorted(set(ABOUT_A_TENDER) - set(FOR_SPOC)))
def test_a_colleague_with_whom_it_is_shared_may_do_all_but_show_it_to_a_team(asked: World, name: str) -> None:
    asked.tenders["T-00001"] = replace(asked.tender, shared_with=frozenset({OWEN.id}))
    use(asked, name, OWEN)
    reason = "Only Amira Hollis, who owns T-00001, may show it here."
    refused = [Refused(name, "T-00001", reason)] if name == "tender.post" else []
    assert [change for change in asked.changes if isinstance(change, Refused)] == refused


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scope", [Scope.CHANNEL, Scope.GROUP])
def test_where_others_read_only_what_is_for_everybody(asked: World, name: str, scope: Scope) -> None:
    who = SOFIA if name in FOR_SPOC else AMIRA
    before = records(asked)
    use(asked, name, who, scope)
    if VERBS[name].where_others_read:
        assert not isinstance(asked.decisions[-1].replies[0], OnlyInPersonalChat)
    else:
        assert asked.decisions[-1].replies == (OnlyInPersonalChat(),)
        assert asked.decisions[-1].changes == ()
        assert records(asked) == before


def test_what_is_shown_where_others_read_is_this_and_no_more() -> None:
    assert {name for name in NAMES if VERBS[name].where_others_read} == {
        "welcome",
        "help",
        "not_understood",
        "too_long",
        "no_scoring",
        "feedback",
        "ask",
        "guidance.read",
        "guidance.rate",
        "framework",
        "framework.priority",
        "framework.outcome",
        "framework.search",
        "tender.post",
    }


def test_an_unknown_verb_is_not_understood(asked: World) -> None:
    before = records(asked)
    asked.send("tender.delete", {"tender": "T-00001"})
    assert (asked.last.subject, asked.changes) == ("I did not understand that", ())
    assert records(asked) == before


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_every_button_of_every_message_has_a_verb(name: str) -> None:
    assert [button.verb for button in EXAMPLES[name].buttons() if button.verb not in VERBS] == []


def test_every_command_has_a_verb() -> None:
    assert [verb for _, verb, _, _ in COMMANDS if verb not in VERBS] == []


def test_the_conversation_stands_where_it_stood_after_a_refusal(asked: World) -> None:
    before = asked.conversation(OWEN)
    use(asked, "plan.show", OWEN)
    assert asked.conversation(OWEN) == before
    assert [c for c in asked.decisions[-1].changes if isinstance(c, ConversationMoved)] == []


def test_feedback_is_kept_with_its_words(asked: World) -> None:
    asked.send("feedback", {"reaction": "dislike", "about": "m-1", "feedback": "Too long."})
    assert list(asked.changes) == [FeedbackGiven("m-1", "dislike", "Too long.")]
    asked.send("feedback", {"reaction": "love"})
    assert (list(asked.changes), asked.last.subject) == ([], "I did not understand that")


def test_a_question_where_others_read_reaches_nobody(asked: World) -> None:
    use(asked, "ticket.ask", AMIRA, Scope.CHANNEL)
    assert [c for c in asked.changes if isinstance(c, TicketRaised)] == []
    assert asked.sends == ()


@pytest.mark.parametrize("name", sorted(name for name in VERBS if name.startswith(BY_MAIL)))
@pytest.mark.parametrize("who", [SOFIA, THEO], ids=["single point of contact", "supplier"])
def test_what_the_mail_door_chooses_no_client_can(asked: World, name: str, who: Person) -> None:
    before = records(asked)
    use(asked, name, who)
    assert isinstance(asked.decisions[-1].replies[0], NotUnderstood | NoBusinessHere)
    assert records(asked) == before
