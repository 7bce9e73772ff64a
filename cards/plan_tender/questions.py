"""The questions of planning a tender: the one list that cards, pages and chat are made from."""

from __future__ import annotations

from cards.words import number as number_words
from domain.framework import Category, ContractType, HardTest, Measure, Outcome
from domain.question import Kind, Option, Question
from domain.selection import Limits
from domain.tender import Arrangement, Bidders, Vat

COUNTY = "county"

CONTRACT_TYPES = (
    Option(ContractType.SERVICES, "Services"),
    Option(ContractType.GOODS, "Goods"),
    Option(ContractType.WORKS, "Works"),
)
VAT_OPTIONS = (
    Option(Vat.INCLUDED, "Yes, VAT is included"),
    Option(Vat.ADD, "No, add VAT at the standard rate"),
    Option(Vat.NONE, "No VAT is due on this contract"),
)
BIDDER_OPTIONS = (
    Option(Bidders.SMALL, "Mostly smaller firms (SMEs) or voluntary and community organisations (VCSEs)"),
    Option(Bidders.MIXED, "A mix of small and large"),
    Option(Bidders.LARGE, "Mostly large firms"),
    Option(Bidders.UNKNOWN, "Not known yet"),
)
ARRANGEMENTS = (
    Option(Arrangement.CONTRACT, "A contract"),
    Option(Arrangement.FRAMEWORK, "A framework agreement"),
    Option(Arrangement.CONCESSION, "A concession"),
    Option(Arrangement.CALL_OFF, "A call-off from a framework"),
)
CONSULT_OPTIONS = (
    Option("yes", "Yes, we will consult before the tender starts"),
    Option("done", "Yes, we have consulted already"),
    Option("no", "No, consultation is not needed"),
)
TARGET_OPTIONS = (
    Option("bidder", "Bidders offer every figure"),
    Option("council", "We set some targets ourselves"),
)


def what() -> Question:
    return Question("what", "What are you buying?", Kind.TEXT, hint="for example home care for adults")


def category(categories: tuple[Category, ...]) -> Question:
    options = tuple(Option(c.key, c.title) for c in categories)
    return Question("category", "Which category fits best?", Kind.CHOICE, options)


def contract_type() -> Question:
    return Question("contract_type", "What type of contract is it?", Kind.CHOICE, CONTRACT_TYPES)


def light_touch() -> Question:
    label = "Does the light-touch regime apply? Check the CPV codes."
    hint = "the common procurement vocabulary: codes that say in the notice what is bought"
    return Question("light_touch", label, Kind.YES_NO, required=False, hint=hint)


def lots() -> Question:
    label = "How many lots is it divided into?"
    return Question("lots", label, Kind.NUMBER, hint="1 when it is not divided", required=False)


def lot_name(number: int) -> Question:
    label = f"Lot {number}: what is it called?"
    return Question(f"lot.{number}.name", label, Kind.TEXT, hint="for example High Peak", required=False)


def lot_value(number: int, divided: bool) -> Question:
    label = "What is the whole-life value, with extensions?"
    if divided:
        label = f"Lot {number}: what is its whole-life value, with extensions?"
    return Question(f"lot.{number}.value", label, Kind.MONEY, hint="for example £490,000 or 1.2m")


def places(districts: tuple[str, ...]) -> tuple[Option, ...]:
    return (Option(COUNTY, "The whole county"), *(Option(d, d) for d in districts))


def lot_place(number: int, divided: bool, districts: tuple[str, ...]) -> Question:
    label = f"Lot {number}: where will it be delivered?" if divided else "Where will it be delivered?"
    return Question(f"lot.{number}.place", label, Kind.CHOICES, places(districts), at_least=1)


def vat() -> Question:
    return Question("vat", "Do the values include VAT?", Kind.CHOICE, VAT_OPTIONS)


def length() -> Question:
    hint = "for example 3 years, 18 months, 3 years + 2, or one-off"
    return Question("length", "How long is the contract?", Kind.DURATION, hint=hint)


def start() -> Question:
    return Question("start", "When does it start?", Kind.DATE, hint="for example 1 November 2027")


def bidders() -> Question:
    return Question("bidders", "Who is likely to bid?", Kind.CHOICE, BIDDER_OPTIONS)


def arrangement() -> Question:
    label = "What kind of arrangement is it? Other duties apply to each."
    return Question("arrangement", label, Kind.CHOICE, ARRANGEMENTS, value=Arrangement.CONTRACT)


def urgent() -> Question:
    label = "Is it so urgent that there is no time to consider social value first?"
    return Question("urgent", label, Kind.YES_NO, required=False)


def urgent_reason() -> Question:
    label = "Why is there no time to consider social value before you start?"
    return Question("urgent_reason", label, Kind.LONG_TEXT)


def outcomes(number: int, offered: tuple[Outcome, ...], recommended: tuple[str, ...], limits: Limits) -> Question:
    options = tuple(Option(o.id, f"{o.id} {o.title}") for o in offered)
    least, most = limits.outcomes_min, limits.outcomes_max
    count = str(most) if least == most else f"{least} to {most}"
    label = f"Which outcomes do you choose? {count} {_suit(most)} this value, length and market."
    value = ",".join(recommended)
    return Question(f"outcomes.{number}", label, Kind.CHOICES, options, value=value, at_least=1)


def _suit(most: int) -> str:
    return "suits" if most == 1 else "suit"


def against(number: int) -> Question:
    label = "Why do you choose against this advice?"
    return Question(f"against.{number}", label, Kind.TEXT, hint="one or two sentences; kept with the selection")


def tests(number: int, hard_tests: tuple[HardTest, ...]) -> Question:
    options = tuple(Option(t.key, t.text) for t in hard_tests)
    label = "Tick each test that the selection passes. All of them are needed."
    return Question(f"tests.{number}", label, Kind.CHOICES, options, at_least=len(hard_tests))


def measures(number: int, outcome: Outcome, recommended: tuple[str, ...], limits: Limits, own: int = 0) -> Question:
    """`own` approved measures of our own count towards the number that suits."""
    options = tuple(Option(m.id, f"{m.name} ({unit(m)})") for m in outcome.measures)
    least, most = limits.measures_min, limits.measures_max
    count = str(most) if least == most else f"{least} to {most}"
    counted = f", {own} of our own included" if own else ""
    label = f"{outcome.id} {outcome.title}: which measures? {count} {_suit(most)}{counted}."
    value, needed = ",".join(recommended), max(0, least - own)
    key = f"measures.{number}.{outcome.id}"
    return Question(key, label, Kind.CHOICES, options, value=value, at_least=needed, required=needed > 0)


def against_measures(number: int) -> Question:
    label = "Why do you choose these measures against the advice?"
    return Question(f"against_measures.{number}", label, Kind.TEXT, hint="kept with the selection")


def unit(measure: Measure) -> str:
    return "pounds" if measure.unit == "GBP" else measure.unit.replace("GBP", "pounds")


def targets(number: int) -> Question:
    return Question(f"targets.{number}", "Who sets the figures?", Kind.CHOICE, TARGET_OPTIONS, value="bidder")


def target(number: int, measure_id: str, name: str, unit_words: str) -> Question:
    label = f"{measure_id} {name}: what is the target, in {unit_words}?"
    hint = "leave empty when bidders offer it"
    return Question(f"target.{number}.{measure_id}", label, Kind.NUMBER, hint=hint, required=False)


def weighting(number: int, limits: Limits) -> Question:
    low, high = limits.weighting_low, limits.weighting_high
    usual = f"{number_words(low)}%" if low == high else f"{number_words(low)}% to {number_words(high)}%"
    label = f"What share of the total score is social value? {usual} is usual here."
    return Question(f"weighting.{number}", label, Kind.NUMBER, hint="percent", value=str(low))


def weighting_reason(number: int) -> Question:
    label = "Why is the weighting outside the usual range?"
    return Question(f"weighting_reason.{number}", label, Kind.TEXT, hint="kept with the selection")


def part(parts: tuple[Option, ...]) -> Question:
    return Question("part", "What do you want to change?", Kind.CHOICE, parts)


def consider_wellbeing() -> Question:
    label = "How might what you buy improve the economic, social and environmental wellbeing of the area?"
    return Question("consider_wellbeing", label, Kind.LONG_TEXT)


def consider_process() -> Question:
    label = "How might the way you buy it help to secure that improvement?"
    return Question("consider_process", label, Kind.LONG_TEXT)


def consult() -> Question:
    label = "Will you consult the people or organisations concerned?"
    return Question("consult", label, Kind.CHOICE, CONSULT_OPTIONS)


def bespoke(places: tuple[Option, ...]) -> tuple[Question, ...]:
    """The form for a measure that the Framework does not hold. `places` are the chosen outcomes."""
    directions = (Option("increase", "Increase"), Option("decrease", "Decrease"), Option("maintain", "Maintain"))
    return (
        Question("bespoke_outcome", "Which outcome does it measure?", Kind.CHOICE, places),
        Question("bespoke_name", "What does it count?", Kind.TEXT, hint="for example garden visits arranged"),
        Question("bespoke_unit", "In what unit?", Kind.TEXT, hint="for example visits"),
        Question("bespoke_direction", "Which way is better?", Kind.CHOICE, directions),
        Question("bespoke_evidence", "What evidence can a supplier give?", Kind.TEXT, hint="for example visit log"),
        Question("bespoke_why", "Why do the Framework's measures not do?", Kind.TEXT),
    )


def waiver_reason() -> Question:
    hint = "it goes to the single point of contact and on the record"
    return Question("waiver_reason", "Why is no outcome suitable?", Kind.LONG_TEXT, hint=hint)


def wording(measure_id: str, name: str, original: str) -> Question:
    label = f"{measure_id}: the measure as bidders read it"
    return Question(f"wording.{measure_id}", label, Kind.TEXT, hint=f"the Framework says: {original}", value=name)


def question_wording(outcome_id: str, text: str, original: str) -> Question:
    label = f"{outcome_id}: the question that bidders answer"
    hint = "" if text == original else f"the Framework says: {original}"
    return Question(f"question.{outcome_id}", label, Kind.LONG_TEXT, hint=hint, value=text)
