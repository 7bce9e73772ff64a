"""Lots in a free sentence: how many, what each is called, where it is, and which value belongs to which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dialogs.plain import FLAGS, NUMBER_WORD, any_of, whole_number
from dialogs.read_money import Money

_COUNT = re.compile(
    rf"\b(?P<count>[0-9]{{1,2}}|{NUMBER_WORD})(?: (?!lots?\b)[a-z-]{{1,20}}){{0,2}} lots\b(?! of\b)"
    rf"|\blots: ?(?P<label>[0-9]{{1,2}})\b"
    r"|\b(?P<single>no lots|(?:a )?single lot|one lot|(?:not|un) ?(?:divided|split)(?: into lots)?|without lots)\b",
    FLAGS,
)
_MENTION = re.compile(
    r"\blot (?P<number>[0-9]{1,2})\b(?:(?: \((?P<bracket>[^()|£]{1,60})\))|(?:: ?| - )(?P<label>[^;.(|£0-9]{1,60}))?",
    FLAGS,
)
_FOR_LOT = re.compile(
    r"(?:,? ?\(?(?:inc|ex|plus)[a-z]*\.? vat\)?)? (?:for|in|on|to|\() ?lot (?P<number>[0-9]{1,2})\b", FLAGS
)
_EACH = re.compile(r",? ?(?:each|apiece|per lot|a lot|for each lot|every lot)\b", FLAGS)


@dataclass(frozen=True)
class Lots:
    """`count` is None when nobody said; `answers` are keyed "lot.2.name"; `spans` are where the words stand."""

    count: int | None
    answers: dict[str, str]
    spans: tuple[tuple[int, int], ...]
    doubts: tuple[str, ...] = ()


def find_lots(text: str, districts: Sequence[str], money: Iterable[Money]) -> Lots:
    """Number, names and places. A list such as "lots for High Peak and Erewash" names the lots in that order."""
    taken = [(amount.start, amount.end) for amount in money]
    mentions = [m for m in _MENTION.finditer(text) if not any(a <= m.start() < b for a, b in taken)]
    spans = [m.span() for m in mentions]
    answers: dict[str, str] = {}
    for mention in mentions:
        answers |= _named(mention, districts)
    counts = set()
    for match in _COUNT.finditer(text):
        counts.add(1 if match["single"] else whole_number(match["count"] or match["label"]))
        spans.append(match.span())
    listed = _list_of_districts(text, districts)
    if listed:
        spans.append(listed.span())
        names = _districts_in(listed[0], districts)
        counts = counts or {len(names)}
        if counts == {len(names)}:
            for number, name in enumerate(names, start=1):
                answers |= {f"lot.{number}.name": name, f"lot.{number}.place": name}
    highest = max((int(mention["number"]) for mention in mentions), default=0)
    return _counted(counts, highest, answers, tuple(spans))


def _counted(counts: set[int], highest: int, answers: dict[str, str], spans: tuple[tuple[int, int], ...]) -> Lots:
    if len(counts) > 1:
        return Lots(None, answers, spans, ("I read more than one number of lots, so I have left it open.",))
    count = next(iter(counts), None)
    if count is not None and highest > count:
        doubt = f"I read {count} as the number of lots, but lot {highest} as well, so I have left the number open."
        return Lots(None, answers, spans, (doubt,))
    # "lot 1" on its own says that there are lots, not how many.
    return Lots(count or (highest if highest > 1 else None), answers, spans)


def lot_of(text: str, amount: Money, others: Iterable[Money]) -> int | None:
    """The number of the lot whose value this is: "£300k for lot 2" or "lot 2 (High Peak) £300k"."""
    after = _FOR_LOT.match(text, amount.end)
    if after:
        return int(after["number"])
    before = [m for m in _MENTION.finditer(text, max(0, amount.start - 120), amount.start)]
    if not before:
        return None
    mention = before[-1]
    between = text[mention.start() : amount.start]
    crossed = any(mention.start() < other.start < amount.start for other in others)
    preceded = any(
        _FOR_LOT.match(text, other.end) and other.end <= mention.start() <= other.end + 40 for other in others
    )
    stopped = re.search(r"[;]|[.] |\btotal\b|\boverall\b", between, FLAGS)
    return None if crossed or preceded or stopped else int(mention["number"])


def for_each_lot(text: str, amount: Money) -> bool:
    """True for "£300k each" and "£300k per lot"."""
    return _EACH.match(text, amount.end) is not None


def _named(mention: re.Match[str], districts: Sequence[str]) -> dict[str, str]:
    name = (mention["bracket"] or mention["label"] or "").strip()
    name = re.split(r",? (?:at|about|worth|approx\w*|lot|value|around)\b|, ?(?=$)", name, maxsplit=1, flags=FLAGS)[
        0
    ].strip(" ,-")
    if not name:
        return {}
    found = _districts_in(name, districts)
    answers = {f"lot.{mention['number']}.name": name}
    return answers | ({f"lot.{mention['number']}.place": ",".join(found)} if found else {})


def _districts_in(text: str, districts: Sequence[str]) -> list[str]:
    known = {name.lower(): name for name in districts}
    if not known:
        return []
    found = [known[m[0].lower()] for m in re.finditer(rf"\b(?:{any_of(known)})\b", text, FLAGS)]
    return list(dict.fromkeys(found))


def _list_of_districts(text: str, districts: Sequence[str]) -> re.Match[str] | None:
    if not districts:
        return None
    name = rf"(?:{any_of(districts)})\b"
    return re.search(rf"\blots (?:for|in|covering|:) ?{name}(?:(?:, ?(?:and )?| and | & ){name}){{0,40}}", text, FLAGS)
