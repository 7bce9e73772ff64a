"""One example of everything we say. Add a message here and it is tested in every rendering."""

from __future__ import annotations

from dataclasses import dataclass

from cards.message import (
    Ask,
    Block,
    Bullets,
    Button,
    FactList,
    Folded,
    Heading,
    Link,
    Message,
    Note,
    Quote,
    Table,
    Text,
    Tone,
)
from cards.public_pages import privacy, support, terms
from domain.question import Kind, Option, Question


@dataclass(frozen=True)
class Sample(Message):
    """A message made of the parts given."""

    title: str
    parts: tuple[Block, ...]
    presses: tuple[Button, ...] = ()

    @property
    def subject(self) -> str:
        return self.title

    def blocks(self) -> tuple[Block, ...]:
        return self.parts

    def buttons(self) -> tuple[Button, ...]:
        return self.presses


MEASURES = Table(
    "Measures for jobs and skills",
    ("Measure", "Unit", "Target"),
    (("Apprenticeships started", "people", "2"), ("Weeks of work experience", "weeks", "set by the bidder")),
)
TENDER = {"tender": "T-4K7QX", "version": "3"}

EVERYTHING = Sample(
    "Home care for adults",
    (
        Heading("Home care for adults"),
        Text("This is what I understood.\nPlease check it."),
        FactList((("Whole-life value", "£490,569.50"), ("Start", "1 November 2027"), ("Notice", "3 * 4 = 12"))),
        Heading("What bidders are asked", 2),
        Quote("How will you bring [local people] into work?", "The Framework"),
        Bullets(("A named lead", "Figures for each quarter")),
        Note("The Framework is a proposal and has not been adopted.", Tone.WARNING),
        Note("Your answers are kept."),
        Note("All duties are met.", Tone.GOOD),
        MEASURES,
        Folded("Why these outcomes", (Heading("The reasons", 3), Text("They fit the value and the length."), MEASURES)),
        Folded("What was left out", (Bullets(("Outcomes for works",)),)),
        Link("Read the guidance", "https://council.example/guidance?part=2&page=1"),
        Link("Download the pack", "http://127.0.0.1:3978/pack.docx"),
        Link("Write to us", "mailto:social.value@council.example"),
        Link("Something else", "javascript:alert(1)"),
        Text("Tender T-4K7QX", subtle=True),
    ),
    (Button("Finalise", "tender.finalise", TENDER, main=True), Button("Change", "tender.change", TENDER)),
)

YES_NO = Question("light_touch", "Does the light-touch regime apply?", Kind.YES_NO, value="no")
PLACES = tuple(Option(f"P{n}", f"District {n}") for n in range(1, 8))
FORM = Sample(
    "What I still need",
    (
        Heading("What I still need"),
        Ask(Question("title", "What are you buying?", Kind.TEXT, value="Home care")),
        Ask(Question("notes", "Anything else?", Kind.LONG_TEXT, required=False, value="First line\nSecond line")),
        Ask(Question("value", "What is it worth?", Kind.MONEY, value="490569.00")),
        Ask(Question("staff", "How many people work on it?", Kind.NUMBER, value="12.50")),
        Ask(Question("start", "When does it start?", Kind.DATE, value="next autumn"), "I need a date."),
        Ask(Question("length", "How long is it?", Kind.DURATION, value="36+24")),
        Ask(YES_NO),
        Ask(
            Question(
                "type",
                "What type is it?",
                Kind.CHOICE,
                (Option("goods", "Goods"), Option("works", "Works")),
                hint="one",
            )
        ),
        Ask(Question("place", "Where is it?", Kind.CHOICE, PLACES, value="P3")),
        Ask(Question("tests", "Which are met?", Kind.CHOICES, PLACES, value="P1,P7", at_least=2), "Choose one more."),
    ),
    (
        Button("Continue", "plan.answer", {**TENDER, "stage": "brief"}, sends_answers=True, main=True),
        Button("Back", "plan.back", TENDER),
    ),
)

EXAMPLES: dict[str, Message] = {
    "everything": EVERYTHING,
    "form": FORM,
    "shortest": Sample("Thank you", (Text("Thank you."),)),
    "privacy": privacy("the procurement team"),
    "terms": terms("the procurement team"),
    "support": support("the procurement team"),
}
