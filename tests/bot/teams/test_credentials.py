"""Our own token: asked for seldom, by MSAL, off the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from bot.sign_in import AccessToken, SignInFailed
from bot.teams.credentials import CredentialsFactory
from tests.bot.teams.fake_assistant import Assistant
from tests.bot.teams.fake_connector import FakeTeams
from tests.bot.teams.fake_identity import SECRET, SERVICE, FakeIdentity, identity
from tests.bot.teams.fake_keys import private_key
from tests.bot.teams.fake_people import APP_ID, TENANT


class Slow:
    """A credential whose tokens are good for an hour."""

    def __init__(self) -> None:
        self.asked, self.fails = 0, False

    def token(self) -> tuple[str, int]:
        self.asked += 1
        if self.fails:
            raise SignInFailed("no token: down")
        return f"token-{self.asked}", 3600


async def test_one_token_for_many_who_ask_at_once() -> None:
    credentials = Slow()
    token = AccessToken(credentials, lambda: datetime(2026, 11, 22, tzinfo=UTC))  # type: ignore[arg-type]
    assert await asyncio.gather(*(token.get() for _ in range(20))) == ["token-1"] * 20
    assert credentials.asked == 1


async def test_a_token_is_renewed_five_minutes_before_its_end_and_kept_while_that_fails(
    caplog: pytest.LogCaptureFixture,
) -> None:
    credentials, now = Slow(), datetime(2026, 11, 22, tzinfo=UTC)
    token = AccessToken(credentials, lambda: now)  # type: ignore[arg-type]
    seen = []
    for minutes, fails in ((0, False), (54, True), (55, True), (56, True), (56.5, True), (57, False)):
        now = datetime(2026, 11, 22, tzinfo=UTC) + timedelta(minutes=minutes)
        credentials.fails = fails
        seen.append((await token.get(), credentials.asked))
    assert seen == [("token-1", 1), ("token-1", 1), ("token-1", 2), ("token-1", 3), ("token-1", 3), ("token-4", 4)]
    assert len(caplog.records) == 2
    now += timedelta(hours=2)
    credentials.fails = True
    with pytest.raises(SignInFailed):
        await token.get()


async def test_the_secret_is_shown_to_the_login_authority_only(teams: FakeTeams, assistant: Assistant) -> None:
    for text in ("one", "two", "three"):
        await teams.say(teams.user("Amira"), text)
    (asked,) = teams.entra.asked
    assert (asked["client_id"], asked["client_secret"], asked["scope"]) == (
        [APP_ID],
        ["a secret"],
        ["https://api.botframework.com/.default"],
    )
    assert (teams.entra.tokens, teams.entra.discoveries) == (1, 1)
    assert {call.bearer for call in teams.calls} == {"Bearer token-1"}


async def test_a_certificate_signs_instead_of_a_secret(teams: FakeTeams, assistant: Assistant, tmp_path: Path) -> None:
    pem = private_key("certificate").private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "key.pem").write_bytes(pem)
    await assistant.restart(client_secret="", certificate=str(tmp_path / "key.pem"), certificate_thumbprint="AB" * 20)
    await teams.say(teams.user("Amira"), "hello")
    (asked,) = teams.entra.asked
    assert "client_secret" not in asked
    assert asked["client_assertion_type"] == ["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"]


RESOURCE = "https://api.botframework.com"
MANAGED = {"app_type": "UserAssignedMSI", "client_secret": ""}
NO_AZURE = (
    "IDENTITY_ENDPOINT",
    "IDENTITY_HEADER",
    "IDENTITY_SERVER_THUMBPRINT",
    "IMDS_ENDPOINT",
    "MSI_ENDPOINT",
    "MSI_SECRET",
)


@pytest.fixture
async def managed(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeIdentity]:
    """A virtual machine of Azure, as far as its identity goes."""
    async with identity(APP_ID) as fake:
        for name in NO_AZURE:
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("AZURE_POD_IDENTITY_AUTHORITY_HOST", fake.url)
        yield fake


async def test_a_managed_identity_of_a_virtual_machine_needs_no_secret(
    teams: FakeTeams, assistant: Assistant, managed: FakeIdentity
) -> None:
    await assistant.restart(**MANAGED)
    for text in ("one", "two", "three"):
        await teams.say(teams.user("Amira"), text)
    assert managed.asked == [{"api-version": "2018-02-01", "resource": RESOURCE, "client_id": APP_ID}]
    assert {call.bearer for call in teams.calls} == {"Bearer identity-token-1"}
    assert teams.entra.asked == []


async def test_a_managed_identity_of_app_service_shows_the_secret_of_its_process(
    teams: FakeTeams, assistant: Assistant, managed: FakeIdentity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", managed.url + SERVICE)
    monkeypatch.setenv("IDENTITY_HEADER", SECRET)
    await assistant.restart(**MANAGED)
    await teams.say(teams.user("Amira"), "hello")
    assert managed.asked == [{"api-version": "2019-08-01", "resource": RESOURCE, "client_id": APP_ID}]
    assert {call.bearer for call in teams.calls} == {"Bearer identity-token-1"}


@pytest.mark.parametrize(
    ("where", "said"),
    [("machine", "no token: invalid_request"), ("service", "no token: invalid_scope")],
)
async def test_an_identity_that_azure_does_not_know_gets_no_token_and_the_reason_is_told(
    teams: FakeTeams,
    assistant: Assistant,
    managed: FakeIdentity,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
    said: str,
) -> None:
    managed.client_id = "another identity"
    if where == "service":
        monkeypatch.setenv("IDENTITY_ENDPOINT", managed.url + SERVICE)
        monkeypatch.setenv("IDENTITY_HEADER", SECRET)
    await assistant.restart(**MANAGED)
    with pytest.raises(SignInFailed) as refused:
        await asyncio.to_thread(assistant.adapter.credentials.kept.token)
    assert (str(refused.value), managed.given) == (said, 0)


async def test_botbuilder_is_given_the_one_credential(assistant: Assistant) -> None:
    factory: CredentialsFactory = assistant.adapter.credentials
    created = [await factory.create_credentials(APP_ID, "scope", "endpoint", True) for _ in range(2)]
    assert [credential is factory.kept for credential in created] == [True, True]
    assert factory.kept.tenant == TENANT
    assert [await factory.is_valid_app_id(app) for app in (APP_ID, "another")] == [True, False]
    assert await factory.is_authentication_disabled() is False
    assert await asyncio.to_thread(factory.kept.get_access_token) == "token-1"
