"""Logs are lines of JSON, one a record, and libraries are quiet."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from types import TracebackType

import pytest

from bot.logs import JsonLines, set_up_logs

Line = dict[str, object]
Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None] | None


def line(message: str, *values: object, level: int = logging.INFO, fault: Fault = None, **extra: object) -> Line:
    """The record as it is written, read again; checks that it is one line."""
    logger = logging.getLogger("assistant.turn")
    record = logger.makeRecord(logger.name, level, "turn.py", 1, message, values, fault, extra=extra)
    record.created = 1_795_344_600.25
    written = JsonLines().format(record)
    assert "\n" not in written
    found: Line = json.loads(written)
    return found


def test_a_line_says_when_how_grave_who_and_what() -> None:
    assert line("turn of %d seconds", 2, reference="R-1", door="teams") == {
        "at": "2026-11-22T10:50:00.250+00:00",
        "level": "INFO",
        "logger": "assistant.turn",
        "message": "turn of 2 seconds",
        "reference": "R-1",
        "door": "teams",
    }


def test_whatever_is_said_stays_on_its_line() -> None:
    said = line('first\nsecond \u2028 "third" £\0', key=("a", 1), path=object)
    assert said["message"] == 'first\nsecond \u2028 "third" £\0'
    assert (said["key"], said["path"]) == (["a", 1], "<class 'object'>")


def test_a_fault_comes_with_its_traceback() -> None:
    try:
        raise LookupError("not there")
    except LookupError:
        said = line("turn failed", level=logging.ERROR, fault=sys.exc_info())
    text = str(said["traceback"])
    assert (text.splitlines()[0], text.splitlines()[-1]) == (
        "Traceback (most recent call last):",
        "LookupError: not there",
    )


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """Whatever the test sets up is taken back."""
    names = ("", "aiohttp.access", "alembic", "mail.log", "msal", "urllib3", "msrest.serialization")
    loggers = [logging.getLogger(name) for name in names]
    before = [(logger, logger.level, logger.handlers[:]) for logger in loggers]
    yield
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers[:] = handlers


def test_ours_speak_at_the_level_that_is_set_and_libraries_when_something_is_wrong(
    logging_as_before: None, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs("INFO")
    set_up_logs("INFO")
    for name in ("assistant", "aiohttp.access", "alembic.runtime", "mail.log", "msal.token", "urllib3.pool"):
        logging.getLogger(name).info("information")
        logging.getLogger(name).warning("warning")
    logging.getLogger("assistant").debug("detail")
    logging.getLogger("msrest.serialization").warning("warning")
    out, err = capsys.readouterr()
    told = [(row["logger"], row["message"]) for row in map(json.loads, err.splitlines())]
    assert out == ""
    assert told == [
        ("assistant", "information"),
        ("assistant", "warning"),
        ("aiohttp.access", "warning"),
        ("alembic.runtime", "warning"),
        ("mail.log", "warning"),
        ("msal.token", "warning"),
        ("urllib3.pool", "warning"),
    ]
