"""What caches in front still have to be told: written down first, told at once, and told again until they have it."""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from depesche.delivery.caches import caches
from depesche.delivery.models import UntoldPurge
from depesche.delivery.pausing import Pause

logger = logging.getLogger(__name__)
# A page may be on its way to a cache while the cache is told to forget it, so it is told once more.
AGAIN_AFTER = 1.0  # seconds
MOST = 1000  # rows that are told together
_pauses: defaultdict[str, Pause] = defaultdict(Pause)  # by cache; what this process knows of it


def note(keys: list[str], *, hard: bool) -> None:
    """Write down for each cache that these keys were purged, and tell them as soon as that is certain."""
    names = caches()
    if not names:
        return
    UntoldPurge.objects.bulk_create(UntoldPurge(cache=name, keys=keys, hard=hard) for name in names)
    transaction.on_commit(partial(_hurry, [*names], pressing=hard), robust=True)


def _hurry(names: list[str], *, pressing: bool) -> None:
    """Tell these caches soon; a withdrawal is tried at once, however often a cache could not be told before."""
    if pressing:
        for name in names:
            _pauses[name].lift()
    _messengers.hurry()


def tell() -> bool:
    """Tell all caches what they do not know; says whether something has to be told again."""
    known = caches()
    UntoldPurge.objects.exclude(cache__in=known).delete()  # caches that are in front no more
    unfinished = [name for name in known if tell_one(name)]
    return bool(unfinished)


def tell_one(name: str) -> bool:
    """The same for one cache.  One that cannot be told is left to the clock, so that nothing is asked without end."""
    if not all(_tell(name, hard=hard) for hard in (True, False)):
        return False
    return UntoldPurge.objects.filter(cache=name, told_at__isnull=False).exists()


def _tell(name: str, *, hard: bool) -> bool:
    """Tell one cache of all purges of a kind together, however many changes they come from; says whether it heard."""
    rows = list(UntoldPurge.objects.filter(cache=name, hard=hard).order_by("pk")[:MOST])
    now = timezone.now()
    due = [row for row in rows if row.told_at is None or (now - row.told_at).total_seconds() >= AGAIN_AFTER]
    if not due:
        return True
    if _pauses[name].going_on:
        return False
    try:
        caches()[name].purge(sorted({key for row in due for key in row.keys}), hard=hard)
    except (OSError, ValueError):
        _pauses[name].begin()
        logger.exception("The cache %s could not be told of a change; it will be told again within a minute", name)
        return False
    _pauses[name].end()
    UntoldPurge.objects.filter(pk__in=[row.pk for row in due if row.told_at is not None]).delete()
    UntoldPurge.objects.filter(pk__in=[row.pk for row in due if row.told_at is None]).update(told_at=timezone.now())
    return True


class _Messenger:
    """A thread that tells one cache, so that no editor waits for a network; it ends when there is nothing to tell."""

    def __init__(self, cache: str) -> None:
        self._cache = cache
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self._asked = False

    def hurry(self) -> None:
        """See to it that what is written down now is told soon."""
        with self._guard:
            self._asked = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=f"purges for {self._cache}")
                self._thread.start()

    def _run(self) -> None:
        try:
            while self._wanted():
                try:
                    while tell_one(self._cache):
                        time.sleep(AGAIN_AFTER / 5)
                        self._asked = False
                except Exception:
                    logger.exception("Purges could not be told; the clock tells them within a minute")
        finally:
            connection.close()

    def _wanted(self) -> bool:
        with self._guard:
            wanted, self._asked = self._asked, False
            if not wanted:
                self._thread = None
            return wanted


class _Messengers:
    """A messenger for each cache: one that is away keeps none of the others waiting."""

    def __init__(self) -> None:
        self._of: dict[str, _Messenger] = {}

    def hurry(self) -> None:
        """See to it that what is written down now is told soon to everybody."""
        for cache in caches():
            self._of.setdefault(cache, _Messenger(cache)).hurry()


_messengers = _Messengers()
