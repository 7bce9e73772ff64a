"""What words and buttons mean, and where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cards.message import Message
from cards.welcome import NoScoring
from dialogs.hear import hear
from dialogs.intent import Intent
from dialogs.plain import LONGEST
from domain.changes import Refused
from domain.conversation import Event, Offer, Scope
from tests.dialogs.world import AMIRA, World

DECLINED = (
    "Score this bid for me",
    "Can you rank the bids we received?",
    "Please evaluate the tender responses",
    "Which bidder is best?",
    "who should win the contract",
    "Mark these bids out of five",
    "What mark would you give this bidder's social value answer?",
    "how many points does this bid deserve?",
    "Read these two bids and tell me which is stronger",
    "I need to compare the suppliers' answers",
)
INNOCENT = (
    "Bidders are mostly small charities",
    "We received three bids last time",
    "The weighting is 10% of the score, and bidders are mostly small firms",
    "How will the score be worked out?",
    "The day rate that bidders offer includes travel",
    "Our panel will score the bids on 3 March 2027",
    "People mark the bids, not you",
    "Who won the contract last time?",
    "Who is likely to bid?",
    "I'm buying a scoring system for the county's sports bids team",
)


def heard(world: World, text: str = "", **more: object) -> Intent:
    inbound = world.inbound(AMIRA, Scope.PERSONAL, text=text, **more)
    return hear(inbound, AMIRA, world.conversation(), world.desk)


def meant(world: World, text: str) -> tuple[str, dict[str, str]]:
    intent = heard(world, text)
    return intent.verb, dict(intent.fields)


@pytest.mark.parametrize("text", DECLINED)
def test_scoring_bids_is_declined_anywhere(world: World, begun: World, text: str) -> None:
    assert world.say(text) == NoScoring()
    assert world.changes == (Refused("score bids", "", "asked to score, rank or compare bids"),)
    tender = begun.tender
    assert begun.say(text) == NoScoring()
    assert begun.tender == tender


@pytest.mark.parametrize("text", INNOCENT)
def test_talk_of_bids_and_scores_is_not_declined(world: World, text: str) -> None:
    assert heard(world, text).verb in ("ask", "plan.start")


@pytest.mark.parametrize(
    ("text", "verb", "fields"),
    [
        ("Hi", "help", {}),
        ("help!", "help", {}),
        ("?", "help", {}),
        ("Plan a tender", "plan.start", {}),
        ("  MY   tenders. ", "my_tenders", {}),
        ("the framework", "framework", {}),
        ("tickets", "tickets", {}),
        ("ask a person", "ask_person", {}),
        ("open t-4k7qx", "plan.show", {"tender": "T-4K7QX"}),
        ("T-4K7QX", "plan.show", {"tender": "T-4K7QX"}),
        ("copy T-4K7QX", "tender.copy", {"tender": "T-4K7QX"}),
        ("history of T-4K7QX", "tender.history", {"tender": "T-4K7QX"}),
        ("withdraw T-4K7QX", "tender.withdraw_form", {"tender": "T-4K7QX"}),
        ("post T-4K7QX", "tender.post", {"tender": "T-4K7QX"}),
        ("share T-4K7QX", "tender.share_form", {"tender": "T-4K7QX"}),
        (
            "share T-4K7QX with owen.partridge@council.example",
            "tender.share",
            {"tender": "T-4K7QX", "colleague": "owen.partridge@council.example"},
        ),
        ("S-00001", "ticket.show", {"ticket": "S-00001"}),
        ("P4.2", "framework.outcome", {"outcome": "P4.2"}),
        ("priority p4", "framework.priority", {"priority": "P4"}),
        ("search carbon", "framework.search", {"words": "carbon"}),
        ("outcomes about loneliness", "framework.search", {"words": "loneliness"}),
        ("I'm buying home care", "plan.start", {}),
        ("What is the weather?", "ask", {}),
        ("kpis when", "ask", {}),
        ("What should a contract for services say?", "ask", {}),
        ("We are procuring catering for schools", "plan.start", {}),
        ("tender for highways works, £6.2m", "plan.start", {}),
        ("back", "not_understood", {}),
        ("Continue", "not_understood", {}),
        ("🙂🙂", "not_understood", {}),
        ("   ", "not_understood", {}),
        ("", "not_understood", {}),
        ("x" * (LONGEST + 1), "too_long", {}),
    ],
)
def test_words_before_anything_is_open(world: World, text: str, verb: str, fields: dict[str, str]) -> None:
    assert meant(world, text) == (verb, fields)


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("back", "plan.back"),
        ("Go back.", "plan.back"),
        ("start again", "plan.confirm_restart"),
        ("later", "plan.leave"),
        ("history", "tender.history"),
        ("withdraw", "tender.withdraw_form"),
        ("edit wording", "plan.wording"),
        ("review", "plan.show"),
        ("1 March 2027", "plan.say"),
        ("Continue", "plan.say"),
        ("1", "plan.say"),
        ("my tenders", "my_tenders"),
        ("search carbon", "framework.search"),
    ],
)
def test_words_while_a_plan_asks(begun: World, text: str, verb: str) -> None:
    assert heard(begun, text).verb == verb


def test_words_while_a_plan_asks_carry_its_tender_version_and_stage(begun: World) -> None:
    assert meant(begun, "1 March 2027") == (
        "plan.say",
        {"tender": "T-00001", "version": str(begun.tender.version), "stage": "brief"},
    )


def test_a_button_can_be_typed_by_its_title_and_its_number(chosen: World) -> None:
    assert heard(chosen, "make the tender pack").verb == "plan.finalise"
    assert heard(chosen, "1").verb == "plan.finalise"
    assert heard(chosen, "[5]").verb == "tender.history"
    assert heard(chosen, "6").verb == "ask"


@pytest.mark.parametrize("text", ["change the length to 4 years", "make it 4 years"])
def test_a_correction_is_heard_where_nothing_is_asked(chosen: World, text: str) -> None:
    assert meant(chosen, text) == ("plan.say", {"tender": "T-00001"})


def test_words_are_the_first_answer_of_a_form_with_one_button(world: World) -> None:
    offer = Offer("Send", "ticket.ask", {}, sends_answers=True)
    stands = replace(world.conversation(), asking=("question",), offers=(offer,))
    world.conversations[AMIRA.id, Scope.PERSONAL] = stands
    assert meant(world, "What is a VCSE?") == ("ticket.ask", {"question": "What is a VCSE?"})


def test_a_form_with_two_buttons_is_answered_by_title_and_words(world: World) -> None:
    offers = tuple(
        Offer(title, "ticket.decide", {"decision": decision}, sends_answers=True)
        for title, decision in (("Grant", "granted"), ("Refuse", "refused"))
    )
    stands = replace(world.conversation(), asking=("answer",), offers=offers)
    world.conversations[AMIRA.id, Scope.PERSONAL] = stands
    assert meant(world, "refuse: there is one") == ("ticket.decide", {"decision": "refused", "answer": "there is one"})
    assert heard(world, "there is one").verb == "ask"


def test_buttons_are_taken_by_their_verb_and_unknown_ones_are_not(world: World) -> None:
    assert meant_by(heard(world, verb="help", fields={"a": "b"})) == ("help", {"a": "b"})
    assert heard(world, verb="tender.erase").verb == "not_understood"


def meant_by(intent: Intent) -> tuple[str, dict[str, str]]:
    return intent.verb, dict(intent.fields)


def test_one_welcome_and_no_second(world: World) -> None:
    assert heard(world, event=Event.INSTALLED).verb == "welcome"
    assert [reply.subject for reply in world.install().replies] == ["Welcome to the Social Value Assistant"]
    assert world.install().replies == ()


def test_a_team_is_welcomed_without_a_tender(world: World) -> None:
    message: Message = world.install(scope=Scope.CHANNEL).replies[0]
    assert [button.verb for button in message.buttons()] == ["framework"]
