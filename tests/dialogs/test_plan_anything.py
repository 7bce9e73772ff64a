"""Whatever is said and pressed in whatever order: an answer, never a fault, and never a promise nobody chose."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cards import adaptive, page, plain
from dialogs.verbs import VERBS
from domain.tender import TenderStatus
from knowledge.shelf import Shelf
from tests.dialogs.world import AMIRA, ANSWERS, CHAIRS, OWEN, ROADS, SERVICE, SOFIA, World, answers_on

TEXTS = (
    SERVICE,
    CHAIRS,
    ROADS,
    "ok",
    "all",
    "back",
    "1",
    "none",
    "yes",
    "£38,000",
    "a million or so",
    "-5",
    "²",
    "3 years",
    "one-off",
    "1 March 2027",
    "31 February 2027",
    "Chesterfield",
    "start again",
    "change the value to £600k",
    "change lot 2 value to £20k",
    "make it 4 years",
    "edit wording",
    "withdraw",
    "my tenders",
    "copy T-00001",
    "history T-00001",
    "P4.2",
    "search carbon",
    "Score this bid",
    "🙂",
    "{0} ${x} {{ 7 }}",
    "'; DROP TABLE tenders; --",
    "\u202e\x00\ud800",
)
VALUES = st.one_of(
    st.sampled_from(
        ("", "all", "none", "1", "2", "P4.2", "P7.1,P6.3", "P2.5", "yes", "no", "council", "services", "12")
    ),
    st.sampled_from(("£5k", "£3m", "£6.2m", "3+2 years", "1 March 2027", "High Peak", "granted", "T-00001", "S-00002")),
    st.sampled_from(("9" * 5_000, "²", "NaN", "-1", "1e9", "0", "\ud800", "0.000001", "100")),
    st.text(max_size=8),
)
KEYS = (
    *("what", "category", "contract_type", "light_touch", "lots", "lot.1.value", "lot.2.value", "lot.1.place", "vat"),
    *("length", "start", "bidders", "arrangement", "outcomes.1", "tests.1", "measures.1.P4.2", "weighting.1"),
    *("targets.1", "target.1.P4.2-M1", "against.1", "wording.P4.2-M1", "stage", "lot", "version", "tender", "ticket"),
    *("decision", "answer", "question", "reason", "priority", "outcome", "colleague", "waiver_reason", "waiver"),
)
FIELDS = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=4)
STEPS: st.SearchStrategy[tuple[object, ...]] = st.one_of(
    st.tuples(st.just("say"), st.one_of(st.sampled_from(TEXTS), st.text(max_size=30))),
    st.tuples(st.just("press"), st.integers(0, 5), FIELDS),
    st.tuples(st.just("press"), st.just(0), st.just({})),
    st.tuples(st.just("send"), st.sampled_from(sorted(VERBS)), FIELDS),
)


def take(world: World, step: tuple[object, ...]) -> None:
    match step:
        case ("say", str(text)):
            world.say(text)
        case ("press", int(number), dict(fields)):
            buttons = world.last.buttons() if (AMIRA.id, "personal") in world.shown else ()
            if buttons:
                button = buttons[number % len(buttons)]
                form = answers_on(world.last)
                sent = (
                    {**form, **{k: v for k, v in ANSWERS.items() if form.get(k) == ""}} if button.sends_answers else {}
                )
                world.send(button.verb, {**button.fields, **sent, **fields})
        case ("send", str(verb), dict(fields)):
            ref = next(iter(world.tenders), "")
            ticket = next(iter(world.tickets), "")
            who = SOFIA if VERBS[verb].may == "single point of contact" else AMIRA
            world.send(verb, {"tender": ref, "ticket": ticket, **fields}, who=who)


def holds(world: World, versions: dict[str, int]) -> None:
    """What must be so after every turn."""
    for ref, tender in world.tenders.items():
        assert tender.version >= versions.get(ref, 1)
        versions[ref] = tender.version
        if tender.status is TenderStatus.FINAL:
            chosen = {
                (int(key.partition(".")[2]), outcome)
                for key, value in tender.answers.items()
                if key.startswith("outcomes.")
                for outcome in value.split(",")
            }
            assert {(c.lot, c.outcome_id) for c in tender.commitments} <= chosen
            assert tender.commitments or "waiver" in tender.answers
    for reply in world.decisions[-1].replies:
        assert plain.text(reply).strip() != ""
        assert page.fragment(reply) != ""
        assert adaptive.card(reply)["body"] != []


@pytest.fixture(scope="module")
def starts(shelf: Shelf) -> tuple[World, ...]:
    """Nothing said yet; a plan begun; one chosen throughout; one final."""
    begun = World(shelf)
    begun.say(CHAIRS)
    chosen = World(shelf)
    chosen.say(SERVICE)
    chosen.accept()
    chosen.tenders["T-00001"] = replace(chosen.tender, shared_with=frozenset({OWEN.id}))
    final = chosen.copied()
    final.press("Make the tender pack")
    return World(shelf), begun, chosen, final


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(start=st.integers(0, 3), steps=st.lists(STEPS, min_size=1, max_size=12))
def test_any_turns_in_any_order(starts: tuple[World, ...], start: int, steps: list[tuple[object, ...]]) -> None:
    world = starts[start].copied()
    versions: dict[str, int] = {}
    for step in steps:
        before = len(world.decisions)
        take(world, step)
        if len(world.decisions) > before:
            holds(world, versions)
