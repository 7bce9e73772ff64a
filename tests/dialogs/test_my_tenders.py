"""Listing, sharing, showing, copying and withdrawing tenders, and how each came to be what it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cards import plain
from cards.plan_tender.forms import PlanForm
from cards.tenders import Done, History, ShareForm, TenderList, TenderSummary, WithdrawForm, Withdrawn
from dialogs.intent import Send
from domain.changes import Refused, TenderOpened, TenderShared, TenderWithdrawn
from domain.conversation import Scope
from domain.tender import TenderStatus
from knowledge.shelf import Shelf
from tests.dialogs.world import AMIRA, CAROL, OWEN, THEO, World

NOT_THERE = "I have no tender {} that you may see. Write “my tenders” for a list of yours."


def test_nobodys_list_is_empty(world: World) -> None:
    assert world.say("my tenders") == TenderList((), "https://council.example/tenders.csv/1")
    assert [button.title for button in world.last.buttons()] == ["Plan a tender"]


def test_the_list_has_ones_own_and_what_is_shared_newest_first(chosen: World) -> None:
    chosen.say("I'm buying 200 office chairs", who=OWEN)
    theirs = chosen.tender
    chosen.press("Save and leave", who=OWEN)
    chosen.say(f"share {theirs.ref} with {AMIRA.email}", who=OWEN)
    found = chosen.say("my tenders")
    assert isinstance(found, TenderList)
    assert [row[:4] for row in found.rows] == [
        ("T-00002", "200 office chairs", "not known yet", "draft"),
        ("T-00001", "Social connection service for isolated older people", "£525,000", "draft"),
    ]
    assert [row[0] for row in chosen.say("my tenders", who=OWEN).rows] == ["T-00002"]  # type: ignore[attr-defined]


def test_sharing_lets_a_colleague_open_it_and_tells_them(chosen: World) -> None:
    before = chosen.tender
    assert chosen.say("share T-00001") == ShareForm("T-00001", before.version)
    chosen.press("Share", {"colleague": " Owen.Partridge@council.example "})
    assert chosen.changes == (TenderShared("T-00001", before.version, OWEN.id, "Owen Partridge"),)
    assert chosen.last == Done("Owen Partridge can now open and change T-00001.", "T-00001")
    [send] = chosen.sends
    assert (send.to, [b.title for b in send.message.buttons()]) == (OWEN, ["Open"])
    chosen.say("open T-00001", who=OWEN)
    assert chosen.shown_to(OWEN).subject.startswith("Check the selection")
    chosen.say("change lot 1 value to £310k", who=OWEN)
    assert chosen.tender.answers["lot.1.value"] == "310000.00"


def test_sharing_twice_is_sharing_once(chosen: World) -> None:
    for _ in range(2):
        chosen.say(f"share T-00001 with {OWEN.email}")
    assert (chosen.changes, chosen.sends) == ((), ())
    assert chosen.last == Done("Owen Partridge can already open T-00001.", "T-00001")


@pytest.mark.parametrize("email", [THEO.email, CAROL.email, "nobody@council.example", ""])
def test_a_tender_is_shared_with_colleagues_only(chosen: World, email: str) -> None:
    before = chosen.tender
    chosen.send("tender.share", {"tender": "T-00001", "colleague": email})
    assert (chosen.changes, chosen.sends, chosen.tender) == ((), (), before)
    words = "I know no colleague with that e-mail address. They need to have written to me once."
    assert chosen.last == ShareForm("T-00001", before.version, words)


def test_only_the_owner_shows_a_tender_to_a_team(chosen: World) -> None:
    shown = chosen.say("post T-00001", scope=Scope.CHANNEL)
    assert isinstance(shown, TenderSummary)
    assert (shown.by, shown.can_open, shown.buttons()) == ("Amira Hollis", False, ())
    assert [title for title, _ in shown.outcomes] == [
        "P4.2 Less loneliness",
        "P2.3 Voluntary, community and social enterprise partners in delivery",
        "P3.2 Volunteering that is worth having",
    ]
    chosen.tenders["T-00001"] = replace(chosen.tender, shared_with=frozenset({OWEN.id}))
    chosen.say("post T-00001", who=OWEN, scope=Scope.CHANNEL)
    assert chosen.changes == (
        Refused("tender.post", "T-00001", "Only Amira Hollis, who owns T-00001, may show it here."),
    )


@pytest.mark.parametrize("words", ["open {}", "copy {}", "history {}", "withdraw {}", "post {}", "share {}"])
@pytest.mark.parametrize("ref", ["T-00001", "T-99999"])
def test_unknown_tenders_and_those_of_others_are_alike(chosen: World, words: str, ref: str) -> None:
    before = dict(chosen.tenders)
    chosen.say(words.format(ref), who=OWEN)
    [refused] = chosen.changes
    assert isinstance(refused, Refused)
    assert (refused.about, refused.reason) == (ref, NOT_THERE.format(ref))
    assert chosen.tenders == before
    assert chosen.shown_to(OWEN).subject == "You cannot do that"


def test_a_copy_is_a_new_draft_of_the_framework_in_force(final: World, shelf: Shelf) -> None:
    before = final.tender
    newer = replace(shelf.now, version=2)
    final.shelf = Shelf({1: shelf.now, 2: newer}, 2, shelf.duties)
    final.say("copy T-00001")
    [change] = final.changes
    assert change == TenderOpened(final.tender, copied_from="T-00001")
    copy = final.tender
    assert (copy.ref, copy.owner_id, copy.status, copy.version, copy.framework_version, copy.commitments) == (
        "T-00002",
        AMIRA.id,
        TenderStatus.DRAFT,
        1,
        2,
        (),
    )
    judged = ("tests", "against", "against_measures", "weighting_reason", "consider_wellbeing", "consider_process")
    left = ("start", "waiver", "bespoke", "waiting", "consult", *judged)
    assert copy.answers == {k: v for k, v in before.answers.items() if k.partition(".")[0] not in left}
    assert {key for key in before.answers if key not in copy.answers} == {
        *("start", "consider_wellbeing", "consider_process", "consult", "tests.1", "tests.2", "tests.3")
    }
    assert isinstance(final.last, PlanForm)
    assert final.last.notice == "Copied from T-00001. Give the start of this one, judge it anew, and check the rest."
    assert final.tenders["T-00001"] == before


def test_a_copy_takes_no_reason_and_no_leave_along(chosen: World) -> None:
    others = {
        "against.1": "Because.",
        "against_measures.1": "Because.",
        "weighting_reason.1": "Because.",
        "waiver": "{}",
        "bespoke.S-00009": "{}",
        "waiting.S-00009": "a waiver",
    }
    before = chosen.tender.answers
    chosen.tenders["T-00001"] = replace(chosen.tender, answers={**before, **others, "wording.P4.2-M1": "Ours"})
    chosen.send("tender.copy", {"tender": "T-00001"})
    assert set(chosen.tender.answers) & set(others) == set()
    assert chosen.tender.answers["wording.P4.2-M1"] == "Ours"
    assert chosen.tender.answers["measures.1.P4.2"] == before["measures.1.P4.2"]


def test_a_copy_cannot_be_final_before_somebody_has_judged_it(final: World) -> None:
    final.say("copy T-00001")
    asked = final.accept({"start": "1 November 2028"})
    assert [line.partition(": ")[2].split(": ")[-1] for line in asked] == [
        "start",
        "tests.1",
        "tests.2",
        "tests.3",
        "consider_wellbeing, consider_process, consult",
    ]


def test_a_selection_keeps_the_version_of_the_framework_it_was_made_with(chosen: World, shelf: Shelf) -> None:
    framework = shelf.now
    emptied = tuple(replace(priority, outcomes=()) for priority in framework.priorities)
    chosen.shelf = Shelf({1: framework, 2: replace(framework, version=2, priorities=emptied)}, 2, shelf.duties)
    chosen.say("open T-00001")
    chosen.press("Make the tender pack")
    assert {c.framework_version for c in chosen.tender.commitments} == {1}
    assert len(chosen.tender.commitments) == 6


def test_withdrawing_needs_a_reason_and_is_the_end(chosen: World) -> None:
    before = chosen.tender
    form = chosen.say("withdraw T-00001")
    assert form == WithdrawForm("T-00001", before.version, before.title)
    again = chosen.press("Withdraw it", {"reason": "  "})
    assert again == replace(form, error="Please say why, in a few words.")
    assert list(chosen.changes) == []
    shown = chosen.press("Withdraw it", {"reason": "The need has gone."})
    assert list(chosen.changes) == [TenderWithdrawn("T-00001", before.version, "The need has gone.")]
    assert shown == Withdrawn("T-00001", before.title, "The need has gone.")
    gone = chosen.tender
    for verb in (
        "plan.answer",
        "plan.finalise",
        "plan.restart",
        "tender.withdraw",
        "tender.withdraw_form",
        "plan.reopen",
    ):
        chosen.send(verb, {"tender": "T-00001", "version": str(gone.version), "reason": "Again.", "stage": "brief"})
        assert (list(chosen.changes), chosen.tender) == ([], gone)
        assert isinstance(chosen.last, Withdrawn)


def test_withdrawing_from_a_stale_card_changes_nothing(chosen: World) -> None:
    before = chosen.tender
    chosen.say("withdraw T-00001")
    card = chosen.last
    chosen.press("Keep it")
    chosen.say("change lot 1 value to £310k")
    chosen.press("Withdraw it", {"reason": "The need has gone."}, on=card)
    assert chosen.changes == ()
    assert (chosen.tender.status, chosen.tender.version) == (TenderStatus.DRAFT, before.version + 1)


def test_history_has_a_line_for_every_change_and_refusal(chosen: World) -> None:
    chosen.say("open T-00001", who=OWEN)
    chosen.press("Make the tender pack")
    chosen.say(f"share T-00001 with {OWEN.email}")
    found = chosen.say("history of T-00001")
    assert isinstance(found, History)
    assert [(who, what.partition(":")[0]) for _, who, what in found.rows] == [
        ("Amira Hollis", "started planning"),
        *[("Amira Hollis", "answered")] * 13,
        ("Owen Partridge", "tried what is not allowed"),
        ("Amira Hollis", "made the selection final"),
        ("Amira Hollis", "shared it"),
    ]
    assert found.rows[0][0] == "22 November 2026 at 10:31"
    assert found.export == "https://council.example/history.csv/T-00001"


def test_a_summary_for_a_colleague_says_who_shares_what(chosen: World) -> None:
    chosen.say(f"share T-00001 with {OWEN.email}")
    [send] = chosen.sends
    assert isinstance(send, Send)
    text = plain.text(send.message)
    assert "Shared by Amira Hollis. Tender T-00001." in text
    assert "All lots together: £525,000 including VAT" in text


@pytest.mark.parametrize("words", ["change lot 1 value to £310k", "the need has gone", "I'm buying grit for the roads"])
def test_words_alone_withdraw_nothing(begun: World, words: str) -> None:
    begun.say("withdraw T-00001")
    begun.say(words)
    assert begun.tenders["T-00001"].status is TenderStatus.DRAFT


def test_a_reason_after_the_button_s_name_withdraws(begun: World) -> None:
    begun.say("withdraw T-00001")
    begun.say("Withdraw it: the need has gone")
    assert (begun.tenders["T-00001"].status, begun.tenders["T-00001"].withdrawn_reason) == (
        TenderStatus.WITHDRAWN,
        "the need has gone",
    )
