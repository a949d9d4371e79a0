"""Whether the newsroom behind the page store can answer at all."""

from __future__ import annotations

import time

from depesche.net.retrying import about

RETRY = 1.0  # seconds between two looks whether it is back, a quarter more or less


class Outage:
    """What a web process knows of the newsroom's database, from what it was answered last.

    ``late``: a page was not made in time, so for a moment nobody waits who
    can have the last one.  ``away``: the database did not answer, so until it
    does, one request a second looks whether it is back, and all others are
    answered without asking.
    """

    def __init__(self) -> None:
        self._next_look = 0.0
        self._late_until = 0.0
        self.away = False

    @property
    def late(self) -> bool:
        """Whether waiting is in vain."""
        return self.away or time.monotonic() < self._late_until

    def due(self) -> bool:
        """Whether to look if the database is back; whoever hears yes is the one who looks."""
        now = time.monotonic()
        if now < self._next_look:
            return False
        self._next_look = now + about(RETRY)
        return True

    def note(self, *, away: bool) -> None:
        """The newsroom has answered, or its database was away."""
        if away and not self.away:
            self._next_look = time.monotonic() + about(RETRY)
        self.away = away
        if not away:
            self._late_until = 0.0

    def note_late(self) -> None:
        """Somebody waited in vain."""
        self._late_until = time.monotonic() + about(RETRY)
