"""The clock of the newsroom.

The clock itself only looks whether something is due.  A copy of it does that
(fork) and ends: what it took of memory is given back, as with task workers.
"""

from __future__ import annotations

import logging
import multiprocessing
import random
import signal
import threading
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections, connections
from django.utils import timezone

from depesche import events
from depesche.audience import actions as audience
from depesche.delivery import actions as delivery
from depesche.media import actions as media
from depesche.newsroom import actions
from depesche.newsroom.events import MinuteBegan

logger = logging.getLogger(__name__)
_FORK = multiprocessing.get_context("fork")


class Command(BaseCommand):
    """Keeps appointments to the second; any number of clocks may run, each appointment is kept once."""

    help = (
        "Publish and withdraw on time, take down pictures whose licence has ended, and tidy up once a day. "
        "`depesche serve` runs it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """One option: a single round for those who have a timer of their own."""
        parser.add_argument("--once", action="store_true", help="do what is due now, then stop")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        """Do what is due, every second, until told to stop."""
        if once:
            tick(timezone.now(), minute=True)
            return
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        last_minute, left = -1, set[int]()
        apart = _apart()
        while not stop.is_set():
            now = timezone.now()
            minute = (now + apart).minute
            close_old_connections()
            try:
                left = _beat(now, minute=minute != last_minute, left=left)
            except Exception:
                # The next second is another chance; a clock that dies helps nobody.
                logger.exception("The clock missed a beat.")
            last_minute = minute
            stop.wait(1 - timezone.now().microsecond / 1_000_000)


def _beat(now: datetime, *, minute: bool, left: set[int]) -> set[int]:
    """Have done what is due, and the purges that were ``left`` a second ago; says which are left now."""
    calm, there = delivery.purges_left()
    if minute or calm or there & left or actions.something_is_due(at=now):
        connections.close_all()  # two processes on one connection understand nothing
        copy = _FORK.Process(target=_act, args=(now,), kwargs={"minute": minute, "left": left})
        copy.start()
        copy.join()
    return there


def _act(now: datetime, *, minute: bool, left: set[int]) -> None:
    try:
        tick(now, minute=minute)
        delivery.settle_left_over(left)
    except Exception:
        logger.exception("The clock missed a beat.")


def _apart() -> timedelta:
    """How far the minutes of this clock are from those of others: several must not call at whoever is away at once."""
    return timedelta(seconds=random.uniform(0, 60))  # noqa: S311 - nobody gains by guessing it


def tick(at: datetime, *, minute: bool) -> None:
    """One beat: appointments every second; at the start and each minute also what is slower or was missed."""
    actions.keep_appointments(at=at)
    delivery.settle_calm()
    if minute:
        actions.reconcile_appointments(at=at)
        media.end_licences(at=at)
        media.begin_day(at=at)
        delivery.settle_purges()
        audience.forget_readers(at=at)
        events.emit(MinuteBegan())
