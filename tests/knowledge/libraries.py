"""The guidance that comes with the assistant as a library, with the real sentence model."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from bot.sentences import read_prepared
from bot.shipped import shipped_files
from domain.framework import Framework
from domain.guidance import Answer, Article, Audience
from knowledge.article_file import parse
from knowledge.encoder import VOCABULARY_FILE, Encoder, Floats
from knowledge.framework_articles import framework_articles
from knowledge.library import Library, build, digest
from knowledge.load import FRAMEWORK_FILE
from knowledge.load import parse as parse_framework
from knowledge.tools import Tools, read_tools

ENCODER = Path(__file__).parents[2] / ".cache" / "encoder"
TODAY = date(2026, 11, 23)


@cache
def encoder() -> Encoder:
    return Encoder(ENCODER)


@cache
def published() -> Framework:
    return parse_framework(FRAMEWORK_FILE.read_text("utf-8"))


@cache
def shipped() -> dict[str, Article]:
    return {slug: parse(text, slug, published()) for slug, text in shipped_files().items()}


def encode_known(texts: Sequence[str]) -> Floats:
    """What was made at set-up. Raises RuntimeError when the articles have changed since."""
    prepared = read_prepared(ENCODER)
    if missing := [text for text in texts if digest(text) not in prepared]:
        raise RuntimeError(f"run python -m bot encoder: {len(missing)} texts have no vector, such as {missing[0]!r}")
    return np.stack([prepared[digest(text)] for text in texts])


@cache
def tools() -> Tools:
    return read_tools(encode_known, (ENCODER / VOCABULARY_FILE).read_text("utf-8").splitlines())


@cache
def library() -> Library:
    everything = (*shipped().values(), *framework_articles(published()))
    return build(everything, published(), read_prepared(ENCODER), tools(), 1, TODAY)


def ask(question: str, reader: Audience = Audience.STAFF, before: str = "", today: date = TODAY) -> Answer:
    reading = library().read(question, before)
    return library().ask(question, reading, encoder()([reading.text])[0], reader, today)
