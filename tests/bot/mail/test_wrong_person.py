"""The page on which the reader of a mail says that somebody else deals with it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from email.message import EmailMessage

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from domain.people import CLOCK
from storage.store import Tx
from tests.bot.mail.post import AMIRA, Post, later
from tests.bot.mail.test_reception import SOFIA, THEO, body, outside, reply, sent, to, vouched

__all__ = ["outside"]

Client = TestClient[web.Request, web.Application]
LINK = re.compile(r"Not for you\? Tell us who deals with this: http://127\.0\.0\.1:3978(/mail/wrong-person/\S+)")
KIM = {"who": "Our site manager.", "name": "Kim Vale", "email": "kim@supplier.example"}
RECORDED = "This is not for me. Who deals with it: Our site manager.\nTheir name: Kim Vale"


@pytest.fixture
async def client(outside: Post) -> AsyncIterator[Client]:
    async with TestClient(TestServer(outside.app.web_application())) as client:
        yield client


def path_in(mail: EmailMessage) -> str:
    match = LINK.search(body(mail))
    assert match is not None
    return match[1]


async def shown(client: Client, path: str, **form: str) -> str:
    """The page, after the form was sent where one is given."""
    async with client.post(path, data=form) if form else client.get(path) as got:
        assert got.status == 200
        return await got.text()


async def new_mails(post: Post, before: int) -> list[EmailMessage]:
    await post.settle()
    return (await post.mails())[before:]


async def test_every_mail_to_somebody_at_a_supplier_has_the_address_and_no_other(outside: Post) -> None:
    mails = await sent(outside, vouched("Figures", "We have 12.", THEO), THEO)
    told, asked = to(mails, THEO), to(mails, SOFIA)
    settled = await sent(outside, reply(asked, "Thank you, that is all.", SOFIA, 2), SOFIA, asked["Reply-To"])
    held = await sent(outside, reply(told, "Or 13.", "kim@supplier.example", 3), "kim@supplier.example")
    stranger = await sent(outside, vouched("Hello", "Hello", "lee@elsewhere.example", 4), "lee@elsewhere.example")
    helped = await sent(outside, vouched("Help", "help", AMIRA, 5), AMIRA)
    found = {mail["To"]: LINK.search(body(mail)) is not None for mail in (*mails, *settled, *held, *stranger, *helped)}
    assert found == {THEO: True, SOFIA: False, "lee@elsewhere.example": False, AMIRA: False}
    assert all(LINK.search(body(mail)) for mail in (told, to(settled, THEO), to(held, THEO)))


async def test_looking_changes_nothing_and_what_is_said_joins_the_open_ticket_once(
    outside: Post, client: Client
) -> None:
    told = to(await sent(outside, vouched("Figures", "We have 12.", THEO), THEO), THEO)
    before = len(await outside.mails())
    for _ in range(2):  # whoever follows links, such as a scanner, changes nothing
        page = await shown(client, path_in(told))
        assert f"“{told['Subject']}” went to theo@supplier.example" in page
    assert await new_mails(outside, before) == []
    page = await shown(client, path_in(told), who=" ", name="Kim Vale")
    assert "Please write who deals with it" in page and 'value="Kim Vale"' in page
    assert await new_mails(outside, before) == []

    page = await shown(client, path_in(told), **KIM)
    assert "We recorded this" in page and "Who deals with it: Our site manager." in page
    (asked,) = await new_mails(outside, before)
    assert asked["To"] == SOFIA and "they said that somebody else deals with this" in body(asked)
    assert f"“We have 12.\n\n{RECORDED}\nTheir e-mail address: kim@supplier.example”" in body(asked)

    for page in (await shown(client, path_in(told), who="Somebody else"), await shown(client, path_in(told))):
        assert "Our site manager." in page and "Somebody else" not in page and "<textarea" not in page
    assert len(await new_mails(outside, before)) == 1


async def test_without_an_open_ticket_it_is_one_of_its_own_and_its_answer_comes_back(
    outside: Post, client: Client
) -> None:
    asked = to(await sent(outside, vouched("Figures", "We have 12.", THEO), THEO), SOFIA)
    back = to(await sent(outside, reply(asked, "Please count again.", SOFIA, 2), SOFIA, asked["Reply-To"]), THEO)
    before = len(await outside.mails())
    await shown(client, path_in(back), who="Our site manager.", name="Kim Vale")
    (asked,) = await new_mails(outside, before)
    assert asked["To"] == SOFIA and f"“{RECORDED}”\n— Theo Grange" in body(asked)
    assert f"Said on the page of our mail: {back['Subject']}" in body(asked)
    mails = await sent(outside, reply(asked, "Thank you, we ask Kim.", SOFIA, 3), SOFIA, asked["Reply-To"])
    assert to(mails, THEO)["Reply-To"] == back["Reply-To"]


async def test_it_counts_for_whoever_has_the_address_now(outside: Post, client: Client) -> None:
    told = to(await sent(outside, vouched("Figures", "We have 12.", THEO), THEO), THEO)

    def correct(tx: Tx) -> None:
        theo = tx.person_by_email(THEO)
        assert theo is not None
        tx.save_person(replace(theo, email="grange@supplier.example"), by=CLOCK, at=outside.clock())

    await outside.app.store.write(correct)
    people = len(await outside.app.store.read(lambda tx: tx.people()))
    before = len(await outside.mails())
    assert "went to grange@supplier.example" in await shown(client, path_in(told))
    assert "We recorded this" in await shown(client, path_in(told), **KIM)
    assert [mail["To"] for mail in await new_mails(outside, before)] == [SOFIA]
    assert len(await outside.app.store.read(lambda tx: tx.people())) == people


async def test_an_address_that_has_ended_or_is_for_something_else_says_nothing(outside: Post, client: Client) -> None:
    told = to(await sent(outside, vouched("Figures", "We have 12.", THEO), THEO), THEO)
    (helped,) = await sent(outside, vouched("Help", "help", AMIRA, 2), AMIRA)
    tokens, at = outside.app.tokens, outside.clock()
    before = len(await outside.mails())
    paths = [
        "/mail/wrong-person/x.y",
        f"/mail/wrong-person/{tokens.make('mail.confirm', told['Subject'][-7:-1], at)}",
        f"/mail/wrong-person/{tokens.make('mail.wrong_person', 'AAAAAA', at)}",
        f"/mail/wrong-person/{tokens.make('mail.wrong_person', helped['Subject'][-7:-1], at)}",
    ]
    later(outside, days=8)
    for path in (*paths[:1], path_in(told)):
        async with client.get(path) as got, client.post(path, data=KIM) as posted:
            assert (got.status, posted.status) == (410, 410)
    outside.clock.at = at
    for path in paths:
        async with client.get(path) as got, client.post(path, data=KIM) as posted:
            assert (got.status, posted.status) == (410, 410)
            assert "theo" not in await got.text()
    assert await new_mails(outside, before) == []


async def test_a_fault_of_ours_records_nothing_and_says_so(
    outside: Post, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = to(await sent(outside, vouched("Figures", "We have 12.", THEO), THEO), THEO)
    with monkeypatch.context() as broken:
        broken.setattr(Tx, "facts", None)
        async with client.post(path_in(told), data=KIM) as got:
            assert (got.status, "nothing was recorded" in await got.text()) == (500, True)
    assert "We recorded this" in await shown(client, path_in(told), **KIM)
