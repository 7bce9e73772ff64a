"""The tender pack as a Word document that an officer can edit."""

from __future__ import annotations

from collections.abc import Callable

from cards.tender_pack import Pack, PackDuty, PackLot, word_parts, wording
from cards.tender_pack.paper import Paper
from cards.words import day

_FACTS = (5.0, 12.0)
"""Widths in centimetres of a table with a label and what goes with it."""

Writer = Callable[[Paper, Pack], None]


def document(pack: Pack) -> bytes:
    """The .docx file. The same pack always gives the same bytes."""
    paper = Paper()
    kind = "Social value tender pack"
    paper.about(f"{kind}: {pack.title}", f"Tender {pack.tender_ref}", pack.organisation, pack.made_on)
    paper.frame((f"{pack.tender_ref}  {kind}", wording.PROPOSAL if pack.proposal else ""), pack.organisation)
    paper.title(pack.title, kind)
    _cover(paper, pack)
    for number, (title, write) in enumerate(_sections(pack), start=1):
        paper.heading(f"{number} {title}", 1)
        write(paper, pack)
    return paper.content


def _sections(pack: Pack) -> list[tuple[str, Writer]]:
    """What there is nothing to say about is left out, and the others are numbered without a gap."""
    sections: list[tuple[str, Writer]] = [("Summary and reasons", _summary)]
    if any(lot.outcomes for lot in pack.lots):
        sections.append((word_parts.advert_title(pack), word_parts.advert))
        sections.append((word_parts.questions_title(pack), word_parts.questions))
    if pack.commitments:
        sections.append(("Measures", word_parts.measures))
    if any(lot.outcomes for lot in pack.lots):
        sections.append(("Draft contract schedule", word_parts.schedule))
    if pack.duties:
        sections.append(("Duties that apply", _duties))
    return sections


def _cover(paper: Paper, pack: Pack) -> None:
    framework = f"{pack.framework_title}, {pack.framework_label} (version {pack.framework_version} in the record)"
    rows = [
        ("Organisation", pack.organisation),
        ("Tender", pack.tender_ref),
        ("Owner", pack.owner),
        ("Made on", day(pack.made_on)),
        ("Revision", str(pack.revision)),
        ("Framework", framework),
    ]
    paper.table("About this pack", ("This pack", "Details"), rows, _FACTS)
    if pack.proposal:
        text = (
            "Its outcomes, tiers and weightings are suggestions. Check with the social value lead before you use them."
        )
        paper.warning(text, f"{wording.PROPOSAL}.")
    paper.text("This is a draft to edit. Fill in what stands in [square brackets], and check every part before use.")


def _summary(paper: Paper, pack: Pack) -> None:
    if pack.waiver:
        paper.heading("No outcome: waiver", 2)
        paper.text(
            f"{pack.waiver.approver} allowed this tender to go ahead without an outcome on {day(pack.waiver.on)}."
        )
        paper.text(pack.waiver.reason, "Why the officer asked:")
        paper.text(pack.waiver.answer, f"Why {pack.waiver.approver} allowed it:")
    paper.heading("What is being bought", 2)
    paper.table("What is being bought", ("Item", "Answer"), pack.brief, _FACTS)
    if pack.considerations:
        paper.heading("What was considered before starting", 2)
        paper.table("What was considered before starting", ("Question", "Answer"), pack.considerations, (8.5, 8.5))
    for lot in pack.lots:
        paper.heading(wording.lot_name(pack, lot) if pack.divided else "Tier and outcomes", 2)
        _lot(paper, pack, lot)


def _lot(paper: Paper, pack: Pack, lot: PackLot) -> None:
    facts = [("Tier", f"{lot.tier_id} ({lot.tier_label})")]
    if pack.divided:
        facts.insert(0, ("Whole-life value", lot.value))
    if lot.place:
        facts.append(("Where", lot.place))
    if lot.outcomes:
        facts.append(("Weighting", wording.weighting(lot)))
        facts.append(("Reporting", wording.capital(lot.reporting)))
        facts.append(("Delivery plan", wording.DELIVERY[lot.delivery]))
    if lot.against_reason:
        facts.append(("Why against the advice", lot.against_reason))
    paper.table(f"Facts of {wording.lot_name(pack, lot)}", ("Item", "Answer"), facts, _FACTS)
    if lot.outcomes:
        rows = [(f"{o.id} {o.title}", f"{o.priority_title}\n{o.statement}", o.reason) for o in lot.outcomes]
        headers = ("Outcome", "Priority, and what it means", "Why it was chosen")
        paper.table(f"Outcomes of {wording.lot_name(pack, lot)}", headers, rows, (4.5, 6.5, 6.0))
    if lot.tests:
        paper.text("The officer confirmed that the selection:")
        paper.bullets(lot.tests)


def _duties(paper: Paper, pack: Pack) -> None:
    paper.text("These are pointers, not legal advice. Check each with its source.")
    for duty in pack.duties:
        paper.heading(duty.title, 2)
        paper.text(duty.text)
        paper.text(duty.why, "Why it applies here:")
        paper.text(_source(duty), "Source:")
        if duty.stale:
            paper.warning("This may be out of date. Look at the source before you rely on it.", "Check before use.")


def _source(duty: PackDuty) -> str:
    return f"{duty.source}, as at {day(duty.as_at)}" if duty.as_at else f"{duty.source}, date not known"
