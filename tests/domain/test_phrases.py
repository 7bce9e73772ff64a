from datetime import date
from decimal import Decimal

from domain.phrases import counted, day, listed, money, months, number_range


def test_how_figures_are_written_for_people() -> None:
    assert [money(Decimal(v)) for v in ("1250", "490569.50", "0", "1000000.00")] == [
        "£1,250",
        "£490,569.50",
        "£0",
        "£1,000,000",
    ]
    assert [months(m) for m in (1, 11, 12, 18, 36)] == ["1 month", "11 months", "1 year", "18 months", "3 years"]
    assert day(date(2026, 11, 2)) == "2 November 2026"
    assert [listed(items) for items in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == ["", "a", "a and b", "a, b and c"]
    assert [number_range(1, 3), number_range(2, 2)] == ["1 to 3", "2"]
    assert [counted(1, "lot"), counted(0, "lot")] == ["1 lot", "0 lots"]
