"""One example of everything we say. Add a message here and it is tested in every rendering."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from cards import confirm_page, wrong_person
from cards.by_mail import ConfirmWords, NotFromInside, NothingRecorded, NoWords, WordsRecorded, WriterUnknown
from cards.care.draft import FilesNotTaken
from cards.care.published import ArticlesOverdue
from cards.found import ArticleFound
from cards.gaps import GapList
from cards.guidance import ArticleRead, GuidanceAnswer, NoSuchPassage, Rated, Suggested, Unanswered
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
from cards.not_handled import NotHandled
from cards.own_files import FileDeclined, FileNotSaved
from cards.plan_tender.review import PackOffered
from cards.public_pages import privacy, support, terms
from cards.sorry import Sorry
from cards.undelivered import NotReached, Undelivered
from domain.conversation import Scope
from domain.gaps import Gap
from domain.guidance import (
    Answer,
    Article,
    ArticleState,
    AskedQuestion,
    Audience,
    Boundary,
    Citation,
    Figure,
    Passage,
    Suggestion,
    Tier,
)
from domain.mail import KeptFile
from domain.question import Kind, Option, Question
from tests.dialogs.world import AMIRA, CHAIRS, EVERYBODY, OWEN, ROADS, SERVICE, SOFIA, THEO, World, published


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
    (Button("Finalise", "plan.finalise", TENDER, main=True), Button("Change", "plan.edit", TENDER)),
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


CITED = Citation("kpis", 0, "When must we publish KPIs?", "Procurement Act 2023 s.52", date(2025, 2, 24))
ANSWER = Answer(
    "when do we publish kpis",
    "when do we publish key performance indicators (KPIs)",
    Tier.ANSWERED,
    0.9,
    ("At least 3 for contracts over £5,000,000.",),
    (CITED,),
    (Figure("£5,000,000", "Procurement Act 2023 s.52", date(2025, 2, 24), stale=True),),
    "Choose one social value indicator.",
    (Suggestion("light-touch", 0, "What is a light touch contract?"),),
    mended={"publsh": "publish"},
)
ARTICLE = Article(
    "kpis",
    CITED.title,
    (),
    Audience.STAFF,
    CITED.source,
    CITED.source_date,
    None,
    (
        Passage(0, "", "In short:\n- one\n- two"),
        Passage(1, "More", "1. first\n2. second\n\n| A | B |\n|---|---|\n| 1 | 2 |"),
    ),
    next_step="Plan a tender.",
)
WORDED = replace(
    ANSWER,
    sentences=("Publish at least 3.", "They are for contracts over £5,000,000."),
    citations=(CITED, replace(CITED, slug="kpis", title="What are KPIs?", source="Our guide", illustrative=True)),
    marks=((1,), (1, 2)),
    worded=True,
)


def _asked(number: int, text: str, tier: Tier, **more: str) -> AskedQuestion:
    at = datetime(2026, 11, number, 9, 0, tzinfo=UTC)
    return AskedQuestion(f"Q-{number:05}", at, text, tier, "", (), "", "", number, **more)  # type: ignore[arg-type]


GAPS = (
    Gap(
        "Can we pay suppliers in advance?",
        (
            _asked(2, "Can we pay suppliers in advance?", Tier.DECLINED),
            _asked(3, "paying up front *now* [here](https://evil.example)", Tier.UNSURE),
            _asked(4, "Can we pay suppliers in advance?", Tier.ANSWERED, reaction="dislike", comment="Not in advance."),
        ),
    ),
    *(Gap(f"Question {n}?", (_asked(n, f"Question {n}?", Tier.DECLINED),)) for n in range(5, 11)),
)
LEGAL = Boundary("legal", "That asks for a legal opinion.", "Ask legal services.")


def _guidance() -> dict[str, Message]:
    """Answers of the guidance, and what is said without one."""
    overdue = replace(CITED, overdue=date(2026, 1, 2), illustrative=True, verbatim=True)
    recorded = replace(CITED, recorded_by="Amira Hollis", recorded_on=date(2026, 11, 22))
    unsure = replace(ANSWER, tier=Tier.UNSURE, sentences=(), citations=(), figures=(), missing=("2031",))
    declined = replace(unsure, tier=Tier.DECLINED, suggestions=())
    return {
        "answer": GuidanceAnswer(ANSWER, "Q-4K7QX"),
        "answer-in-a-plan": GuidanceAnswer(replace(ANSWER, citations=(overdue,), worded=True), "Q-4K7QX", "T-4K7QX"),
        "answer-worded": GuidanceAnswer(WORDED, "Q-4K7QX"),
        "answer-supplier": GuidanceAnswer(ANSWER, "Q-4K7QX", staff=False),
        "suggested": Suggested(unsure),
        "unanswered": Unanswered(declined),
        "unanswered-supplier": Unanswered(declined, staff=False),
        "unanswered-boundary": Unanswered(replace(declined, boundary=LEGAL)),
        "article-read": ArticleRead(ARTICLE, ANSWER.figures, overdue, 1, (("What is light touch?", "light-touch"),)),
        "answer-recorded": GuidanceAnswer(replace(ANSWER, citations=(recorded,)), "Q-4K7QX"),
        "article-found": ArticleFound(ARTICLE, ANSWER.figures, overdue, 1),
        "no-such-passage": NoSuchPassage(),
        "rated": Rated("Q-4K7QX", True),
        "rated-down": Rated("Q-4K7QX", False),
    }


def _talk() -> dict[str, Message]:
    """What is said outside any tender."""
    world = World(published())
    return {
        "welcome": world.install().replies[0],
        "welcome-team": world.install(scope=Scope.CHANNEL).replies[0],
        "help": world.say("help"),
        "help-contact": world.say("help", who=SOFIA),
        "not-understood": world.say("🙂🙂"),
        "too-long": world.say("W" * 10_001),
        "no-scoring": world.say("Which bidder is best?"),
        "thanks": world.send("feedback", {"reaction": "like"}),
        "out-of-date": world.send("ticket.show", {"ticket": "S-99999"}, who=SOFIA),
        "own-file-declined": FileDeclined(),
        "own-file-not-saved": FileNotSaved(reference="4f1c2a"),
        "own-file-not-there": FileNotSaved("Tender T-4K7QX is draft, so it has no tender pack just now."),
        "sorry": Sorry("4f1c2a", "the procurement team"),
        "not-handled": NotHandled("theo@supplier.example", "Figures", "TryLater: the virus scanner does not answer"),
        "not-reached": NotReached("Sofia Marsh", "A request for a waiver", "Teams answered 403", "teams:a:1:2"),
        "undelivered": Undelivered("jo@council.example", "Re: Chairs", "550 5.1.1 no such person", "mail:12:1"),
        "undelivered-to-contact": Undelivered(
            "theo@supplier.example", "We have your mail: S-4K7QX", "550 5.1.1 no such person", "mail:12:1", False
        ),
        "no-business-here": world.say("help", who=THEO),
        "not-for-you": world.say("open T-99999"),
        "only-in-personal-chat": world.say("my tenders", scope=Scope.CHANNEL),
        "priorities": world.say("framework"),
        "priority": world.say("P4"),
        "outcome": world.say("P4.2"),
        "search": world.say("search apprenticeships"),
        "search-nothing": world.say("search zzzz"),
        "tenders-none": world.say("my tenders"),
    }


def _planning() -> dict[str, Message]:
    """A service in three lots from the first sentence to its last look."""
    world = World(published())
    found = {"plan-nothing-known": world.send("plan.start")}
    world = World(published())
    found["plan-brief"] = world.say(SERVICE)
    found["plan-brief-errors"] = world.press("Continue", {"vat": "perhaps"})
    world.accept(until="Step 2")
    found["plan-outcomes"] = world.last
    found["taken"] = world.copied().reply("Q1: 1\nQ9: 3")
    found["plan-outcomes-errors"] = world.press("Continue", {"tests.1": "1,2"})
    found["another-tender"] = world.say("I'm buying office chairs for £38,000 including VAT")
    world.press("Back to the tender")
    found["plan-outcomes-all"] = world.press("Choose from all outcomes")
    found["plan-against"] = world.press("Continue", {"outcomes.1": "P2.5", "tests.1": "all"})
    world = World(published())
    world.say(SERVICE)
    world.accept(until="Step 3")
    found["plan-measures"] = world.last
    found["plan-measures-against"] = world.press("Continue", {"measures.1.P2.3": "all"})
    found["plan-targets"] = world.press("Continue", {"against_measures.1": "All three are counted already."})
    found["plan-targets-ours"] = world.press("Continue", {"targets.1": "council"})
    world.accept(until="Step 5")
    found["plan-weighting"] = world.last
    found["plan-weighting-outside"] = world.press("Continue", {"weighting.1": "20"})
    world.press("Continue", {"weighting_reason.1": "Cabinet asked for it."})
    world.accept(until="Step 6")
    found["plan-act"] = world.last
    world.accept()
    return {**found, **_chosen(world)}


def _chosen(world: World) -> dict[str, Message]:
    """The same service when all is chosen: beside the stages, shared, final and withdrawn."""
    found = {
        "review": world.last,
        "change": world.press("Change something"),
        "edit-brief": world.press("Change it", {"part": "brief"}),
        "restart": world.say("start again"),
    }
    world.press("Keep my answers")
    found["wording"] = world.press("Edit wording")
    world.say("open T-00001")
    found["bespoke"] = world.press("Add our own measure")
    given = {"bespoke_name": "Garden visits arranged", "bespoke_unit": "visits", "bespoke_direction": "increase"}
    found["bespoke-errors"] = world.press("Send for approval", given)
    more = {"bespoke_outcome": "1:P4.2", "bespoke_evidence": "Visit log", "bespoke_why": "Gardens are the point."}
    found["ticket-sent"] = world.press("Send for approval", {**given, **more})
    found["ticket-measure"] = world.sends[0].message
    found["review-waiting"] = world.say("open T-00001")
    found["plan-stale"] = world.send("plan.edit", {"tender": "T-00001", "version": "1"})
    found["review-goes-on"] = world.say("open T-00001")
    world.press("Go on without it")
    found["pack-ready"] = world.press("Make the tender pack")
    found["share"] = world.say("share T-00001")
    found["share-errors"] = world.press("Share", {"colleague": "nobody@council.example"})
    found["shared"] = world.press("Share", {"colleague": OWEN.email})
    found["tender-shared"] = world.sends[0].message
    found["tender-posted"] = world.say("post T-00001", scope=Scope.CHANNEL)
    found["history"] = world.say("history T-00001")
    found["pack-offered"] = PackOffered("T-00001")
    found["copied"] = world.say("copy T-00001")
    found["tenders"] = world.say("my tenders")
    found["left"] = world.send("plan.leave", {"tender": world.tender.ref})
    found["withdraw"] = world.say(f"withdraw {world.tender.ref}")
    found["withdrawn"] = world.press("Withdraw it", {"reason": "The need has gone."})
    return found


def _others() -> dict[str, Message]:
    """A large works contract, a quotation without an outcome, and what goes to the single point of contact."""
    world = World(published())
    found = {"plan-arrangement": world.say(ROADS)}
    world.accept({"arrangement": "contract"})
    found["review-works"] = world.last
    world = World(published())
    found["plan-quotation"] = world.say(CHAIRS)
    world.accept({"start": "1 March 2027", "bidders": "mixed"}, until="Step 2")
    found["waiver"] = world.press("None is suitable")
    found["waiver-errors"] = world.press("Send the request")
    world.press("Send the request", {"waiver_reason": "Spare parts from their maker."})
    found["ticket-waiver"] = world.sends[0].message
    found["tickets"] = world.say("tickets", who=SOFIA)
    world.show(SOFIA, found["ticket-waiver"])
    found["ticket-errors"] = world.press("Grant", who=SOFIA)
    found["ticket-granted"] = world.press("Grant", {"answer": "Agreed for this purchase."}, who=SOFIA)
    found["ticket-settled"] = world.sends[0].message
    found["ticket-status"] = world.send("ticket.show", {"ticket": world.ticket.ref})
    found["tickets-mine"] = world.say("my tickets")
    found["tickets-none"] = world.say("tickets", who=SOFIA)
    found["review-waived"] = world.say("open T-00001")
    found["pack-waived"] = world.press("Make the tender pack")
    found["ask-a-person"] = world.say("ask a person")
    found["ask-a-person-errors"] = world.press("Send")
    world.press("Send", {"question": "What is a VCSE?"})
    found["ticket-question"] = world.sends[0].message
    files = "\n".join(KeptFile(name, "application/pdf", "0" * 64).line() for name in ("figures.pdf", "figures.pdf"))
    world.write_mail({"text": "Here they are.", "by": "kim@supplier.example", "kept": files})
    found["ticket-by-mail"] = world.sends[0].message
    alone = World(published(), tuple(person for person in EVERYBODY if person is not SOFIA))
    found["ticket-waits"] = alone.send("ticket.ask", {"question": "What is a VCSE?"}, who=AMIRA)
    found["nobody-set"] = alone.sends[0].message
    return found


PERMITS = """# Who gets a parking permit?
Carers may have a free permit.

## How to apply
- a letter
- [a photograph](https://evil.example)

## Fees
| Kind | Fee |
|---|---|
| Car | nothing |

## Times
Ten days.
"""
FRONT = {
    "title": "Who gets a parking permit?",
    "questions": "May carers park?\nHow do I get a permit?",
    "source": "Parking handbook",
    "source_date": "1 March 2026",
    "review_by": "1 March 2027",
}
CASE = {
    "name": "Laptops for community groups",
    "what": "The supplier gave twelve laptops.",
    "result": "All twelve are used.",
    "outcome": "P3.3",
    "category": "ict_digital",
    "consent": "waiting",
}


def _care() -> dict[str, Message]:
    """An article from a document to its end, and a case study."""
    world = World(published())
    found = {
        "guidance": world.say("guidance", SOFIA),
        "guidance-colleague": world.say("guidance"),
        "guidance-add": world.say("add guidance", SOFIA),
        "drafts-none": world.say("drafts", SOFIA),
        "file-refused": world.send_file("scan.pdf", b"%PDF-1.7"),
        "files-not-taken": world.send_file("note.docx", b"", who=AMIRA),
        "draft-form": world.send_file("permits.md", PERMITS.encode()),
        "draft-form-errors": world.press("Save", {**FRONT, "questions": "One?", "review_by": "soon"}, SOFIA),
        "draft": world.press("Save", FRONT, SOFIA),
        "draft-form-whole": world.press("Change it", who=SOFIA),
        "drafts": world.say("drafts", SOFIA),
        "draft-reject": world.send("guidance.reject_form", _newest(world), SOFIA),
        "draft-published": world.send("guidance.publish", _newest(world), SOFIA),
    }
    world.send_file("permits.md", PERMITS.replace("Ten days", "Nine days").encode())
    found["draft-changes"] = world.press("Save", FRONT, SOFIA)
    found["articles"] = world.send("guidance.articles", who=SOFIA)
    found["articles-unknown"] = world.say("retire the zebra", SOFIA)
    found["retire"] = world.say("retire who gets a parking permit", SOFIA)
    found["retired"] = world.press("Retire it", {"reason": "It is wrong."}, SOFIA)
    found["case-study"] = world.say("record a case study")
    found["case-study-in-words"] = world.say("Laptops for community groups")
    world.say("case study")
    found["case-study-errors"] = world.press("Record it", {**CASE, "what": "x" * 3_001, "outcome": "P99"})
    found["case-study-sent"] = world.press("Record it", CASE)
    found["draft-case-study"] = world.sends[0].message
    fields = {**_newest(world), "reason": "We have one like it."}
    found["draft-rejected"] = world.send("guidance.reject", fields, SOFIA)
    found["draft-settled"] = world.sends[0].message
    alone = World(published(), tuple(person for person in EVERYBODY if person is not SOFIA))
    alone.say("case study")
    found["case-study-waits"] = alone.press("Record it", CASE)
    found["draft-waits"] = alone.sends[0].message
    found["articles-overdue"] = ArticlesOverdue(date(2026, 11, 1), (("permits", "Who gets a permit?"),))
    return found


def _newest(world: World) -> dict[str, str]:
    draft = next(article for article in reversed(world.articles) if article.state is ArticleState.DRAFT)
    return {"article": draft.slug, "draft": draft.mark}


BY_MAIL: dict[str, Message] = {
    "words-recorded": WordsRecorded(
        "S-4K7QX",
        "Two apprentices have started.\nMore follow.",
        ("hours.csv",),
        ("tool.pdf: it is a program",),
        ("Sofia Marsh",),
    ),
    "words-recorded-nobody": WordsRecorded("S-4K7QX", "Two apprentices have started."),
    "confirm-words": ConfirmWords("kim@supplier.example", "We have 12.", "https://council.example/mail/confirm/x"),
    "files-recorded": WordsRecorded("S-4K7QX", "", ("hours.csv",), contacts=("Sofia Marsh",)),
    "nothing-recorded": NothingRecorded(("tool.pdf: it is a program",)),
    "no-words": NoWords(
        ("figures.doc: it is too old",),
        (Question("answer", "Your answer", Kind.LONG_TEXT),),
        (Button("Send the answer", "ticket.decide", {"ticket": "S-4K7QX"}, sends_answers=True),),
    ),
    "confirm-files": ConfirmWords("kim@supplier.example", "", "https://council.example/mail/confirm/x", ("hours.csv",)),
    "files-not-taken-contact": FilesNotTaken(("figures.doc: it is too old",), by_contact=True),
    "not-from-inside": NotFromInside(),
    "writer-unknown": WriterUnknown(),
    "confirm-page": confirm_page.asked("kim@supplier.example", "We have 12."),
    "confirm-done": confirm_page.done(),
    "confirm-ended": confirm_page.ended(),
    "wrong-person-page": wrong_person.asked("We have your mail: S-4K7QX [SV-7KQ2M4]", "theo@supplier.example"),
    "wrong-person-empty": wrong_person.asked("", "theo@supplier.example", {"who": "", "email": "kim@supplier.example"}),
    "wrong-person-done": wrong_person.done(wrong_person.words({"who": "Our site manager", "name": "Kim Vale"})),
    "wrong-person-failed": wrong_person.failed(),
    "wrong-person-ended": wrong_person.ended(),
}


EXAMPLES: dict[str, Message] = {
    **BY_MAIL,
    "everything": EVERYTHING,
    "form": FORM,
    "shortest": Sample("Thank you", (Text("Thank you."),)),
    "gaps": GapList(GAPS, 30, "https://council.example/files/gaps"),
    "gaps-none": GapList((), 90, "https://council.example/files/gaps"),
    "privacy": privacy("the procurement team"),
    "privacy-model": privacy("the procurement team", model=True),
    "terms": terms("the procurement team"),
    "support": support("the procurement team"),
    **_talk(),
    **_guidance(),
    **_care(),
    **_planning(),
    **_others(),
}


def _richest() -> list[str]:
    """The name of one example of each class of message: the one that is made of the most different parts."""
    found: dict[object, str] = {}
    for name, message in sorted(EXAMPLES.items(), key=lambda example: len(set(map(type, example[1].blocks())))):
        found[name if isinstance(message, Sample) else type(message)] = name
    return sorted(found.values())


RICHEST = _richest()
