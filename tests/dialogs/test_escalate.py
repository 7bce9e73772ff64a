"""Waivers, measures of our own and questions: raised once, settled once, and told to whoever asked."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cards import plain
from cards.message import Link
from cards.plan_tender.review import Review
from cards.plan_tender.special import SpecialForm
from cards.tickets import MyTickets, NobodySet, OpenTickets, TicketSent, TicketSettled, TicketStatus, TicketToDecide
from cards.welcome import OutOfDate
from dialogs.escalate import GONE, NEEDED, NOT_YOUR_OWN
from dialogs.intent import Send
from domain.changes import Refused, TenderAnswered, TicketDecided, TicketRaised
from domain.escalation import Ticket, TicketKind, TicketState
from domain.mail import KeptFile
from domain.people import Person, Role
from domain.tender import TenderStatus
from tests.dialogs.world import ADA, AMIRA, CAROL, CHAIRS, EVERYBODY, OWEN, SOFIA, THEO, World, answers_on

REASON = "A one-off purchase of spare parts from their maker."
BESPOKE = {
    "bespoke_outcome": "1:P4.2",
    "bespoke_name": "Garden visits arranged",
    "bespoke_unit": "visits",
    "bespoke_direction": "increase",
    "bespoke_evidence": "Visit log",
    "bespoke_why": "Gardens are what this service is about.",
}


@pytest.fixture
def waiting(begun: World) -> World:
    """Amira has asked Sofia for a waiver, and the card is before Sofia."""
    begun.accept({"start": "1 March 2027", "bidders": "mixed"}, until="Step 2")
    begun.press("None is suitable")
    begun.press("Send the request", {"waiver_reason": REASON})
    deliver(begun)
    return begun


def deliver(world: World) -> None:
    """Puts what was sent before those to whom it was sent."""
    for send in world.sends:
        world.show(send.to, send.message)


def test_a_waiver_is_asked_for_once_and_reaches_the_contact(waiting: World) -> None:
    ticket = waiting.ticket
    assert (ticket.kind, ticket.text, ticket.asker_id, ticket.tender_ref, ticket.state, ticket.version) == (
        TicketKind.WAIVER,
        REASON,
        AMIRA.id,
        "T-00001",
        TicketState.OPEN,
        1,
    )
    assert [type(change) for change in waiting.changes] == [TicketRaised, TenderAnswered]
    assert waiting.tender.answers[f"waiting.{ticket.ref}"] == f"a waiver (ticket {ticket.ref})"
    assert waiting.last == TicketSent(ticket.ref, ("Sofia Marsh",), REASON, "T-00001")
    [send] = waiting.sends
    assert send.to == SOFIA
    assert isinstance(send.message, TicketToDecide)
    assert (send.message.ticket, ("Buying", "200 office chairs, goods") in send.message.tender) == (ticket, True)


def test_the_same_form_again_raises_no_second_ticket(waiting: World) -> None:
    fields = {"tender": "T-00001", "version": str(waiting.tender.version - 1), "waiver_reason": REASON}
    waiting.send("plan.ask_waiver", fields)
    assert (waiting.changes, waiting.sends, len(waiting.tickets)) == ((), (), 1)


def test_a_waiver_needs_a_reason(begun: World) -> None:
    begun.accept({"start": "1 March 2027", "bidders": "mixed"}, until="Step 2")
    begun.press("None is suitable")
    for reason in ("", "   ", "..."):
        begun.press("Send the request", {"waiver_reason": reason})
        assert isinstance(begun.last, SpecialForm)
        assert list(begun.last.errors) == ["waiver_reason"]
    assert (begun.tickets, begun.sends) == ({}, ())


def test_no_outcome_is_final_only_once_the_waiver_is_granted(waiting: World) -> None:
    waiting.send("plan.finalise", {"tender": "T-00001"})
    assert (waiting.changes, waiting.tender.status) == ((), TenderStatus.DRAFT)
    waiting.press("Grant", {"answer": "Agreed for this purchase."}, who=SOFIA)
    waiting.say("open T-00001")
    assert isinstance(waiting.last, Review)
    words = (
        f"No outcome, by a waiver of Sofia Marsh (ticket {waiting.ticket.ref}): {REASON} — Agreed for this purchase."
    )
    assert (waiting.last.waiver, waiting.last.missing, waiting.last.waiting) == (words, (), False)
    waiting.press("Make the tender pack")
    assert (waiting.tender.status, waiting.tender.commitments) == (TenderStatus.FINAL, ())


def test_a_granted_waiver_is_on_the_ticket_on_the_tender_and_with_the_asker(waiting: World) -> None:
    before = waiting.ticket
    waiting.press("Grant", {"answer": "Agreed for this purchase."}, who=SOFIA)
    ticket = waiting.ticket
    assert waiting.changes[0] == TicketDecided(before.ref, 1, TicketState.GRANTED, "Agreed for this purchase.")
    assert (ticket.state, ticket.decided_by, ticket.version) == (TicketState.GRANTED, "Sofia Marsh", 2)
    assert json.loads(waiting.tender.answers["waiver"]) == {
        "approver": "Sofia Marsh",
        "ticket": ticket.ref,
        "reason": REASON,
        "answer": "Agreed for this purchase.",
        "on": "2026-11-22",
    }
    assert f"waiting.{ticket.ref}" not in waiting.tender.answers
    settled = Send(AMIRA, TicketSettled(replace(ticket, version=1)), about=f"ticket {ticket.ref}")
    assert waiting.sends == (settled,)


def test_a_refused_waiver_leaves_the_tender_without_one(waiting: World) -> None:
    waiting.press("Refuse", {"answer": "Choose less waste."}, who=SOFIA)
    assert waiting.ticket.state is TicketState.REFUSED
    assert [key for key in waiting.tender.answers if key.startswith(("waiver", "waiting"))] == []
    [send] = waiting.sends
    assert (send.to, "Choose less waste." in plain.text(send.message)) == (AMIRA, True)


@pytest.mark.parametrize("answer", ["", "  \n "])
def test_a_decision_needs_its_reason(waiting: World, answer: str) -> None:
    waiting.press("Grant", {"answer": answer}, who=SOFIA)
    shown = waiting.shown_to(SOFIA)
    assert isinstance(shown, TicketToDecide)
    assert (shown.error, waiting.changes, waiting.ticket.state) == (NEEDED, (), TicketState.OPEN)


@pytest.mark.parametrize("decision", ["", "answered", "open", "erase"])
def test_a_ticket_ends_only_as_its_kind_can(waiting: World, decision: str) -> None:
    fields = {"ticket": waiting.ticket.ref, "decision": decision, "answer": "Yes."}
    waiting.send("ticket.decide", fields, who=SOFIA)
    assert (waiting.changes, waiting.ticket.state) == ((), TicketState.OPEN)


def test_the_first_decision_counts(waiting: World) -> None:
    card = waiting.shown_to(SOFIA)
    waiting.press("Grant", {"answer": "Agreed."}, who=SOFIA, on=card)
    settled = waiting.ticket
    waiting.press("Refuse", {"answer": "No."}, who=SOFIA, on=card)
    assert (waiting.changes, waiting.sends, waiting.ticket) == ((), (), settled)
    shown = waiting.shown_to(SOFIA)
    assert isinstance(shown, TicketToDecide)
    assert shown.notice == "This ticket is settled already."


def test_a_ticket_has_a_link_for_each_of_its_files_whenever_it_is_opened(begun: World) -> None:
    kept = "\n".join(KeptFile(name, "text/csv", "0" * 64).line() for name in ("hours.csv", "more hours.csv"))
    begun.write_mail({"text": "Here it is.", "by": "kim@supplier.example", "kept": kept})
    ref = begun.ticket.ref
    expected = tuple(
        Link(f"File {number}: {name}", f"https://council.example/ticket.file/{ref}/{number}")
        for number, name in enumerate(("hours.csv", "more hours.csv"), 1)
    )
    begun.say(ref, who=SOFIA)
    begun.press("Send the answer", {"answer": "Thank you."}, who=SOFIA)
    cards = [message for d in begun.decisions for message in (*d.replies, *(s.message for s in d.sends))]
    tickets = [card for card in cards if isinstance(card, TicketToDecide)]
    assert len(tickets) == 3
    for card in tickets:
        assert tuple(block for block in card.blocks() if isinstance(block, Link)) == expected


def test_a_button_that_names_another_tender_settles_the_right_one(waiting: World) -> None:
    waiting.say("new tender")
    fields = {"ticket": waiting.ticket.ref, "tender": "T-99999", "decision": "granted", "answer": "Agreed."}
    waiting.send("ticket.decide", fields, who=SOFIA)
    assert "waiver" in waiting.tenders["T-00001"].answers


def test_granted_in_words(waiting: World) -> None:
    waiting.say(waiting.ticket.ref, who=SOFIA)
    waiting.say("Grant: agreed for this purchase", who=SOFIA)
    assert (waiting.ticket.state, waiting.ticket.answer) == (TicketState.GRANTED, "agreed for this purchase")


def test_a_ticket_that_is_not_there(world: World) -> None:
    assert world.send("ticket.show", {"ticket": "S-99999"}, who=SOFIA) == OutOfDate(GONE)
    assert world.send("ticket.decide", {"ticket": "S-99999", "decision": "granted"}, who=SOFIA) == OutOfDate(GONE)


def test_a_withdrawn_tender_is_not_changed_by_its_ticket(waiting: World) -> None:
    tender = replace(waiting.tender, status=TenderStatus.WITHDRAWN)
    waiting.tenders["T-00001"] = tender
    waiting.press("Grant", {"answer": "Agreed."}, who=SOFIA)
    assert (waiting.tender, waiting.ticket.state) == (tender, TicketState.GRANTED)


def test_without_a_contact_the_administrator_is_told_and_nobody_invented(begun: World) -> None:
    begun.people = tuple(person for person in EVERYBODY if person is not SOFIA)
    begun.send("ticket.ask", {"question": "What is a VCSE?"})
    ref = begun.ticket.ref
    assert begun.sends == (Send(ADA, NobodySet(ref, TicketKind.QUESTION)),)
    assert begun.last == TicketSent(ref, (), "What is a VCSE?", "")
    text = plain.text(begun.last)
    kept = "Nobody is set as the single point of contact yet, so your ticket is kept and waits."
    assert f"{kept} I have told the administrator." in text
    assert [person.name for person in EVERYBODY if person is not AMIRA and person.name in text] == []


def test_without_an_administrator_either_nobody_is_said_to_be_told(begun: World) -> None:
    begun.people = tuple(person for person in EVERYBODY if person not in (SOFIA, ADA))
    begun.send("ticket.ask", {"question": "What is a VCSE?"})
    assert begun.sends == ()
    text = plain.text(begun.last)
    assert "Nobody is set as the single point of contact yet, so your ticket is kept and waits." in text
    assert "I have told" not in text


TARA = Person(7, SOFIA.organisation, "Tara Lock", "tara.lock@council.example", frozenset({Role.OFFICER, Role.SPOC}))


def asks_for_a_waiver(world: World, who: Person) -> None:
    world.say(CHAIRS, who=who)
    asked = {"start": "1 March 2027", "bidders": "mixed"}
    world.press("Continue", asked, who=who)
    world.press("None is suitable", who=who)
    world.press("Send the request", {"waiver_reason": REASON}, who=who)


def test_nobody_grants_their_own_waiver_where_somebody_else_can(world: World) -> None:
    world.people = (*EVERYBODY, TARA)
    asks_for_a_waiver(world, SOFIA)
    assert [send.to for send in world.sends] == [TARA]
    ref = world.ticket.ref
    assert isinstance(world.say(ref, who=SOFIA), TicketStatus)
    fields = {"ticket": ref, "decision": "granted", "answer": "Agreed."}
    world.send("ticket.decide", fields, who=SOFIA)
    assert (world.changes, world.ticket.state) == ((), TicketState.OPEN)
    assert NOT_YOUR_OWN in plain.text(world.shown_to(SOFIA))
    world.send("ticket.decide", fields, who=TARA)
    assert world.ticket.state is TicketState.GRANTED
    assert json.loads(world.tender.answers["waiver"])["approver"] == "Tara Lock"


def test_nobody_grants_a_waiver_for_a_tender_of_their_own(world: World) -> None:
    world.people = (*EVERYBODY, TARA)
    asks_for_a_waiver(world, SOFIA)
    world.tickets[world.ticket.ref] = replace(world.ticket, asker_id=AMIRA.id, asker_name=AMIRA.name)
    fields = {"ticket": world.ticket.ref, "decision": "granted", "answer": "Agreed."}
    world.send("ticket.decide", fields, who=SOFIA)
    assert world.ticket.state is TicketState.OPEN


def test_who_alone_can_grant_does_and_the_record_says_so(world: World) -> None:
    asks_for_a_waiver(world, SOFIA)
    ref = world.ticket.ref
    assert [send.to for send in world.sends] == [SOFIA]
    world.send("ticket.decide", {"ticket": ref, "decision": "granted", "answer": "Agreed."}, who=SOFIA)
    assert world.changes[0] == TicketDecided(ref, 1, TicketState.GRANTED, "Agreed.", own=True)
    approver = "Sofia Marsh, who asked for it and alone is the single point of contact"
    assert json.loads(world.tender.answers["waiver"])["approver"] == approver
    assert world.trail[-2][1].data["own"] is True


def test_the_asker_sees_where_a_ticket_stands_and_nobody_else_does(waiting: World) -> None:
    ref = waiting.ticket.ref
    assert waiting.say(ref) == TicketStatus(waiting.ticket)
    assert "Nobody has decided it yet." in plain.text(waiting.last)
    reason = f"I have no ticket {ref} of yours. Write “my tickets” for a list."
    for other in (OWEN, ADA, THEO):
        waiting.say(ref, who=other)
        assert waiting.changes == (Refused("ticket.show", ref, reason),)
        assert REASON not in plain.text(waiting.shown_to(other))
    waiting.say(ref, who=CAROL)
    assert waiting.changes == (Refused("ticket.show", ref, "This assistant is for council staff."),)
    waiting.press("Grant", {"answer": "Agreed."}, who=SOFIA)
    waiting.say(ref)
    assert "Granted by Sofia Marsh on 22 November 2026" in plain.text(waiting.last)


@pytest.mark.parametrize("words", ["my tickets", "My questions"])
def test_my_tickets_are_listed_and_no_others(waiting: World, words: str) -> None:
    waiting.send("ticket.ask", {"question": "What is a VCSE?"})
    waiting.send("ticket.ask", {"question": "Who pays?"}, who=OWEN)
    waiver, question, _ = waiting.tickets.values()
    assert waiting.say(words) == MyTickets((question, waiver))
    waiting.press(f"Open {waiver.ref}")
    assert waiting.last == TicketStatus(waiver)
    assert waiting.say(words, who=ADA) == MyTickets(())


@pytest.mark.parametrize(
    ("verb", "fields", "reason"),
    [
        ("plan.go_on", {}, "The tender goes on without it."),
        ("plan.restart", {}, "The tender was started again."),
        ("tender.withdraw", {"reason": "Not needed."}, "The tender is withdrawn."),
    ],
)
def test_what_a_tender_needs_no_more_is_withdrawn_and_told_once(
    waiting: World, verb: str, fields: dict[str, str], reason: str
) -> None:
    card, before = waiting.shown_to(SOFIA), waiting.ticket
    version = str(waiting.tender.version)
    waiting.send(verb, {"tender": "T-00001", "version": version, **fields})
    assert waiting.changes[-1] == TicketDecided(before.ref, 1, TicketState.WITHDRAWN, reason)
    [send] = waiting.sends
    assert isinstance(send.message, TicketToDecide)
    assert (send.to, send.about, send.replaces) == (SOFIA, f"ticket {before.ref}", True)
    assert send.message.subject == f"{before.ref}: settled for Amira Hollis, withdrawn"
    assert send.message.ticket.answer == reason
    waiting.press("Grant", {"answer": "Agreed."}, who=SOFIA, on=card)
    assert (waiting.changes, waiting.sends, waiting.ticket.state) == ((), (), TicketState.WITHDRAWN)
    assert "This ticket is settled already." in plain.text(waiting.shown_to(SOFIA))


def test_a_question_is_answered(world: World) -> None:
    world.say("ask a person")
    world.say("What is a VCSE?")
    deliver(world)
    ticket = world.ticket
    assert (ticket.kind, ticket.text) == (TicketKind.QUESTION, "What is a VCSE?")
    world.press("Send the answer", {"answer": "A voluntary, community or social enterprise."}, who=SOFIA)
    assert world.ticket.state is TicketState.ANSWERED
    [send] = world.sends
    assert (send.to, send.message.subject) == (AMIRA, f"Ticket {ticket.ref} is answered")
    assert world.tenders == {}


def test_an_empty_question_is_asked_again(world: World) -> None:
    world.say("ask a person")
    world.press("Send", {"question": "  "})
    assert (world.changes, world.sends) == ((), ())
    assert "To check: Please write your question." in plain.text(world.last)


def test_open_tickets_are_listed_until_they_are_settled(waiting: World) -> None:
    waiting.say("tickets", who=SOFIA)
    assert waiting.shown_to(SOFIA) == OpenTickets((waiting.ticket,))
    waiting.press(f"Open {waiting.ticket.ref}", who=SOFIA)
    waiting.press("Refuse", {"answer": "No."}, who=SOFIA)
    waiting.say("tickets", who=SOFIA)
    assert waiting.shown_to(SOFIA) == OpenTickets(())


def ask_bespoke(world: World, **changed: str) -> None:
    world.send("plan.bespoke", {"tender": "T-00001"})
    world.press("Send for approval", {**BESPOKE, **changed})
    deliver(world)


def test_our_own_measure_is_in_the_commitments_once_it_is_approved(chosen: World) -> None:
    chosen.press("Add our own measure")
    ask_bespoke(chosen)
    ticket = chosen.ticket
    assert ticket.kind is TicketKind.BESPOKE_MEASURE
    assert ticket.text == (
        "Garden visits arranged, counted in visits (increase), shown by Visit log. "
        "Gardens are what this service is about."
    )
    chosen.say("open T-00001")
    assert isinstance(chosen.last, Review)
    note = f"Waiting for the single point of contact: the measure “Garden visits arranged” (ticket {ticket.ref})."
    assert (chosen.last.waiting, chosen.last.missing) == (True, (note,))
    chosen.press("Grant", {"answer": "A good one."}, who=SOFIA)
    chosen.say("open T-00001")
    chosen.press("Continue", {"measures.1.P4.2": "P4.2-M2"})
    chosen.press("Make the tender pack")
    own = [c for c in chosen.tender.commitments if c.bespoke]
    assert [(c.lot, c.outcome_id, c.measure_id, c.name, c.unit, c.direction, c.evidence, c.approver) for c in own] == [
        (1, "P4.2", "P4.2-B1", "Garden visits arranged", "visits", "increase", ("Visit log",), "Sofia Marsh")
    ]


def test_our_own_measure_counts_towards_what_suits(chosen: World) -> None:
    ask_bespoke(chosen)
    chosen.press("Grant", {"answer": "A good one."}, who=SOFIA)
    chosen.say("open T-00001")
    assert list(answers_on(chosen.last)) == ["measures.1.P4.2", "measures.1.P2.3", "against_measures.1"]
    shown = plain.text(chosen.last)
    assert "P4.2: 3 measures is more than the 1 to 2 suggested." in shown
    assert "P4.2 Less loneliness: which measures? 1 to 2 suit, 1 of our own included." in shown
    chosen.press("Continue", {"measures.1.P4.2": "none"})
    assert isinstance(chosen.last, Review)
    assert [m[0] for m in chosen.last.lots[0].measures if m[0].startswith("P4.2")] == ["P4.2-B1 Garden visits arranged"]


def test_a_tender_is_not_final_while_it_waits(chosen: World) -> None:
    ask_bespoke(chosen)
    chosen.send("plan.finalise", {"tender": "T-00001"})
    assert (chosen.changes, chosen.tender.status) == ((), TenderStatus.DRAFT)


def test_an_officer_can_go_on_without_waiting_and_nothing_is_granted_later(chosen: World) -> None:
    ask_bespoke(chosen)
    chosen.say("open T-00001")
    chosen.press("Go on without it")
    before = chosen.tender
    chosen.press("Grant", {"answer": "A good one."}, who=SOFIA)
    assert (chosen.ticket.state, chosen.sends) == (TicketState.WITHDRAWN, ())
    assert chosen.tender == before
    chosen.say("open T-00001")
    chosen.press("Make the tender pack")
    assert [c for c in chosen.tender.commitments if c.bespoke] == []


def test_a_waiver_can_be_given_up(waiting: World) -> None:
    waiting.press("Grant", {"answer": "Agreed for this purchase."}, who=SOFIA)
    waiting.say("open T-00001")
    waiting.press("Choose outcomes after all")
    assert "waiver" not in waiting.tender.answers
    assert waiting.last.subject == "Step 2 of 4: Choose the outcomes (T-00001)"


def test_a_refused_measure_is_nowhere(chosen: World) -> None:
    ask_bespoke(chosen)
    chosen.press("Refuse", {"answer": "Use the Framework's."}, who=SOFIA)
    chosen.say("open T-00001")
    chosen.press("Make the tender pack")
    assert [c for c in chosen.tender.commitments if c.bespoke] == []


def test_no_two_of_our_own_measures_have_one_number(chosen: World) -> None:
    for name in ("First", "Second"):
        ask_bespoke(chosen, bespoke_name=name)
    first, second = chosen.tickets.values()
    settle(chosen, first, "refused")
    ask_bespoke(chosen, bespoke_name="Third")
    settle(chosen, chosen.ticket, "granted")
    settle(chosen, second, "granted")
    own = [json.loads(value) for key, value in chosen.tender.answers.items() if key.startswith("bespoke.")]
    assert [(measure["id"], measure["name"]) for measure in own] == [("P4.2-B1", "Third"), ("P4.2-B2", "Second")]


def settle(world: World, ticket: Ticket, decision: str) -> None:
    world.send("ticket.decide", {"ticket": ticket.ref, "decision": decision, "answer": "So."}, who=SOFIA)


@pytest.mark.parametrize("missing", sorted(BESPOKE))
def test_our_own_measure_needs_every_part(chosen: World, missing: str) -> None:
    ask_bespoke(chosen, **{missing: ""})
    assert isinstance(chosen.last, SpecialForm)
    assert list(chosen.last.errors) == [missing]
    assert chosen.tickets == {}
    kept = answers_on(chosen.last)
    assert kept["bespoke_name"] == ("" if missing == "bespoke_name" else "Garden visits arranged")


def test_our_own_measure_needs_an_outcome(begun: World) -> None:
    for verb in ("plan.bespoke", "plan.ask_bespoke"):
        begun.send(verb, {"tender": "T-00001", **BESPOKE})
        assert (begun.changes, begun.tickets) == ((), {})
        assert "A measure belongs to an outcome, and none is chosen yet." in plain.text(begun.last)


def test_somebody_else_cannot_ask_for_a_waiver(chosen: World) -> None:
    chosen.send("plan.ask_waiver", {"tender": "T-00001", "waiver_reason": REASON}, who=OWEN)
    assert (chosen.tickets, chosen.sends) == ({}, ())


def test_a_new_tender_does_not_take_a_waiver_along(waiting: World) -> None:
    waiting.press("Grant", {"answer": "Agreed."}, who=SOFIA)
    waiting.say("copy T-00001")
    assert [key for key in waiting.tender.answers if key.startswith(("waiver", "waiting", "start"))] == []
    assert waiting.tender.answers["what"] == "200 office chairs, goods"
