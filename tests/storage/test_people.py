"""Who somebody is: by the door's key, by an address that the door vouches for, or somebody new."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.changes import ConversationMoved
from domain.conversation import Door, Scope, Sender
from domain.errors import Stale
from domain.people import CLOCK, Person, Role
from storage.store import Store, Tx
from tests.storage.builders import AMIRA, BEN, GUEST, LEASE, NOW, OFFICER, contact, group, inbound, met, outgoing

SAM = Sender("entra-sam", "Sam P.", "Sam@council.example", trusted=True)


async def person_of(store: Store, sender: Sender, **values: Any) -> Person:
    person, _ = await store.write(lambda tx: met(tx, sender, **values))
    return person


async def test_new_staff_get_the_usual_roles_and_are_known_the_next_time(store: Store) -> None:
    first = await person_of(store, AMIRA)
    assert first == Person(1, "Derbyshire", "Amira Khan", "amira@council.example", OFFICER, "entra-amira")
    assert await person_of(store, AMIRA, id="2") == first
    assert await store.read(lambda tx: tx.people()) == (first,)
    history = await store.read(lambda tx: tx.history("person 1"))
    assert [(h.verb, h.by, h.data) for h in history] == [("PersonMet", CLOCK.name, {"roles": ["officer"]})]


async def test_somebody_whom_the_door_does_not_trust_gets_no_role(store: Store) -> None:
    guest = await person_of(store, GUEST)
    assert (guest.roles, guest.email, guest.entra_id) == (frozenset(), "", "entra-guest")
    assert await person_of(store, GUEST, id="2", conversation="another chat") == guest


async def test_an_untrusted_sender_with_the_address_of_a_known_person_is_somebody_else(store: Store) -> None:
    spoc = await store.write(contact)
    for door in (Door.TEAMS, Door.WEB):
        key = "entra-liar" if door is Door.TEAMS else spoc.email
        liar = await person_of(store, Sender(key, "Sam Point", spoc.email), door=door, conversation=f"lie by {door}")
        assert liar.id != spoc.id
        assert liar.roles == frozenset()


async def test_an_untrusted_sender_in_a_known_persons_conversation_is_somebody_else(store: Store) -> None:
    ben = Sender("ben@council.example", "Ben Cole", "", trusted=True)
    known = await person_of(store, ben, door=Door.WEB, conversation="page")
    liar = await person_of(store, replace(ben, trusted=False), door=Door.WEB, conversation="page")
    assert (known.roles, liar.roles, liar.id != known.id) == (OFFICER, frozenset(), True)


async def test_a_trusted_sender_is_the_person_with_that_address(store: Store) -> None:
    spoc = await store.write(contact)
    by_teams = await person_of(store, SAM)
    assert by_teams == replace(spoc, entra_id="entra-sam")
    by_web = await person_of(store, Sender("SAM@council.example", "", "", trusted=True), door=Door.WEB)
    assert by_web == by_teams
    assert await store.read(lambda tx: tx.person_by_key(Door.TEAMS, "entra-sam")) == by_teams
    assert await store.read(lambda tx: tx.person_by_key(Door.WEB, "Sam@Council.example")) == by_teams
    assert await store.read(lambda tx: tx.person_by_key(Door.TEAMS, "")) is None


async def test_an_address_given_to_another_account_takes_no_roles_along(store: Store) -> None:
    await store.write(contact)
    before = await person_of(store, SAM)
    successor = await person_of(store, replace(SAM, key="entra-sam-2"))
    assert (successor.roles, successor.email) == (OFFICER, "sam@council.example")
    assert await person_of(store, SAM, id="3") == replace(before, email="")


async def test_somebody_met_without_trust_becomes_staff_when_the_door_knows_them(store: Store) -> None:
    unknown = await person_of(store, replace(AMIRA, trusted=False))
    assert unknown.roles == frozenset()
    assert await person_of(store, AMIRA, id="2") == Person(
        unknown.id, "Derbyshire", "Amira Khan", "amira@council.example", OFFICER, "entra-amira"
    )


async def test_somebody_met_without_trust_becomes_the_person_that_was_imported(store: Store) -> None:
    spoc = await store.write(contact)
    unknown = await person_of(store, replace(SAM, trusted=False))
    assert await person_of(store, SAM, id="2") == replace(spoc, entra_id="entra-sam")
    people = await store.read(lambda tx: tx.people())
    assert sorted((p.id, p.entra_id) for p in people) == [(spoc.id, "entra-sam"), (unknown.id, "")]


async def test_a_known_person_keeps_the_roles_when_the_roster_cannot_be_read(store: Store) -> None:
    amira = await person_of(store, AMIRA)
    assert await person_of(store, replace(AMIRA, trusted=False, email=""), id="2") == amira


async def test_somebody_whose_roles_were_taken_away_does_not_get_them_back(store: Store) -> None:
    amira = replace(await person_of(store, AMIRA), roles=frozenset())
    await store.write(lambda tx: tx.save_person(amira, by=CLOCK, at=NOW))
    assert await person_of(store, AMIRA, id="2", conversation="a new chat") == amira


async def test_saving_is_in_the_record_and_an_address_belongs_to_one_person(store: Store) -> None:
    spoc = await store.write(contact)
    lead = replace(spoc, email="Lead@council.example", roles=frozenset({Role.SPOC, Role.ADMINISTRATOR}))
    saved = await store.write(lambda tx: tx.save_person(lead, by=spoc, at=NOW))
    assert saved == replace(lead, email="lead@council.example")
    assert await store.read(lambda tx: tx.people()) == (saved,)
    history = await store.read(lambda tx: tx.history(f"person {spoc.id}"))
    assert [(h.verb, h.by, h.data) for h in history] == [
        ("PersonSaved", CLOCK.name, {"roles": ["officer", "single point of contact"]}),
        ("PersonSaved", "Sam Point", {"roles": ["administrator", "single point of contact"]}),
    ]
    other = await person_of(store, BEN)
    for clash in (Person(0, "", "New", "LEAD@council.example"), replace(other, email="lead@council.example")):
        with pytest.raises(Stale, match="address"):
            await store.write(lambda tx, who=clash: tx.save_person(who, by=CLOCK, at=NOW))


async def test_a_conversation_is_brought_up_to_date_only_when_it_must(store: Store) -> None:
    await store.write(met)
    hour = timedelta(hours=1)
    cost = {}
    for name, values in {
        "soon": {"at": NOW + hour - timedelta(seconds=1)},
        "after an hour": {"at": NOW + hour},
        "again": {"at": NOW + hour},
        "elsewhere": {"at": NOW + hour, "reference": {"address": "moved"}},
    }.items():
        before = store.statements
        _, conversation = await store.write(lambda tx, v=values: met(tx, **v))
        cost[name] = store.statements - before
    assert cost == {"soon": 1, "after an hour": 4, "again": 1, "elsewhere": 4}
    assert conversation.reference == {"address": "moved"}


async def test_in_a_group_what_was_asked_of_one_is_not_asked_of_the_next(store: Store) -> None:
    def ask_amira(tx: Tx) -> None:
        amira, conversation = tx.who(group(AMIRA), unknown_staff=OFFICER)
        tx.record([ConversationMoved("T-1", ("what",))], by=amira, conversation=conversation, at=NOW)

    await store.write(ask_amira)
    ben, conversation = await store.write(lambda tx: tx.who(group(BEN, id="2"), unknown_staff=OFFICER))
    assert ben.name == "Ben Cole"
    assert (conversation.person_id, conversation.scope) == (ben.id, Scope.GROUP)
    assert (conversation.tender_ref, conversation.asking) == ("", ())
    _, stored = await store.write(lambda tx: tx.who(group(BEN, id="3"), unknown_staff=OFFICER))
    assert stored == conversation


async def test_reach_is_the_latest_living_personal_conversation(store: Store) -> None:
    def reached(tx: Tx) -> str:
        found = tx.reach(1)
        return found.address if found else ""

    async def now_reached() -> str:
        return await store.read(reached)

    await store.write(lambda tx: tx.who(group(AMIRA), unknown_staff=OFFICER))
    assert await now_reached() == ""
    later = NOW + timedelta(minutes=1)
    await store.write(lambda tx: met(tx, conversation="old"))
    await store.write(lambda tx: met(tx, conversation="new", at=later))
    assert await now_reached() == "new"
    await store.write(lambda tx: tx.mark_dead(Door.WEB, "new"))
    assert await now_reached() == "new"
    await store.write(lambda tx: tx.mark_dead(Door.TEAMS, "new"))
    assert await now_reached() == "old"
    await store.write(lambda tx: met(tx, id="9", conversation="new", at=later))
    assert await now_reached() == "new"


async def test_what_waited_for_somebody_is_ready_in_the_rendering_of_the_door_they_came_by(store: Store) -> None:
    def wait(tx: Tx) -> int:
        spoc = contact(tx)
        waiting = replace(
            outgoing(replace(met(tx)[1], person_id=spoc.id), {}),
            conversation=None,
            payloads={Door.TEAMS: {"card": 1}, Door.WEB: {"html": "x"}},
        )
        assert tx.queue([waiting], reply_to="1", at=NOW, lease=LEASE) == ()
        return spoc.id

    spoc_id = await store.write(wait)
    assert [j.person_id for j in await store.read(lambda tx: tx.jobs("waiting"))] == [spoc_id]
    in_group = group(SAM, id="7")
    await store.write(lambda tx: tx.who(in_group, unknown_staff=OFFICER))
    assert await store.read(lambda tx: tx.jobs("ready")) == ()

    await store.write(lambda tx: tx.who(inbound("8", SAM), unknown_staff=OFFICER))
    claimed, dead = await store.write(lambda tx: tx.claim([Door.TEAMS], 9, lease=LEASE, now=NOW, max_attempts=3))
    assert [(d.address, d.payload, d.reply_to) for d in claimed] == [("chat of entra-sam", {"card": 1}, "")]
    assert dead == []
    assert await store.read(lambda tx: tx.jobs("waiting")) == ()
