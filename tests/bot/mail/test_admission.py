"""What may be done with a mail: each row of the table, and every case there can be."""

from __future__ import annotations

from itertools import product

import pytest

from bot.mail.admission import TABLE, Known, Way, admission, known_as
from domain.mail import Trust
from domain.people import Person, Role

S, C, N = Known.STAFF, Known.CONTACT, Known.NOBODY
IN, OK, NO = Trust.INTERNAL, Trust.VERIFIED, Trust.UNVERIFIED
CASES: tuple[tuple[Trust, Known, Known | None, bool, Way], ...] = (
    (IN, S, None, False, Way.STAFF),
    (IN, N, None, False, Way.STAFF),
    (IN, S, C, False, Way.STAFF),
    (OK, S, None, False, Way.NOT_INSIDE),
    (NO, S, None, False, Way.NOT_INSIDE),
    (NO, S, None, True, Way.NOT_INSIDE),
    (OK, C, None, False, Way.CONTACT),
    (NO, C, None, False, Way.HELD),
    (NO, C, None, True, Way.CONTACT),
    (OK, N, None, False, Way.STRANGER),
    (NO, N, None, False, Way.ASIDE),
    (NO, N, None, True, Way.ASIDE),
    (OK, N, C, False, Way.HELD),
    (NO, N, C, False, Way.HELD),
    (OK, C, C, False, Way.HELD),
    (OK, S, C, False, Way.HELD),
    (NO, N, C, True, Way.CONTACT),
    (OK, N, S, False, Way.ASIDE),
    (OK, N, S, True, Way.ASIDE),
    (OK, C, S, False, Way.ASIDE),
    (OK, N, N, False, Way.ASIDE),
)


@pytest.mark.parametrize(("trust", "sender", "others", "confirmed", "expected"), CASES)
def test_admission(trust: Trust, sender: Known, others: Known | None, confirmed: bool, expected: Way) -> None:
    assert admission(trust, sender, others, confirmed=confirmed).way is expected


def test_every_row_decides_one_of_the_cases() -> None:
    decided = {admission(t, s, o, confirmed=c).reason for t, s, o, c, _ in CASES}
    assert decided == {rule.reason for rule in TABLE}


def test_only_what_is_from_inside_acts_with_the_rights_of_staff() -> None:
    ways = {
        (trust, admission(trust, sender, others, confirmed=confirmed).way)
        for trust, sender, others, confirmed in product(Trust, Known, (*Known, None), (True, False))
    }
    assert {trust for trust, way in ways if way is Way.STAFF} == {Trust.INTERNAL}


def test_who_somebody_is_on_record() -> None:
    assert known_as(None) is N
    assert known_as(Person(1, "x", "A", roles=frozenset({Role.OFFICER, Role.SUPPLIER}))) is S
    assert known_as(Person(1, "x", "A", roles=frozenset({Role.SUPPLIER}))) is C
    assert known_as(Person(1, "x", "A")) is N
