"""Amounts of money in people's words: one grammar for a single answer and for a whole sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from dialogs.plain import FLAGS, NUMBER_WORDS, plain, quoted
from domain.errors import Unclear

ASK = "Please give the value in pounds, for example £250,000."
ONE_FIGURE = "Please give one figure, your best estimate in pounds, for example £250,000."
WHOLE_LIFE = "Please give the value for the whole life of the contract, with any extensions, for example £600,000."
POUNDS_ONLY = "Please give the value in pounds sterling, for example £250,000."
MOST = Decimal(10_000_000_000)

_SCALE = {"k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "mil": 10**6, "million": 10**6}
_SCALE |= {"bn": 10**9, "billion": 10**9}
_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15})(?:\.[0-9]{1,6})?"
_UNIT = r"(?:k|mn|mil|million|m|thousand|bn|billion)(?![a-z0-9])"
_POUNDS = r"(?:pounds(?: sterling)?|gbp|sterling)\b"
_AMOUNT = rf"(?:£|gbp)? ?{_DIGITS}(?: ?{_UNIT})?(?: ?{_POUNDS})?(?![a-z0-9]|[.,][0-9])"
_SPOKEN = (
    r"(?:half a|a quarter of a|a couple of|a few|several|an?|" + "|".join(NUMBER_WORDS) + r")"
    r"(?: hundred)? (?:thousand|million|billion)\b(?: pounds)?"
)
_ABOUT = r"(?:about|around|approximately|approx\.?|roughly|circa|c\.?|ca\.?|~|est\.?|estimated(?: at)?|up to|say|some)"
_LIMIT = r"(?:over|more than|at least|under|less than|below|above|not more than|almost|nearly)"
_RATE = (
    r"(?:(?P<yearly>(?:a|per|each|every) (?:year|annum)\b|/ ?(?:year|yr|annum)\b|p\.a\.?|pa\b|annually|yearly)"
    r"|(?P<monthly>(?:a|per|each|every) month\b|/ ?month\b|pcm\b|monthly)"
    r"|(?P<other_rate>(?:a|per|each|every|/) ?(?:week|day|hour|head|unit|person|item|place|visit)\b))"
)
_PHRASE = re.compile(
    rf"(?<![a-z0-9.,£$€-])(?:{_ABOUT} ?)?(?:(?P<limit>{_LIMIT}) )?(?P<between>between )?"
    rf"(?P<minus>(?:-|minus ) ?)?(?:(?P<amount>{_AMOUNT}|(?:£|gbp) ?(?P<inner_minus>-) ?{_DIGITS})"
    rf"|(?P<spoken>{_SPOKEN}))"
    rf"(?P<second> ?(?:-|to) ?{_AMOUNT}| and {_AMOUNT})?"
    rf"(?P<vague>(?: or so| or thereabouts| or more| or less|-?ish|\+)(?![a-z0-9]))?(?: ?{_RATE})?",
    FLAGS,
)
_FOREIGN = re.compile(r"[$€¥]|(?<![a-z])(?:usd|eur|euros?|dollars?)(?![a-z])", FLAGS)
_STRAY = re.compile(
    r"[£$€¥] ?-?[0-9][^ |;]{0,40}(?: (?:thousand|million|billion)\b)?"
    r"|(?<![a-z0-9.,])[0-9][0-9.,]{0,20} ?(?:k|m|million|thousand)? ?(?:euros?|dollars?|usd|eur)\b",
    FLAGS,
)
_VAT_WORDS = re.compile(r",? ?\(?(?:inc|incl|including|ex|excl|excluding|plus|\+)\.? ?vat\)?$", FLAGS)
_SPACED_THOUSANDS = re.compile(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))")
_BEFORE_MONEY = re.compile(
    r"(?:value|worth|budget|costs?|costing|price|total|spend)(?: is| of| at|:)? ?(?:now )?$", FLAGS
)
_AFTER_MONEY = re.compile(
    r" ?(?:$|[,;.)(|]|(?:contract|total|in total|over|for|plus|inc|including|incl|ex|excl|excluding|budget|framework|"
    r"from|each|per|vat|before)\b|\+)",
    FLAGS,
)


@dataclass(frozen=True)
class Money:
    """An amount that stands in a text at `start`. `amount` is pounds, or None with the `problem` in words.

    `per` is "year" or "month" for a rate, else "".
    """

    start: int
    end: int
    words: str
    amount: Decimal | None
    problem: str = ""
    per: str = ""


def read_money(words: str) -> Decimal:
    """The one amount that an answer gives, in whole pence. Raises Unclear, also for a rate such as "a year".

    Words about VAT behind the amount are passed over: VAT is asked for by itself.
    """
    text = _SPACED_THOUSANDS.sub("", plain(words[:200]).rstrip(" .!"))
    if _FOREIGN.search(text):
        raise Unclear(POUNDS_ONLY)
    match = _PHRASE.fullmatch(_VAT_WORDS.sub("", text))
    if match is None:
        raise Unclear(ASK)
    amount = _checked(match)
    if match["yearly"] or match["monthly"]:
        raise Unclear(WHOLE_LIFE)
    return amount


def find_money(text: str) -> tuple[Money, ...]:
    """Every amount in a plain text, first first. A bare number is none: it needs £, a word or its surroundings."""
    found = [_found(match) for match in _PHRASE.finditer(text) if _looks_like_money(text, match)]
    taken = {position for money in found for position in range(money.start, money.end)}
    for match in _STRAY.finditer(text):
        if match.start() not in taken:
            problem = POUNDS_ONLY if _FOREIGN.search(match[0]) else ASK
            found.append(Money(match.start(), match.end(), match[0].rstrip(".,)"), None, problem))
    return tuple(sorted(found, key=lambda money: money.start))


def _looks_like_money(text: str, match: re.Match[str]) -> bool:
    words = match["amount"]
    if words is None or "£" in words or re.search(r"gbp|pounds|sterling|thousand|million|billion|bn|k$", words, FLAGS):
        return True
    before = _BEFORE_MONEY.search(text[max(0, match.start() - 30) : match.start()])
    if words[-1] in "mM":  # Could be metres or months as well.
        return bool(before or match["vague"] or match["yearly"] or _AFTER_MONEY.match(text, match.end()))
    return bool(before) and len(words.replace(",", "")) > 3


def _found(match: re.Match[str]) -> Money:
    per = "year" if match["yearly"] else "month" if match["monthly"] else ""
    try:
        return Money(match.start(), match.end(), match[0], _checked(match), per=per)
    except Unclear as unclear:
        return Money(match.start(), match.end(), match[0], None, str(unclear), per)


def _checked(match: re.Match[str]) -> Decimal:
    if match["second"] or match["limit"] or match["between"]:
        raise Unclear(ONE_FIGURE)
    if match["other_rate"]:
        raise Unclear(WHOLE_LIFE)
    if match["minus"] or match["inner_minus"]:
        raise Unclear(f"A value cannot be negative. {ASK}")
    amount = _spoken(match["spoken"]) if match["spoken"] else _pounds(match["amount"])
    if amount is not None and amount > MOST:
        raise Unclear(f"That is more than £10 billion. {ASK}")
    if match["spoken"] or match["vague"]:
        raise Unclear(f"If you mean £{amount:,.0f}, type {_short(amount)}." if amount else ONE_FIGURE)
    if not amount:
        raise Unclear(f"The value must be more than zero. {ASK}")
    return amount


def _pounds(words: str) -> Decimal:
    digits = re.search(_DIGITS, words)
    unit = re.search(_UNIT, words, FLAGS)
    if digits is None:
        raise Unclear(ASK)
    amount = (
        Decimal(digits[0].replace(",", "")) * _SCALE[unit[0].lower()] if unit else Decimal(digits[0].replace(",", ""))
    )
    pence = round(amount, 2)
    if pence != amount:
        raise Unclear(f"I read {quoted(words.strip())} as parts of a penny. {ASK}")
    return pence


def _spoken(words: str) -> Decimal | None:
    """The amount of "half a million"; None for "a few thousand"."""
    *count, scale = words.lower().removesuffix(" pounds").split()
    hundreds = 100 if count[-1] == "hundred" else 1
    first = " ".join(word for word in count if word != "hundred")
    fractions = {"a": Decimal(1), "an": Decimal(1), "half a": Decimal("0.5"), "a quarter of a": Decimal("0.25")}
    number = fractions.get(first) or Decimal(NUMBER_WORDS.get(first, 0))
    return number * hundreds * _SCALE[scale] if number else None


def _short(amount: Decimal) -> str:
    millions = (amount / 10**6).normalize()
    return f"£{millions:f}m" if amount >= 10**6 and millions == round(millions, 2) else f"£{amount:,.0f}"


def stored_money(amount: Decimal) -> str:
    """The stored form: pounds with two decimals."""
    return f"{amount:.2f}"
