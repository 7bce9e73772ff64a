"""What every step of planning does: find the tender, see that the card is fresh, keep answers, show what is next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cards.message import Message
from dialogs.intent import Asked, Decision
from dialogs.plan_tender.show import plan_of, show
from dialogs.plan_tender.stages import Plan
from domain.changes import Change, TenderAnswered
from domain.duties import CONSIDERATIONS
from domain.errors import NotAllowed
from domain.question import Question
from domain.tender import Tender, TenderStatus

STALE = "That card was out of date, so I changed nothing. Here is the tender as it stands now."
TICK_AGAIN = "Please tick the tests again: what they go by has changed."
CLOSED = "This tender is {status}, so it cannot be changed."


def opened(asked: Asked) -> Plan:
    """The tender that was asked about. Raises NotAllowed alike for one that is not there and one of others'."""
    tender = asked.facts.tender
    if tender is None or not tender.seen_by(asked.person.id):
        wanted = asked.intent.needs.tender_ref or "that reference"
        raise NotAllowed(f"I have no tender {wanted} that you may see. Write “my tenders” for a list of yours.")
    return plan_of(tender, asked.desk)


def stale(asked: Asked, plan: Plan) -> Decision | None:
    """The current card when the pressed one was older than the record or the tender is closed; else None."""
    tender = plan.tender
    if asked.fields.get("version", str(tender.version)) != str(tender.version):
        return Decision(replies=(show(plan, asked.desk, notice=STALE),))
    if tender.status is not TenderStatus.DRAFT:
        return Decision(replies=(show(plan, asked.desk, notice=CLOSED.format(status=tender.status.value)),))
    return None


def kept(
    asked: Asked,
    plan: Plan,
    answers: Mapping[str, str],
    *,
    notice: str = "",
    errors: Mapping[str, str] | None = None,
    doubts: tuple[str, ...] = (),
    stage: str = "",
    heard: bool = False,
) -> Decision:
    """Keeps these answers and shows what comes next, or the stage again when something was wrong with it."""
    tender, changes = with_answers(plan.tender, answers)
    after = replace(plan, tender=tender)
    if any(key.startswith("tests.") for key in answers.keys() - tender.answers.keys()):
        notice = f"{notice} {TICK_AGAIN}".strip()
    again = stage if errors and any(q.key in errors for q in _questions(after, stage)) else ""
    message = show(after, asked.desk, notice=notice, errors=errors, doubts=doubts, stage=again, heard=heard)
    return Decision(changes, (message,))


def _questions(plan: Plan, key: str) -> tuple[Question, ...]:
    stage = plan.stage(key)
    return stage.questions if stage else ()


def with_answers(tender: Tender, answers: Mapping[str, str]) -> tuple[Tender, tuple[Change, ...]]:
    """The tender after these answers, and the change that writes them; none when nothing is different."""
    answers = tidied(tender.answers, answers)
    changed = sorted(k for k in tender.answers.keys() | answers.keys() if tender.answers.get(k) != answers.get(k))
    if not changed:
        return tender, ()
    title = answers.get("what") or tender.title
    after = replace(tender, answers=answers, version=tender.version + 1, title=title)
    return after, (TenderAnswered(tender.ref, tender.version, answers, tuple(changed)),)


def tidied(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Drops what was said about something that is different now: other outcomes need other measures, and what
    somebody judged, or gave a reason for, is judged anew when the facts that it goes by have changed.
    """
    different = [key for key, value in after.items() if key in before and before[key] != value]
    gone = {key: set(before[key].split(",")) - set(after[key].split(",")) for key in different}
    return {
        key: value
        for key, value in after.items()
        if value != before.get(key) or not any(_follows(key, other, gone[other]) for other in different)
    }


_SUBJECT = ("what", "category", "contract_type")
_MARKET = ("vat", "length", "bidders", "lots")


def _follows(key: str, other: str, gone: set[str]) -> bool:
    """Whether this answer falls with a change of the other one, out of which these choices are gone."""
    kind, _, rest = key.partition(".")
    lot = rest.partition(".")[0]
    if kind == "tests":
        return other in (*_SUBJECT, *_MARKET, f"lot.{lot}.value", f"outcomes.{lot}")
    if kind == "weighting_reason":
        return other == f"weighting.{lot}"
    if kind in ("against", "against_measures", "targets"):
        return other == f"outcomes.{lot}"
    if kind in ("measures", "target"):
        return other == f"outcomes.{lot}" and rest.removeprefix(f"{lot}.").partition("-")[0] in gone
    return kind in CONSIDERATIONS and other in _SUBJECT


def only(message: Message) -> Decision:
    """Says this and changes nothing."""
    return Decision(replies=(message,))
