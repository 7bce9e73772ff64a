"""The guidance that comes with the assistant as a library, with the real sentence model."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from bot.sentences import read_prepared
from bot.shipped import shipped_files
from domain.framework import Framework
from domain.guidance import Answer, Article, Audience
from knowledge.article_file import parse
from knowledge.boundaries import BOUNDARIES_FILE, JARGON_FILE, Boundaries, parse_boundaries, parse_jargon, phrases
from knowledge.encoder import VOCABULARY_FILE, Encoder
from knowledge.framework_articles import framework_articles
from knowledge.judge import JUDGE_FILE, parse_judge
from knowledge.library import Library, Tools, build
from knowledge.load import FRAMEWORK_FILE
from knowledge.load import parse as parse_framework

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


@cache
def tools() -> Tools:
    known = parse_boundaries(BOUNDARIES_FILE.read_text("utf-8"))
    words = (ENCODER / VOCABULARY_FILE).read_text("utf-8").splitlines()
    return Tools(
        parse_judge(JUDGE_FILE.read_text("utf-8")),
        Boundaries(known, encoder()(phrases(known))),
        parse_jargon(JARGON_FILE.read_text("utf-8")),
        frozenset(word for word in words if len(word) > 2 and word.isalpha()),
    )


@cache
def library() -> Library:
    everything = (*shipped().values(), *framework_articles(published()))
    return build(everything, published(), read_prepared(ENCODER), tools(), 1, TODAY)


def ask(question: str, reader: Audience = Audience.STAFF, before: str = "", today: date = TODAY) -> Answer:
    reading = library().read(question, before)
    return library().ask(question, reading, encoder()([reading.text])[0], reader, today)
