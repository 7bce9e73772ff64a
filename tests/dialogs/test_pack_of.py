"""From a final tender to what its documents say: nothing but the record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from cards.plan_tender.review import Review
from cards.tender_pack import PackWaiver
from dialogs.plan_tender.pack import pack_of
from domain.selection import Delivery
from domain.tender import TenderStatus
from tests.dialogs.world import CHAIRS, ROADS, SOFIA, TODAY, World


def test_a_draft_and_a_withdrawn_tender_have_no_pack(chosen: World) -> None:
    assert pack_of(chosen.tender, chosen.desk, TODAY) is None
    withdrawn = replace(chosen.tender, status=TenderStatus.WITHDRAWN)
    assert pack_of(withdrawn, chosen.desk, TODAY) is None


def test_the_pack_has_exactly_the_stored_commitments(final: World) -> None:
    pack = pack_of(final.tender, final.desk, TODAY)
    assert pack is not None
    rows = tuple(row for lot in pack.lots for outcome in lot.outcomes for row in outcome.commitments)
    assert rows == final.tender.commitments
    assert (pack.tender_ref, pack.title, pack.owner, pack.made_on, pack.revision, pack.proposal) == (
        "T-00001",
        "Social connection service for isolated older people",
        "Amira Hollis",
        TODAY,
        1,
        True,
    )


def test_each_lot_has_its_own_tier_weighting_and_dates(final: World) -> None:
    pack = pack_of(final.tender, final.desk, TODAY)
    assert pack is not None
    assert [(lot.number, lot.name, lot.value, lot.tier_id, lot.scored, lot.weighting) for lot in pack.lots] == [
        (1, "High Peak", "£300,000 including VAT", "T3", True, Decimal(10)),
        (2, "Erewash", "£180,000 including VAT", "T2", True, Decimal(5)),
        (3, "Bolsover", "£45,000 including VAT", "T1", False, None),
    ]
    assert [lot.monitoring[-1:] for lot in pack.lots[:2]] == [(date(2030, 10, 31),)] * 2
    assert [len(lot.tests) for lot in pack.lots] == [5, 5, 5]


def test_the_answers_of_the_act_are_in_the_pack_of_a_service_only(final: World, world: World) -> None:
    pack = pack_of(final.tender, final.desk, TODAY)
    assert pack is not None
    assert [answer for _, answer in pack.considerations] == [
        "Fewer people are lonely, and local groups grow.",
        "Small groups can bid for one lot.",
        "Yes, we will consult before the tender starts",
    ]
    world.say(ROADS)
    world.accept({"arrangement": "contract"})
    world.press("Make the tender pack")
    works = pack_of(world.tender, world.desk, TODAY)
    assert works is not None
    assert works.considerations == ()


def test_what_was_chosen_against_advice_is_in_the_pack_with_its_reason(world: World) -> None:
    world.say(CHAIRS)
    world.accept({"start": "1 March 2027", "bidders": "mixed"}, until="Step 2")
    reason = "Both are wanted by the schools."
    world.accept({"outcomes.1": "P6.3,P7.3", "against.1": reason})
    world.press("Make the tender pack")
    pack = pack_of(world.tender, world.desk, TODAY)
    assert pack is not None
    assert (pack.lots[0].against_reason, [outcome.id for outcome in pack.lots[0].outcomes]) == (
        reason,
        ["P6.3", "P7.3"],
    )


def test_small_bidders_give_a_short_statement_in_place_of_a_plan(final: World) -> None:
    pack = pack_of(final.tender, final.desk, TODAY)
    assert pack is not None
    assert [lot.delivery for lot in pack.lots] == [Delivery.STATEMENT, Delivery.NONE, Delivery.NONE]


def test_a_reason_for_a_weighting_that_is_usual_after_all_is_not_told(chosen: World) -> None:
    chosen.say("change the weighting of lot 1 to 25%")
    chosen.press("Continue", {"weighting_reason.1": "Cabinet asked for it."})
    assert isinstance(chosen.last, Review)
    chosen.say("change the weighting of lot 1 to 10%")
    assert "weighting_reason.1" not in chosen.tender.answers
    assert chosen.last.lots[0].weighting == "Weighting: 10% of the total score."
    # One kept from before the weighting became usual, because the range did, is not told either.
    kept = {**chosen.tender.answers, "weighting_reason.1": "Cabinet asked for it."}
    chosen.tenders["T-00001"] = replace(chosen.tender, answers=kept)
    chosen.say("open T-00001")
    assert chosen.last.lots[0].weighting == "Weighting: 10% of the total score."
    chosen.press("Make the tender pack")
    pack = pack_of(chosen.tender, chosen.desk, TODAY)
    assert pack is not None
    assert pack.lots[0].weighting_reason == ""


def test_edited_wording_is_in_the_pack_beside_the_original(chosen: World) -> None:
    chosen.press("Edit wording")
    chosen.press("Keep the wording", {"question.P4.2": "How will you make people less lonely?"})
    chosen.press("Make the tender pack")
    pack = pack_of(chosen.tender, chosen.desk, TODAY)
    assert pack is not None
    outcome = pack.lots[0].outcomes[0]
    framework = chosen.shelf.now.outcome("P4.2")
    assert framework is not None
    assert (outcome.question, outcome.original_question) == (
        "How will you make people less lonely?",
        framework.question,
    )


def test_the_pack_is_of_the_last_time_it_was_made_final(final: World) -> None:
    changed = replace(final.tender, answers={**final.tender.answers, "outcomes.1": "P7.1"})
    pack = pack_of(changed, final.desk, TODAY)
    assert pack is not None
    rows = tuple(row for lot in pack.lots for outcome in lot.outcomes for row in outcome.commitments)
    assert rows == final.tender.commitments


def test_a_waived_tender_has_a_pack_without_outcomes(begun: World) -> None:
    begun.accept({"start": "1 March 2027", "bidders": "mixed"}, until="Step 2")
    begun.press("None is suitable")
    begun.press("Send the request", {"waiver_reason": "Spare parts from their maker."})
    begun.send("ticket.decide", {"ticket": begun.ticket.ref, "decision": "granted", "answer": "Agreed."}, who=SOFIA)
    begun.say("open T-00001")
    begun.press("Make the tender pack")
    pack = pack_of(begun.tender, begun.desk, TODAY)
    assert pack is not None
    assert pack.waiver == PackWaiver("Spare parts from their maker.", "Sofia Marsh", "Agreed.", TODAY)
    lot = pack.lots[0]
    assert (lot.outcomes, lot.tests, lot.scored, lot.weighting, lot.monitoring) == ((), (), False, None, ())
