"""What a free sentence says in set words: category, type, VAT, place, who bids, arrangement, and a short title."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dialogs.plain import FLAGS, any_of, blanked
from domain.framework import Framework

LONGEST_TITLE = 80

_VAT = {
    "included": r"(?:inc|incl|including|inclusive of|with)\.? vat|vat (?:is )?(?:included|inclusive)",
    "add": r"(?:ex|excl|excluding|exclusive of|plus|net of|before|\+) ?\.? ?vat|"
    r"vat (?:extra|on top|to be added|excluded)",
    "none": r"vat[ -](?:exempt|free)|exempt from vat|no vat(?: is)?(?: due| payable)?|outside (?:the scope of )?vat",
}
_TYPES = {
    "works": r"works(?: contract)?(?! (?:with|for|in|on|at|well)\b)",
    "goods": r"goods|supply of|purchase of",
    "services": r"services?",
}
_ARRANGEMENTS = {
    "call-off": r"call[ -]?off(?: contract)?|mini[ -]competition|further competition|"
    r"(?:under|off|through|via|using) (?:an?|the|our|their) (?:[a-z0-9&'-]+ ){0,4}framework",
    "concession": r"concession(?: contract)?",
    "framework": r"framework(?: agreement)?",
    "contract": r"contract",
}
_URGENT = r"(?<!not )(?<!less )urgent(?:ly)?(?! (?:care|treatment|response|repairs?|cases?|and emergency|calls?)\b)"
_SMALL = (
    r"smes?|vcses?|(?:small|local|micro)(?:[ -]to[ -]medium|(?: and|/)? ?medium)?(?:-sized)? "
    r"(?:firms|charities|businesses|companies|suppliers|providers|organisations|bidders)|charities|"
    r"(?:voluntary|community)(?: sector)? (?:organisations|groups|sector)|social enterprises|micro[ -]?businesses"
)
_LARGE = (
    r"(?:large|big|national|multinational|major)(?:,? (?:national|international|multinational))? "
    r"(?:firms|companies|contractors|suppliers|providers|organisations|bidders|businesses)"
)
_MIXED = (
    r"small and large|large and small|(?:a )?mix(?:ture)? of (?:small|large|sizes|firms|bidders)|"
    r"mixed (?:market|bidders)"
)
_NOT_BIDDERS = re.compile(
    r"\b(?:no|not|few|without|support(?:ing)?|help(?:ing)?|train(?:ing)?|for|to) (?:the |many )?$", FLAGS
)
_COUNTY = r"county[ -]?wide|(?:across|throughout|all of|whole of) (?:the )?(?:county|{county})"
_LEAD = re.compile(
    r"(?:hello|hi|please|i'm|i am|we're|we are|i'd|we'd|i|we|need(?:s|ed)?|wants?|would like|looking|look|going|have|"
    r"help me|help us|help with|to|buy(?:ing)?|procur(?:e|ing)|commission(?:ing)?|purchas(?:e|ing)|tender(?:ing)?|"
    r"plan(?:ning)?|set(?:ting)? up|run(?:ning)?|a quote|quotes?|quotations?|contract (?:for|to)|"
    r"services? contract for|"
    r"someone to|let|for|of|an?|the|some|new tender|it|is|this is|my|our|in|and|with|on|at)(?![a-z0-9'-])[ ,:]*",
    FLAGS,
)
_TRAIL = re.compile(
    r"(?:[ ,:;(\[-]|(?<![a-z0-9])(?:and|for|in|at|with|from|of|to|about|around|worth|an?|the|by|is|it|on|over|will be|"
    r"starting|start|lasting|value|budget|mostly|bidders|likely|bids|expect|across|delivered|approx|valued))$",
    FLAGS,
)


def set_words(text: str, framework: Framework) -> tuple[dict[str, str], list[str], list[tuple[int, int]]]:
    """Answers, doubts, and the spans that are facts and no part of a title."""
    answers, doubts, spans = dict[str, str](), list[str](), list[tuple[int, int]]()
    vat = {key: list(_all(pattern, text)) for key, pattern in _VAT.items()}
    said = [key for key, found in vat.items() if found]
    spans += [match.span() for found in vat.values() for match in found]
    if len(said) == 1:
        answers["vat"] = said[0]
    elif said:
        doubts.append("I read more than one thing about VAT, so I have left it open.")
    for key, patterns in (("contract_type", _TYPES), ("arrangement", _ARRANGEMENTS)):
        found = next((value for value, pattern in patterns.items() if any(_all(pattern, text))), "")
        answers |= {key: found} if found else {}
    answers |= {"urgent": "yes"} if any(_all(_URGENT, text)) else {}
    bidders, bidder_spans = _bidders(text)
    place, place_spans = _place(text, framework)
    category = _category(text, framework)
    answers |= {k: v for k, v in (("bidders", bidders), ("place", place), ("category", category)) if v}
    return answers, doubts, spans + bidder_spans + place_spans


def title(text: str, facts: Iterable[tuple[int, int]]) -> str:
    """The person's own words for what is bought: the first words that are neither a fact nor a way to begin."""
    for part in re.split(r"\|+|[.;!?] |[.;!?]$", blanked(text, facts)):
        words = part.strip(" ,:;-()\"'")
        while lead := _LEAD.match(words):
            words = words[lead.end() :]
        while trail := _TRAIL.search(words):
            words = words[: trail.start()]
        words = words.strip(" ,:;-()\"'")
        if re.search(r"[a-z]{3}", words, FLAGS) and not re.fullmatch(
            r"contract|tender|framework|lots?|value", words, FLAGS
        ):
            return _cut(words[0].upper() + words[1:])
    return ""


def _cut(words: str) -> str:
    if len(words) <= LONGEST_TITLE:
        return words
    return words[: LONGEST_TITLE + 1].rsplit(" ", 1)[0].rstrip(" ,:;-")[:LONGEST_TITLE]


def _all(pattern: str, text: str) -> Iterable[re.Match[str]]:
    return re.finditer(rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])", text, FLAGS)


def _bidders(text: str) -> tuple[str, list[tuple[int, int]]]:
    cue = r"(?:(?:likely |the )?(?:bidders|bids|suppliers|market)(?: are| is| will be| from)?:? )?(?:mostly |mainly )?"
    found: dict[str, list[tuple[int, int]]] = {}
    for value, pattern in (("mixed", _MIXED), ("small", _SMALL), ("large", _LARGE)):
        found[value] = [
            m.span() for m in _all(cue + rf"(?:{pattern})", text) if not _NOT_BIDDERS.search(text[: m.start()][-24:])
        ]
    spans = [span for each in found.values() for span in each]
    if found["mixed"] or (found["small"] and found["large"]):
        return "mixed", spans
    return ("small" if found["small"] else "large" if found["large"] else ""), spans


def _place(text: str, framework: Framework) -> tuple[str, list[tuple[int, int]]]:
    into = r"(?:(?:delivered (?:to|in)|based in|in|across|throughout|within|covering|around|for|to|at) )"
    county = list(_all(into + "?(?:" + _COUNTY.format(county=re.escape(framework.county)) + ")", text))
    spans = [match.span() for match in county]
    names = {name.lower(): name for name in framework.districts}
    if not names:
        return ("county" if county else ""), spans
    one = f"(?:{any_of(names)})(?![a-z0-9])"
    spans += [m.span() for m in _all(rf"{into}(?:the )?{one}(?:(?:, ?| and |, and | & ){one}){{0,40}}", text)]
    found = dict.fromkeys(names[match[0].lower()] for match in _all(one, text))
    return ("county" if county else ",".join(found)), spans


def _category(text: str, framework: Framework) -> str:
    """The category with the longest phrase in the text; none when two are equally long."""
    longest: dict[str, int] = {}
    for category in framework.categories:
        phrases = {phrase for phrase in (*category.words, category.title) if phrase.strip()}
        hits = [len(match[0]) for match in _all(any_of(phrases), text)] if phrases else []
        longest |= {category.key: max(hits)} if hits else {}
    best = [key for key, length in longest.items() if length == max(longest.values())]
    return best[0] if len(best) == 1 else ""
