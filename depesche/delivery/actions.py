"""Purging: telling the page store what has changed."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterable

from django.db import transaction

from depesche.delivery import calming, outbox
from depesche.delivery.models import Calm, PendingPurge
from depesche.delivery.store import store

logger = logging.getLogger(__name__)


def purge(*keys: str, hard: bool = False, calm: bool = False) -> None:
    """Say that what these keys stand for has changed; takes effect when the transaction commits.

    Pages that bear one of them are stale from then on: made anew when next
    asked for, and served as they are only if that fails.  With ``hard`` they
    are withdrawn: gone at once, and never served again.  With ``calm``, for
    what may change many times a second, the first change takes effect at once
    and those of the next second together, at its end.
    """
    if not keys:
        return
    if hard and calm:
        raise ValueError("a withdrawal waits for nothing")
    connection = transaction.get_connection()
    for _savepoints, planned, _robust in connection.run_on_commit:
        if isinstance(planned, _Plan) and (planned.pending.hard, planned.pending.calm) == (hard, calm):
            planned.add(keys)
            return
    plan = _Plan(PendingPurge.objects.create(keys=sorted(set(keys)), hard=hard, calm=calm))
    transaction.on_commit(plan, robust=True)


class _Plan:
    """The purge at the end of a transaction, however many actions ask for one."""

    def __init__(self, pending: PendingPurge) -> None:
        self.pending = pending

    def __call__(self) -> None:
        if self.pending.calm:
            _calmer.hurry()
        else:
            _carry_out(self.pending)

    def add(self, keys: Iterable[str]) -> None:
        if not set(keys) <= set(self.pending.keys):
            self.pending.keys = sorted({*self.pending.keys, *keys})
            self.pending.save()


def settle_calm() -> bool:
    """Carry out what has waited for the end of a second, of any process; says whether something goes on waiting."""
    pending, waits = calming.gather(now=time.time())
    if pending is not None:
        _carry_out(pending)
    return waits


_calmer = calming.Calmer(settle_calm)


def settle_purges() -> int:
    """Carry out what a process that died, or a full disk, has left undone; says how many.

    Files of pages that want to be made anew for what moves by itself go as well.
    """
    store().expire(now=time.time())
    Calm.objects.filter(at__lt=time.time() - 60).delete()
    outbox.tell()
    return sum(_carry_out(pending) for pending in PendingPurge.objects.order_by("pk"))


def _carry_out(pending: PendingPurge) -> bool:
    try:
        store().purge(pending.keys, hard=pending.hard)
    except (OSError, sqlite3.Error):
        logger.exception("The page store could not be told of a change; it will be told again within a minute")
        return False
    with transaction.atomic():
        outbox.note(pending.keys, hard=pending.hard)
        pending.delete()
    return True
