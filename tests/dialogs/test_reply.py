"""What a mail means that answers one of ours: by lines, by a word, in plain words, and to an older mail."""

from __future__ import annotations

import pytest

from cards.message import Ask, Message
from cards.plain import text
from cards.sorry import NotForYou
from cards.taken import Taken
from cards.tickets import TicketSent, TicketToDecide
from dialogs.escalate import NEEDED, WHICH
from dialogs.read_number import ONE
from domain.changes import TenderShared, TicketDecided, TicketRaised
from domain.escalation import TicketState
from tests.dialogs.world import AMIRA, CHAIRS, OWEN, SERVICE, SOFIA, World


def rows(message: Message) -> dict[str, str]:
    """What the reply says that it recorded."""
    assert isinstance(message, Taken)
    return dict(message.rows)


@pytest.fixture
def brief(world: World) -> World:
    """A service in three lots, of which the places and the VAT are asked for."""
    world.say(SERVICE)
    return world


@pytest.fixture
def ticket(world: World) -> Message:
    """A question that waits for Sofia."""
    world.send("ticket.ask", {"question": "What is a VCSE?"})
    world.show(SOFIA, world.sends[0].message)
    return world.sends[0].message


@pytest.fixture
def waiver(world: World) -> Message:
    """A waiver that waits for Sofia."""
    world.say(CHAIRS)
    world.accept({"start": "1 March 2027", "bidders": "mixed"}, until="Step 2")
    world.press("None is suitable")
    world.press("Send the request", {"waiver_reason": "Spare parts from their maker."})
    world.show(SOFIA, world.sends[0].message)
    return world.sends[0].message


def test_lines_are_read_as_the_form_is_and_said_again(brief: World) -> None:
    reply = brief.reply("Hello\n\nQ1: 7\nQ2 erewash\nQ3: Bolsova\nQ4: yes, VAT is included\n\nRegards\nAmira")
    assert rows(reply) == {
        "Q1 Lot 1: where will it be delivered?": "High Peak",
        "Q2 Lot 2: where will it be delivered?": "Erewash",
        "Q3 Lot 3: where will it be delivered?": "Bolsover",
        "Q4 Do the values include VAT?": "Yes, VAT is included",
    }
    assert brief.tender.answers["vat"] == "included"
    assert reply.subject.startswith("Step 2 of 6: Choose the outcomes, Lot 1: High Peak")
    assert reply.about == brief.tender.ref


def test_what_is_unclear_is_asked_back_and_the_rest_kept(brief: World) -> None:
    reply = brief.reply("Q1: High Peak\nQ2: somewhere\nQ4: perhaps")
    assert rows(reply) == {"Q1 Lot 1: where will it be delivered?": "High Peak"}
    assert "lot.2.place" not in brief.tender.answers
    errors = {block.question.key: block.error for block in reply.blocks() if isinstance(block, Ask)}
    assert errors == {
        "lot.2.place": 'I could not find "somewhere". Please choose from the numbered options.',
        "lot.3.place": "This needs an answer.",
        "vat": "Please choose one of: 1 Yes, VAT is included, 2 No, add VAT at the standard rate or 3 No VAT is due on "
        "this contract.",
    }


def test_two_answers_to_one_question_are_asked_back(brief: World) -> None:
    reply = brief.reply("Q4: included\nQ1: High Peak\nQ1: Bolsover")
    assert isinstance(reply, Taken)
    assert reply.remarks == (
        "Q1 Lot 1: where will it be delivered?: I found “High Peak” and “Bolsover”, so I took neither. Please send "
        "the line that is right.",
    )
    assert (brief.tender.answers["vat"], "lot.1.place" in brief.tender.answers) == ("included", False)


def test_codes_that_the_mail_did_not_have_are_named(brief: World) -> None:
    reply = brief.reply("Q4: included\nQ7: 12")
    assert isinstance(reply, Taken)
    assert reply.remarks == ("Q7 is no question of the mail that you answered. Its 4 questions are Q1 to Q4.",)


def test_other_words_are_not_passed_over_in_silence(brief: World) -> None:
    reply = brief.reply("Q4: included\n\n(And the contract may be extended by a year.)")
    assert isinstance(reply, Taken)
    assert reply.remarks == (
        "I did not use these words: “(And the contract may be extended by a year.)”. If they are for me, send them "
        "alone.",
    )


def test_what_is_left_out_stays_as_it_was_shown(brief: World) -> None:
    brief.accept(until="Step 2")
    reply = brief.reply("Q2: all")
    assert list(rows(reply)) == [
        "Q1 Which outcomes do you choose? 2 suit this value, length and market.",
        "Q2 Tick each test that the selection passes. All of them are needed.",
    ]
    assert brief.tender.answers["outcomes.1"] == "P4.2,P2.3"


@pytest.mark.parametrize("word", ["Continue", "continue.", "“Continue”", "Continue\n\nKind regards\nAmira"])
def test_one_word_takes_all_as_it_is_shown(brief: World, word: str) -> None:
    brief.accept(until="Step 3")
    reply = brief.reply(word)
    assert len(rows(reply)) == 2 and reply.subject.startswith("Step 4 of 6: Set the targets")


def test_words_without_a_line_mean_what_they_mean_in_chat(brief: World) -> None:
    assert not isinstance(brief.reply("change the length to 4 years"), Taken)
    assert brief.tender.answers["length"] == "48+0"
    assert "Everything is kept" in text(brief.reply("Save and leave\n\nThanks\nAmira"))
    assert brief.reply("my tenders").subject == "Your tenders"


def test_an_older_mail_changes_nothing(brief: World) -> None:
    older = brief.last
    brief.reply("Q1: High Peak")
    before = brief.tender
    reply = brief.reply("Q1: Bolsover\nQ4: included", to=older)
    assert not isinstance(reply, Taken)
    assert "That card was out of date" in text(reply)
    assert brief.tender == before


def test_answers_between_our_lines(brief: World) -> None:
    whole = "> Lot 1: where will it be delivered? (choose at least 1)\nHigh Peak\n> Q1: (numbers or their words)"
    assert rows(brief.reply("High Peak", whole=whole)) == {"Q1 Lot 1: where will it be delivered?": "High Peak"}


def test_the_whole_reply_answers_a_question(world: World, ticket: Message) -> None:
    words = "A voluntary, community or social enterprise.\n\nFind the full list in the Framework."
    world.reply(f"{words}\n\nKind regards\nSofia", who=SOFIA)
    assert world.changes == (TicketDecided(world.ticket.ref, 1, TicketState.ANSWERED, words),)
    assert [send.to for send in world.sends] == [AMIRA]


def test_a_command_is_no_answer(world: World, ticket: Message) -> None:
    assert world.reply("Tickets", who=SOFIA).subject == "Tickets that wait for you"
    assert world.ticket.state is TicketState.OPEN


GRANTED = (
    "Grant: because it is one renewal.",
    "grant - because it is one renewal.",
    "Granted: because it is one renewal.",
    "Grant, because it is one renewal.",
    "Hi,\n\nGrant: because it is one renewal.\n\nKind regards\nSofia",
    "Grant\nbecause it is one renewal.",
    "> Grant: because it is one renewal.",
    "- Grant: because it is one renewal.",
)


@pytest.mark.parametrize("words", GRANTED)
def test_a_waiver_is_granted_by_a_line(world: World, waiver: Message, words: str) -> None:
    reply = world.reply(words, who=SOFIA)
    assert world.ticket.state is TicketState.GRANTED
    assert world.ticket.answer == "because it is one renewal."
    assert isinstance(reply, TicketToDecide)


def test_a_waiver_is_refused_by_a_line(world: World, waiver: Message) -> None:
    world.reply("Refuse: ask for prompt payment.\nIt always suits.", who=SOFIA)
    assert (world.ticket.state, world.ticket.answer) == (
        TicketState.REFUSED,
        "ask for prompt payment.\nIt always suits.",
    )


UNDECIDED = ("Fine by me.", "Grant: yes\nRefuse: no", "I would grant it.", "granting this is hard")


@pytest.mark.parametrize("words", UNDECIDED)
def test_what_decides_nothing_is_asked_back_with_the_words_kept(world: World, waiver: Message, words: str) -> None:
    reply = world.reply(words, who=SOFIA)
    assert (world.ticket.state, world.changes) == (TicketState.OPEN, ())
    assert isinstance(reply, Taken)
    assert reply.remarks == (
        "Please say which it is: begin your reply with “Grant: ” and your words or “Refuse: ” and your words.",
    )
    assert isinstance(reply.reply, TicketToDecide)
    assert (reply.reply.said, reply.reply.error) == (words, WHICH)
    world.reply("Refuse", who=SOFIA)
    assert (world.ticket.state, world.ticket.answer) == (TicketState.REFUSED, words)


def test_a_decision_needs_its_reason(world: World, waiver: Message) -> None:
    reply = world.reply("Grant", who=SOFIA)
    assert isinstance(reply, TicketToDecide) and reply.error == NEEDED
    assert world.ticket.state is TicketState.OPEN


def test_a_settled_ticket_answered_again_is_shown_as_it_is(world: World, waiver: Message) -> None:
    world.reply("Grant: because it is one renewal.", who=SOFIA)
    reply = world.reply("Refuse: after all not.", who=SOFIA, to=waiver)
    assert isinstance(reply, TicketToDecide)
    assert (reply.notice, world.ticket.state) == ("This ticket is settled already.", TicketState.GRANTED)


def test_only_the_single_point_of_contact_decides(world: World, waiver: Message) -> None:
    reply = world.reply("Grant: because I like it.", who=OWEN, to=waiver)
    assert isinstance(reply, NotForYou)
    assert world.ticket.state is TicketState.OPEN


def test_a_question_for_a_person_is_the_whole_reply(world: World) -> None:
    world.say("ask a person")
    reply = world.reply("What is a VCSE?\n\nThanks\nAmira")
    assert isinstance(reply, TicketSent)
    raised = next(change for change in world.changes if isinstance(change, TicketRaised))
    assert raised.ticket.text == "What is a VCSE?"


def test_sharing_by_reply(brief: World) -> None:
    brief.say(f"share {brief.tender.ref}")
    brief.reply(f"Q1: {OWEN.email}")
    assert [type(change) for change in brief.changes] == [TenderShared]


def test_withdrawing_needs_its_line(brief: World) -> None:
    brief.say(f"withdraw {brief.tender.ref}")
    brief.reply("no, keep it")
    assert brief.tender.status.value == "draft"
    reply = brief.reply("Q1: The need has gone.", to=brief.say(f"withdraw {brief.tender.ref}"))
    assert brief.tender.withdrawn_reason == "The need has gone."
    assert rows(reply) == {"Q1 Why is it withdrawn?": "The need has gone."}


def test_numbers_are_read_by_the_same_reader_as_in_a_form(brief: World) -> None:
    brief.accept(until="Step 5")
    reply = brief.reply("Q1: approx 10")
    assert [block.error for block in reply.blocks() if isinstance(block, Ask)] == [ONE]
    assert brief.changes == ()
    assert list(rows(brief.reply("Q1: 10%")).values()) == ["10"]
