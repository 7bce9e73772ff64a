"""Files in somebody's own chat: fetched from Teams' store and from nowhere else, and never silently lost."""

from __future__ import annotations

from typing import Any

import pytest

from cards.refused_files import NOT_FETCHED, NOT_THERE, PICTURE
from domain.conversation import SentFile
from domain.document import LARGEST_FILE, MOST_FILES
from tests.bot.teams.fake_assistant import Assistant
from tests.bot.teams.fake_connector import FakeTeams
from tests.bot.teams.fake_people import Chat

KIND = "application/vnd.microsoft.teams.file.download.info"


def attached(url: Any, name: str = "a.docx") -> dict[str, Any]:
    return {"contentType": KIND, "name": name, "content": {"downloadUrl": url, "fileType": "docx"}}


async def files(teams: FakeTeams, assistant: Assistant, attachments: Any, chat: Chat | None = None) -> list[SentFile]:
    await teams.say(teams.user("Sofia"), "here", chat, attachments=attachments)
    return list(assistant.turns[-1].files)


async def test_a_file_comes_with_its_message(teams: FakeTeams, assistant: Assistant) -> None:
    await teams.send_file(teams.user("Sofia"), "note one.docx", b"PK words", "for you")
    (turn,) = assistant.turns
    assert (turn.text, turn.files) == ("for you", (SentFile("note one.docx", "docx", b"PK words"),))


@pytest.mark.parametrize(
    "url",
    [
        "http://evil.example/a.docx",
        "https://evil.example/a.docx",
        "https://council-my.sharepoint.com.evil.example/a.docx",
        "https://council-my.sharepoint.com@evil.example/a.docx",
        "https://council-my.sharepoint.com:8443/a.docx",
        "file:///etc/passwd",
        "",
        None,
        7,
    ],
)
async def test_nothing_is_fetched_from_anywhere_else(teams: FakeTeams, assistant: Assistant, url: Any) -> None:
    assert await files(teams, assistant, [attached(url)]) == [SentFile("a.docx", "docx", b"", NOT_THERE)]


async def test_a_file_that_is_not_given_is_said(teams: FakeTeams, assistant: Assistant) -> None:
    assert await files(teams, assistant, [attached(f"{teams.root}/download/gone.docx")]) == [
        SentFile("a.docx", "docx", b"", NOT_FETCHED)
    ]


async def test_a_file_is_fetched_no_further_than_it_may_be_large(teams: FakeTeams, assistant: Assistant) -> None:
    teams.downloads["big.docx"] = bytes(LARGEST_FILE + 100_000)
    (file,) = await files(teams, assistant, [attached(f"{teams.root}/download/big.docx")])
    assert len(file.content) == LARGEST_FILE + 1


async def test_pictures_and_files_beyond_the_most_are_named(teams: FakeTeams, assistant: Assistant) -> None:
    teams.downloads["a.md"] = b"x"
    many = [attached(f"{teams.root}/download/a.md")] * (MOST_FILES + 1)
    picture = {"contentType": "image/png", "contentUrl": "https://evil.example/x.png"}
    found = await files(teams, assistant, [picture, *many])
    assert found[0] == SentFile("A picture", "image/png", b"", PICTURE)
    assert [file.content for file in found[1:]] == [b"x"] * (MOST_FILES - 1) + [b"", b""]


@pytest.mark.parametrize("attachments", [None, [], [{"contentType": KIND}, {"content": []}, {"contentType": "x"}]])
async def test_attachments_that_are_not_built_as_teams_builds_them(
    teams: FakeTeams, assistant: Assistant, attachments: Any
) -> None:
    found = await files(teams, assistant, attachments)
    assert [(file.name, file.fault) for file in found] == ([("", NOT_THERE)] if attachments else [])


async def test_where_others_read_no_file_is_fetched(teams: FakeTeams, assistant: Assistant) -> None:
    teams.downloads["a.md"] = b"x"
    assert await files(teams, assistant, [attached(f"{teams.root}/download/a.md")], Chat("19:g", "groupChat")) == []
