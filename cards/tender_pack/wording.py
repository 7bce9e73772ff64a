"""The wording that the pack drafts: advert line, weighting note, pledge, targets and the clauses of the schedule.

All of it is our own, in plain words. What stands in square brackets is for the council to fill in.
"""

from __future__ import annotations

from decimal import Decimal

from cards.tender_pack import Pack, PackLot, PackOutcome
from cards.words import listed, money, number
from domain.selection import Delivery
from domain.tender import Commitment, TargetBy

PROPOSAL = "Proposal: the council has not adopted this Framework"
OFFERED = "Offered by the bidder"

ROLL_UPS = {"sum": "Added up", "average": "Average of the reports", "latest": "Latest report counts"}
DELIVERY = {
    Delivery.NONE: "Not asked for",
    Delivery.STATEMENT: "A short statement is enough, as small bidders are likely",
    Delivery.PLAN: "Asked for",
}
KINDS = {"output": "What is done", "outcome": "What changes"}


def lot_name(pack: Pack, lot: PackLot) -> str:
    """ "Lot 2: North", or "the contract" when the tender is not divided."""
    if not pack.divided:
        return "the contract"
    return f"Lot {lot.number}: {lot.name}" if lot.name else f"Lot {lot.number}"


def percent(share: Decimal) -> str:
    return f"{number(share)}%"


def weighting(lot: PackLot) -> str:
    """The weighting in words; nothing to weigh in a tier that is not scored."""
    if not lot.scored:
        return "Not scored"
    return "[weighting to be set]" if lot.weighting is None else f"{percent(lot.weighting)} of the total score"


def usual_range(lot: PackLot) -> str:
    lowest, highest = lot.weighting_range
    return percent(lowest) if lowest == highest else f"{percent(lowest)} to {percent(highest)}"


def weighting_note(lot: PackLot) -> str:
    note = f"Social value: {weighting(lot)}. The usual weighting in tier {lot.tier_id} ({lot.tier_label}) is "
    note += f"{usual_range(lot)}. The rest of the score: [weightings of price and of the other criteria]."
    return f"{note} Reason for this weighting: {lot.weighting_reason}" if lot.weighting_reason else note


def unit(commitment: Commitment) -> str:
    """The unit in words: the Framework writes pounds as GBP."""
    return commitment.unit.replace("GBP", "pounds")


def target(commitment: Commitment) -> str:
    """The figure without its unit, pounds as money, or who sets it."""
    if commitment.target is None:
        return OFFERED if commitment.target_by is TargetBy.BIDDER else "[target to be set]"
    return money(commitment.target) if commitment.unit.startswith("GBP") else number(commitment.target)


def measure(commitment: Commitment) -> str:
    """Name, definition and where its wording comes from, a line each."""
    lines = [commitment.name, commitment.definition]
    if commitment.bespoke:
        lines.append(f"Measure made for this tender, approved by {commitment.approver}.")
    elif commitment.name != commitment.original_name:
        lines.append(f"The Framework's wording: {commitment.original_name}")
    return "\n".join(line for line in lines if line)


def advert(pack: Pack, lot: PackLot) -> str:
    """The sentence before the list of outcomes."""
    about = f"For {lot_name(pack, lot)}, " if pack.divided else ""
    many = "these outcomes" if len(lot.outcomes) > 1 else "this outcome"
    if lot.scored:
        text = f"{about}social value counts for {weighting(lot)}. Bidders are asked how they will help to bring about "
        return capital(f"{text}{many} for the people of the area, and are assessed on their answers:")
    text = f"{about}social value is not scored. Bidders are asked for a pledge to help bring about {many}:"
    return capital(text)


def advert_outcome(outcome: PackOutcome) -> str:
    names = [f"{c.name} ({unit(c)})" for c in outcome.commitments]
    return f"{outcome.title}. Measured by: {listed(names)}." if names else f"{outcome.title}."


def pledge(outcome: PackOutcome) -> str:
    text = f"We pledge to help bring about this outcome: {outcome.title}. {outcome.statement}"
    return f"{text} We will tell the council what we did."


def figure_asked(commitment: Commitment) -> str:
    """One line for a measure in the question or the pledge."""
    if commitment.target_by is TargetBy.BIDDER:
        return f"{commitment.name}: [figure offered], in {unit(commitment)}"
    return f"{commitment.name}: the council asks for {target(commitment)} ({unit(commitment)})"


def clauses(lot: PackLot) -> tuple[tuple[str, str], ...]:
    """Lead and text of each clause, in order. A tier that is not scored has the short form."""
    return _full_clauses(lot) if lot.scored else _short_clauses(lot)


def _short_clauses(lot: PackLot) -> tuple[tuple[str, str], ...]:
    return (
        ("What the supplier does.", "The supplier keeps the pledge set out below. The price includes its cost."),
        ("Reporting.", f"How often the supplier reports: {lot.reporting}. A report says what was done, in figures."),
        ("Evidence.", "The supplier keeps the evidence named below and shows it when the council asks."),
        (
            "When delivery falls short.",
            "The council asks the supplier why, and the two agree in writing what the supplier does instead and by "
            "when. [Legal to confirm whether any other remedy applies.]",
        ),
    )


def _full_clauses(lot: PackLot) -> tuple[tuple[str, str], ...]:
    offered = (
        f"Where the table says “{OFFERED}”, the target is the figure in the supplier's tender: [insert the figures at "
        "award]. "
        if any(commitment.target_by is TargetBy.BIDDER for commitment in lot.commitments)
        else ""
    )
    return (
        (
            "What the supplier does.",
            f"The supplier delivers every commitment in the table below, to its target. {offered}"
            "The contract price includes the cost of the commitments.",
        ),
        *_delivery(lot),
        *_reporting(lot),
        *_when_it_falls_short(),
        (
            "Sub-contractors.",
            "The supplier answers for a commitment even where a sub-contractor delivers it, and passes on the "
            "duties that the sub-contractor needs to meet.",
        ),
        (
            "Review and change.",
            "The council and the supplier review the commitments every [12] months, and whenever the contract is "
            "extended or changed. A commitment is replaced only in writing, by one of at least equal worth.",
        ),
        ("Contacts.", "For the council: [role and e-mail]. For the supplier: [role and e-mail]."),
    )


def _delivery(lot: PackLot) -> tuple[tuple[str, str], ...]:
    sends = "Within [20] working days of the start date the supplier sends the council a {} that says what it will do, "
    sends += "by when and who leads the work."
    if lot.delivery is Delivery.PLAN:
        text = f"{sends.format('plan')} The plan takes effect when the council accepts it in writing."
        return (("Delivery plan.", text),)
    if lot.delivery is Delivery.STATEMENT:
        return (("Statement of delivery.", sends.format("short statement")),)
    return ()


def _reporting(lot: PackLot) -> tuple[tuple[str, str], ...]:
    return (
        (
            "Reporting.",
            f"How often the supplier reports: {lot.reporting}, on the days in the calendar below. A report gives, for "
            "each commitment, the figure for the period, what was done, and anything that is likely to go wrong.",
        ),
        (
            "Evidence.",
            "Each figure comes with the evidence named in the table. Evidence holds no more personal data than it "
            "needs, and no names of people who benefit unless the council asks for them in writing and the law allows.",
        ),
        (
            "Verification.",
            "An officer named by the council checks each figure against its evidence. A figure counts as delivered "
            "once that officer has verified it. The supplier answers the officer's questions within [10] working days.",
        ),
    )


def _when_it_falls_short() -> tuple[tuple[str, str], ...]:
    return (
        (
            "When delivery falls short.",
            "First the council asks why, and the supplier answers within [10] working days. If the shortfall remains, "
            "the supplier sends a recovery plan within [20] working days and keeps to it. If that fails, the council "
            "may give formal notice and require [remedy: for example the same commitment later, or another of equal "
            "worth].",
        ),
        (
            "Ending the contract.",
            "[Legal to decide whether repeated failure to deliver social value is a ground for ending the contract. "
            "Unless the terms say so, it may not be one.]",
        ),
    )


def capital(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]
