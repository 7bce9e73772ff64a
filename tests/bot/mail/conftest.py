"""An app with its mail door open, on either database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import bot.shelf
from tests.bot.conftest import read_once
from tests.bot.mail.post import Post, new_post


@pytest.fixture
async def post(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Post]:
    monkeypatch.setattr(bot.shelf, "parse", read_once)
    post = await new_post(database_url, str(tmp_path / "files"))
    yield post
    await post.app.close()
