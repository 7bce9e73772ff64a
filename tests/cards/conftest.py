"""What the tests of cards share."""

from __future__ import annotations

import pytest


@pytest.fixture
def rewrite(request: pytest.FixtureRequest) -> bool:
    """Pytest knows the option only when it is started on this folder."""
    return bool(request.config.getoption("--rewrite", default=False))
