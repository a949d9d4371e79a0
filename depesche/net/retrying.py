"""Trying again what a server elsewhere could not take: later each time, and not for ever.

The queue runs a task once.  A mail server that is away for an hour, or asks an
unknown sender to come again (greylisting, RFC 6647), must cost no letter.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from depesche.net.handing import FOR_GOOD, code_of

logger = logging.getLogger(__name__)
FIRST, LONGEST = timedelta(seconds=30), timedelta(hours=4)
AN_HOUR, A_DAY = 7, 14  # attempts after the first one, of which the last comes after about that time


@contextmanager
def retrying(task: Any, *, tried: int, most: int, at: datetime, **fields: Any) -> Iterator[None]:
    """Put ``task`` on the queue again, for later, if the server could not be reached or wants to be asked later.

    ``at`` is now; ``tried`` is the number of attempts before this one, and becomes an argument
    of the task beside its ``fields``.  After ``most`` of them, or if the server
    says no, the error goes on and the task has failed.
    """
    try:
        yield
    except OSError as failure:
        if tried >= most or _said_no(failure):
            raise
        wait = pause(tried)
        task.using(run_after=at + wait).enqueue(**fields, tried=tried + 1)
        # What the server said may name the reader whom the letter is for, and that is nothing for a log.
        said = f"{type(failure).__name__} {code_of(failure) or ''}".strip()
        logger.warning("%s did not work and is tried again in %.0f s: %s", task.name, wait.total_seconds(), said)


def pause(tried: int) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, and not all together."""
    wait = min(FIRST * 2 ** min(tried, 10), LONGEST)
    return timedelta(seconds=about(wait.total_seconds()))


def about(seconds: float) -> float:
    """A quarter more or less: several processes must not call at the same moment."""
    return seconds * random.uniform(0.75, 1.25)  # noqa: S311 - nobody gains by guessing it


def _said_no(failure: OSError) -> bool:
    return code_of(failure) >= FOR_GOOD
