"""What changes many times a second: its pages are made anew once a second, whoever changes it, on whichever machine."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.db import connection, transaction

from depesche.delivery.models import Calm, PendingPurge

logger = logging.getLogger(__name__)
PAUSE = 1.0  # seconds between two purges of a key
MOST = 1000  # notes that are gathered at once


def gather(*, now: float) -> tuple[PendingPurge | None, bool]:
    """One purge for all notes whose keys have had their pause, if there is any, and whether others go on waiting.

    The notes give way to it in one transaction, so that nothing is forgotten
    whenever a process dies; a note that is committed meanwhile stays for the next time.
    """
    rows = list(PendingPurge.objects.filter(calm=True).order_by("pk")[:MOST])
    resting = set(Calm.objects.resting(now - PAUSE, now).values_list("key", flat=True)) if rows else set[str]()
    due = [row for row in rows if resting.isdisjoint(row.keys)]
    if not due:
        return None, bool(rows)
    with transaction.atomic():
        claimed = {key for key in {key for row in due for key in row.keys} if _claim(key, now)}
        settled = [row for row in due if claimed.issuperset(row.keys)]
        if not settled:  # another process was quicker
            return None, True
        PendingPurge.objects.filter(pk__in=[row.pk for row in settled]).delete()
        keys = sorted({key for row in settled for key in row.keys})
        return PendingPurge.objects.create(keys=keys, hard=False), len(settled) < len(rows)


def _claim(key: str, now: float) -> bool:
    """Begin the pause of a key; says whether this process did."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO delivery_calm (key, at) VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET at = excluded.at"
            " WHERE delivery_calm.at <= %s OR delivery_calm.at > %s RETURNING key",  # later than now: a clock set back
            [key, now, now - PAUSE, now],
        )
        return cursor.fetchone() is not None


class Calmer:
    """A thread that waits for the end of a pause, so that no reader's request does; it ends when nothing waits.

    ``settle`` carries out what may be, and says whether something has to wait.
    """

    def __init__(self, settle: Callable[[], bool]) -> None:
        self._settle = settle
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self._asked = False

    def hurry(self) -> None:
        """See to it that what is written down now is purged as soon as it may."""
        with self._guard:
            self._asked = True
            if self._thread is not None:  # it comes by in any case
                return
        if not self._settle():
            return
        with self._guard:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="calm purges")
                self._thread.start()

    def _run(self) -> None:
        try:
            while self._wanted():
                try:
                    while self._settle():
                        time.sleep(PAUSE / 10)
                except Exception:
                    logger.exception("Purges could not be carried out; the clock does it within a second")
        finally:
            connection.close()

    def _wanted(self) -> bool:
        with self._guard:
            wanted, self._asked = self._asked, False
            if not wanted:
                self._thread = None
            return wanted
