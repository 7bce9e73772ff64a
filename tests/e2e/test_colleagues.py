"""More than one person: leave asked for and given, tenders shared, two at once, and those with no business here."""

from __future__ import annotations

from docx import Document

from tests.e2e.conftest import Come
from tests.e2e.person import to_outcomes
from tests.e2e.test_journeys import read_csv


def test_a_waiver_is_refused_and_later_granted(come: Come) -> None:
    amira = come("Amira Hollis")
    to_outcomes(amira)
    ref = amira.tender
    amira.press("None is suitable")
    amira.fill("Why is no outcome suitable?", "It is a payment to one named person.")
    amira.press("Send the request")
    assert "Sofia Marsh (single point of contact) has it now." in amira.text

    sofia = come("Sofia Marsh")
    assert sofia.heading == "Waiver: no outcome is suitable"
    assert "It is a payment to one named person." in sofia.text
    sofia.press("Refuse")
    assert "Please write your answer" in sofia.text
    sofia.fill("Your reason, for the record", "Loneliness can be measured here.")
    sofia.press("Refuse")
    assert "Refused by Sofia Marsh" in sofia.text

    amira.arrive()
    assert "Loneliness can be measured here." in amira.text
    amira.press("Open the tender")
    amira.press("None is suitable")
    amira.fill("Why is no outcome suitable?", "It is a payment to one named person, in an emergency.")
    amira.press("Send the request")
    sofia.arrive()
    sofia.fill("Your reason, for the record", "Granted for this emergency only.")
    sofia.press("Grant")

    amira.arrive()
    assert "Granted for this emergency only." in amira.text
    amira.press("Open the tender")
    amira.go_on_to("Check the selection")
    assert "No outcome, by a waiver of Sofia Marsh" in amira.text
    assert "It is a payment to one named person, in an emergency." in amira.text
    amira.press("Make the tender pack")
    assert amira.heading == "Your tender pack is ready"
    assert amira.tender == ref
    assert read_csv(amira.download("Contract schedule (CSV)")) == []


def test_a_measure_of_our_own_is_in_the_pack_once_it_is_granted(come: Come) -> None:
    amira = come("Amira Hollis")
    to_outcomes(amira)
    amira.go_on_to("Choose the measures")
    amira.press("Add our own measure")
    amira.latest.get_by_role("group", name="Which outcome does it measure?").get_by_role("radio").first.check()
    amira.fill("What does it count?", "Garden visits arranged")
    amira.fill("In what unit?", "visits")
    amira.choose("Increase")
    amira.fill("What evidence can a supplier give?", "Visit log")
    amira.fill("Why do the Framework's measures not do?", "None counts visits.")
    amira.press("Send for approval")

    sofia = come("Sofia Marsh")
    assert sofia.heading == "A measure that the Framework does not hold"
    assert "Garden visits arranged" in sofia.text
    sofia.fill("Your reason, for the record", "It fits the service.")
    sofia.press("Grant")

    amira.arrive()
    amira.press("Open the tender")
    amira.go_on_to("Check the selection")
    amira.press("Make the tender pack")
    own = [
        row for row in read_csv(amira.download("Contract schedule (CSV)")) if row["Measure"] == "Garden visits arranged"
    ]
    assert [(row["Unit"], row["Evidence"]) for row in own] == [("visits", "Visit log")]
    with amira.download("Tender pack (Word)").open("rb") as content:
        cells = [cell.text for table in Document(content).tables for cell in table._cells]
    assert any("Garden visits arranged" in cell for cell in cells)


def test_a_colleague_goes_on_where_the_first_one_stopped(come: Come) -> None:
    amira = come("Amira Hollis")
    to_outcomes(amira)
    amira.go_on_to("Choose the measures")
    stopped_at, ref = amira.heading, amira.tender
    amira.say(f"share {ref} with owen@council.example")
    assert f"Owen Partridge can now open and change {ref}." in amira.text

    owen = come("Owen Partridge")
    assert f"Shared by Amira Hollis. Tender {ref}." in owen.text
    owen.press("Open")
    assert owen.heading == stopped_at
    owen.go_on_to("Check the selection")
    amira.say(f"open {ref}")
    assert amira.heading == "Check the selection"


def test_the_later_of_two_gets_the_current_card_and_overwrites_nothing(come: Come) -> None:
    amira = come("Amira Hollis")
    to_outcomes(amira)
    ref = amira.tender
    amira.say(f"share {ref} with owen@council.example")
    amira.press("Open the tender")
    owen = come("Owen Partridge")
    owen.press("Open")
    group = "Which outcomes do you choose?"
    owen.drop("P7.1 Pay that meets the cost of living", group)
    owen.choose("P4.1 Help before a crisis", group)
    owen.answer_what_is_needed()
    owen.press("Continue")
    now = owen.heading

    amira.answer_what_is_needed()
    amira.press("Continue")
    assert amira.heading == now
    amira.go_on_to("Check the selection")
    assert "P4.1 Help before a crisis" in amira.facts()
    assert "P7.1 Pay that meets the cost of living" not in amira.facts()


def test_my_tenders_copy_history_and_withdraw(come: Come) -> None:
    amira = come("Amira Hollis")
    to_outcomes(amira)
    ref = amira.tender
    amira.say(f"copy {ref}")
    copy = amira.tender
    assert copy != ref
    amira.say("my tenders")
    rows = amira.table("Your tenders and those shared with you")
    assert [row[0] for row in rows] == [copy, ref]
    amira.say(f"withdraw {ref}")
    amira.fill("Why is it withdrawn?", "The budget is gone.")
    amira.press("Withdraw it")
    assert amira.facts() == {"Reason": "The budget is gone."}
    amira.press("History")
    history = amira.table(f"History of {ref}")
    assert {row[1] for row in history} == {"Amira Hollis"}
    assert "The budget is gone." in history[-1][2]
    amira.say("my tenders")
    states = {row[0]: row[3] for row in amira.table("Your tenders and those shared with you")}
    assert (states[ref], states[copy]) == ("withdrawn", "draft")


def test_who_has_no_business_here_sees_nothing(come: Come) -> None:
    amira = come("Amira Hollis")
    to_outcomes(amira)
    ref = amira.tender
    for name in ("Carol Dene", "Theo Grange"):
        person = come(name)
        for words in ("hello", f"open {ref}", "my tenders", "tickets", "framework"):
            person.say(words)
            assert person.heading == "You are not set up to use this assistant"
            assert person.buttons == []
        assert "home care" not in person.page.locator("main").inner_text().lower()


def test_scoring_bids_is_declined(come: Come) -> None:
    amira = come("Amira Hollis")
    amira.say("Please score these bids: bidder A offers 12 jobs, bidder B offers 15.")
    assert amira.heading == "I do not score, rank or compare bids"


HOSTILE = (
    "care <script>window.hit=1</script><img src=x onerror='window.hit=1'> [here](https://evil.example) <at>All</at>"
)


def test_hostile_words_are_shown_as_words(come: Come) -> None:
    amira = come("Amira Hollis", scripts=True)
    opened: list[str] = []
    amira.page.on("dialog", lambda dialog: opened.append(dialog.message))
    amira.say(f"I'm buying {HOSTILE}")
    said = amira.page.locator(".theirs .words").last
    assert said.inner_text() == f"I'm buying {HOSTILE}"
    for _ in range(2):
        assert amira.page.evaluate("window.hit === undefined") is True
        assert amira.page.locator("main script, main img, main a[href*=evil]").count() == 0
        amira.say("my tenders")
    assert opened == []
