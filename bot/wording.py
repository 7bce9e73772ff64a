"""Answers in a language model's words, where the administrator has set one: asked, checked, and shown only when every
sentence stands on a passage that it cites."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol

from bot.config import Config
from bot.model import Model, ModelFault
from bot.trust import trusted
from domain.guidance import Answer
from knowledge.minimise import minimised
from knowledge.wording import Source, asked_of_model, judged, read_draft

log = logging.getLogger("assistant.wording")

CHECK = [{"role": "user", "content": 'Reply with {"ok": true} only.'}]


class Outside(Protocol):
    """Time and chance, as the app has them."""

    @property
    def now(self) -> Callable[[], datetime]: ...
    @property
    def sleep(self) -> Callable[[float], Awaitable[object]]: ...
    @property
    def random(self) -> Callable[[], float]: ...


def wording_of(
    config: Config,
    people: Callable[[], Awaitable[Sequence[str]]],
    new_code: Callable[[int], str],
    outside: Outside,
) -> Wording | None:
    """None where no language model is set."""
    if config.model is None:
        return None
    context = trusted(config.ca_file) if config.model.url.startswith("https:") else None
    model = Model(config.model, now=outside.now, sleep=outside.sleep, random=outside.random, context=context)
    return Wording(model, people, new_code, outside.now)


class Wording:
    """`people` gives the names of those who may be named in a question, and `new_code` texts of so many letters
    that nobody can guess."""

    def __init__(
        self,
        model: Model,
        people: Callable[[], Awaitable[Sequence[str]]],
        new_code: Callable[[int], str],
        now: Callable[[], datetime],
    ) -> None:
        self._model, self._people, self._new_code, self._now = model, people, new_code, now

    async def close(self) -> None:
        await self._model.close()

    async def check(self) -> str:
        """Why the model cannot be used; "" when it answers."""
        try:
            await self._model.ask(CHECK)
        except ModelFault as fault:
            return str(fault)
        return ""

    async def reworded(self, answer: Answer, sources: Sequence[Source]) -> Answer:
        """The answer in the model's words, or as it was. Never raises for what a model does.

        The log has counts and reasons and nothing of what was asked or said.
        """
        began = self._now()
        question = minimised(answer.read_as, await self._people())
        try:
            content = await self._model.ask(asked_of_model(question, sources, f"::{self._new_code(12)}::"))
        except ModelFault as fault:
            self._note(began, str(fault))
            return answer
        draft = read_draft(content)
        if draft is None:
            self._note(began, "not what was asked for")
            return answer
        verdict = judged(answer, sources, draft)
        self._note(began, verdict.why, verdict.kept, verdict.dropped)
        return verdict.answer or answer

    def _note(self, began: datetime, why: str, kept: int = 0, dropped: int = 0) -> None:
        seconds = (self._now() - began).total_seconds()
        extra = {"shown": not why, "why": why, "kept": kept, "dropped": dropped, "seconds": seconds}
        log.info("a model was asked to word an answer", extra=extra)
