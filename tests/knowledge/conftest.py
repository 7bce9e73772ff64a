import pytest

from domain.framework import Framework
from knowledge.load import FRAMEWORK_FILE, parse


@pytest.fixture(scope="session")
def text() -> str:
    """The proposal that an installation starts with."""
    return FRAMEWORK_FILE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def framework(text: str) -> Framework:
    return parse(text)
