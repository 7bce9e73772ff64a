"""Which settings are dangerous, and whom a token may be shown to."""

from __future__ import annotations

from typing import Any

import pytest

from bot.teams.settings import TeamsSettings

GOOD: dict[str, Any] = {"app_id": "app", "tenant_id": "home", "client_secret": "secret"}

CHECKS = [
    ({}, "0.0.0.0", None),
    ({"app_id": ""}, "127.0.0.1", None),
    ({"app_id": ""}, "::1", None),
    ({"app_id": ""}, "0.0.0.0", "Without a Teams app id nobody is authenticated: set it, or bind to 127.0.0.1."),
    ({"app_id": ""}, "", "Without a Teams app id nobody is authenticated: set it, or bind to 127.0.0.1."),
    ({"tenant_id": ""}, "0.0.0.0", "The Teams app needs its tenant id."),
    (
        {"app_type": "MultiTenant"},
        "0.0.0.0",
        'A multi-tenant app answers every tenant: say so with allowed tenants "any".',
    ),
    ({"app_type": "MultiTenant", "allowed_tenants": "any", "tenant_id": ""}, "0.0.0.0", None),
    (
        {"app_type": "Other"},
        "0.0.0.0",
        "The Teams app type 'Other' is not SingleTenant, UserAssignedMSI or MultiTenant.",
    ),
    ({"client_secret": ""}, "0.0.0.0", "The Teams app needs a client secret or a certificate, one of the two."),
    ({"certificate": "a.pem"}, "0.0.0.0", "The Teams app needs a client secret or a certificate, one of the two."),
    (
        {"client_secret": "", "certificate": "a.pem"},
        "0.0.0.0",
        "The Teams app's certificate needs its thumbprint.",
    ),
    ({"client_secret": "", "certificate": "a.pem", "certificate_thumbprint": "AB"}, "0.0.0.0", None),
    ({"client_secret": "", "app_type": "UserAssignedMSI"}, "0.0.0.0", None),
    ({"login_url": "http://login.example"}, "0.0.0.0", "The address of the login authority must begin with https://."),
    (
        {"tenant_id": "", "client_secret": ""},
        "0.0.0.0",
        "The Teams app needs its tenant id. The Teams app needs a client secret or a certificate, one of the two.",
    ),
]


@pytest.mark.parametrize(("changes", "host", "fault"), CHECKS)
def test_all_faults_are_told(changes: dict[str, Any], host: str, fault: str | None) -> None:
    assert TeamsSettings(**(GOOD | changes)).check(host) == fault


TENANTS = [
    ({}, "home", True),
    ({}, "other", False),
    ({}, "", False),
    ({"allowed_tenants": frozenset({"other"})}, "other", True),
    ({"allowed_tenants": frozenset({"other"})}, "home", True),
    ({"allowed_tenants": "any"}, "other", True),
    ({"app_id": "", "tenant_id": ""}, "other", True),
    ({"app_id": "", "tenant_id": "home"}, "other", False),
]


@pytest.mark.parametrize(("changes", "tenant", "allowed"), TENANTS)
def test_only_people_of_allowed_tenants_are_let_in(changes: dict[str, Any], tenant: str, allowed: bool) -> None:
    assert TeamsSettings(**(GOOD | changes)).allows_tenant(tenant) is allowed


ADDRESSES = [
    ("https://smba.trafficmanager.net/uk/", True),
    ("https://SMBA.trafficmanager.net/uk/", True),
    ("https://smba.trafficmanager.net:443/uk/33333333-dddd/", True),
    ("https://smba.infra.gcc.teams.microsoft.com/gcc", True),
    ("https://europe.webchat.botframework.com/", True),
    ("https://botframework.com/", False),
    ("https://evilbotframework.com/", False),
    ("http://smba.trafficmanager.net/uk/", False),
    ("https://smba.trafficmanager.net.evil.example/", False),
    ("https://smba.trafficmanager.net@evil.example/", False),
    ("https://evil.example\\.botframework.com/", False),
    ("https://evil.example/.botframework.com", False),
    ("https://smba.trafficmanager.net/\nx", False),
    ("http://127.0.0.1:3978/", False),
    ("https://localhost/", False),
]


@pytest.mark.parametrize(("url", "allowed"), ADDRESSES)
def test_nothing_is_sent_to_a_service_that_is_not_teams(url: str, allowed: bool) -> None:
    assert TeamsSettings(**GOOD).allows_connector(url) is allowed


def test_loopback_is_for_development() -> None:
    assert TeamsSettings(**GOOD, allow_loopback=True).allows_connector("http://127.0.0.1:3978/") is True
    assert TeamsSettings().allows_connector("http://localhost:56150/") is True
    assert TeamsSettings().allows_connector("http://evil.example/") is False


def test_files_go_to_sharepoint_only() -> None:
    settings = TeamsSettings(**GOOD)
    assert settings.allows_file_store("https://council-my.sharepoint.com/personal/x/upload?token=a%20b") is True
    assert settings.allows_file_store("https://sharepoint.com.evil.example/upload") is False


def test_the_secret_is_not_shown() -> None:
    assert "secret" not in repr(TeamsSettings(**GOOD)).replace("client_secret", "")
