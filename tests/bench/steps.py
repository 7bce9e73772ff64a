"""What people do at a target, and how each turn is seen to have done its work."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Protocol

import orjson

from tests.bench.teams import Teams
from tests.bench.wire import Connection
from tests.bot.teams import fake_people
from tests.bot.teams.fake_people import User

USERS = 32
"""People for each step; each has a chat, and where it is about a tender a tender, of their own."""

BUYING = (
    "I'm buying a social connection service for older people, £{value:,} including VAT, 3 years from 1 November 2027"
)
VALUE = 300_000
"""Pounds of the first tender; each further one is worth a little more, so that no two are advised alike."""

PLACE = "High Peak,Amber Valley"
SMALL = {"lot.1.place": PLACE, "bidders": "small"}
MIXED = {"lot.1.place": PLACE, "bidders": "mixed"}
OUTCOMES = {"outcomes.1": "P4.2,P2.3", "tests.1": "relevant,proportionate,fair,additional,measurable"}
ONE_MEASURE = {"measures.1.P4.2": "P4.2-M1,P4.2-M2", "measures.1.P2.3": "P2.3-M1"}
TWO_MEASURES = {"measures.1.P4.2": "P4.2-M1,P4.2-M2", "measures.1.P2.3": "P2.3-M1,P2.3-M2"}

_REF = re.compile(rb'"tender":"(T-\w+)"')
_VERSION = re.compile(rb'"version":"(\d+)"')


class Failed(Exception):
    """A turn did not do what it is measured for."""


@dataclass(frozen=True)
class Timing:
    """Milliseconds from the request to its answer, and to the reply in the chat or in the answer."""

    answered: float
    replied: float


class Step(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def users(self) -> list[User]: ...

    async def turn(self, person: int, connection: Connection) -> Timing:
        """One turn of the person with this number. Raises `Failed`."""


@dataclass
class Said:
    """Everybody writes the same words and gets a message with `expected` in it."""

    name: str
    teams: Teams
    words: str
    expected: bytes

    def __post_init__(self) -> None:
        self.users = [self.teams.user(f"{self.name} {number}") for number in range(USERS)]

    async def turn(self, person: int, connection: Connection) -> Timing:
        user = self.users[person]
        return (await say(self.teams, user, connection, self.words, self.expected)).timing


@dataclass
class _State:
    user: User
    ref: str
    version: int
    turns: int = 0


@dataclass
class Pressed:
    """Everybody sends a form of their tender again and again, with one answer or the other in turn.

    The answer must have `expected` in it and carry the tender's next version: then it was written.
    """

    name: str
    teams: Teams
    stage: str
    answers: tuple[Mapping[str, str], Mapping[str, str]]
    expected: bytes
    before: tuple[tuple[str, Mapping[str, str]], ...]
    """The stages that are answered first, and with what."""
    revalues: bool = False
    """Whether each turn gives another value, so that what to suggest has to be found anew."""
    _valued: int = 0
    _states: list[_State] = field(default_factory=list)

    @property
    def users(self) -> list[User]:
        return [state.user for state in self._states]

    async def prepare(self, connection: Connection) -> None:
        """Opens the tenders and brings them to the stage."""
        for number in range(USERS):
            user = self.teams.user(f"{self.name} {number}")
            words = {"text": BUYING.format(value=self._value())}
            opened = await press(self.teams, user, connection, "plan.start", words, b"What you are buying")
            state = _State(user, _found(_REF, opened.body), int(_found(_VERSION, opened.body)))
            for stage, answers in self.before:
                await self._answer(state, connection, stage, answers, b"AdaptiveCard")
            self._states.append(state)

    async def turn(self, person: int, connection: Connection) -> Timing:
        state = self._states[person]
        state.turns += 1
        answers = self.answers[state.turns % 2]
        if self.revalues:
            answers = {**answers, "lot.1.value": str(self._value())}
        return await self._answer(state, connection, self.stage, answers, self.expected)

    def _value(self) -> int:
        self._valued += 1
        return VALUE + self._valued

    async def _answer(
        self, state: _State, connection: Connection, stage: str, answers: Mapping[str, str], expected: bytes
    ) -> Timing:
        fields = {"tender": state.ref, "version": str(state.version), "stage": stage, **answers}
        answered = await press(self.teams, state.user, connection, "plan.answer", fields, expected)
        version = int(_found(_VERSION, answered.body))
        if version != state.version + 1:
            raise Failed(f"{self.name}: version {version} after {state.version}")
        state.version = version
        return answered.timing


def people(all_steps: Sequence[Step]) -> list[User]:
    """Everybody who takes part in these steps."""
    return [user for step in all_steps for user in step.users]


def echo(teams: Teams, name: str) -> Said:
    return Said(name, teams, "hello from somebody who plans a tender", b"Echo: hello from somebody")


def help_step(teams: Teams) -> Said:
    return Said("help", teams, "help", b"What I can do")


def card_action(teams: Teams) -> Pressed:
    """The form with the measures of a lot, in the middle of a plan."""
    before = (("brief", SMALL), ("outcomes.1", OUTCOMES))
    return Pressed("card action", teams, "measures.1", (ONE_MEASURE, TWO_MEASURES), b"Set the targets", before)


def suggestion(teams: Teams) -> Pressed:
    """The form that says the last of what is bought, and is answered with the outcomes that suit."""
    return Pressed("suggestion", teams, "brief", (SMALL, MIXED), b"Choose the outcomes", (), revalues=True)


@dataclass(frozen=True)
class Answered:
    """When the answer was there, and the message or card that it was."""

    timing: Timing
    body: bytes


async def say(teams: Teams, user: User, connection: Connection, words: str, expected: bytes) -> Answered:
    """Somebody writes, and waits for the answer of the request and for the reply in the chat. Raises `Failed`."""
    body = orjson.dumps(fake_people.message(teams, user, words, None))
    reply = teams.expect(user)
    began = perf_counter()
    status, answer, ended = await connection.post(teams.bearer(), body)
    if not 200 <= status < 300:
        raise Failed(f"{words!r}: {status} {answer[:300]!r}")
    arrived = await reply
    if expected not in arrived.body:
        raise Failed(f"{words!r}: {arrived.body[:1500]!r}")
    return Answered(Timing((ended - began) * 1000, (arrived.at - began) * 1000), arrived.body)


async def press(
    teams: Teams, user: User, connection: Connection, verb: str, fields: Mapping[str, str], expected: bytes
) -> Answered:
    """Somebody presses a button, with the answers of the form. Raises `Failed`."""
    action = {"type": "Action.Execute", "title": "Continue", "verb": verb, "data": fields}
    pressed = fake_people.invoke(teams, user, "adaptiveCard/action", {"action": action, "trigger": "manual"})
    body = orjson.dumps(pressed)
    began = perf_counter()
    status, answer, ended = await connection.post(teams.bearer(), body)
    if status != 200 or expected not in answer:
        raise Failed(f"{verb}: {status} {answer[:1500]!r}")
    milliseconds = (ended - began) * 1000
    return Answered(Timing(milliseconds, milliseconds), answer)


def _found(pattern: re.Pattern[bytes], text: bytes) -> str:
    match = pattern.search(text)
    if match is None:
        raise Failed(f"no {pattern.pattern!r} in {text[:1500]!r}")
    return match[1].decode()
