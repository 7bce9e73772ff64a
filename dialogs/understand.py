"""A free sentence about a tender: the facts it holds in stored form, and what was read but is not certain."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cards.words import money as money_words
from cards.words import months as months_words
from dialogs.plain import FLAGS, LONGEST, NUMBER_WORD, blanked, plain, quoted
from dialogs.read_date import find_dates
from dialogs.read_duration import Duration, find_durations, read_duration
from dialogs.read_money import MOST, Money, find_money, read_money, stored_money
from dialogs.understand_lots import find_lots, for_each_lot, lot_of
from dialogs.understand_words import set_words, title
from domain.errors import Unclear
from domain.framework import Framework

_STARTS = re.compile(
    r"\b(?:from|start(?:s|ing)?(?: date)?(?: is| will be| should be| of| on| in| from|:)?|begin(?:s|ning)?(?: on| in)?|"
    r"commenc(?:es?|ing)(?: on| in)?|with effect from|as of) ?(?:now )?$",
    FLAGS,
)
_CORRECTS = re.compile(
    r"^(?:please |no,? |actually,? |sorry,? )*(?P<verb>change |set |update |correct |amend |make )?(?:the )?"
    r"(?P<what>lot (?P<lot>[0-9]{1,2})(?:'s)?(?: value)?|value(?: (?:of|for) lot (?P<of>[0-9]{1,2}))?|"
    r"(?:total |contract )?value|length|duration|term|start(?: date)?|it)"
    r"(?P<link> (?:is now|should be|should start on|needs to be|must be|is|to be|to) | ?[=:] ?)?"
    r"(?(link)| )(?P<new>.{1,200})$",
    FLAGS,
)
_FIGURE = re.compile(rf"[0-9]|\b(?:{NUMBER_WORD})\b", FLAGS)
_TYPE = re.compile(
    r"^(?:no,? |actually,? |sorry,? )*(?:it's|it is|this is|change it to|make it|"
    r"change the (?:contract )?type to) (?P<type>works|goods|services)"
    r"(?:,? not (?:works|goods|services))?$",
    FLAGS,
)


@dataclass(frozen=True)
class Understood:
    """`answers` are in stored form, keyed by the steps of the plan. `doubts` are sentences to show."""

    answers: dict[str, str] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()


def understand(text: str, framework: Framework, *, today: date) -> Understood:
    """Everything that the text says for certain about a tender; what is not certain is a doubt and no answer.

    Only the first 10,000 characters are read, and a doubt says so.
    """
    whole = plain(text)
    said = whole[:LONGEST].replace("|", "/")
    doubts = [f"I read only the first {LONGEST:,} characters."] if len(whole) > LONGEST else []
    amounts = find_money(said)
    spans = [(amount.start, amount.end) for amount in amounts]
    answers, more, facts = set_words(said, framework)
    doubts += more
    start, more, date_spans = _start(blanked(said, spans), today)
    length, more_of_length, length_spans = _length(blanked(said, spans + date_spans))
    lots = find_lots(said, framework.districts, amounts)
    answers |= start | length | lots.answers
    if lots.count is not None:
        answers["lots"] = str(lots.count)
    values, more_of_values = _values(
        said, amounts, lots.count, length.get("length", ""), "lot." in " ".join(lots.answers)
    )
    answers |= values
    what = title(said, [*spans, *facts, *date_spans, *length_spans, *lots.spans])
    return Understood(
        answers | ({"what": what} if what else {}),
        (*doubts, *more, *more_of_length, *lots.doubts, *more_of_values),
    )


def correction(text: str, framework: Framework, today: date, *, lots: int) -> dict[str, str] | None:
    """The answers that "change the value to £600k" or "make it 4 years" sets; None when the text corrects nothing.

    Raises Unclear when it corrects something but the new value cannot be read, or the lot is not named among
    several.
    """
    said = plain(text[:LONGEST]).rstrip(" .!")
    of_type = _TYPE.match(said)
    if of_type:
        return {"contract_type": of_type["type"].lower()}
    match = _CORRECTS.match(said)
    if match is None or not (match["verb"] or (match["link"] and _FIGURE.search(match["new"]))):
        return None
    what, new = match["what"].lower(), match["new"]
    if what == "it":
        return _made(said, new, today)
    if what.startswith("start"):
        return {"start": _one_date(new, today)}
    if what in ("length", "duration", "term"):
        return {"length": read_duration(new)}
    number = match["lot"] or match["of"]
    if number is None and lots > 1:
        raise Unclear(f"Which lot's value? Please type, for example, change lot 2 value to {new}.")
    if number is not None and not 1 <= int(number) <= max(lots, 1):
        raise Unclear(f"There is no lot {number}. Please give a lot from 1 to {max(lots, 1)}.")
    if match["lot"] and "value" not in what and not find_money(new):
        return None
    return {f"lot.{int(number or 1)}.value": stored_money(read_money(new))}


def _made(said: str, new: str, today: date) -> dict[str, str] | None:
    """What "make it …" sets: a length. Anything else after "it" is talk."""
    if not re.search(r"\b(?:make|change|set) it\b|\bit (?:should be|is now)\b", said, FLAGS):
        return None
    if find_durations(new):
        return {"length": read_duration(new)}
    return {"start": _one_date(new, today)} if find_dates(f"from {new}", today=today) else None


def _one_date(words: str, today: date) -> str:
    found = find_dates(f"from {words}", today=today)
    if len(found) != 1 or found[0].problem:
        raise Unclear(
            found[0].problem if found else "Please give the date as day, month and year, for example 1 May 2027."
        )
    return found[0].stored


def _start(text: str, today: date) -> tuple[dict[str, str], list[str], list[tuple[int, int]]]:
    starts, doubts, spans = [], [], []
    for day in find_dates(text, today=today):
        cue = _STARTS.search(text, max(0, day.start - 40), day.start)
        spans.append((cue.start() if cue else day.start, day.end))
        if day.problem:
            doubts.append(f"I could not use {quoted(day.words)} as a date. {day.problem}")
        elif cue:
            starts.append(day.stored)
        else:
            doubts.append(f"I read {quoted(day.words)}, but not that it is the start date.")
    if len(set(starts)) > 1:
        return {}, [*doubts, "I read more than one start date, so I have left it open."], spans
    return ({"start": starts[0]} if starts else {}), doubts, spans


def _length(text: str) -> tuple[dict[str, str], list[str], list[tuple[int, int]]]:
    found = find_durations(text)
    spans = [(duration.start, duration.end) for duration in found]
    doubts = [_length_doubt(duration) for duration in found if duration.problem]
    lengths = {duration.stored for duration in found if duration.stored}
    if len(lengths) > 1:
        return {}, [*doubts, "I read more than one length of the contract, so I have left it open."], spans
    return ({"length": lengths.pop()} if lengths and not doubts else {}), doubts, spans


def _length_doubt(duration: Duration) -> str:
    return f"I could not use {quoted(duration.words)} as the length. {duration.problem}"


def _values(
    text: str, amounts: tuple[Money, ...], count: int | None, length: str, named: bool
) -> tuple[dict[str, str], list[str]]:
    """The value of each lot, and what could not be given to one."""
    values: dict[str, set[Decimal]] = {}
    doubts = []
    for amount in amounts:
        value, doubt = _whole_life(amount, length)
        doubts += [doubt] if doubt else []
        if value is None:
            continue
        number = lot_of(text, amount, amounts)
        if number is None and for_each_lot(text, amount) and count:
            for each in range(1, min(count, 99) + 1):
                values.setdefault(f"lot.{each}.value", set()).add(value)
        elif number is None and (count or 1) == 1 and not named:
            values.setdefault("lot.1.value", set()).add(value)
        elif number is None:
            doubts.append(f"I read {money_words(value)}, but not for which lot.")
        else:
            values.setdefault(f"lot.{number}.value", set()).add(value)
    for key, several in values.items():
        if len(several) > 1:
            figures = " and ".join(money_words(value) for value in sorted(several))
            doubts.append(f"I read {figures} as the value of lot {key.split('.')[1]}, so I have left it open.")
    return {key: stored_money(next(iter(several))) for key, several in values.items() if len(several) == 1}, doubts


def _whole_life(amount: Money, length: str) -> tuple[Decimal | None, str]:
    """The value of the whole contract, with the sentence that says how it was computed or why it was not."""
    if amount.amount is None:
        return None, f"I read {quoted(amount.words)} as no figure. {amount.problem}"
    if not amount.per:
        return amount.amount, ""
    rate = f"{money_words(amount.amount)} a {amount.per}"
    if not length:
        return None, f"I read {rate}. Please give the value for the whole life of the contract, with any extensions."
    months = sum(int(part) for part in length.split("+"))
    value = round(amount.amount * months / (12 if amount.per == "year" else 1), 2)
    if value > MOST:
        return None, f"I read {rate}, which comes to more than £10 billion. Please give the value in pounds."
    extensions = "" if length.endswith("+0") else ", with extensions"
    return (
        value,
        f"I worked out {money_words(value)} from {rate} for {months_words(months)}{extensions}. Please check it.",
    )
