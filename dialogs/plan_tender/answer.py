"""Starting a plan, answering its questions by form or in words, and moving about in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cards.plan_tender import questions as ask
from cards.plan_tender.special import ChangeSomething
from cards.tenders import Done
from cards.words import listed
from dialogs.escalate import withdrawn
from dialogs.intent import Asked, Decision
from dialogs.plan_tender.brief import MOST_LOTS
from dialogs.plan_tender.correct import Wish, wish
from dialogs.plan_tender.keep import kept, only, opened, stale
from dialogs.plan_tender.show import asked_of, copies_first_lot, parts, plan_of, show
from dialogs.plan_tender.stages import Plan, Stage
from dialogs.read import read
from dialogs.read import shown as shown_as
from dialogs.understand import correction, understand
from domain.changes import TenderOpened
from domain.errors import Unclear
from domain.question import Kind, Question
from domain.tender import Tender

UNTITLED = "New tender"
ACCEPTED = ("ok", "okay", "yes", "continue", "next", "as suggested", "accept")
"""Words that take what a question proposes."""
MISSING = "This needs an answer."
CHANGED = "Changed."
WHICH_LOT = "I do not know which lot that value or place is for. Say for example “change lot 2 value to £180,000”."


def start(asked: Asked) -> Decision:
    """Opens a tender from one free sentence, or from nothing."""
    desk, text = asked.desk, asked.intent.text
    framework = desk.shelf.now
    understood = understand(text, framework, today=desk.today)
    answers, doubts = within_limits(dict(understood.answers), understood.doubts)
    tender = Tender(
        ref=f"T-{desk.new_code()}",
        organisation=asked.person.organisation,
        owner_id=asked.person.id,
        owner_name=asked.person.name,
        title=answers.get("what") or UNTITLED,
        framework_version=framework.version,
        created_at=desk.now,
        changed_at=desk.now,
        answers=answers,
    )
    return Decision((TenderOpened(tender),), (show(plan_of(tender, desk), desk, doubts=doubts, heard=bool(answers)),))


def within_limits(answers: dict[str, str], doubts: tuple[str, ...]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Takes out a number of lots that we cannot plan, and says so. A place that was named for the whole tender
    is the place of its one lot; where there are several lots, each is asked for its own.
    """
    lots, place = answers.get("lots") or "1", answers.pop("place", "")
    if not (lots.isdecimal() and 1 <= int(lots) <= MOST_LOTS):
        del answers["lots"]
        return answers, (*doubts, too_many_lots())
    if place and lots == "1":
        answers["lot.1.place"] = place
    return answers, doubts


def too_many_lots() -> str:
    return f"Please give a whole number of lots from 1 to {MOST_LOTS}. Plan a larger exercise in several tenders."


def answer(asked: Asked) -> Decision:
    """A form that was sent: keeps every answer that can be read, asks the others again."""
    plan = opened(asked)
    if (old := stale(asked, plan)) is not None:
        return old
    stage = plan.stage(asked.fields.get("stage", "")) or plan.current
    if stage is None:
        return only(show(plan, asked.desk))
    given = {q.key: asked.fields[q.key] for q in stage.questions if q.key in asked.fields}
    values, errors = read_all(stage, given, plan.answers, asked)
    decision = kept(asked, plan, {**plan.answers, **values}, errors=errors, stage=stage.key)
    return replace(decision, accepted={q.key: shown_as(q, values[q.key]) for q in stage.questions if values.get(q.key)})


def read_all(
    stage: Stage, given: Mapping[str, str], answers: Mapping[str, str], asked: Asked
) -> tuple[dict[str, str], dict[str, str]]:
    """Stored forms of what can be read, and what is wrong with the rest. A blank is wrong only where an answer is
    needed and there is none yet: browsers leave out boxes that are not ticked, and cards leave out empty fields.
    """
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    for question in stage.questions:
        words = given.get(question.key, "")
        blank = not words.strip()
        if blank and (question.key in answers or (question.key not in given and not stage.all_needed)):
            if question.required and question.key not in answers:
                errors[question.key] = MISSING
            continue
        try:
            values[question.key] = _read(question, words, asked)
        except Unclear as unclear:
            errors[question.key] = str(unclear)
    return values, errors


def _read(question: Question, words: str, asked: Asked) -> str:
    if not words.strip():
        if question.required:
            raise Unclear(MISSING)
        return ""
    value = read(question, words, today=asked.desk.today)
    if question.key == "lots" and not (value.isdecimal() and 1 <= int(value) <= MOST_LOTS):
        raise Unclear(too_many_lots())
    if question.key.startswith("weighting.") and not 0 < float(value) <= 100:
        raise Unclear("Please give a percentage of the total score, more than 0 and not over 100.")
    return value


def say(asked: Asked) -> Decision:
    """Words in the middle of a plan: a correction, the answer to the first question, or several facts at once."""
    plan = opened(asked)
    if (old := stale(asked, plan)) is not None:
        return old
    text, desk = asked.intent.text, asked.desk
    stage = plan.stage(asked.fields.get("stage", "")) or plan.current
    try:
        corrected = correction(text, plan.framework, desk.today, lots=len(plan.brief.lots))
        wished = wish(text, plan) if corrected is None else None
    except Unclear as unclear:
        return only(show(plan, desk, notice=str(unclear)))
    if corrected:
        return kept(asked, plan, {**plan.answers, **corrected}, notice=CHANGED)
    if wished is not None:
        return _granted(asked, plan, wished)
    if stage is None:
        return only(show(plan, desk, notice="To change something, say for example “change the value to £600,000”."))
    question = _first(stage, plan, asked.facts.conversation.asking)
    if question.key == "what":
        facts, doubts = told(text, plan, asked)
        if (len(facts) > 1 or doubts) and "what" in facts:
            return kept(asked, plan, {**facts, **plan.answers}, doubts=doubts, heard=True)
    if text.strip().lower().rstrip(".!") in ACCEPTED and question.value and question.kind is not Kind.YES_NO:
        return kept(asked, plan, {**plan.answers, question.key: question.value})
    try:
        values = {question.key: _read(question, text, asked)}
    except Unclear as unclear:
        more, doubts = _facts_in(text, plan, stage, asked)
        if not more:
            return kept(asked, plan, plan.answers, errors={question.key: str(unclear)}, stage=stage.key)
        return kept(asked, plan, {**plan.answers, **more}, doubts=doubts, heard=True)
    return kept(asked, plan, {**plan.answers, **values})


def _granted(asked: Asked, plan: Plan, wished: Wish) -> Decision:
    """The new answer where one was said that can be read, else the stage to give it on."""
    question, stage = wished.question, wished.stage.key
    if question is None or not wished.words:
        return only(show(plan, asked.desk, stage=stage))
    try:
        value = _read(question, wished.words, asked)
    except Unclear as unclear:
        # “mostly small firms” is no title of an option, and yet it says which one.
        value = understand(wished.words, plan.framework, today=asked.desk.today).answers.get(question.key, "")
        if not value:
            return only(show(plan, asked.desk, stage=stage, errors={question.key: str(unclear)}))
    return kept(asked, plan, {**plan.answers, question.key: value}, notice=CHANGED)


def told(text: str, plan: Plan, asked: Asked) -> tuple[dict[str, str], tuple[str, ...]]:
    """What a free sentence tells of this tender, and what in it is not certain. A value or a place for no lot that it
    names is left out where there are several.
    """
    understood = understand(text, plan.framework, today=asked.desk.today)
    answers, doubts = within_limits(dict(understood.answers), understood.doubts)
    of_one = [key for key in answers if key.startswith("lot.1.")]
    if plan.brief.divided and "lots" not in answers and of_one:
        answers = {key: value for key, value in answers.items() if key not in of_one}
        doubts = (*doubts, WHICH_LOT)
    return answers, doubts


def say_of_this(asked: Asked) -> Decision:
    """A sentence about buying that is about the open tender after all: what it tells takes the place of what was."""
    plan = opened(asked)
    if (old := stale(asked, plan)) is not None:
        return old
    answers, doubts = told(asked.intent.text, plan, asked)
    return kept(asked, plan, {**plan.answers, **answers}, notice=CHANGED, doubts=doubts, heard=True)


def _first(stage: Stage, plan: Plan, asking: tuple[str, ...]) -> Question:
    """The question that the words answer: the first on the card that is open, else the first on the card."""
    on_card = [q for key in asking for q in stage.questions if q.key == key] or list(asked_of(stage, plan, {}))
    unanswered = [q for q in on_card if q.key not in plan.answers and q.required]
    return (unanswered or on_card or list(stage.questions))[0]


def _facts_in(text: str, plan: Plan, stage: Stage, asked: Asked) -> tuple[dict[str, str], tuple[str, ...]]:
    """Facts for open questions of the brief that a free sentence holds, such as the values of several lots, and what
    in it is not certain.
    """
    if stage.key != "brief":
        return {}, ()
    understood = understand(text, plan.framework, today=asked.desk.today)
    found, doubts = within_limits(dict(understood.answers), understood.doubts)
    wanted = {q.key for q in stage.questions if q.key not in plan.answers and q.kind is not Kind.TEXT}
    wanted |= {q.key for q in stage.questions if q.key.startswith("lot.")}
    return {key: value for key, value in found.items() if key in wanted}, doubts


def shown(asked: Asked) -> Decision:
    """The tender where it stands."""
    return only(show(opened(asked), asked.desk))


def leave(asked: Asked) -> Decision:
    plan = opened(asked)
    ref = plan.tender.ref
    return only(Done(f"Everything is kept. Write “open {ref}” when you want to go on, here or on another door.", ref))


def edit(asked: Asked) -> Decision:
    """A named stage again, all of it, with the answers filled in."""
    plan = opened(asked)
    return stale(asked, plan) or only(show(plan, asked.desk, stage=asked.fields.get("stage", "brief")))


def change(asked: Asked) -> Decision:
    """Which part is to be changed; once that is said, the part with its answers filled in."""
    plan = opened(asked)
    if (old := stale(asked, plan)) is not None:
        return old
    question = ask.part(parts(plan))
    words = asked.fields.get("part", "")
    if not words.strip():
        return only(ChangeSomething(plan.tender.ref, plan.tender.version, question))
    try:
        return only(show(plan, asked.desk, stage=_read(question, words, asked)))
    except Unclear as unclear:
        return only(ChangeSomething(plan.tender.ref, plan.tender.version, question, str(unclear)))


def back(asked: Asked) -> Decision:
    """The stage before the one that was shown, with its answers filled in; nothing is taken away."""
    plan = opened(asked)
    if (old := stale(asked, plan)) is not None:
        return old
    keys = [stage.key for stage in plan.stages if stage.questions]
    here = asked.fields.get("stage") or (plan.current.key if plan.current else "")
    at = keys.index(here) if here in keys else len(keys)
    return only(show(plan, asked.desk, stage=keys[max(0, at - 1)]))


def restart(asked: Asked) -> Decision:
    """Forgets every answer but what is bought. The audit trail keeps what they were."""
    plan = opened(asked)
    if (old := stale(asked, plan)) is not None:
        return old
    answers = {"what": plan.answers["what"]} if "what" in plan.answers else {}
    again = kept(asked, plan, answers, notice="Started again. The history keeps what was there before.")
    ended = withdrawn(asked, "The tender was started again.")
    return replace(again, changes=again.changes + ended.changes, sends=ended.sends)


def same(asked: Asked) -> Decision:
    """Takes lot 1's outcomes, measures and weighting for another lot, and for each later one that they suit and
    that has no outcomes yet.
    """
    plan = opened(asked)
    if (old := stale(asked, plan)) is not None:
        return old
    wanted = asked.fields.get("lot", "")
    if wanted not in {str(each.number) for each in plan.brief.lots[1:]}:
        return only(show(plan, asked.desk))
    later = [lot.number for lot in plan.brief.lots[int(wanted) :] if not plan.chosen(lot.number)]
    numbers = [int(wanted), *(number for number in later if copies_first_lot(plan, number))]
    copied = {key: value for number in numbers for key, value in _choices_of_first_lot(plan, number).items()}
    lots = listed([str(number) for number in numbers])
    notice = (
        f"Lot {lots} takes the choices of lot 1." if len(numbers) == 1 else f"Lots {lots} take the choices of lot 1."
    )
    return kept(asked, plan, {**plan.answers, **copied}, notice=notice)


def _choices_of_first_lot(plan: Plan, number: int) -> dict[str, str]:
    """Lot 1's choices as answers of another lot."""
    copied = {}
    for key, value in plan.answers.items():
        kind, _, rest = key.partition(".")
        lot, _, tail = rest.partition(".")
        if lot == "1" and kind in _PER_LOT:
            copied[f"{kind}.{number}" + (f".{tail}" if tail else "")] = value
    return copied


_PER_LOT = ("outcomes", "tests", "measures", "targets", "target", "weighting", "weighting_reason")


def all_outcomes(asked: Asked) -> Decision:
    """Offers every outcome of the Framework for one lot, those that suit less included."""
    plan = opened(asked)
    if (old := stale(asked, plan)) is not None:
        return old
    lot = asked.fields.get("lot", "1")
    if lot not in {str(each.number) for each in plan.brief.lots}:
        return only(show(plan, asked.desk))
    return kept(asked, plan, {**plan.answers, f"show_all.{lot}": "yes"})
