"""The care of the guidance in chat: who may, what is kept, and that nothing is decided on what somebody did not see."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cards import plain
from cards.care.draft import DraftList, DraftToApprove, FilesNotTaken, FilesRefused
from cards.care.form import DraftForm, ReasonForm
from cards.care.published import ArticleList
from dialogs.care.decide_draft import NEEDED, NO_CHANGE
from dialogs.care.find import CHANGED
from domain.changes import ArticleDrafted, ArticlePublished, ArticleRejected, ArticleRetired, ArticleRevised
from domain.conversation import Scope, SentFile
from domain.guidance import ArticleState, Audience
from knowledge.article_file import parse
from tests.cards.examples import FRONT, PERMITS
from tests.dialogs.world import AMIRA, SOFIA, World

FINISHED = """---
title: Who gets a parking permit?
questions: [May carers park?, How do I get a permit?]
audience: supplier
source: Parking handbook
source_date: 2026-03-01
review_by: 2027-03-01
applies_to: [everything]
---
Carers may have a free permit.
"""


@pytest.fixture
def world(shelf: object) -> World:
    return World(shelf)  # type: ignore[arg-type]


def drafted(world: World, text: str = FINISHED, name: str = "permits.md") -> dict[str, str]:
    """A draft of Sofia's, as its buttons name it."""
    world.send_file(name, text.encode())
    draft = world.articles[-1]
    return {"article": draft.slug, "draft": draft.mark}


def states(world: World) -> list[tuple[str, int, str]]:
    return [(a.slug, a.version, a.state.value) for a in world.articles]


def test_a_file_that_says_all_of_itself_is_shown_at_once_and_published_by_whoever_presses(world: World) -> None:
    shown = world.send_file("permits.md", FINISHED.encode())
    assert isinstance(shown, DraftToApprove) and shown.gaps == ()
    world.press("Publish", who=SOFIA)
    assert world.changes == (ArticlePublished("permits", 1),)
    assert (world.articles[0].decided_by, world.articles[0].author) == ("Sofia Marsh", "Sofia Marsh")
    assert world.shelf.articles["permits"].audience is Audience.SUPPLIER


def test_missing_front_matter_is_asked_for_and_what_can_be_read_is_kept(world: World) -> None:
    form = world.send_file("permits.md", PERMITS.encode())
    assert isinstance(form, DraftForm) and form.gaps == ("questions", "source", "source_date", "review_by")
    again = world.press("Save", {**FRONT, "questions": "Only one?", "review_by": "1 March 2020"}, SOFIA)
    assert isinstance(again, DraftForm) and sorted(again.errors) == ["questions", "review_by"]
    assert [type(change) for change in world.changes] == [ArticleRevised]
    done = world.press("Save", {"questions": FRONT["questions"], "review_by": FRONT["review_by"]}, SOFIA)
    assert isinstance(done, DraftToApprove) and (done.article.source, done.gaps) == ("Parking handbook", ())
    assert states(world) == [("who-gets-a-parking-permit", 1, "draft")]


def test_one_question_at_a_time_in_words(world: World) -> None:
    world.send_file("permits.md", PERMITS.encode())
    for words in (FRONT["questions"], FRONT["source"], FRONT["source_date"]):
        assert isinstance(world.say(words, SOFIA), DraftForm)
    assert isinstance(world.say(FRONT["review_by"], SOFIA), DraftToApprove)
    article = parse(world.articles[-1].data, "permits", world.shelf.now)
    assert article.questions == ("May carers park?", "How do I get a permit?")


def test_a_question_in_the_middle_of_a_form_is_a_question(world: World) -> None:
    world.send_file("permits.md", PERMITS.encode())
    world.say(FRONT["questions"], SOFIA)
    before = list(world.articles)
    assert world.say("do we have to use 10%?", SOFIA).subject == "I hold no answer to that"
    assert world.articles == before


def test_a_changed_article_shows_how_it_differs_and_gives_way_only_when_it_is_published(world: World) -> None:
    world.send("guidance.publish", drafted(world), SOFIA)
    shown = world.send_file("permits.md", FINISHED.replace("free", "green").encode())
    assert isinstance(shown, DraftToApprove) and shown.published == 1
    (change,) = shown.changes
    assert (change.part, change.taken_out, change.put_in) == (
        "The short answer",
        ("Carers may have a free permit.",),
        ("Carers may have a green permit.",),
    )
    assert world.shelf.articles["permits"].version == 1
    world.press("Publish", who=SOFIA)
    assert "green" in world.shelf.articles["permits"].passages[0].text


def test_a_word_file_for_what_is_published_takes_its_front_matter_over_but_not_its_dates(world: World) -> None:
    world.send("guidance.publish", drafted(world), SOFIA)
    form = world.send_file("permits.txt", b"Carers may have a new permit.")
    assert isinstance(form, DraftForm) and form.gaps == ("source_date", "review_by")
    done = world.press("Save", {"source_date": "1 May 2026", "review_by": "1 May 2027"}, SOFIA)
    assert isinstance(done, DraftToApprove)
    assert (done.article.audience, done.article.source) == (Audience.SUPPLIER, "Parking handbook")


def test_a_button_of_a_draft_that_was_changed_meanwhile_decides_nothing(world: World) -> None:
    old = drafted(world)
    world.send("guidance.describe", {**old, "title": "May carers park?"}, SOFIA)
    shown = world.send("guidance.publish", old, SOFIA)
    assert isinstance(shown, DraftToApprove) and (shown.notice, shown.article.title) == (CHANGED, "May carers park?")
    assert world.changes == ()


def test_the_first_decision_counts(world: World) -> None:
    draft = drafted(world)
    world.send("guidance.reject", {**draft, "reason": "Not ours."}, SOFIA)
    assert world.changes == (ArticleRejected("permits", 1, "Not ours."),)
    shown = world.send("guidance.publish", draft, SOFIA)
    assert isinstance(shown, DraftToApprove) and shown.draft.state is ArticleState.REJECTED
    assert (world.changes, states(world)) == ((), [("permits", 1, "rejected")])


def test_a_draft_without_its_front_matter_is_never_published(world: World) -> None:
    draft = drafted(world, PERMITS)
    assert isinstance(world.send("guidance.publish", draft, SOFIA), DraftForm)
    late = drafted(world, FINISHED.replace("2027-03-01", "2026-11-22"))
    form = world.send("guidance.publish", late, SOFIA)
    assert isinstance(form, DraftForm) and form.gaps == ("review_by",)
    assert [state for _, _, state in states(world)] == ["draft", "draft"]


@pytest.mark.parametrize("verb", ["guidance.reject", "guidance.retire"])
def test_a_reason_is_asked_for(world: World, verb: str) -> None:
    draft = drafted(world)
    if verb == "guidance.retire":
        world.send("guidance.publish", draft, SOFIA)
    shown = world.send(verb, {**draft, "version": "1", "reason": "  "}, SOFIA)
    assert isinstance(shown, ReasonForm) and (shown.error, world.changes) == (NEEDED, ())


def test_an_article_is_retired_by_words_and_its_old_button_does_nothing_more(world: World) -> None:
    world.send("guidance.publish", drafted(world), SOFIA)
    assert isinstance(world.say("retire “Who gets a parking permit?”", SOFIA), ReasonForm)
    world.press("Retire it", {"reason": "Wrong."}, SOFIA)
    assert world.changes == (ArticleRetired("permits", 1, "Wrong."),)
    world.send("guidance.retire", {"article": "permits", "version": "1", "reason": "Again"}, SOFIA)
    assert (world.changes, world.shown_to(SOFIA).subject) == ((), "That is no longer there")


def test_words_that_may_mean_several_articles_are_asked_about(world: World) -> None:
    for name in ("cars", "vans"):
        text = FINISHED.replace("a parking permit", f"a permit for {name}")
        world.send("guidance.publish", drafted(world, text, f"{name}.md"), SOFIA)
    found = world.say("retire permit", SOFIA)
    assert isinstance(found, ArticleList) and [a.slug for a in found.articles] == ["cars", "vans"]
    assert world.say("retire P4.2", SOFIA).subject == "I know no such article"


def test_what_is_published_is_revised_in_a_form(world: World) -> None:
    world.send("guidance.publish", drafted(world), SOFIA)
    world.say("revise who gets a parking permit", SOFIA)
    form = world.press("Save", who=SOFIA)
    assert isinstance(form, DraftForm) and (form.notice, world.changes) == (NO_CHANGE, ())
    shown = world.press("Save", {"review_by": "1 March 2028", "text": "Carers and friends may."}, SOFIA)
    assert isinstance(shown, DraftToApprove) and [c.part for c in shown.changes] == ["Review by", "The short answer"]
    (change,) = world.changes
    assert isinstance(change, ArticleDrafted) and change.draft.origin == "version 1, changed in the chat"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("See [this](https://evil.example).", "links, pictures and HTML are not shown"),
        ("It is {no.figure}.", '"{no.figure}" is no figure'),
        ("## Only a heading\nwords", "the short answer is empty"),
        (" ".join(["word"] * 500), "longer than 400 words"),
    ],
)
def test_a_text_that_could_not_be_published_is_not_kept(world: World, text: str, wrong: str) -> None:
    draft = drafted(world)
    form = world.send("guidance.describe", {**draft, "applies_to": "everything", "text": text}, SOFIA)
    assert isinstance(form, DraftForm) and wrong in form.errors["text"]
    assert world.changes == ()
    assert " ".join(text.split())[:20] in plain.text(form)


def test_several_files_are_several_drafts_and_what_is_refused_is_named(world: World) -> None:
    files = (
        SentFile("a.md", "", FINISHED.encode()),
        SentFile("b.md", "", FINISHED.replace("Who", "What").encode()),
        SentFile("c.pdf", "", b"%PDF-1.7"),
        SentFile("d.md", "", b"---\ntitle: x\nsurprise: 1\n---\nWords.\n"),
    )
    world.turn(world.inbound(SOFIA, Scope.PERSONAL, files=files), SOFIA)
    refused, listed = world.decisions[-1].replies
    assert isinstance(refused, FilesRefused) and [name for name, _ in refused.files] == ["c.pdf", "d.md"]
    assert refused.files[1][1] == 'Line 3: d: the key "surprise" is not known.'
    assert isinstance(listed, DraftList) and [d.slug for d in listed.drafts] == ["a", "b"]


def test_of_a_colleague_s_files_only_the_words_are_heard(world: World) -> None:
    world.send_file("permits.md", FINISHED.encode(), "do we have to use 10%?", AMIRA)
    first, second = world.decisions[-1].replies
    assert isinstance(first, FilesNotTaken) and first.names == ("permits.md",)
    assert (second.subject, world.articles) == ("I hold no answer to that", [])


def test_a_case_study_reaches_the_contact_once_and_its_recorder_hears_what_became_of_it(world: World) -> None:
    world.say("case study")
    case = {"name": "Laptops", "what": "Given.", "result": "Used.", "outcome": "P3.3", "category": "ict_digital"}
    world.press("Record it", {**case, "consent": "nobody named"})
    assert [(send.to, send.about) for send in world.sends] == [(SOFIA, f"article {world.articles[0].slug}")]
    world.show(SOFIA, world.sends[0].message)
    world.press("Publish", who=SOFIA)
    ((to, subject),) = [(send.to, send.message.subject) for send in world.sends]
    assert (to, subject) == (AMIRA, "Your draft is published: Can you show me a real example: Laptops?")
    article = world.shelf.articles[world.articles[0].slug]
    assert (article.recorded_by, article.recorded_on, article.illustrative) == ("Amira Hollis", world.desk.today, False)


def test_a_case_study_waits_for_consent(world: World) -> None:
    world.say("case study")
    case = {"name": "Laptops", "what": "Given.", "result": "Used.", "outcome": "P3.3", "category": "ict_digital"}
    world.press("Record it", {**case, "consent": "waiting"})
    draft = {"article": world.articles[0].slug, "draft": world.articles[0].mark}
    form = world.send("guidance.publish", draft, SOFIA)
    assert isinstance(form, DraftForm) and form.gaps == ("consent",)
    assert isinstance(world.press("Save", {"consent": "agreed"}, SOFIA), DraftToApprove)
    world.press("Publish", who=SOFIA)
    assert [type(change) for change in world.changes] == [ArticlePublished]


def test_another_contact_s_card_of_a_case_study_is_brought_up_to_date(world: World) -> None:
    other = replace(SOFIA, id=9, name="Nora Vale")
    world.people = (*world.people, other)
    world.say("case study")
    case = {"name": "Laptops", "what": "Given.", "result": "Used.", "outcome": "P3.3", "category": "ict_digital"}
    world.press("Record it", {**case, "consent": "agreed"})
    assert [send.to.name for send in world.sends] == ["Sofia Marsh", "Nora Vale"]
    world.show(SOFIA, world.sends[0].message)
    world.press("Reject it", who=SOFIA)
    world.press("Reject it", {"reason": "We have one."}, SOFIA)
    told = [(send.to.name, send.replaces) for send in world.sends]
    assert told == [("Amira Hollis", False), ("Nora Vale", True)]
