"""Purging: telling the page store what has changed."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Collection, Iterable
from functools import partial

from django.db import Error, connection, transaction

from depesche.delivery import calming, outbox
from depesche.delivery.canary.judging import sentence
from depesche.delivery.keys import everything
from depesche.delivery.models import Calm, PendingPurge
from depesche.delivery.press import Press
from depesche.delivery.release import Release
from depesche.delivery.rendering import renderer
from depesche.delivery.store import store
from depesche.delivery.store.interface import Unreachable

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


def make_ahead(address: str) -> None:
    """Make a page before its first reader asks, unless it is there and fresh, or somebody is making it now."""
    pages = store()
    with pages.locks.trying(address) as mine:
        if mine and pages.accepting:
            Press(pages, renderer()).make(address)


def move(*keys: str) -> None:
    """Say that figures which pages show under these keys have moved; takes effect when the transaction commits.

    These pages are served as they are.  One that is a minute old is made anew
    behind the next reader who asks for it, and nobody waits for that.  Nothing
    is written down: what a dying process leaves untold is noticed when the
    page is renewed for its age.  Caches in front are not told.
    """
    if keys:
        transaction.on_commit(partial(_tell_moved, keys), robust=True)


def _tell_moved(keys: Collection[str]) -> None:
    try:
        store().move(keys, now=time.time())
    except (OSError, sqlite3.Error):
        logger.info("The page store could not be told of figures that moved", exc_info=True)


class _Plan:
    """The purge at the end of a transaction, however many actions ask for one."""

    def __init__(self, pending: PendingPurge) -> None:
        self.pending = pending

    def __call__(self) -> None:
        if self.pending.calm:
            _calmer.hurry()
        elif not _carry_out(self.pending):
            # Caches in front need not wait for it: what they ask for anew is rendered anew.
            outbox.note(self.pending.keys, hard=self.pending.hard)

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
    return carry_out_pending()


def carry_out_pending() -> int:
    """Carry out what the page store has not been told of; says how many purges that were."""
    return sum(_carry_out(pending) for pending in PendingPurge.objects.order_by("pk"))


def purge_now(*keys: str) -> bool:
    """Purge for the sake of no change in the database, such as a restore; says whether the store knows of it.

    If it does not, it is told as soon as it answers.
    """
    pending = PendingPurge.objects.create(keys=sorted(keys), hard=False)
    try:
        store().purge(pending.keys)
    except Unreachable:
        return False
    pending.delete()
    return True


def settle_left_over(known: set[int]) -> set[int]:
    """Carry out what was there a second ago, when the caller knew it.

    Says what is there now.  What is younger is being carried out by whoever made the change; if that process
    died, or cannot reach the store, perhaps this one can.
    """
    there = list(PendingPurge.objects.filter(calm=False).order_by("pk"))
    return {pending.pk for pending in there if pending.pk not in known or not _carry_out(pending)}


def settle_at_once() -> bool:
    """Carry out everything for a page store that was away, whoever made the change; says whether it is done.

    While the store still is away, this process takes note of what was purged.
    Called in a thread of its own, at any time, also while the database is away.
    """
    try:
        left = [pending for pending in PendingPurge.objects.order_by("pk") if not _carry_out(pending)]
        return not left
    except Error:
        return False
    finally:
        connection.close()


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
    purge_now(everything())
    register.told = number
    return True


def _carry_out(pending: PendingPurge) -> bool:
    try:
        store().purge(pending.keys, hard=pending.hard)
        store().register.told = max(store().register.told, pending.pk)
    except Unreachable:
        return False  # the store has said so itself, and is told as soon as it answers
    except (OSError, sqlite3.Error):
        logger.exception("The page store could not be told of a change; it will be told again within a minute")
        return False
    with transaction.atomic():
        outbox.note(pending.keys, hard=pending.hard)
        pending.delete()
    return True
