"""What the tests of cards share."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite", action="store_true", help="write the golden files anew; then read the difference")


@pytest.fixture
def rewrite(request: pytest.FixtureRequest) -> bool:
    """Pytest knows the option only when it is started on this folder."""
    return bool(request.config.getoption("--rewrite", default=False))
