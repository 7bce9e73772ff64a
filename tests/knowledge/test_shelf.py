from dataclasses import replace

import pytest

from domain.framework import Framework
from knowledge.shelf import Shelf


def test_the_shelf_keeps_every_version(framework: Framework) -> None:
    first, second = replace(framework, version=1), replace(framework, version=2, label="0.3.0")
    shelf = Shelf({1: first, 2: second}, current=2)
    assert (shelf.now, shelf.framework(1)) == (second, first)
    with pytest.raises(KeyError):
        shelf.framework(3)
