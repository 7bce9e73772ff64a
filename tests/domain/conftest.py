import pytest

from domain.duties import DutyText
from domain.framework import Framework
from knowledge.duties import DUTIES_FILE
from knowledge.duties import parse as parse_duties
from knowledge.load import FRAMEWORK_FILE, parse


@pytest.fixture(scope="session")
def framework() -> Framework:
    return parse(FRAMEWORK_FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def duty_texts() -> tuple[DutyText, ...]:
    return parse_duties(DUTIES_FILE.read_text(encoding="utf-8"))
