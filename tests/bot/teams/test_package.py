"""The Teams app: what Teams' own rules ask of it, and that each of its words is understood."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.teams.icons import GREEN, WHITE, colour_icon, outline_icon
from bot.teams.package import PackageFaults, app_package, manifest
from dialogs.begin import COMMANDS
from dialogs.hear import hear
from dialogs.intent import Desk
from dialogs.verbs import VERBS
from domain.conversation import Conversation, Door, Inbound, Sender
from domain.people import Person, Role
from knowledge.shelf import Shelf

APP_ID = "12345678-1234-1234-1234-123456789abc"
URL = "https://sva.council.example/bot/"
COUNCIL = "Derbyshire County Council"
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return manifest(APP_ID, URL, COUNCIL)


def commands(made: dict[str, Any]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Those of the personal chat, and those of where others read along."""
    personal, shared = made["bots"][0]["commandLists"]
    assert (personal["scopes"], shared["scopes"]) == (["personal"], ["team", "groupChat"])
    return personal["commands"], shared["commands"]


def verb_of(words: str) -> str:
    """What an officer who writes just that wants."""
    officer = Person(1, "derbyshire", "Amira Hollis", roles=frozenset({Role.OFFICER}))
    conversation = Conversation(1, Door.TEAMS, "chat", 1)
    inbound = Inbound("1", Door.TEAMS, "chat", Sender("key"), NOW, text=words)
    desk = Desk(Shelf({}, 0, ()), NOW, NOW.date(), lambda: "", lambda kind, ref: "")
    return hear(inbound, officer, conversation, desk).verb


def words_in(part: Any) -> list[str]:
    """Every text of the manifest, however deep."""
    if isinstance(part, dict):
        return [word for value in part.values() for word in words_in(value)]
    if isinstance(part, list):
        return [word for value in part for word in words_in(value)]
    return [part] if isinstance(part, str) else []


def test_every_id_is_the_apps_own_and_every_address_https_and_ours(made: dict[str, Any]) -> None:
    ids = [
        made["id"],
        made["bots"][0]["botId"],
        made["composeExtensions"][0]["botId"],
        made["webApplicationInfo"]["id"],
    ]
    assert ids == [APP_ID] * 4
    addresses = [word for word in words_in({**made, "$schema": ""}) if "://" in word]
    assert addresses == [
        "https://sva.council.example/bot/",
        "https://sva.council.example/bot/privacy",
        "https://sva.council.example/bot/terms",
        "https://sva.council.example",
    ]
    assert made["validDomains"] == ["sva.council.example"]
    assert urlsplit(made["$schema"]).path.split("/")[-2] == f"v{made['manifestVersion']}"
    assert manifest(APP_ID.upper(), URL, COUNCIL) == made


def test_names_and_descriptions_are_as_short_as_teams_wants_them(made: dict[str, Any]) -> None:
    lengths = {
        (made["name"]["short"], 30),
        (made["name"]["full"], 100),
        (made["description"]["short"], 80),
        (made["description"]["full"], 4000),
        (made["developer"]["name"], 32),
    }
    assert [text for text, most in lengths if not 0 < len(text) <= most] == []
    assert manifest(APP_ID, URL, "C" * 40)["developer"]["name"] == "C" * 32


def test_a_council_whose_name_holds_marks_is_written_as_it_is() -> None:
    assert manifest(APP_ID, URL, 'St "Edmund\'s" ${URL} \\ £')["developer"]["name"] == 'St "Edmund\'s" ${URL} \\ £'


def test_the_bot_is_everywhere_and_may_hand_files_over(made: dict[str, Any]) -> None:
    bot = made["bots"][0]
    assert bot["scopes"] == ["personal", "team", "groupChat"]
    assert (bot["supportsFiles"], bot["isNotificationOnly"]) == (True, False)


def test_commands_keep_teams_limits(made: dict[str, Any]) -> None:
    for found in commands(made):
        titles = [command["title"] for command in found]
        assert 0 < len(titles) <= 10 and len(set(titles)) == len(titles)
        assert [c for c in found if not (0 < len(c["title"]) <= 32 and 0 < len(c["description"]) <= 128)] == []


def test_each_command_is_understood_as_what_it_says(made: dict[str, Any]) -> None:
    personal, _ = commands(made)
    expected = {words.capitalize(): verb for words, verb, _, role in COMMANDS if role is None}
    assert {c["title"]: verb_of(c["title"]) for c in personal} == expected


def test_where_others_read_only_what_is_answered_there_is_offered(made: dict[str, Any]) -> None:
    personal, shared = commands(made)
    answered = [c for c in personal if VERBS[verb_of(c["title"])].where_others_read]
    assert shared == answered
    assert [c["title"] for c in shared] == ["Framework", "Search", "Help"]


def test_the_zip_has_three_files_at_its_root_and_the_same_bytes_each_time(made: dict[str, Any]) -> None:
    content = app_package(APP_ID, URL, COUNCIL)
    assert app_package(APP_ID, URL, COUNCIL) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["manifest.json", made["icons"]["color"], made["icons"]["outline"]]
        assert {info.date_time for info in archive.infolist()} == {(2020, 1, 1, 0, 0, 0)}
        assert json.loads(archive.read("manifest.json")) == made
        assert (archive.read("color.png"), archive.read("outline.png")) == (colour_icon(), outline_icon())


@pytest.mark.parametrize("app_id", ["", "app", "{12345678-1234-1234-1234-123456789abc}", APP_ID.replace("-", "")])
@pytest.mark.parametrize("url", ["", "http://sva.council.example", "https://", "sva.council.example"])
def test_settings_from_which_no_app_can_be_made(app_id: str, url: str) -> None:
    with pytest.raises(PackageFaults) as caught:
        app_package(app_id, url, COUNCIL)
    assert str(caught.value).splitlines() == [
        "SVA_APP_ID must be the app's id, such as 12345678-1234-1234-1234-123456789abc.",
        "SVA_PUBLIC_URL must be an https address; Teams takes no other.",
    ]


def test_the_colour_icon_is_a_full_square_of_two_colours() -> None:
    side, pixels = decoded(colour_icon())
    assert side == 192
    assert {alpha for *_, alpha in pixels} == {255}
    assert (pixels[0], pixels[96 * 192 + 96]) == ((*GREEN, 255), (*WHITE, 255))


def test_the_outline_icon_is_white_on_nothing() -> None:
    side, pixels = decoded(outline_icon())
    assert side == 32
    assert {pixel[:3] for pixel in pixels} == {WHITE}
    assert (pixels[0][3], pixels[16 * 32 + 16][3]) == (0, 255)


def decoded(png: bytes) -> tuple[int, list[tuple[int, ...]]]:
    """Side and pixels (red, green, blue, alpha) of a square PNG whose rows are not filtered; checks every sum."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, place = {}, 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kind, data = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        assert struct.unpack(">I", png[place + 8 + length : place + 12 + length])[0] == zlib.crc32(kind + data)
        chunks[kind] = data
        place += 12 + length
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    width, height, *rest = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert (width, rest) == (height, [8, 6, 0, 0, 0])
    raw, stride = zlib.decompress(chunks[b"IDAT"]), 1 + 4 * width
    rows = [raw[start : start + stride] for start in range(0, len(raw), stride)]
    assert (len(rows), {row[0] for row in rows}) == (height, {0})
    return width, [tuple(row[i : i + 4]) for row in rows for i in range(1, stride, 4)]
