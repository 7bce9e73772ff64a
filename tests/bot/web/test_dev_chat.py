"""The chat in the browser: what it shows, what it takes, and whom it refuses."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from aiohttp import ClientResponse, FormData
from aiohttp.test_utils import TestClient

from bot.web.forms import MOST_BYTES, MOST_FIELDS
from domain.conversation import SentFile
from domain.document import LARGEST_FILE, MOST_FILES
from tests.bot.web.sample import ListChat

OURS = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
"""What a browser sends with a form of our own pages, which send no Referer."""


async def post(client: TestClient, form: dict[str, str], headers: dict[str, str] = OURS) -> ClientResponse:
    return await client.post("/dev/chat/1", data=form, headers=headers, allow_redirects=False)


async def page(client: TestClient) -> str:
    return await (await client.get("/dev/chat/1")).text()


async def test_people_to_choose(client: TestClient) -> None:
    html = await (await client.get("/dev/chat")).text()
    rows = re.findall(r"<li><a href=\"/dev/chat/\d.*?</li>", html)
    assert rows == [
        '<li><a href="/dev/chat/1#latest">Jo Officer</a> <span class="role">contract manager and officer</span> '
        '<span class="waiting">2 messages waiting</span></li>',
        '<li><a href="/dev/chat/2#latest">&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;</a> '
        '<span class="role">single point of contact</span> </li>',
    ]


async def test_transcript_shows_what_was_said_and_pressed(client: TestClient) -> None:
    html = await page(client)
    assert re.findall(r'<li class="theirs">.*?</li>', html) == [
        '<li class="theirs"><p class="who">Jo Officer said, 22 November 2026 at 12:00</p>'
        '<p class="words">I&#39;m buying &lt;b&gt;home care&lt;/b&gt;<br>for 3 years</p></li>',
        '<li class="theirs"><p class="who">Jo Officer pressed, 22 November 2026 at 12:02</p>'
        '<p class="words">Change</p></li>',
    ]


async def test_only_the_newest_message_can_be_answered(client: TestClient) -> None:
    html = await page(client)
    found = re.findall(
        r'<li class="ours"( id="latest")?><p class="who">(.*?),.*?<fieldset class="all"( disabled)?>', html
    )
    assert found == [("", "Assistant earlier", " disabled"), (' id="latest"', "Assistant", "")]


async def test_every_form_has_its_own_id(client: TestClient) -> None:
    ids = re.findall(r'name="_request" value="(.*?)"', await page(client))
    again = re.findall(r'name="_request" value="(.*?)"', await page(client))
    assert (ids, again) == (["id-1", "id-2"], ["id-3", "id-4"])


async def test_reading_says_nothing(client: TestClient, chat: ListChat) -> None:
    assert (await client.get("/dev/chat/1?_text=Hello&_request=r&_press=verb%3Dgo")).status == 200
    assert chat.turns == []


async def test_nothing_said_yet(client: TestClient, chat: ListChat) -> None:
    chat.entries.clear()
    html = await page(client)
    assert "Nothing has been said yet" in html and "<ol" not in html


async def test_a_message_without_a_page_is_shown_as_words(client: TestClient, chat: ListChat) -> None:
    last = chat.entries[-1]
    chat.entries[-1] = type(last)(last.at, True, "<b>Plain</b>")
    assert '<p class="words">&lt;b&gt;Plain&lt;/b&gt;</p>' in await page(client)


async def test_words_are_one_turn_and_lead_back_to_the_chat(client: TestClient, chat: ListChat) -> None:
    answer = await post(client, {"_text": " Hello\r\nthere ", "_request": "r-1"})
    assert (answer.status, answer.headers["Location"]) == (303, "/dev/chat/1#latest")
    assert chat.turns == [(1, "Hello\r\nthere", "", {}, "r-1")]


async def test_a_button_sends_its_verb_with_the_answers(client: TestClient, chat: ListChat) -> None:
    await post(client, {"title": "Home care", "_send": "tender=T-1&verb=plan.answer", "_request": "r-1"})
    assert chat.turns == [(1, "", "plan.answer", {"title": "Home care", "tender": "T-1"}, "r-1")]


@pytest.mark.parametrize("form", [{"_request": "r-1"}, {"_text": "  ", "_request": "r-1"}, {"_text": "Hello"}])
async def test_nothing_to_say_is_no_turn(client: TestClient, chat: ListChat, form: dict[str, str]) -> None:
    assert ((await post(client, form)).status, chat.turns) == (303, [])


@pytest.mark.parametrize("path", ["/dev/chat/99", "/dev/chat/x", "/dev/chat/-1", "/dev/chat/" + "9" * 40])
async def test_nobody_there(client: TestClient, path: str) -> None:
    assert (await client.get(path)).status == 404


async def test_too_long(client: TestClient, chat: ListChat) -> None:
    answer = await post(client, {"_text": "x" * MOST_BYTES, "_request": "r-1"})
    assert (answer.status, chat.turns) == (413, [])
    assert "That is too long" in await answer.text()


async def test_too_many_fields(client: TestClient, chat: ListChat) -> None:
    answer = await post(client, {f"f{n}": "x" for n in range(600)})
    assert (answer.status, chat.turns) == (413, [])


async def test_only_a_form_is_read(client: TestClient, chat: ListChat) -> None:
    answer = await client.post("/dev/chat/1", json={"_text": "Hello", "_request": "r-1"}, headers=OURS)
    assert (answer.status, chat.turns) == (415, [])


def with_files(*files: tuple[str, bytes], text: str = "", fields: int = 0) -> FormData:
    """The chat's form as a browser sends it."""
    form = FormData(quote_fields=False)
    form.add_field("_request", "r-1", content_type="text/plain")
    form.add_field("_text", text)
    for number in range(fields):
        form.add_field(f"f{number}", "x")
    for name, content in files:
        form.add_field("_files", io.BytesIO(content), filename=name, content_type="application/octet-stream")
    return form


async def sent(client: TestClient, form: FormData) -> int:
    return (await client.post("/dev/chat/1", data=form, headers=OURS, allow_redirects=False)).status


async def test_files_come_with_their_names_and_words(client: TestClient, chat: ListChat) -> None:
    note, page = bytes(range(256)) * 300, "£".encode()
    assert await sent(client, with_files(("note.docx", note), ("pâge.html", page), text="Here they are")) == 303
    assert chat.turns == [(1, "Here they are", "", {}, "r-1")]
    octets = "application/octet-stream"
    assert chat.files == [SentFile("note.docx", octets, note), SentFile("pâge.html", octets, page)]


async def test_a_form_without_a_chosen_file_is_words_only(client: TestClient, chat: ListChat) -> None:
    assert await sent(client, with_files(("", b""), text="Hello")) == 303
    assert (chat.turns, chat.files) == ([(1, "Hello", "", {}, "r-1")], [])


async def test_a_file_that_is_too_large_comes_so_far_that_it_can_be_said(client: TestClient, chat: ListChat) -> None:
    assert await sent(client, with_files(("big.pdf", b"x" * (LARGEST_FILE + 5)))) == 303
    assert [len(file.content) for file in chat.files] == [LARGEST_FILE + 1]


@pytest.mark.parametrize(
    "form",
    [
        lambda: with_files(text="x" * MOST_BYTES),
        lambda: with_files(text="x", fields=MOST_FIELDS),
        lambda: with_files(*[("a.md", b"x")] * (MOST_FILES + 2)),
    ],
    ids=["words", "fields", "files"],
)
async def test_a_form_holds_only_so_much(client: TestClient, chat: ListChat, form: Callable[[], FormData]) -> None:
    assert (await sent(client, form()), chat.turns) == (413, [])


@pytest.mark.parametrize("body", [b"", b"--x", b"nothing", b"--b\r\nContent-Length: x\r\n\r\nwords"])
async def test_a_broken_form_is_refused(client: TestClient, chat: ListChat, body: bytes) -> None:
    headers = {**OURS, "Content-Type": "multipart/form-data; boundary=b"}
    answer = await client.post("/dev/chat/1", data=body, headers=headers, allow_redirects=False)
    assert (answer.status in (303, 400), chat.turns, chat.files) == (True, [], [])
