"""The parts of the Word document that others reuse: advert, questions, measures and the contract schedule."""

from __future__ import annotations

from collections.abc import Iterator

from cards.tender_pack import Pack, PackLot, PackOutcome, wording
from cards.tender_pack.paper import Paper
from cards.words import DIRECTIONS, day


def advert_title(pack: Pack) -> str:
    scored = any(lot.scored for lot in pack.lots if lot.outcomes)
    return "Text for the advert, and weighting" if scored else "Text for the advert"


def advert(paper: Paper, pack: Pack) -> None:
    for lot, level in _lots(paper, pack):
        paper.to_use(wording.advert(pack, lot))
        paper.bullets([wording.advert_outcome(outcome) for outcome in lot.outcomes])
        if lot.scored:
            paper.heading("Weighting note", level)
            paper.to_use(wording.weighting_note(lot))


def questions_title(pack: Pack) -> str:
    scored = {lot.scored for lot in pack.lots if lot.outcomes}
    if scored == {True}:
        return "Tender questions and points assessed"
    return "Tender questions and pledges" if True in scored else "Pledge"


def questions(paper: Paper, pack: Pack) -> None:
    if any(lot.scored for lot in pack.lots if lot.outcomes):
        paper.text("People score the answers. The assistant does not score, rank or compare bids.")
    for lot, level in _lots(paper, pack):
        for outcome in lot.outcomes:
            paper.heading(f"{outcome.id} {outcome.title}", level)
            if lot.scored:
                _question(paper, outcome)
            else:
                paper.to_use(wording.pledge(outcome))
            if outcome.commitments:
                paper.text("Figures asked for:")
                paper.bullets([wording.figure_asked(commitment) for commitment in outcome.commitments])
            if outcome.guardrail:
                paper.warning(outcome.guardrail, "Take care.")


def _question(paper: Paper, outcome: PackOutcome) -> None:
    if outcome.edited:
        headers = ("Question for this tender", "The Framework's original")
        rows = [(outcome.question, outcome.original_question)]
        paper.table(f"Question on {outcome.title}", headers, rows, (8.5, 8.5))
    else:
        paper.to_use(outcome.question)
    paper.text("Share of the social value score: [share for this question]")
    if outcome.points:
        paper.text("Points assessed:")
        paper.bullets(outcome.points)


def measures(paper: Paper, pack: Pack) -> None:
    headers = ("Reference", "Measure", "Unit", "Direction", "Target", "Evidence")
    widths = (2.3, 4.5, 2.3, 2.0, 2.1, 3.8)
    for lot, _ in _lots(paper, pack):
        rows = [
            (
                commitment.measure_id,
                wording.measure(commitment),
                wording.unit(commitment),
                wording.capital(DIRECTIONS.get(commitment.direction, commitment.direction)),
                wording.target(commitment),
                "\n".join(commitment.evidence),
            )
            for commitment in lot.commitments
        ]
        if rows:
            paper.table(f"Measures of {wording.lot_name(pack, lot)}", headers, rows, widths)
        else:
            paper.text("No measure is asked for in this tier; the pledge stands by itself.")


def schedule(paper: Paper, pack: Pack) -> None:
    paper.warning(
        "The words are a starting point. Legal decides what goes into the contract.", "Draft for legal review."
    )
    for lot, level in _lots(paper, pack):
        paper.text(
            "This schedule is part of the contract for [title and reference of the contract] between [council] "
            "and [supplier]."
        )
        paper.numbered(wording.clauses(lot))
        paper.heading("Commitments" if lot.scored else "Pledge", level)
        _commitments(paper, pack, lot)
        paper.heading("Monitoring calendar", level)
        _calendar(paper, pack, lot)


def _commitments(paper: Paper, pack: Pack, lot: PackLot) -> None:
    if not lot.commitments:
        paper.bullets([f"{outcome.title}. {outcome.statement}" for outcome in lot.outcomes])
        return
    rows = [
        (
            commitment.measure_id,
            f"{commitment.outcome_title}\n{commitment.name}",
            f"{wording.target(commitment)}\n{wording.unit(commitment)}",
            wording.ROLL_UPS.get(commitment.roll_up, commitment.roll_up),
            "\n".join(commitment.evidence),
        )
        for commitment in lot.commitments
    ]
    headers = ("Reference", "Outcome and measure", "Target and unit", "How reports combine", "Evidence")
    paper.table(f"Commitments of {wording.lot_name(pack, lot)}", headers, rows, (2.3, 4.9, 3.1, 2.6, 4.1))


def _calendar(paper: Paper, pack: Pack, lot: PackLot) -> None:
    if not lot.monitoring:
        paper.text(f"No dates yet. How often the supplier reports: {lot.reporting}.")
        return
    rows = [(str(number), day(due)) for number, due in enumerate(lot.monitoring, start=1)]
    paper.table(f"Monitoring calendar of {wording.lot_name(pack, lot)}", ("Report", "Due on"), rows, (3.0, 8.0))


def _lots(paper: Paper, pack: Pack) -> Iterator[tuple[PackLot, int]]:
    """Each lot with an outcome, after its heading when the tender is divided, and the level of headings in it."""
    for lot in pack.lots:
        if lot.outcomes:
            if pack.divided:
                paper.heading(wording.lot_name(pack, lot), 2)
            yield lot, 3 if pack.divided else 2
