"""The errors that have a meaning, by name. Anything else is a fault of ours."""

from __future__ import annotations


class Unclear(Exception):
    """We could not read what somebody wrote. The text says how to put it right, to that person."""


class NotAllowed(Exception):
    """This person may not do this. The text says why and whom to ask, to that person."""


class Stale(Exception):
    """Somebody else was quicker: the record has a newer version. The turn is run once more."""


class TryLater(Exception):
    """A door could not deliver now. `after` is the number of seconds the other side asked for, or None."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


class GiveUp(Exception):
    """A door will never deliver this. The text is for the administrator."""
