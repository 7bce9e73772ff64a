"""Every transcript through every door: the same words, whatever the door."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.conversation import Door
from tests.speakers import speaking
from tests.talk import spoken, transcripts

NOT_BY_MAIL = "# Not by mail: "
"""A line of a transcript that says why it cannot be spoken there."""

SPOKEN = [
    pytest.param(path, door, id=f"{path.stem}-{door.value}")
    for path in transcripts()
    for door in Door
    if door is not Door.MAIL or NOT_BY_MAIL not in path.read_text("utf-8")
]


@pytest.mark.parametrize(("path", "door"), SPOKEN)
async def test_conversation(path: Path, door: Door, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    expected = path.read_text("utf-8")
    async with speaking(door, tmp_path) as speaker:
        said = await spoken(expected, speaker)
    if request.config.getoption("rewrite") and door is Door.CONSOLE:
        path.write_text(said, "utf-8")
        return
    assert said == expected
