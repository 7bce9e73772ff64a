"""Logs as lines of JSON: what happened, with a reference for each turn and no personal data."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime

import orjson

_OWN = frozenset(vars(logging.LogRecord("", 0, "", 0, "", (), None))) | {"message", "taskName"}


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, whatever was given as `extra`, and a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {k: v for k, v in vars(record).items() if k not in _OWN}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def set_up_logs(level: str) -> None:
    """Everything of ours goes to standard error. Libraries speak up only when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # Nothing that a line is made of needs the thread, the process, the task or the place in the code.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    for chatty in ("aiohttp.access", "alembic", "mail.log", "msal", "urllib3"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    logging.getLogger("msrest.serialization").setLevel(logging.ERROR)
