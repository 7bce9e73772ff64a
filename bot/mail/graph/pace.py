"""How fast a mailbox may send: never more than so many messages within a minute."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)


class Pace:
    """A message that has to wait is given a time of its own, so that many that wait do not all come back at once."""

    def __init__(self, a_minute: int, now: Callable[[], datetime]) -> None:
        self._now = now
        self._latest: deque[datetime] = deque(maxlen=a_minute)
        """When the latest messages go or went, as many as a minute may have."""
        self._waiting: dict[str, datetime] = {}

    def wait(self, key: str) -> float:
        """Seconds until the message of this key may go; 0 when it may go now, which uses up its turn."""
        now = self._now()
        turn = self._waiting.pop(key, None) or self._new_turn(now)
        if turn <= now:
            return 0.0
        for gone in [key for key, missed in self._waiting.items() if missed < now - MINUTE]:
            del self._waiting[gone]
        self._waiting[key] = turn
        return (turn - now).total_seconds()

    def _new_turn(self, now: datetime) -> datetime:
        full = len(self._latest) == self._latest.maxlen
        turn = max(now, self._latest[0] + MINUTE) if full else now
        self._latest.append(turn)
        return turn
