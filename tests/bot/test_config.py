"""Settings: read once, every fault at once, nothing dangerous but on loopback."""

from __future__ import annotations

import pytest

from bot.config import Config, ConfigFaults, read_config
from bot.model import ModelSettings
from bot.setting import is_loopback
from domain.people import Role

TEAMS = {"SVA_APP_ID": "app", "SVA_PUBLIC_URL": "https://sva.council.example", "SVA_SECRET": "s" * 32}


def read(**environ: str) -> Config:
    return read_config(environ, lambda name: f"text of {name}")


def faults(**environ: str) -> list[str]:
    with pytest.raises(ConfigFaults) as caught:
        read(**environ)
    return str(caught.value).split("\n")


def test_nothing_has_to_be_set_on_loopback() -> None:
    config = read()
    assert (config.host, config.port, config.public_url) == ("127.0.0.1", 3978, "http://127.0.0.1:3978")
    assert config.database_url == "sqlite:///var/assistant.db"
    assert config.unknown_staff == frozenset({Role.OFFICER})
    assert config.dev_chat


def test_every_fault_is_told_at_once() -> None:
    told = faults(
        SVA_PORT="web",
        SVA_SECRET="short",
        SVA_UNKNOWN_STAFF="all",
        SVA_LOG_LEVEL="loud",
        SVA_DEV_CHAT="maybe",
        SVA_DATABASE_URL="mysql://here",
        SVA_COLOUR="green",
    )
    assert told == [
        "SVA_COLOUR is no setting of ours; see RUNNING.md.",
        "SVA_PORT is 'web'; give a number from 0 to 65535.",
        "SVA_SECRET is too short; give at least 32 characters.",
        "SVA_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR.",
        "SVA_DEV_CHAT must be on or off.",
        "SVA_DATABASE_URL must start with sqlite:/// or postgresql+psycopg://.",
        "SVA_UNKNOWN_STAFF must be officer or none.",
    ]


def test_what_is_an_open_door_does_not_start_on_another_address() -> None:
    told = faults(SVA_HOST="0.0.0.0", SVA_DEV_CHAT="on")
    assert told == [
        "SVA_SECRET is empty; it may be only on loopback. Give at least 32 random characters.",
        "SVA_PUBLIC_URL must be the https address under which people reach the assistant.",
        "SVA_DEV_CHAT is on; it lets anybody be anybody, so it runs on loopback only.",
        "SVA_APP_ID is empty, so anybody could speak for anybody; that is allowed on loopback only.",
    ]


def test_another_address_starts_with_all_that_it_needs() -> None:
    config = read(SVA_HOST="0.0.0.0", **TEAMS)
    assert not config.loopback
    assert not config.dev_chat


@pytest.mark.parametrize("given", [{"SVA_APP_ID": "app"}, {"SVA_PUBLIC_URL": "https://sva.council.example"}])
def test_the_browser_chat_is_off_once_others_are_let_in(given: dict[str, str]) -> None:
    assert not read(**given).dev_chat
    assert read(**given, SVA_DEV_CHAT="on").dev_chat


def test_texts_of_public_pages_come_from_files() -> None:
    assert read(SVA_PRIVACY_TEXT="privacy.txt").public_texts == {"privacy": "text of privacy.txt"}


def test_a_file_that_cannot_be_read_is_a_fault() -> None:
    def missing(name: str) -> str:
        raise FileNotFoundError(2, "No such file or directory", name)

    with pytest.raises(ConfigFaults, match=r"^SVA_TERMS_TEXT: the file cannot be read \(No such file or directory\).$"):
        read_config({"SVA_TERMS_TEXT": "terms.txt"}, missing)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("council.example", False)],
)
def test_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("sqlite://", "must start with sqlite:/// or postgresql+psycopg://."),
        ("sqlite:///", "must name a file, such as sqlite:///var/assistant.db."),
        ("sqlite:///:memory:", "must name a file, such as sqlite:///var/assistant.db."),
        ("postgresql+psycopg://sva@database:port/sva", "has a port that is no number."),
    ],
)
def test_a_database_address_that_cannot_be_one(url: str, fault: str) -> None:
    assert faults(SVA_DATABASE_URL=url) == [f"SVA_DATABASE_URL {fault}"]


MODEL = {"SVA_MODEL_URL": "https://models.example/v1", "SVA_MODEL_NAME": "small"}


def test_no_language_model_unless_one_is_set() -> None:
    assert read().model is None
    assert read(SVA_MODEL_NAME="small", SVA_MODEL_KEY="k").model is None
    assert read(**MODEL, SVA_MODEL_KEY="k").model == ModelSettings(
        "https://models.example/v1", "small", "k", "openai", "2024-10-21"
    )


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/v1", "http://localhost/v1", "https://models.example:8443"])
def test_a_model_is_asked_on_a_private_way(url: str) -> None:
    config = read(**MODEL | {"SVA_MODEL_URL": url})
    assert config.model is not None
    assert config.model.url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://models.example/v1",
        "http://127.0.0.1.models.example/v1",
        "ftp://models.example",
        "models.example",
        "https://",
        "https://user:pass@models.example/v1",
        "https://models.example/v1?key=1",
        "https://models.example:port/v1",
        "file:///etc/passwd",
    ],
)
def test_a_model_s_address_that_is_none_or_not_private(url: str) -> None:
    told = faults(**MODEL | {"SVA_MODEL_URL": url})
    assert told == ["SVA_MODEL_URL must be a plain https address, such as https://models.example/v1."]


def test_every_fault_of_a_model_is_told() -> None:
    assert faults(SVA_MODEL_URL="http://models.example", SVA_MODEL_FORM="own") == [
        "SVA_MODEL_URL must be a plain https address, such as https://models.example/v1.",
        "SVA_MODEL_NAME is empty; give the model's name, or Azure's deployment.",
        "SVA_MODEL_FORM must be openai or azure.",
    ]
