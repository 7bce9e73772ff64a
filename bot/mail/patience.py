"""How long and how often a mail that could not be handled is tried."""

from __future__ import annotations

from datetime import timedelta

from domain.errors import TryLater
from domain.mail import MailJob

MOST_ATTEMPTS = 4
"""Attempts that fail by a fault in the mail or of ours before it is set aside."""

PATIENCE = timedelta(days=1)
"""How long a mail is tried while something that it needs is away, such as the virus scanner or the store of files."""

MOST_DEATHS = 20
"""Attempts that end the process before a mail is set aside for it: more than of any other fault, because those that
were in hand beside the guilty one are counted too."""

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=1)
"""Before a mail that could not be handled is tried again. After a fault it grows fivefold each time; while something
is away it is as long as the mail has waited already."""


def may_be_tried_again(job: MailJob, waited: timedelta, error: Exception) -> bool:
    """`waited` is the time since it came or was taken up again by hand."""
    return waited < PATIENCE if isinstance(error, TryLater) else job.tries < MOST_ATTEMPTS


def wait(job: MailJob, waited: timedelta, error: Exception) -> timedelta:
    """Until the next attempt: what the other side asked for, or longer each time."""
    if not isinstance(error, TryLater):
        return timedelta(seconds=FIRST_WAIT.total_seconds() * 5.0 ** (job.tries - 1))
    if error.after is not None:
        return timedelta(seconds=error.after)
    return min(max(waited, FIRST_WAIT), LONGEST_WAIT)
