"""What the tests of the journeys share: the Framework that comes with the assistant, and a council in memory."""

from __future__ import annotations

import pytest

from knowledge.shelf import Shelf
from tests.dialogs.world import CHAIRS, SERVICE, World, published


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    return published()


@pytest.fixture
def world(shelf: Shelf) -> World:
    return World(shelf)


@pytest.fixture(scope="session")
def _chosen(shelf: Shelf) -> World:
    world = World(shelf)
    world.say(SERVICE)
    world.accept()
    return world


@pytest.fixture
def chosen(_chosen: World) -> World:
    """Amira at the last look at her service in three lots: everything is chosen as it was proposed."""
    return _chosen.copied()


@pytest.fixture(scope="session")
def _final(_chosen: World) -> World:
    world = _chosen.copied()
    world.press("Make the tender pack")
    return world


@pytest.fixture
def final(_final: World) -> World:
    """Amira's selection for her service in three lots is final."""
    return _final.copied()


@pytest.fixture(scope="session")
def _begun(shelf: Shelf) -> World:
    world = World(shelf)
    world.say(CHAIRS)
    return world


@pytest.fixture
def begun(_begun: World) -> World:
    """Amira has said what she buys: office chairs. Their start and the likely bidders are not known yet."""
    return _begun.copied()
