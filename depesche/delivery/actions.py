"""Purging: telling the page store what has changed."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterable

from django.db import transaction

from depesche.delivery import outbox
from depesche.delivery.canary.judging import sentence
from depesche.delivery.keys import everything
from depesche.delivery.models import PendingPurge
from depesche.delivery.release import Release
from depesche.delivery.store import store

logger = logging.getLogger(__name__)


def purge(*keys: str, hard: bool = False) -> None:
    """Say that what these keys stand for has changed; takes effect when the transaction commits.

    Pages that bear one of them are stale from then on: made anew when next
    asked for, and served as they are only if that fails.  With ``hard`` they
    are withdrawn: gone at once, and never served again.
    """
    if not keys:
        return
    connection = transaction.get_connection()
    for _savepoints, planned, _robust in connection.run_on_commit:
        if isinstance(planned, _Plan) and planned.pending.hard == hard:
            planned.add(keys)
            return
    plan = _Plan(PendingPurge.objects.create(keys=sorted(set(keys)), hard=hard))
    transaction.on_commit(plan, robust=True)


class _Plan:
    """The purge at the end of a transaction, however many actions ask for one."""

    def __init__(self, pending: PendingPurge) -> None:
        self.pending = pending

    def __call__(self) -> None:
        _carry_out(self.pending)

    def add(self, keys: Iterable[str]) -> None:
        if not set(keys) <= set(self.pending.keys):
            self.pending.keys = sorted({*self.pending.keys, *keys})
            self.pending.save()


def waiting_release() -> tuple[Release, list[str]] | None:
    """The release whose pages readers do not get because nobody has accepted it, and what is wrong with them, if so."""
    state = store().register.read()
    if state.waiting is None or state.trying:
        return None
    return state.waiting.release, [sentence(fault) for fault in state.faults]


def settle_purges() -> int:
    """Carry out what a process that died, or a full disk, has left undone; says how many.

    Files of pages that want to be made anew for what moves by itself go as well.
    """
    store().expire(now=time.time())
    outbox.tell()
    return carry_out_pending()


def carry_out_pending() -> int:
    """Carry out what the page store has not been told of; says how many purges that were."""
    return sum(_carry_out(pending) for pending in PendingPurge.objects.order_by("pk"))


def purge_if_restored() -> bool:
    """Purge everything if the database is older than the pages, as after a restore; says whether it is.

    Each purge has a number of the database, which gives none twice; one that
    gives a number that the pages know of already has been put back.
    """
    with transaction.atomic():
        probe = PendingPurge.objects.create(keys=[], hard=False)
        number = probe.pk
        probe.delete()
    register = store().register
    if number > register.told:
        return False
    store().purge([everything()])
    register.told = number
    return True


def _carry_out(pending: PendingPurge) -> bool:
    try:
        store().purge(pending.keys, hard=pending.hard)
        store().register.told = max(store().register.told, pending.pk)
    except (OSError, sqlite3.Error):
        logger.exception("The page store could not be told of a change; it will be told again within a minute")
        return False
    with transaction.atomic():
        outbox.note(pending.keys, hard=pending.hard)
        pending.delete()
    return True
