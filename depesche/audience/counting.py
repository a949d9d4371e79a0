"""What a web process has seen and not written yet.

A request only leaves a view here.  A thread writes them every two seconds,
many in one transaction, so that a reader never waits for the database and a
killed process loses no more than that.  A database that fails keeps the
views waiting, up to a bound.
"""

from __future__ import annotations

import atexit
import logging
import threading
from collections import deque
from datetime import UTC, date, datetime
from multiprocessing import util

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from depesche.audience import actions
from depesche.audience.actions import View

logger = logging.getLogger(__name__)

EVERY = 2.0  # seconds
BATCH = 1_000  # views in one transaction
MOST = 50_000  # views that wait while the database is away: about twenty megabytes


class Counting:
    """The views of one process on their way to the database."""

    def __init__(self) -> None:
        self._waiting: deque[View] = deque()
        self._adding = threading.Lock()
        self._writing = threading.Lock()
        self._wake = threading.Event()
        self._ended = False
        self._failing = False
        self._salts: dict[date, bytes] = {}

    def salt(self, at: datetime) -> bytes:
        """The secret of the day; only the first view of a day asks the database.  Raises DatabaseError."""
        day = at.astimezone(UTC).date()
        if day not in self._salts:
            self._salts = {day: actions.salt_of(day=day)}  # yesterday's is forgotten here, too
        return self._salts[day]

    def note(self, view: View) -> None:
        """Remember a view until it is written; when too many wait, it is lost."""
        with self._adding:
            if len(self._waiting) < MOST:
                self._waiting.append(view)
        if len(self._waiting) >= BATCH:
            self._wake.set()

    def write(self, at: datetime) -> int:
        """Write everything that waits; say how many views were counted.  Raises what the database raises."""
        counted = 0
        with self._writing:
            while batch := self._take():
                try:
                    counted += actions.count(views=batch, at=at)
                except (DatabaseError, InterfaceError):
                    self._put_back(batch)
                    raise
        return counted

    def clear(self) -> None:
        """Forget what waits, and the secret of the day."""
        with self._adding:
            self._waiting.clear()
        self._salts = {}

    def start(self) -> None:
        """Write from now on; the last time when the process ends."""
        threading.Thread(target=self._run, name="counting", daemon=True).start()
        atexit.register(self.end)
        util.Finalize(None, self.end, exitpriority=10)  # children of multiprocessing never come to atexit

    def end(self) -> None:
        """Write a last time and stop."""
        if not self._ended:
            self._ended = True
            self._wake.set()
            self._try()

    def _run(self) -> None:
        while not self._ended:
            self._wake.wait(EVERY)
            self._wake.clear()
            if self._waiting:
                self._try()
            if self._failing:
                threading.Event().wait(EVERY)  # a full line would wake it at once, and the database needs time

    def _try(self) -> None:
        close_old_connections()
        try:
            self.write(timezone.now())
            self._failing = False
        except Exception:
            if not self._failing:  # said once, not every two seconds
                logger.exception("Views could not be counted; they wait for the database.")
            self._failing = True
            connection.close()

    def _take(self) -> list[View]:
        with self._adding:
            return [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]

    def _put_back(self, batch: list[View]) -> None:
        with self._adding:
            self._waiting.extendleft(reversed(batch))


counting = Counting()
