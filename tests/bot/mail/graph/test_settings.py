"""What is wrong with the settings is told before anything starts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.mail.graph.settings import GraphSettings

GOOD = GraphSettings(mailbox="assistant@council.example", tenant_id="t", client_id="c", client_secret="s")


def test_these_are_good() -> None:
    assert GOOD.faults() == []
    assert replace(GOOD, client_secret="", certificate="key.pem", certificate_thumbprint="AB").faults() == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"tenant_id": ""}, "Mail by Graph needs the tenant id and the app id of its app registration."),
        ({"client_secret": ""}, "Mail by Graph needs a client secret or a certificate, one of the two."),
        (
            {"certificate": "k", "certificate_thumbprint": "AB"},
            "Mail by Graph needs a client secret or a certificate, one of the two.",
        ),
        ({"client_secret": "", "certificate": "k"}, "The certificate for mail by Graph needs its thumbprint."),
        ({"base_url": "http://x"}, "The addresses of Graph and of the login authority must begin with https://."),
    ],
)
def test_these_are_not(changes: dict[str, str], fault: str) -> None:
    assert replace(GOOD, **changes).faults() == [fault]
    assert "'s'" not in repr(GOOD)
