"""Every transcript through every door: the same words, whatever the door."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.conversation import Door
from tests.speakers import speaking
from tests.talk import spoken, transcripts


@pytest.mark.parametrize("door", list(Door), ids=lambda door: door.value)
@pytest.mark.parametrize("path", transcripts(), ids=lambda path: path.stem)
async def test_conversation(path: Path, door: Door, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    expected = path.read_text("utf-8")
    async with speaking(door, tmp_path) as speaker:
        said = await spoken(expected, speaker)
    if request.config.getoption("rewrite") and door is Door.CONSOLE:
        path.write_text(said, "utf-8")
        return
    assert said == expected
