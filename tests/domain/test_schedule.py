from datetime import date

import pytest

from domain.framework import Framework
from domain.schedule import monitoring_dates, months_later

YEARLY = "once, at the end or yearly"


def test_quarters_end_on_the_last_day_of_every_third_month() -> None:
    assert monitoring_dates(date(2027, 4, 1), 12, "quarterly") == (
        date(2027, 6, 30),
        date(2027, 9, 30),
        date(2027, 12, 31),
        date(2028, 3, 31),
    )


def test_the_last_period_ends_with_the_contract_even_when_it_is_short() -> None:
    assert monitoring_dates(date(2026, 11, 1), 14, "six-monthly") == (
        date(2027, 4, 30),
        date(2027, 10, 31),
        date(2027, 12, 31),
    )


def test_a_short_contract_reports_once_at_its_end() -> None:
    assert monitoring_dates(date(2027, 1, 15), 4, YEARLY) == (date(2027, 5, 14),)
    assert monitoring_dates(date(2027, 1, 15), 24, YEARLY) == (date(2028, 1, 14), date(2029, 1, 14))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2027, 1, 30), 1, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 3, 31), 1, date(2027, 4, 30)),
        (date(2027, 12, 1), 1, date(2027, 12, 31)),
    ],
)
def test_month_ends(start: date, months: int, end: date) -> None:
    assert monitoring_dates(start, months, YEARLY) == (end,)


def test_a_pledge_is_not_reported() -> None:
    assert monitoring_dates(date(2027, 4, 1), 12, "none; pledge noted on the order") == ()


def test_every_tier_reports_in_a_way_that_is_known(framework: Framework) -> None:
    for tier in framework.tiers:
        dates = monitoring_dates(date(2027, 4, 1), 36, tier.reporting)
        assert dates == () if tier.id == "T0" else dates[-1] == date(2030, 3, 31)


@pytest.mark.parametrize(("months", "reporting"), [(0, "quarterly"), (-1, "quarterly"), (12, "weekly")])
def test_what_cannot_be_scheduled_is_refused(months: int, reporting: str) -> None:
    with pytest.raises(ValueError):
        monitoring_dates(date(2027, 4, 1), months, reporting)


def test_the_day_after_a_short_month() -> None:
    assert months_later(date(2027, 1, 31), 1) == date(2027, 3, 1)
    assert months_later(date(2027, 12, 15), 13) == date(2029, 1, 15)
