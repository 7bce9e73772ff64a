"""What Microsoft Graph says when it does not do something, and what follows from it."""

from __future__ import annotations

from domain.errors import GiveUp, TryLater

PASSING = frozenset({0, 408, 409, 412, 423, 425, 429, 500, 502, 503, 504})
"""Statuses of a fault that passes; 0 is a connection that was lost without an answer."""

REFUSED_FOR_NOW = frozenset({401, 403})
"""An administrator has to act, and then the same request works."""

FOLDER_EXISTS = "ErrorFolderExists"


class GraphFault(Exception):
    """Graph did not do what it was asked. `code` is its word for it, `after` the seconds it asked to wait, or None."""

    def __init__(self, status: int, code: str, after: float | None = None) -> None:
        super().__init__(f"Graph answered {status} {code}".rstrip() if status else f"no answer from Graph: {code}")
        self.status, self.code, self.after = status, code, after

    @property
    def passing(self) -> bool:
        return self.status in PASSING and self.code != FOLDER_EXISTS

    @property
    def not_done(self) -> bool:
        """True when Graph turned the request away before it did anything, so that it may be repeated at once."""
        return self.status == 429 or (self.status == 503 and self.after is not None)

    @property
    def out_of_step(self) -> bool:
        """True when Graph no longer knows what was read already: everything has to be read again."""
        return self.status == 410 or self.code.lower().startswith("syncstate")


def as_outbox_error(fault: GraphFault) -> TryLater | GiveUp:
    """The same in the words of the outbox."""
    if fault.passing or fault.status in REFUSED_FOR_NOW or fault.code == "ErrorExceededMessageLimit":
        return TryLater(str(fault), fault.after)
    return GiveUp(str(fault))
