"""Authentication-Results in the forms that mail servers write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.authentication import LONGEST, Results, Verdict, results

EXCHANGE = (
    "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=supplier.example; dkim=pass (signature was verified)\r\n"
    " header.d=supplier.example;dmarc=pass action=none header.from=supplier.example;compauth=pass reason=100"
)
FROM_EXCHANGE = Results(
    "",
    (
        Verdict("spf", "pass", {"smtp.mailfrom": "supplier.example"}),
        Verdict("dkim", "pass", {"header.d": "supplier.example"}),
        Verdict("dmarc", "pass", {"action": "none", "header.from": "supplier.example"}),
        Verdict("compauth", "pass", {"reason": "100"}),
    ),
)
CASES = {
    "exchange": (EXCHANGE, FROM_EXCHANGE),
    "plain": ("mx.council.example; dmarc=pass header.from=a.example", ("mx.council.example", "dmarc", "pass")),
    "capitals": ("MX.Council.Example; DMARC=Pass", ("mx.council.example", "dmarc", "pass")),
    "versions": ("mx.council.example 1; dkim/1=fail", ("mx.council.example", "dkim", "fail")),
    "quoted server": ('"mx.council.example"; dkim=fail', ("mx.council.example", "dkim", "fail")),
    "room around": (
        "mx.council.example ;\r\n\tdkim = pass header.d = a.example",
        ("mx.council.example", "dkim", "pass"),
    ),
    "comments": (
        "mx.council.example (it; dkim=fail (is)) ; dkim=pass (c; dkim=fail)",
        ("mx.council.example", "dkim", "pass"),
    ),
    "semicolons in quotes": (
        'mx.council.example; dkim=pass reason="a; dmarc=fail" header.d=a.example',
        ("mx.council.example", "dkim", "pass"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_forms(name: str) -> None:
    value, expected = CASES[name]
    found = results(value)
    if isinstance(expected, Results):
        assert found == expected
    else:
        assert [(found.server, v.method, v.result) for v in found.verdicts] == [expected]


def test_nothing_was_checked() -> None:
    assert results("mx.council.example; none") == Results("mx.council.example", ())
    assert results("") == Results("", ())


def test_a_value_in_quotes_keeps_its_room() -> None:
    (verdict,) = results('mx; dkim=pass reason="good (and) sound" header.d="A.example"').verdicts
    assert verdict.properties == {"reason": "good (and) sound", "header.d": "a.example"}


@given(st.text(alphabet='abz=;()"\\ .@/1\r\n\té', max_size=300))
def test_whatever_it_is_it_is_read(value: str) -> None:
    found = results(value)
    assert found.server == found.server.lower()
    assert all(verdict.method and verdict.result for verdict in found.verdicts)


@pytest.mark.parametrize("piece", ["(", ";", '"', "\\", "a=b ", "dkim=", "=", " "])
def test_no_more_is_read_than_there_may_be(piece: str) -> None:
    long = "mx; dkim=pass; " + piece * (2 * LONGEST)
    assert results(long) == results(long[:LONGEST])


def test_of_one_method() -> None:
    found = results("mx; dkim=pass header.d=a.example; dkim=fail header.d=b.example; spf=pass")
    assert [verdict.result for verdict in found.of("dkim")] == ["pass", "fail"]
