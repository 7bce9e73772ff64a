import pytest

from domain.duties import DUTY_KEYS
from knowledge.duties import DUTIES_FILE, parse
from knowledge.faults import Fault, Faults


@pytest.fixture(scope="module")
def text() -> str:
    return DUTIES_FILE.read_text(encoding="utf-8")


def test_every_duty_has_its_wording(text: str) -> None:
    found = parse(text)
    assert tuple(duty.key for duty in found) == DUTY_KEYS
    assert all(duty.review_by is not None and duty.review_by > duty.source_date for duty in found)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("- key: kpis\n", "- key: kpi\n", 'kpi: "key" cannot be "kpi"'),
        ("- key: kpis\n", "- key: kpi\n", 'The file: the wording of "kpis" is missing.'),
        ("- key: kpis\n", "- key: light_touch\n", "light_touch: this key is there twice."),
        ("{kpi_value}", "{kpi_worth}", 'kpis: "{kpi_worth}" is no figure; one of kpi_value,'),
        ("{kpi_value}", "{kpi_value", 'kpis: "text" has a brace that is not closed.'),
        ("source_date: 2026-02-04", "source_date: lately", 'local_reservation: "source_date" must be a date'),
        ("  source: SI 2026/94\n", "", 'local_reservation: "source" is missing.'),
        ("duties:\n", "author: somebody\nduties:\n", 'The file: the key "author" is not known.'),
    ],
)
def test_each_fault_is_named(text: str, old: str, new: str, fault: str) -> None:
    assert old in text
    with pytest.raises(Faults) as caught:
        parse(text.replace(old, new, 1))
    assert any(one.text.startswith(fault) and one.line > 0 for one in caught.value.faults), str(caught.value)


def test_a_figure_cannot_reach_into_objects(text: str) -> None:
    with pytest.raises(Faults) as caught:
        parse(text.replace("{kpi_value}", "{kpi_value.__class__}", 1))
    assert [one.text[:42] for one in caught.value.faults] == ['kpis: "{kpi_value.__class__}" is no figure']
    assert Fault(0, "x") not in caught.value.faults
