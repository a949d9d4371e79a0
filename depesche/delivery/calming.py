"""What changes many times a second: its pages are made anew once a second, whoever changes it."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time

from django.db import connection, transaction

from depesche.delivery import outbox
from depesche.delivery.models import PendingPurge
from depesche.delivery.store import store

logger = logging.getLogger(__name__)
PAUSE = 1.0  # seconds between two purges of a key
MOST = 1000  # notes that are carried out together


def settle() -> bool:
    """Purge what has had its pause, of whichever process; says whether something has to wait.

    A note that is committed after they were read stays for the next time, so none is ever lost.
    """
    rows = list(PendingPurge.objects.filter(calm=True).order_by("pk")[:MOST])
    if not rows:
        return False
    try:
        done = store().purge_calmly({key for row in rows for key in row.keys}, now=time.time(), pause=PAUSE)
    except (OSError, sqlite3.Error):
        logger.exception("The page store could not be told of a change; it will be told again within a minute")
        return False
    settled = [row.pk for row in rows if done.issuperset(row.keys)]
    if settled:
        with transaction.atomic():
            outbox.note(sorted(done), hard=False)
            PendingPurge.objects.filter(pk__in=settled).delete()
    return len(settled) < len(rows)


class _Calmer:
    """A thread that waits for the end of a pause, so that no reader's request does; it ends when nothing waits."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self._asked = False

    def hurry(self) -> None:
        """See to it that what is written down now is purged as soon as it may."""
        with self._guard:
            self._asked = True
            if self._thread is not None:  # it comes by in any case
                return
        if not settle():
            return
        with self._guard:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="calm purges")
                self._thread.start()

    def _run(self) -> None:
        try:
            while self._wanted():
                try:
                    while settle():
                        time.sleep(PAUSE / 10)
                except Exception:
                    logger.exception("Purges could not be carried out; the clock does it within a minute")
        finally:
            connection.close()

    def _wanted(self) -> bool:
        with self._guard:
            wanted, self._asked = self._asked, False
            if not wanted:
                self._thread = None
            return wanted


_calmer = _Calmer()
hurry = _calmer.hurry
