"""The tender pack in somebody's own files in Teams: offered, agreed to, and handed over to nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.files import load_document
from cards.adaptive import card
from cards.message import Message
from cards.own_files import FileDeclined, FileNotSaved
from cards.sorry import NoBusinessHere, NotForYou
from tests.bot.teams.fake_connector import Answered, FakeTeams, Fault
from tests.bot.terminals import CHAIRS, TESTS
from tests.speakers import Clock, InTeams, new_app

CONSENT = "fileConsent/invoke"


@dataclass
class Chats:
    """Everybody's own chat in Teams with one assistant, which has offered Amira a pack."""

    app: App
    teams: FakeTeams
    people: InTeams
    ref: str
    offer: Mapping[str, Any]
    offer_id: str

    async def answer(
        self, who: str, action: str, context: Mapping[str, Any] | None = None, times: int = 1
    ) -> list[dict[str, Any]]:
        """Somebody answers the offer, as Teams tells it so many times at once; gives what they get then."""
        user = self.people.user(who)
        before = {message["id"] for message in self.teams.sent(user)}
        upload = {
            "uploadUrl": f"{self.teams.root}/upload/pack.docx",
            "contentUrl": "https://council-my.sharepoint.com/pack.docx",
            "uniqueId": "U-1",
            "fileType": "docx",
        }
        value = {"type": "fileUpload", "action": action, "context": context or self.offer["content"]["acceptContext"]}
        told = value | {"uploadInfo": upload}
        told_at_once = [self.teams.invoke(user, CONSENT, told, replyToId=self.offer_id) for _ in range(times)]
        assert await asyncio.gather(*told_at_once) == [Answered(200)] * times
        await self.app.endpoint.drain()
        return [message for message in self.teams.sent(user) if message["id"] not in before]

    @property
    def offered(self) -> bool:
        """Whether the card that asks still stands in Amira's chat."""
        return self.offer_id in {message["id"] for message in self.teams.sent(self.people.user("Amira"))}


@pytest.fixture
async def chats(tmp_path: Path, quick: None) -> AsyncIterator[Chats]:
    clock = Clock()
    async with FakeTeams() as teams:
        teams.keys.now = lambda: clock.at.timestamp()
        app, recorder = await new_app(tmp_path, clock, teams.settings())
        teams.bot_url = await teams.serve(app.web_application()) + "/api/messages"
        people = InTeams(app, clock, recorder, teams)
        await people.open()
        await people.say("Amira", CHAIRS)
        await people.press("Amira", "Continue", {"outcomes.1": "P6.3", "tests.1": TESTS})
        await people.say("Amira", "ok")
        await people.say("Amira", "ok")
        await people.press("Amira", "Make the tender pack", {})
        await people.press("Amira", "Put it in my files", {})
        message = teams.sent(people.user("Amira"))[-1]
        (offer,) = message["attachments"]
        yield Chats(app, teams, people, offer["content"]["acceptContext"]["tender"], offer, message["id"])
        await app.close()


def shown(messages: list[dict[str, Any]]) -> list[Any]:
    """The card of each."""
    return [message["attachments"][0]["content"] for message in messages]


def refused(ref: str) -> Message:
    reason = f"I have no tender {ref} that you may see. Write “my tenders” for a list of yours."
    return NotForYou(reason, "If you need it, ask its owner or the single point of contact.")


async def test_the_pack_is_offered_with_its_name_and_size(chats: Chats) -> None:
    assert chats.offer["contentType"] == "application/vnd.microsoft.teams.card.file.consent"
    assert chats.offer["name"] == f"{chats.ref} tender pack.docx"
    assert chats.offer["content"]["acceptContext"] == {"kind": "pack.docx", "tender": chats.ref}
    assert chats.offer["content"]["sizeInBytes"] > 0


async def test_what_is_uploaded_is_the_document(chats: Chats) -> None:
    (message,) = await chats.answer("Amira", "accept")
    document = await load_document(chats.app.store, chats.app.files, chats.app.desk(), "pack.docx", chats.ref)
    assert chats.teams.uploads == {"pack.docx": document.content}
    (shown,) = message["attachments"]
    assert shown["contentType"] == "application/vnd.microsoft.teams.card.file.info"
    assert (shown["name"], shown["contentUrl"]) == (document.name, "https://council-my.sharepoint.com/pack.docx")


async def test_nothing_is_uploaded_when_somebody_says_no(chats: Chats) -> None:
    assert shown(await chats.answer("Amira", "decline")) == [card(FileDeclined())]
    assert chats.teams.uploads == {}


@pytest.mark.parametrize(("action", "uploads"), [("accept", ["pack.docx"]), ("decline", [])])
async def test_what_teams_tells_twice_at_once_has_one_effect(chats: Chats, action: str, uploads: list[str]) -> None:
    before = chats.teams.uploads_taken
    assert len(await chats.answer("Amira", action, times=2)) == 1
    assert await chats.answer("Amira", action) == []
    assert chats.teams.uploads_taken == before + len(uploads)


@pytest.mark.parametrize("action", ["accept", "decline"])
async def test_the_card_that_asks_is_taken_back_once_it_is_answered(chats: Chats, action: str) -> None:
    assert chats.offered is True
    await chats.answer("Amira", action)
    assert chats.offered is False


async def test_the_file_is_saved_all_the_same_when_teams_does_not_take_the_card_back(chats: Chats) -> None:
    chats.teams.fail(chats.people.user("Amira"), Fault(501))
    (message,) = await chats.answer("Amira", "accept")
    assert (chats.offered, list(chats.teams.uploads)) == (True, ["pack.docx"])
    assert message["attachments"][0]["name"] == f"{chats.ref} tender pack.docx"


@pytest.mark.parametrize("who", ["Owen", "Carol"])
async def test_somebody_else_gets_no_file_with_her_context(chats: Chats, who: str) -> None:
    told = await chats.answer(who, "accept")
    assert shown(told) == [
        card(refused(chats.ref) if who == "Owen" else NoBusinessHere("your council's procurement team"))
    ]
    assert chats.teams.uploads == {}


@pytest.mark.parametrize("kind", ["tenders.csv", "history.csv", "", "anything"])
async def test_only_what_is_offered_is_handed_over(chats: Chats, kind: str) -> None:
    told = await chats.answer("Amira", "accept", {"kind": kind, "tender": chats.ref})
    assert shown(told) == [card(FileNotSaved("There is no document of that kind."))]
    assert chats.teams.uploads == {}


async def test_a_tender_that_was_reopened_meanwhile_is_said_to_have_no_pack(chats: Chats) -> None:
    await chats.people.say("Amira", f"open {chats.ref}")
    await chats.people.press("Amira", "Change the selection", {})
    reason = f"Tender {chats.ref} is draft, so it has no tender pack just now."
    assert shown(await chats.answer("Amira", "accept")) == [card(FileNotSaved(reason))]
    assert chats.teams.uploads == {}
