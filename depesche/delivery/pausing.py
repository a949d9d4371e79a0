"""How long somebody who does not answer is left alone."""

from __future__ import annotations

import time

from depesche.net.retrying import about

FIRST = 1.0  # seconds
LONGEST = 30.0  # seconds; what tries once a minute is never kept from it


class Pause:
    """The time between two calls to somebody who is away: twice as long each time, a quarter more or less.

    Without it, whatever comes in meanwhile would be one call more, and he who
    comes back would be met by everybody at the same moment.
    """

    def __init__(self) -> None:
        self._seconds = FIRST
        self._until = 0.0

    @property
    def going_on(self) -> bool:
        """Whether a call now would be too early."""
        return time.monotonic() < self._until

    def begin(self) -> None:
        """He could not be reached."""
        self._until = time.monotonic() + about(self._seconds)
        self._seconds = min(LONGEST, self._seconds * 2)

    def lift(self) -> None:
        """Let the next call through, because it cannot wait; if it fails, the pause is none the shorter."""
        self._until = 0.0

    def end(self) -> None:
        """He has answered."""
        self._seconds, self._until = FIRST, 0.0
