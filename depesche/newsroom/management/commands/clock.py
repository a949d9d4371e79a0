"""The clock of the newsroom."""

from __future__ import annotations

import logging
import random
import signal
import threading
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from depesche import events
from depesche.audience import actions as audience
from depesche.delivery import actions as delivery
from depesche.media import actions as media
from depesche.newsroom import actions
from depesche.newsroom.events import MinuteBegan

logger = logging.getLogger(__name__)


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
        last_minute = -1
        apart = _apart()
        untold: set[int] = set()
        while not stop.is_set():
            now = timezone.now()
            minute = (now + apart).minute
            close_old_connections()
            try:
                tick(now, minute=minute != last_minute)
                untold = delivery.settle_left_over(untold)
            except Exception:
                # The next second is another chance; a clock that dies helps nobody.
                logger.exception("The clock missed a beat.")
            last_minute = minute
            stop.wait(1 - timezone.now().microsecond / 1_000_000)


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
