"""A ticket before two people: the first settles it, and the other's card is updated where it stands."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from domain.conversation import Door
from domain.people import CLOCK, Role
from storage.store import Tx
from tests.speakers import START, InTeams, speaking


async def test_the_other_contact_s_card_is_updated_in_place(tmp_path: Path) -> None:
    async with speaking(Door.TEAMS, tmp_path) as speaker:
        assert isinstance(speaker, InTeams)
        await speaker.app.store.write(_ben_is_a_contact_too)
        await speaker.say("Amira", "ask a person")
        await speaker.press("Amira", "Send", {"question": "May we use a national framework?"})
        for who in ("Sofia", "Ben"):
            assert (await speaker.hears(who))[0].startswith("A question\n")
        ben = next(user for user in speaker.teams.people.values() if user.name == "Ben Castle")
        before = speaker.teams.sent(ben)
        await speaker.press("Sofia", "Send the answer", {"answer": "Yes, with an outcome of our own."})
        await speaker.hears("Amira")
        after = speaker.teams.sent(ben)
    assert [message["id"] for message in after] == [message["id"] for message in before]
    assert "Answered by Sofia Marsh" in json.dumps(after[-1]["attachments"])
    assert "Send the answer" not in json.dumps(after[-1]["attachments"])


def _ben_is_a_contact_too(tx: Tx) -> None:
    ben = next(person for person in tx.people() if person.name == "Ben Castle")
    tx.save_person(replace(ben, roles=ben.roles | {Role.SPOC}), by=CLOCK, at=START)
