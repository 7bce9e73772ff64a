"""A correction in words that names what it changes: any answer of a plan, of any lot, with or without the new one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dialogs.plain import FLAGS, plain
from dialogs.plan_tender.stages import Plan, Stage
from domain.errors import Unclear
from domain.question import Question

LONGEST = 2_000

_SUBJECTS = {
    r"what (?:is bought|(?:we|i) (?:buy|are buying|am buying))|title|subject": "what",
    r"category": "category",
    r"(?:contract )?type": "contract_type",
    r"light[ -]touch(?: regime)?": "light_touch",
    r"(?:number of )?lots": "lots",
    r"name": "lot.{}.name",
    r"(?:whole-life )?value": "lot.{}.value",
    r"place|location|districts?|area": "lot.{}.place",
    r"vat": "vat",
    r"length|duration|term": "length",
    r"start(?: date)?": "start",
    r"(?:likely )?bidders|market": "bidders",
    r"(?:kind of )?arrangement": "arrangement",
    r"urgency": "urgent",
    r"outcomes?": "outcomes.{}",
    r"tests?": "tests.{}",
    r"measures?": "measures.{}",
    r"targets?|figures": "targets.{}",
    r"weighting": "weighting.{}",
    r"consultation": "consult",
    r"(?:social value )?act|considerations?": "act",
}
"""What people call each answer, and its key or that of its stage; {} stands for the lot."""

_LOT = r"lot (?P<{}>[0-9]{{1,2}})(?:'s)?"
_CHANGES = re.compile(
    r"^(?:please |no,? |actually,? |sorry,? )*(?:change|set|update|correct|amend|make|edit) (?:the |our |my )?"
    rf"(?:{_LOT.format('before')} )?(?:the )?(?P<what>{'|'.join(_SUBJECTS)})(?: (?:of|for|in) {_LOT.format('after')})?"
    r"(?: ?(?:to|be|is|=|:) ?(?P<new>.{1,2000}))?$",
    FLAGS,
)


@dataclass(frozen=True)
class Wish:
    """What is to be changed: the stage that asks for it; the question and the new answer where they were said."""

    stage: Stage
    question: Question | None = None
    words: str = ""


def wish(text: str, plan: Plan) -> Wish | None:
    """What a sentence such as “change the weighting of lot 2 to 12%” wants changed; None when it wants nothing of
    the kind. Raises Unclear when the lot is not named among several, or when the tender has no such answer.
    """
    found = _CHANGES.match(plain(text[:LONGEST]).rstrip(" .!"))
    if found is None:
        return None
    what = found["what"].lower()
    key = next(key for pattern, key in _SUBJECTS.items() if re.fullmatch(pattern, what, FLAGS))
    key = key.format(_lot(found["before"] or found["after"], what, plan)) if "{}" in key else key
    for stage in plan.stages:
        if stage.key == key:
            first = stage.questions[0] if len(stage.questions) == 1 else None
            return Wish(stage, next((q for q in stage.questions if q.key == key), first), found["new"] or "")
        question = next((q for q in stage.questions if q.key == key), None)
        if question is not None:
            return Wish(stage, question, found["new"] or "")
    raise Unclear(f"This tender does not ask for “{what}” as it stands, so I changed nothing.")


def _lot(named: str | None, what: str, plan: Plan) -> int:
    count = len(plan.brief.lots)
    if named is None and count > 1:
        raise Unclear(f"Which lot? Write for example “change the {what} of lot 2”.")
    number = int(named or 1)
    if not 1 <= number <= count:
        raise Unclear(f"There is no lot {number}. Please give a lot from 1 to {count}.")
    return number
