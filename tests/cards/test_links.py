"""Which addresses become links."""

from __future__ import annotations

import pytest

from cards import links
from cards.message import Link


@pytest.mark.parametrize(
    "url",
    [
        "https://council.example/guidance?part=2&page=1#top",
        "http://127.0.0.1:3978/pack.docx",
        "http://localhost/pack",
        "http://[::1]:8080/pack",
        "mailto:social.value@council.example",
    ],
)
def test_allowed(url: str) -> None:
    assert links.allowed(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://council.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "//council.example/",
        "/pack.docx",
        "https://council.example@evil.example/",
        "https://council.example\\@evil.example/",
        "https://council.example/ x",
        "https://council.example/\nx",
        "https://council.example/\u202e",
        "https://[broken",
        "http://127.0.0.1.evil.example/",
        "mailto:a@council.example?bcc=b@evil.example",
        "mailto:a@council.example,b@evil.example",
        "ftp://council.example/",
        "https://council.example/" + "x" * 2_000,
    ],
)
def test_not_allowed(url: str) -> None:
    assert not links.allowed(url)


def test_a_name_says_which_site_it_leads_to() -> None:
    found = [
        links.name(Link("Guidance", "https://council.example/x")),
        links.name(Link("Guidance on council.example", "https://council.example/x")),
        links.name(Link("Pack", "http://127.0.0.1/pack")),
        links.name(Link("Write", "mailto:a@council.example")),
    ]
    assert found == ["Guidance (on council.example)", "Guidance on council.example", "Pack", "Write"]
