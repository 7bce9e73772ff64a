"""ask: what the guidance answers, without a conversation. Nothing is recorded."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path

from bot.config import Config
from bot.setup import new_app
from cards.guidance import NOT_HELD, WORDED, GuidanceAnswer, Suggested, Unanswered
from cards.message import Message
from cards.plain import text
from domain.guidance import Answer, Audience, Citation


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="*", help="one or more questions, each in quotation marks")
    parser.add_argument("--file", type=Path, help="a file with one question a line")
    parser.add_argument("--audience", choices=[a.value for a in Audience], default=Audience.STAFF.value)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(arguments: argparse.Namespace, config: Config) -> int:
    questions = list(arguments.question)
    if arguments.file is not None:
        try:
            questions += [line.strip() for line in arguments.file.read_text("utf-8").splitlines() if line.strip()]
        except (OSError, UnicodeError) as fault:
            print(f"{arguments.file} cannot be read: {fault}", file=sys.stderr)
            return 1
    questions = [question for question in questions if question.strip()]
    if not questions:
        print('Ask something: python -m bot ask "Do we have to use 10%?"', file=sys.stderr)
        return 2
    return asyncio.run(_ask(questions, Audience(arguments.audience), arguments.json, config))


async def _ask(questions: list[str], audience: Audience, as_json: bool, config: Config) -> int:
    app = new_app(config)
    try:
        await app.open()
        for question in questions:
            answer = await app.library.answer(question, "", audience)
            print(json.dumps(row(answer, app.passage), ensure_ascii=False) if as_json else _told(answer))
    finally:
        await app.close()
    return 0


def row(answer: Answer, passage: Callable[[Citation], str]) -> dict[str, object]:
    """The answer as the command's JSON gives it, with the whole passage that each citation names. A decline has no
    citations. `label` is there only when a language model worded the answer, and says so.
    """
    boundary = answer.boundary
    citations = [
        {"title": c.title, "source": c.source, "date": c.source_date.isoformat(), "passage": passage(c)}
        for c in answer.citations
    ]
    reason = "" if answer.answered else (boundary.reason if boundary else NOT_HELD)
    found: dict[str, object] = {
        "answered": answer.answered,
        "answer": " ".join(answer.sentences),
        "citations": citations,
        "confidence": round(answer.confidence, 3),
        "suggestions": [suggestion.title for suggestion in answer.suggestions],
        "decline_reason": reason,
    }
    return {**found, "label": WORDED} if answer.worded else found


def _told(answer: Answer) -> str:
    message: Message
    if answer.answered:
        message = GuidanceAnswer(answer, "")
    else:
        message = Suggested(answer) if answer.suggestions else Unanswered(answer)
    return f"> {answer.question}\n\n{text(message)}\n"
